"""The sender against the local Telegram over HTTP, with faults, in virtual time."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.domain.letters import Letter, Priority
from bot.rehearsal import Clock, Rehearsal
from bot.store.engine import Transaction
from bot.store.store import Store
from bot.store.tables import outbox as table
from bot.tg.api import Api, new_session
from bot.tg.limits import Limits
from bot.tg.outcome import Delivered, Unreachable
from bot.tg.sender import Call, Sender
from tests.clock import VirtualClock
from tests.promises.figures import Figures


class Bridged(Clock):
    """The town's clock in step with the test's own."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(0.0, runs=False)
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


async def compose(letter: Letter) -> Call:
    return Call("sendMessage", {"text": letter.blanks["text"]})


class Post:
    """A sender at work, the town it sends to, and what a test asks of both."""

    def __init__(self, town: Rehearsal, store: Store, clock: VirtualClock, api: Api) -> None:
        self.town, self.store, self.clock, self.api = town, store, clock, api
        self.session: aiohttp.ClientSession
        limits = Limits(clock, per_second=30)
        self.sender = Sender(api, store, clock, limits, compose, Random(1))
        store.wake = self.sender.pay

    async def people(self, number: int) -> list[int]:
        found = []
        for _ in range(number):
            async with self.session.post(
                f"{self.town.url}/rehearsal/people", json={"first_name": "Aino"}
            ) as response:
                found.append((await response.json())["id"])
        for person in found:
            await self.post("act", {"person": person, "do": "start"})
        return found

    async def post(self, path: str, body: Any) -> Any:
        async with self.session.post(f"{self.town.url}/rehearsal/{path}", json=body) as response:
            assert response.status < 400, await response.text()
            return await response.json()

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.town.url}/rehearsal/{path}") as response:
            return await response.json()

    async def owe(self, *letters: tuple[int, str]) -> None:
        async def work(tx: Transaction) -> None:
            for chat, text in letters:
                letter = Letter(chat, "x", "fi", Priority.REPLY, {"text": text})
                self.store.owe(tx, letter, self.clock.now())

        await self.store.db.write(work)

    async def until_idle(self, *, limit: float = 4000) -> float:
        """Let time pass until everything is delivered or given up; return the virtual seconds."""
        return await self.clock.run_until(
            lambda: len(self.sender) == 0, busy=lambda: self.api.in_flight > 0, limit=limit
        )

    async def texts(self, chat: int) -> list[str]:
        seen = await self.get(f"chats/{chat}/messages?person={chat}")
        return [message["text"] for message in seen if message["from"] == "bot"]

    async def calls(self) -> list[dict[str, Any]]:
        found = await self.get("calls?after=0&limit=5000")
        return [call for call in found if call["method"] == "sendMessage"]

    async def rows(self) -> list[tuple[str, str | None]]:
        async with self.store.db.read() as c:
            return [tuple(row) for row in await c.execute(select(table.c.state, table.c.reason))]


@pytest.fixture
async def post(store: Store, clock: VirtualClock) -> AsyncIterator[Post]:
    async with (
        Rehearsal(limits=False, clock=Bridged(clock)) as town,
        new_session() as session,
        aiohttp.ClientSession() as people,
    ):
        api = Api(session, town.url, town.token, clock)
        one = Post(town, store, clock, api)
        one.session = people
        work = asyncio.ensure_future(one.sender.run())
        yield one
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def test_letters_to_a_chat_arrive_once_and_in_order_and_leave_no_row(post: Post):
    [aino] = await post.people(1)

    await post.owe(*((aino, str(n)) for n in range(10)))
    await post.until_idle()

    assert await post.texts(aino) == [str(n) for n in range(10)]
    assert await post.rows() == []


async def test_p04_a_storm_of_429_loses_and_doubles_nothing_and_stays_in_its_chats(
    post: Post, figure: Figures
):
    people = await post.people(100)
    for number, (retry_after, share) in enumerate([(1, 0.12), (9, 0.12), (60, 0.06)]):
        fault = {"kind": "429", "retry_after": retry_after, "share": share, "seed": number}
        await post.post("faults", {**fault, "method": "sendMessage"})

    await post.owe(*((chat, str(n)) for n in range(10) for chat in people))
    await post.until_idle()

    for chat in people:
        assert await post.texts(chat) == [str(n) for n in range(10)]
    calls = await post.calls()
    refused = [call for call in calls if call["status"] == 429]
    assert len(calls) == 1000 + len(refused)
    assert len(refused) > 200
    figure("sends refused", len(refused), of=len(calls))
    figure("sends before their time", len(too_early(calls)), of=len(calls))
    assert too_early(calls) == []


def too_early(calls: list[dict[str, Any]]) -> list[Any]:
    """The calls to a chat that came before the pause Telegram asked for there was over."""
    rest: dict[int, float] = defaultdict(float)
    early = []
    for call in calls:
        chat, at = call["fields"]["chat_id"], seconds(call["at"])
        if at < rest[chat] - 0.002:
            early.append(call)
        if call["status"] == 429:
            rest[chat] = at + call["answer"]["parameters"]["retry_after"]
    return early


def seconds(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()


async def test_p04_a_429_in_one_chat_delays_no_other(post: Post):
    aino, bertil = await post.people(2)
    await post.post("faults", {"kind": "429", "retry_after": 60, "chat": aino, "times": 1})

    await post.owe((aino, "late"), (bertil, "now"))
    await post.until_idle()

    at = {call["fields"]["chat_id"]: seconds(call["at"]) for call in await post.calls()}
    assert at[aino] - at[bertil] >= 59.9
    assert await post.texts(bertil) == ["now"]


@pytest.mark.parametrize("kind", ["500", "502", "cut_before"])
async def test_p05_a_fault_before_acceptance_is_repeated_until_it_succeeds_once(
    post: Post, kind: str
):
    [aino] = await post.people(1)
    await post.post("faults", {"kind": kind, "times": 4, "method": "sendMessage"})

    await post.owe((aino, "hello"))
    await post.until_idle()

    assert await post.texts(aino) == ["hello"]
    assert await post.rows() == []


@pytest.mark.parametrize("kind", ["cut_after", "broken_json"])
async def test_p05_a_lost_answer_repeats_at_most_once_for_each_loss(post: Post, kind: str):
    [aino] = await post.people(1)
    await post.post("faults", {"kind": kind, "times": 2, "method": "sendMessage"})

    await post.owe((aino, "hello"), (aino, "next"))
    await post.until_idle()

    texts = await post.texts(aino)
    assert texts == ["hello", "hello", "hello", "next"]
    assert await post.rows() == []


async def test_p05_a_read_time_out_after_acceptance_repeats_and_ends(post: Post, monkeypatch):
    from bot.tg import api

    monkeypatch.setattr(api.Api.call, "__kwdefaults__", {"seconds": 0.2})
    [aino] = await post.people(1)
    fault = {"kind": "timeout_after", "times": 1, "seconds": 5, "method": "sendMessage"}
    await post.post("faults", fault)

    await post.owe((aino, "hello"))
    await post.until_idle()

    assert await post.texts(aino) == ["hello", "hello"]


@pytest.mark.parametrize("kind", ["blocked", "deactivated"])
async def test_p05_who_cannot_be_reached_is_tried_no_more_until_heard_from(post: Post, kind: str):
    [aino] = await post.people(1)
    await post.post("faults", {"kind": kind, "method": "sendMessage", "times": 1})

    await post.owe(*((aino, str(n)) for n in range(5)))
    await post.until_idle()
    tried = len(await post.calls())
    post.sender.heard_from(aino)
    await post.owe((aino, "again"))
    await post.until_idle()

    assert tried == 1
    assert await post.texts(aino) == ["again"]
    assert await post.rows() == []


async def test_an_unknown_refusal_is_kept_for_a_human_and_bars_nobody(post: Post):
    [aino] = await post.people(1)

    await post.owe((aino, ""), (aino, "next"))  # an empty text: refused, and not on our list
    await post.until_idle()

    assert await post.texts(aino) == ["next"]
    assert await post.rows() == [("aside", "http_400")]


async def test_a_group_that_became_a_supergroup_is_followed(post: Post):
    [aino] = await post.people(1)
    group = await post.post("groups", {"title": "Staff", "members": [aino]})
    await post.post("act", {"person": aino, "do": "migrate", "chat": group["id"]})

    await post.owe((group["id"], "one"), (group["id"], "two"))
    await post.until_idle()

    new = post.sender.moved[group["id"]]
    seen = await post.get(f"chats/{new}/messages?person={aino}")
    assert [m["text"] for m in seen if m["from"] == "bot"] == ["one", "two"]
    assert await post.rows() == []


async def test_an_answer_takes_the_place_of_its_message_or_comes_anew_if_that_is_gone(post: Post):
    [aino] = await post.people(1)
    new = Call("sendMessage", {"text": "anew"})
    gone = Call("editMessageText", {"message_id": 999, "text": "anew"}, instead=new)

    asked = asyncio.ensure_future(post.sender.show(aino, gone))
    await post.until_idle()

    assert isinstance(await asked, Delivered)
    assert await post.texts(aino) == ["anew"]


async def test_an_answer_nobody_can_receive_ends_and_says_so(post: Post):
    [aino] = await post.people(1)
    await post.post("act", {"person": aino, "do": "block"})

    asked = asyncio.ensure_future(post.sender.show(aino, Call("sendMessage", {"text": "x"})))
    await post.until_idle()

    assert await asked == Unreachable("blocked")


async def test_letters_of_an_earlier_life_are_paid_by_the_next(post: Post, store: Store):
    from bot.store import outbox

    [aino] = await post.people(1)
    store.wake = lambda _: None  # the process dies between the commit and the waking
    await post.owe((aino, "owed"))

    owed, lost = await outbox.waiting(store.db, store.keyring)
    for one in owed:
        post.sender.pay(one)
    await post.until_idle()

    assert lost == []
    assert await post.texts(aino) == ["owed"]
