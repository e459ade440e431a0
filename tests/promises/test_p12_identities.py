"""Who may say a command or press a button: a person in private, typing it; nobody else."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.callback import Stage
from bot.domain.staff import Role
from bot.store import tally
from bot.store.tables import metadata
from bot.tg import limits, routes
from bot.tg.handlers import team, work
from bot.tg.payload import Payload, encode
from bot.tg.screens.case import ref
from bot.usecases import staffing
from tests.promises.figures import Figures
from tests.promises.made import DATE, message, pressed, somebody
from tests.usecases import desk
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


HELPER, MODERATOR = frozenset({Role.HELPER}), frozenset({Role.MODERATOR})
BOTH, STAFF, EVERYONE = HELPER | MODERATOR, frozenset(Role), None

VERBS: dict[str, frozenset[Role] | None] = {
    **dict.fromkeys(
        ("menu", "g", "faq", "topic", "answer", "helped", "other", "none", "paste", "crisis",
         "people", "about", "priv", "help", "lang", "ask", "yes", "no", "back", "call", "ask_line",
         "pick", "edit", "send", "data", "json", "fix", "skip", "wrote", "pause", "resume",
         "forget", "gone", "clear", "cleared"),
        EVERYONE,
    ),
    **dict.fromkeys(("work", "nonote"), STAFF),
    **dict.fromkeys(("duty", "line", "case", "note", "ended", "reopen"), BOTH),
    **dict.fromkeys(
        ("next", "held", "claim", "free", "show", "tried", "again", "close", "end", "hand", "give",
         "reply", "say"),
        HELPER,
    ),
    **dict.fromkeys(
        ("review", "ok", "urge", "read", "aside", "put", "block"), MODERATOR
    ),
    **dict.fromkeys(("team", "mate"), frozenset({Role.ADMIN, Role.AUDITOR})),
    **dict.fromkeys(("invite", "invited", "dismiss"), frozenset({Role.ADMIN})),
}  # fmt: skip
"""Whose button each verb is, said here once more by hand: roles, or everyone in private."""

OF_STAFF = {**work.PRESSES, **team.PRESSES}

VICTIM, GONE = 7_000_101, 8_000_199
STANDINGS: dict[str, tuple[int, frozenset[Role]]] = {
    "nobody": (OTHER, frozenset()),
    "a victim": (VICTIM, frozenset()),
    "somebody who was removed": (GONE, frozenset()),
    **{
        f"a member: {role.value}": (8_000_100 + n, frozenset({role})) for n, role in enumerate(Role)
    },
}

PRESSED_BY: dict[str, bool] = {
    # A press is its own: `from` is who pressed, whoever wrote the message under the button, and
    # every message of ours that was changed once is an edited one.
    "a person in private": True,
    "forwarded": True,
    "through another bot": True,
    "in the name of a channel": True,
    "edited": True,
    "a business account": True,
    "a guest": True,
    "another person in private": False,
    "another bot": False,
    "a member of a group": False,
    "an anonymous admin of a group": False,
    "a channel in a group": False,
    "Telegram itself, forwarding a channel": False,
    "a post of a channel": False,
    "an edited post of a channel": False,
}
"""Whether a button pressed under such a message, in such a name, is obeyed; PERSON has all roles.

Without anybody who pressed (`nobody`) an update is broken; it stands in a test of its own.
"""


@dataclass
class Pressed:
    """Presses by one identity, and what came of them."""

    answers: dict[str, tuple[str, bool] | None]
    """What was told on each button, and whether it waits for an OK."""
    changed: bool
    said: list[dict[str, Any]]


async def rows(town: World) -> list[Any]:
    """All rows but what keeps updates and counts them."""
    async with town.running.store.db.read() as c:
        return [
            (await c.execute(select(table))).all()
            for table in metadata.sorted_tables
            if table.name not in ("inbox", "tally")
        ]


async def presses(
    town: World,
    user: int,
    verbs: Collection[str],
    under: dict[str, Any],
    case: bytes,
    *,
    made_for: int | None = None,
) -> Pressed:
    """Press all these verbs, each with a tag that is right for `made_for`, or who presses."""
    key, body = town.running.store.keyring.button, {**message(user, "x"), **under}
    presser = body.pop("from", None) or somebody(user)
    before, first = await rows(town), next(_numbers)
    after = (await town.get("calls?after=0&limit=20000"))[-1]["n"]
    details = {"lang": "sv", "duty": "on", "line": "fi~0"}
    updates: list[dict[str, Any]] = []
    for verb in verbs:
        payload = Payload(verb, "fi", details.get(verb, ref(case) if verb in OF_STAFF else ""))
        data = encode(payload, user=made_for or presser["id"], key=key)
        query = pressed(user, data, body, first + len(updates))
        query["callback_query"]["from"] = presser
        updates.append(query)
        next(_numbers)
    done = await town.answered()
    await town.post("updates", updates)
    await town.until(lambda: town.running.intake.finished >= done + len(updates), seconds=60)
    await town.until(lambda: len(town.running.sender) == 0)
    calls = await town.get(f"calls?after={after}&limit=20000")
    # Read from the calls: the local Telegram takes no answer in a chat it does not know.
    told = {
        call["fields"]["callback_query_id"]: (
            call["fields"].get("text", ""),
            bool(call["fields"].get("show_alert")),
        )
        for call in calls
        if call["method"] == "answerCallbackQuery"
    }
    return Pressed(
        {verb: told.get(str(first + n)) for n, verb in enumerate(verbs)},
        await rows(town) != before,
        [call for call in calls if call["method"] in ("sendMessage", "editMessageText")],
    )


_numbers = count(1000)


async def staffed(town: World, members: Mapping[int, Iterable[Role]]) -> bytes:
    """Settle members of staff and a victim, whose approved request this returns."""
    now, store, chats = town.running.clock.now(), town.running.store, town.rehearsal.town.chats
    everybody = {desk.MARIA: {Role.MODERATOR}, **members}
    for user in {*everybody, VICTIM} - set(chats):
        await town.post("people", {"first_name": "Robin", "language_code": "fi", "id": user})
        chats[user].started = True
    for user, roles in everybody.items():
        await desk.member(store, user, *roles, on_duty=False, now=now)
    case = await desk.sends(store, VICTIM, now=now)
    await desk.approves(store, case, now=now)
    await town.until(lambda: len(town.running.sender) == 0)
    return case


async def with_every_standing(town: World) -> bytes:
    """Everybody of STANDINGS is there, and whoever was removed has had every role."""
    members = {user: roles for user, roles in STANDINGS.values() if roles}
    case = await staffed(town, {**members, GONE: Role})
    gone = await staffing.member_of(town.running.store, GONE)
    assert gone is not None
    await staffing.remove(town.running.store, gone.id, by=None, now=town.running.clock.now())
    return case


def unusable(town: World) -> tuple[str, bool]:
    return town.running.words["fi"].plain("button.unusable"), True


def test_p12_every_verb_is_decided_here_and_every_identity_too():
    assert set(VERBS) == set(routes.PRESSES)
    assert set(PRESSED_BY) == set(IDENTITIES) - {"nobody"}
    assert len(IDENTITIES) == 16


async def test_p12_each_role_is_obeyed_with_exactly_its_own_buttons(town: World, figure: Figures):
    case = await with_every_standing(town)
    wrong: list[tuple[Any, ...]] = []
    pairs = 0
    for standing, (user, roles) in STANDINGS.items():
        refused = {verb for verb, whose in VERBS.items() if whose is not None and not whose & roles}
        no = await presses(town, user, sorted(refused), {}, case)
        yes = await presses(town, user, sorted(set(OF_STAFF) - refused), {}, case)
        pairs += len(no.answers) + len(yes.answers)
        wrong += [(standing, verb) for verb, it in no.answers.items() if it != unusable(town)]
        wrong += [
            (standing, verb) for verb, it in yes.answers.items() if it in (None, unusable(town))
        ]
        if no.changed or no.said or bool(yes.answers) != bool(yes.said):
            wrong.append((standing, no.changed, no.said, yes.said))

    figure("roles and buttons that were not decided as declared", len(wrong), of=pairs)
    assert pairs == len(STANDINGS) * len(OF_STAFF)
    assert wrong == []


async def test_p12_each_button_is_obeyed_only_where_its_person_pressed_it_in_private(
    town: World, figure: Figures
):
    case = await staffed(town, {PERSON: Role})
    wrong: list[tuple[Any, ...]] = []
    # Who is obeyed comes last: some of the buttons take back and erase what is there.
    for identity in sorted(PRESSED_BY, key=lambda one: PRESSED_BY[one]):
        under = dict(IDENTITIES[identity][1])
        done = await presses(town, PERSON, VERBS, under, case)
        refused = {verb for verb, answer in done.answers.items() if answer == unusable(town)}
        silent = {verb for verb, answer in done.answers.items() if answer is None}
        of_staff = set(OF_STAFF)
        own = identity == "another person in private"
        expected = set() if PRESSED_BY[identity] else of_staff if own else set(VERBS)
        if refused != expected or silent:
            wrong.append((identity, sorted(refused ^ expected), sorted(silent)))
        if expected == set(VERBS) and (done.changed or done.said):
            wrong.append((identity, "changed something", done.said))
        if PRESSED_BY[identity] and not (done.changed or done.said):
            wrong.append((identity, "did nothing"))

    figure("presses that were not obeyed as declared", len(wrong), of=len(VERBS) * len(PRESSED_BY))
    assert wrong == []


async def test_p12_a_button_is_for_the_one_it_was_made_for(town: World):
    case = await staffed(town, {PERSON: Role, OTHER: Role})

    done = await presses(town, OTHER, VERBS, {}, case, made_for=PERSON)

    assert [verb for verb, answer in done.answers.items() if answer != unusable(town)] == []
    assert (done.changed, done.said) == (False, [])


async def test_p12_a_press_of_nobody_is_set_aside_and_does_nothing(town: World):
    case = await staffed(town, {PERSON: Role})
    data = encode(
        Payload("claim", "fi", ref(case)), user=PERSON, key=town.running.store.keyring.button
    )
    update = pressed(PERSON, data, message(PERSON, "x"), next(_numbers))
    del update["callback_query"]["from"]
    before = (await desk.standing(town.running.store, case)).stage

    done = await town.answered()
    await town.post("updates", [update])
    await town.until(lambda: town.running.intake.finished > done, seconds=30)

    assert (await desk.standing(town.running.store, case)).stage is before is Stage.APPROVED
    await presses(town, PERSON, ["claim"], {}, case)
    assert (await desk.standing(town.running.store, case)).stage is Stage.CLAIMED


def menu_of_staff(town: World) -> str:
    """How the menu of the staff begins."""
    return town.running.words["fi"]("work.text", roles="·").partition("·")[0]


async def test_p12_the_staffs_command_opens_the_work_only_where_a_member_typed_it_in_private(
    town: World,
):
    await staffed(town, {PERSON: Role})
    opened: list[str] = []
    for identity, (kind, more, _) in IDENTITIES.items():
        body = {**message(PERSON, "/staff"), **more}
        given = {name: value for name, value in body.items() if value is not None}
        done = await happens(town, {kind: given})
        if any(menu_of_staff(town) in call["fields"]["text"] for call in done.said):
            opened.append(identity)

    assert opened == ["a person in private"]


async def test_p12_the_staffs_command_is_one_nobody_knows_to_whoever_is_not_on_it(town: World):
    await with_every_standing(town)
    for standing, (user, roles) in STANDINGS.items():
        said, unknown = [
            (await happens(town, {"message": message(user, text)})).said[0]["fields"]["text"]
            for text in ("/staff", "/nothing_we_know")
        ]

        assert (said == unknown) == (not roles), standing
        assert (menu_of_staff(town) in said) == bool(roles), standing


def test_p12_a_permission_nobody_knows_grants_nothing():
    assert not routes.permitted("made up", private=True)  # pyright: ignore[reportArgumentType]
    assert not routes.permitted(routes.Permission.EVERYONE_IN_PRIVATE, private=False)
