"""Who may say a command or press a button: a person in private, typing it; nobody else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count, product
from pathlib import Path
from typing import Any

import pytest

from bot.store import tally
from bot.tg import limits, routes
from bot.tg.payload import Payload, encode
from tests.promises.made import DATE, message, pressed, somebody
from tests.world import World, world

pytestmark = pytest.mark.slow

PERSON, OTHER, GROUP = 7_000_001, 7_000_666, -1_002_000_000_777
A_GROUP = {"id": GROUP, "type": "supergroup", "title": "A group"}
A_CHANNEL = {"id": -1_002_000_000_778, "type": "channel", "title": "A channel"}
A_BOT = {"id": 93_372_553, "is_bot": True, "first_name": "other bot", "username": "other_bot"}
HIDDEN = {"type": "hidden_user", "date": DATE, "sender_user_name": "Xander"}

PRIVATE: dict[str, Any] = {}
IN_GROUP = {"chat": A_GROUP}

DONE, TEXT, GROUP_NOTE, NOTHING = "done", "taken for text", "pointed to private", "left be"

IDENTITIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "a person in private": ("message", PRIVATE, DONE),
    "another person in private": ("message", {"from": somebody(OTHER), "chat": {
        "id": OTHER, "type": "private", "first_name": "Xander"}}, DONE),
    "forwarded": ("message", {"forward_origin": HIDDEN}, TEXT),
    "through another bot": ("message", {"via_bot": A_BOT}, TEXT),
    "in the name of a channel": ("message", {"sender_chat": A_CHANNEL}, TEXT),
    "edited": ("edited_message", {"edit_date": DATE + 1}, NOTHING),
    "another bot": ("message", {"from": A_BOT}, NOTHING),
    "nobody": ("message", {"from": None}, NOTHING),
    "a member of a group": ("message", IN_GROUP, GROUP_NOTE),
    "an anonymous admin of a group": ("message", {**IN_GROUP, "sender_chat": A_GROUP, "from": {
        "id": 1_087_968_824, "is_bot": True, "first_name": "Group"}}, NOTHING),
    "a channel in a group": ("message", {**IN_GROUP, "sender_chat": A_CHANNEL, "from": {
        "id": 136_817_688, "is_bot": True, "first_name": "Channel"}}, NOTHING),
    "Telegram itself, forwarding a channel": ("message", {**IN_GROUP, "sender_chat": A_CHANNEL,
        "is_automatic_forward": True, "forward_origin": {"type": "channel", "date": DATE,
        "chat": A_CHANNEL, "message_id": 1}, "from": somebody(777_000)}, NOTHING),
    "a post of a channel": ("channel_post", {"chat": A_CHANNEL, "from": None}, NOTHING),
    "an edited post of a channel": ("edited_channel_post", {"chat": A_CHANNEL, "from": None,
        "edit_date": DATE + 1}, NOTHING),
    "a business account": ("business_message", {"business_connection_id": "x"}, NOTHING),
    "a guest": ("guest_message", {}, NOTHING),
}  # fmt: skip


@dataclass
class Done:
    """What came of an update."""

    events: dict[str, int]
    said: list[dict[str, Any]]


async def happens(town: World, update: dict[str, Any]) -> Done:
    before = await tally.totals(town.running.store.db)
    after = (await town.get("calls?after=0&limit=20000"))[-1]["n"]
    number = town.rehearsal.town.updates._next
    finished = await town.answered()
    await town.running.intake.take([{"update_id": number, **update}])
    town.rehearsal.town.updates._next = number + 1
    await town.until_answered(finished)
    now = await tally.totals(town.running.store.db)
    calls = await town.get(f"calls?after={after}&limit=1000")
    return Done(
        {event: count - before.get(event, 0) for event, count in now.items()
         if count != before.get(event, 0)},
        [call for call in calls if call["method"] in ("sendMessage", "editMessageText")],
    )  # fmt: skip


ASKED = {"question_answered", "question_offered", "question_not_known"}
"""What is counted when words are taken for words."""


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))
    monkeypatch.setattr(limits, "GROUP", (20, 0.1))
    async with world(tmp_path, send_rate=10_000) as one:
        await one.post("people", {"first_name": "Aino", "language_code": "fi", "id": PERSON})
        await one.post("people", {"first_name": "Xander", "language_code": "fi", "id": OTHER})
        for person in (PERSON, OTHER):
            one.rehearsal.town.chats[person].started = True
        yield one


def outcome_of(done: Done) -> str:
    if ASKED & done.events.keys():
        return TEXT
    if not done.said and not done.events:
        return NOTHING
    return GROUP_NOTE if done.said[0]["fields"]["chat_id"] == GROUP else DONE


async def test_p12_each_command_is_obeyed_exactly_where_a_person_typed_it_in_private(town: World):
    wrong: list[tuple[str, ...]] = []
    for identity, (kind, more, expected) in IDENTITIES.items():
        for command in [*routes.COMMANDS, "language sv"]:
            body = {**message(PERSON, f"/{command}"), **more}
            given = {name: value for name, value in body.items() if value is not None}
            done = await happens(town, {kind: given})
            if outcome_of(done) != expected:
                wrong.append((identity, command, outcome_of(done)))
            if expected is not DONE and "language_picked" in done.events:
                wrong.append((identity, command, "changed something"))

    assert wrong == []


async def test_p12_each_button_is_obeyed_only_for_its_person_in_private(town: World):
    key, number = town.running.store.keyring.button, count(1000)
    wrong: list[tuple[Any, ...]] = []
    for verb, user, private in product(routes.PRESSES, (PERSON, OTHER), (True, False)):
        data = encode(Payload(verb, "fi", "sv" if verb == "lang" else ""), user=PERSON, key=key)
        under = message(user, "x", **({} if private else IN_GROUP))
        done = await happens(town, pressed(user, data, under, next(number)))
        obeyed = (done.said, done.events) != ([], {})
        if obeyed != (user == PERSON and private):
            wrong.append((verb, user, private, done.events))

    assert wrong == []


def test_p12_a_permission_nobody_knows_grants_nothing():
    assert not routes.permitted("made up", private=True)  # pyright: ignore[reportArgumentType]
    assert not routes.permitted(routes.Permission.EVERYONE_IN_PRIVATE, private=False)
