"""What a whole, troubled day of the service leaves on the disk and in the log: nothing of anybody."""

import asyncio
import resource
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.rehearsing import TOKEN
from bot.web.door import HEADER, PATH
from tests.crash.process import Bot, Town, a_bot, a_town, free_port, until
from tests.promises.canaries import STEM, Canary, hits

pytestmark = pytest.mark.crash

SECRET = "a-secret-of-at-least-32-letters-_0"
WORDS = ("/start", "/language sv", "hei", "/crisis", "/nonsense")

BROKEN = (b"", b"{", b"[]", b"\xff\xfe", b'{"update_id": "%s"}', b'{"update_id": tru', b'"%s"',
          b'{"message": {"text": "%s"}}')  # fmt: skip


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with a_town() as one:
        yield one


async def trouble(town: Town) -> None:
    """Let Telegram fail in every way it can, a part of the time."""
    kinds = [("429", 0.1), ("500", 0.1), ("502", 0.1), ("cut_after", 0.1), ("broken_json", 0.1),
             ("cut_before", 0.1), ("blocked", 0.05)]  # fmt: skip
    for seed, (kind, share) in enumerate(kinds):
        fault = {"kind": kind, "share": share, "seed": seed, "method": "sendMessage"}
        await town.post("faults", fault)


async def a_day(town: Town, people: list[Canary]) -> None:
    """Everybody writes, shares a contact, and sends something that breaks the bot's reading."""
    for person in people:
        said = [person.wrote(text) for text in (WORDS[person.number % len(WORDS)], "kiitos")]
        broken = person.wrote("hei", date=STEM)
        await town.post("updates", [*said, person.shared_contact(), broken])


async def rubbish(town: Town, door: str) -> None:
    """Strangers and a confused Telegram post what is no update at all."""
    personal = f"{STEM} {Canary(1).phone} {TOKEN}".encode()
    for secret in (SECRET, SECRET[:-1], STEM.replace("ä", "a")):
        for body in BROKEN:
            data = body.replace(b"%s", personal)
            async with town.session.post(f"{door}{PATH}", data=data, headers={HEADER: secret}) as r:
                assert r.status in (200, 403)


def no_core_files(bot: Bot) -> bool:
    return resource.prlimit(bot.pid, resource.RLIMIT_CORE) == (0, 0)


@pytest.mark.parametrize(
    "number", [40, pytest.param(250, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p20_p25_p27_nothing_of_anybody_is_in_the_files_the_log_or_a_crash(
    town: Town, tmp_path: Path, number: int
):
    people = [Canary(n) for n in range(number)]
    door = f"http://127.0.0.1:{free_port()}"
    webhook = {"MODE": "webhook", "PUBLIC_URL": door, "WEBHOOK_SECRET": SECRET,
               "LISTEN": door.removeprefix("http://"), "DEBUG": "true"}  # fmt: skip
    image = tmp_path / "image"
    bot_folder = tmp_path / "bot"
    bot_folder.mkdir()
    with a_bot(bot_folder, town, **webhook) as bot:
        bot.start()
        await until(lambda: listens(town, door))
        await trouble(town)
        await a_day(town, people)
        await rubbish(town, door)
        await until(town.settled)
        assert sum(bot.waiting()) > 0
        crashed = bot.strike(signal.SIGABRT)
        shutil.copytree(bot_folder, image)  # a thief takes the machine in the middle of the work

        bot.start()
        await until(lambda: listens(town, door))
        assert no_core_files(bot)
        await town.session.delete(f"{town.url}/rehearsal/faults")
        await until(lambda: bot.waiting() == (0, 0), seconds=60)
        ended, said = bot.states(), bot.said()
        bot.strike(signal.SIGTERM)

    assert crashed == -signal.SIGABRT
    assert ended == {"done": 3 * number, "aside": number}
    assert said.count("set_aside") == number
    assert "unreadable_webhook" in said
    assert {"told_to_wait", "send_fault", "update_failed"} <= set(said.split('"'))
    assert hits(image) == []
    assert hits(bot_folder) == []
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET):
        assert secret not in said
    assert list(bot.temporary.iterdir()) == []
    assert [path.name for path in bot_folder.rglob("core*")] == []


async def listens(town: Town, door: str) -> bool:
    try:
        async with town.session.get(f"{door}/health") as response:
            return response.status == 200
    except OSError:
        return False


def test_the_search_finds_what_it_looks_for(tmp_path: Path):
    person = Canary(7)
    (tmp_path / "a").write_bytes(str(person.id).encode())
    (tmp_path / "b").write_bytes(b"xx" + person.id.to_bytes(6, "big"))
    (tmp_path / "c").write_text(str(person.wrote("hei")), encoding="utf-16-le")
    (tmp_path / "d").write_text(f"call {person.phone}")

    found = {hit.rpartition(" in ")[2] for hit in hits(tmp_path)}

    assert found == {"a", "b", "c", "d"}
    assert asyncio.iscoroutinefunction(listens)
