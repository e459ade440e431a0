from random import Random

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.store.engine import StoreUnavailable
from bot.web.door import HEADER, PATH, Door
from tests.promises.figures import Figures

SECRET = "a-secret-of-at-least-32-letters-_0"


class Behind:
    """What stands behind the door in these tests: it notes what comes in."""

    def __init__(self) -> None:
        self.taken: list = []
        self.full = False
        self.up = True
        self.heard = 0

    async def take(self, raws) -> None:
        if self.full:
            raise StoreUnavailable
        self.taken += raws

    def hear(self) -> None:
        self.heard += 1

    async def metrics(self) -> bytes:
        return b"rinnalla_up 1\n"


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
async def client(behind: Behind):
    door = Door(behind.take, behind.hear, lambda: behind.up, behind.metrics, SECRET)
    async with TestClient(TestServer(door.application())) as one:
        yield one


async def test_an_update_with_the_secret_is_taken(client, behind: Behind):
    answer = await client.post(PATH, json={"update_id": 1}, headers={HEADER: SECRET})

    assert answer.status == 200
    assert behind.taken == [{"update_id": 1}]
    assert behind.heard == 1


async def test_without_the_right_secret_nothing_is_taken(client, behind: Behind):
    wrong = [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "\xe4" * 32, "x" * 5000]
    for secret in wrong:
        headers = {} if secret is None else {HEADER: secret}
        answer = await client.post(PATH, json={"update_id": 1}, headers=headers)
        assert answer.status in (400, 403)  # the HTTP parser itself refuses what is too long

    assert behind.taken == []


async def test_p14_ten_thousand_posts_with_wrong_secrets_are_all_refused(
    client, behind: Behind, figure: Figures
):
    chance = Random(14)
    signs = [chr(n) for n in range(33, 127)]
    for n in range(10_000):
        made_up = "".join(chance.choices(signs, k=chance.randrange(60)))
        guess = made_up if n % 2 else SECRET[: chance.randrange(len(SECRET))]
        answer = await client.post(PATH, json={"update_id": 1}, headers={HEADER: guess})
        assert answer.status == 403

    figure("posts with a wrong secret taken", len(behind.taken), of=10_000)
    assert behind.taken == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"null", b"{}", b'{"update_id": "1"}',
                                  b"\xff\xfe", b'{"update_id": true}'])  # fmt: skip
async def test_a_body_that_is_no_update_is_accepted_and_forgotten(client, behind: Behind, body):
    answer = await client.post(PATH, data=body, headers={HEADER: SECRET})

    assert answer.status == 200
    assert behind.taken == []


async def test_what_could_not_be_kept_is_not_acknowledged(client, behind: Behind):
    behind.full = True

    answer = await client.post(PATH, json={"update_id": 1}, headers={HEADER: SECRET})

    assert answer.status == 503
    assert behind.heard == 0


async def test_the_health_page_tells_only_up_or_down(client, behind: Behind):
    up = await client.get("/health")
    behind.up = False
    down = await client.get("/health")

    assert (up.status, await up.text()) == (200, "up")
    assert (down.status, await down.text()) == (503, "down")


async def test_without_webhook_mode_there_is_no_webhook(behind: Behind):
    door = Door(behind.take, behind.hear, lambda: True, behind.metrics, None)
    async with TestClient(TestServer(door.application())) as client:
        answer = await client.post(PATH, json={"update_id": 1}, headers={HEADER: ""})

    assert answer.status == 404
    assert behind.taken == []
