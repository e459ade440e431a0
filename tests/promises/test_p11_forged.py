"""Presses that were made up, changed or taken from somebody else: one answer, and no effect."""

import re
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.callback import Ending, Outcome, Reason, code_of
from bot.domain.casework import READY
from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import MAY, Role
from bot.store import audit, staff, tally
from bot.store.tables import metadata
from bot.tg import limits, routes
from bot.tg.handlers import team, work
from bot.tg.payload import Payload, encode
from bot.tg.screens.case import SHORT_ID, ref
from bot.usecases import staffing
from bot.usecases.office import NO_OFFICE
from bot.usecases.reveal import reveal
from tests.promises.figures import Figures
from tests.promises.hostile import TEXTS
from tests.promises.made import message, pressed
from tests.stories.test_consent import agree
from tests.usecases import desk
from tests.world import Person, World, buttons, world

pytestmark = pytest.mark.slow

SIGNS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~."


async def payloads_of(person: Person) -> list[str]:
    """What the buttons of a few screens carry for this person."""
    shown = await person.start()
    found = [button["callback_data"] for _, _, button in buttons(shown)]
    for _, _, button in buttons(shown):
        if button["callback_data"].split(".")[0] in ("g", "lang"):
            # The message changes with each press; its first buttons keep working.
            there = await person.press_data(shown, button["callback_data"])
            found += [one["callback_data"] for _, _, one in buttons(there)]
    for there in (await agree(person, "call"), await person.write("/forget")):
        found += [one["callback_data"] for _, _, one in buttons(there)]
    return found


def forged(hers: list[str], own: list[str], chance: Random) -> str:
    """A payload that was not made for the one who presses it."""
    mine = chance.choice(own)
    body, _, tag = mine.rpartition(".")
    match chance.randrange(9):
        case 0:
            return chance.choice(hers)
        case 1:  # one sign changed
            at = chance.randrange(len(mine))
            other = chance.choice([sign for sign in SIGNS if sign != mine[at]])
            return mine[:at] + other + mine[at + 1 :]
        case 2:
            return mine[: chance.randrange(len(mine))]
        case 3:  # her words under his tag
            return (
                f"{chance.choice(hers).rpartition('.')[0]}.{chance.choice(own).rpartition('.')[2]}"
            )
        case 4:
            verb, language = chance.choice([*routes.PRESSES, "admin"]), chance.choice(("fi", "sv"))
            return f"{verb}.{language}..{''.join(chance.choices(SIGNS[:-1], k=16))}"
        case 5:
            return chance.choice(TEXTS)[:300]
        case 6:
            return body + "." + tag[::-1]
        case 7:
            return f"{body}~x.{tag}"
        case _:
            return "".join(chance.choices(SIGNS, k=chance.randrange(1, 65)))


async def state(town: World) -> tuple[Any, ...]:
    """All that a press could have changed."""
    async with town.running.store.db.read() as c:
        rows = [
            (await c.execute(select(table))).all()
            for table in metadata.sorted_tables
            if table.name not in ("inbox", "tally")
        ]
    calls = (await town.get("count"))["calls"]
    shows = {name: calls.get(name) for name in calls if name.startswith(("send", "edit", "delete"))}
    return (
        rows,
        town.running.store.keyring.persons(),
        shows,
        await tally.totals(town.running.store.db),
    )


@pytest.mark.parametrize(
    "number", [300, pytest.param(10_000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p11_forged_presses_change_nothing_and_get_one_answer(
    tmp_path: Path, number: int, figure: Figures
):
    chance = Random(11)
    async with world(tmp_path) as town:
        aino, xander = await town.person("Aino", "fi"), await town.person("Xander", "fi")
        hers, own = await payloads_of(aino), await payloads_of(xander)
        under = next(iter(town.rehearsal.town.chats[xander.id].messages.values())).body
        forgeries = [one for _ in range(number) if (one := forged(hers, own, chance)) not in own]
        before, done = await state(town), await town.answered()

        presses = [pressed(xander.id, data, under, n) for n, data in enumerate(forgeries)]
        for n in range(0, len(presses), 100):
            await town.post("updates", presses[n : n + 100])
        await town.until(lambda: town.running.intake.finished >= done + len(presses), seconds=120)

        queries = town.rehearsal.town.queries
        answers = [queries[str(n)].answer for n in range(len(presses))]
        figure("forged presses with an effect", int(await state(town) != before), of=len(presses))
        assert len(forgeries) > number * 0.95
        assert {(one["text"], one["show_alert"]) for one in answers} == {
            (town.running.words["fi"].plain("button.unusable"), True)
        }
        assert await state(town) == before
        assert (await town.get("count"))["refused"] == 0
    assert not re.search(r"\d", answers[0]["text"])


# --- the staff's buttons -------------------------------------------------------------------------

AINO, BERTIL, CLEO = 7_000_101, 7_000_102, 7_000_103
HANNA, HENRIK, MARIA, EERO, ANDERS, AUDRA = (8_000_100 + n for n in range(6))
GUNNAR = 8_000_199
NOBODIES = [7_000_600 + n for n in range(12)]
STAFF: dict[int, tuple[str, Role]] = {
    HANNA: ("Hanna", Role.HELPER),
    HENRIK: ("Henrik", Role.HELPER),
    MARIA: ("Maria", Role.MODERATOR),
    EERO: ("Eero", Role.EDITOR),
    ANDERS: ("Anders", Role.ADMIN),
    AUDRA: ("Audra", Role.AUDITOR),
    GUNNAR: ("Gunnar", Role.HELPER),
}
NUMBERS = {AINO: "+12025550101", BERTIL: "+12025550102", CLEO: "+12025550103"}
LOOKED_AT = ("callback", "diary", "staff", "person", "blocked", "staff_copy", "agreement",
             "message", "invitation", "outbox")  # fmt: skip
"""What no forged press may change; the log is looked at apart."""

OF_STAFF = {**work.PRESSES, **team.PRESSES}
UNSIGNED = ("made up", "of somebody else", "cut", "changed")
SIGNED = ("signed, but nobody", "signed, but a victim", "signed, but removed", "signed, other role")
"""For these the tag is right: as if the key of the buttons had leaked."""

CODES = (
    *("", "1", "2", "0", "on", "off", "fi~0", "suits~soon", "number", "language~sv", "call"),
    *(one.value for words in (Outcome, Ending, Reason) for one in words),
    *READY,
)


@dataclass
class Forgery:
    """A press that nobody should have been able to make."""

    kind: str
    by: int
    verb: str
    data: str
    language: Language
    """In which language it is refused."""


@dataclass
class Office:
    """The cases there are, and who works on them."""

    town: World
    cases: dict[int, bytes]
    removed: bytes
    """The random id of somebody who was a helper."""

    @property
    def key(self) -> bytes:
        return self.town.running.store.keyring.button

    def data(self, user: int, verb: str, detail: str = "", language: Language = "fi") -> str:
        return encode(Payload(verb, language, detail), user=user, key=self.key)


async def office_in(town: World) -> Office:
    """Three people who have asked: one waits for Maria, one stands in the line, Hanna holds one."""
    store, now = town.running.store, town.running.clock.now()
    people = [*NUMBERS, *NOBODIES, *STAFF]
    await town.post(
        "people",
        [{"id": one, "first_name": f"P{one}", "language_code": "fi"} for one in people],
    )
    for one in people:
        town.rehearsal.town.chats[one].started = True
    ids = {
        user: await desk.member(store, user, role, name=name, on_duty=False, now=now)
        for user, (name, role) in STAFF.items()
    }
    cases = {
        user: await desk.sends(store, user, number=number, words="Nobody may read this.", now=now)
        for user, number in NUMBERS.items()
    }
    for user, by in ((BERTIL, None), (AINO, HANNA)):
        await desk.approves(store, cases[user], by=MARIA, now=now)
        if by is not None:
            await desk.claims(store, cases[user], by=by, now=now)
    await reveal(store, desk.order(HANNA, replaces=77), NO_OFFICE, cases[AINO], now)
    await staffing.remove(store, ids[GUNNAR], by=None, now=now)
    await town.until(lambda: len(town.running.sender) == 0)
    return Office(town, cases, ids[GUNNAR])


def detail_for(office: Office, chance: Random) -> str:
    """A real request and something that a verb may ask for besides."""
    one, code = ref(office.cases[chance.choice(list(office.cases))]), chance.choice(CODES)
    match chance.randrange(4):
        case 0:
            return one
        case 1:
            return code
        case _:
            return f"{one}~{code}" if code else one


def refused_to(verb: str, kind: str) -> list[int]:
    """Who may not press this verb, whatever the tag says."""
    match kind:
        case "signed, but nobody":
            return NOBODIES
        case "signed, but a victim":
            return list(NUMBERS)
        case "signed, but removed":
            return [GUNNAR]
        case _:
            needs = {**work.MAY, **team.MAY}[verb]
            return [
                user
                for user, (_, role) in STAFF.items()
                if user != GUNNAR and needs is not None and needs not in MAY[role]
            ]


def forgery(office: Office, kind: str, verb: str, chance: Random) -> Forgery:
    """A press of this kind with this verb; never one that the presser may really make."""
    language: Language = chance.choice(LANGUAGES)
    outsiders = [*NOBODIES, *NUMBERS, *STAFF]
    while True:
        detail = detail_for(office, chance)
        body = f"{verb}.{language}.{detail}"
        if len(body) <= 47:
            break
    if kind in SIGNED:
        by = chance.choice(refused_to(verb, kind))
        return Forgery(kind, by, verb, office.data(by, verb, detail, language), language)
    by = chance.choice(outsiders)
    match kind:
        case "made up":
            data = f"{body}.{''.join(chance.choices(SIGNS[:-1], k=16))}"
        case "of somebody else":
            owner = chance.choice([HANNA, HENRIK, MARIA, AINO])
            data = office.data(owner, verb, detail, language)
            by = chance.choice([one for one in outsiders if one != owner])
        case "cut":
            whole = office.data(by, verb, detail, language)
            data = whole[: chance.randrange(len(whole))]
        case _:
            # One's own tag, of a button one may have, under words one may not say.
            at_first = chance.choice(CODES)
            tag = office.data(by, verb, at_first, language).rpartition(".")[2]
            other = detail if detail != at_first else f"{detail}x"
            data = f"{verb}.{language}.{other}.{tag}"
    return Forgery(kind, by, verb, data, "fi")


def forgeries(office: Office, number: int, chance: Random) -> list[Forgery]:
    """As many as asked for: every kind with every verb, in turn."""
    kinds = [
        (kind, verb)
        for kind in (*UNSIGNED, *SIGNED)
        for verb in (OF_STAFF if kind in SIGNED else routes.PRESSES)
        if kind in UNSIGNED or refused_to(verb, kind)
    ]
    chance.shuffle(kinds)
    every = islice(cycle(kinds), number)
    return [forgery(office, kind, verb, chance) for kind, verb in every]


async def looked_at(town: World) -> dict[str, list[Any]]:
    """All that a press of a button of staff could have changed, and what people and staff did."""
    async with town.running.store.db.read() as c:
        found = {
            table.name: list((await c.execute(select(table))).all())
            for table in metadata.sorted_tables
            if table.name in LOOKED_AT
        }
        found["audit"] = [
            one for one in await audit.entries(c) if one.actor not in ("service", "operator")
        ]
    return found


async def answers_to(town: World, presses: list[tuple[int, str]], first: int) -> list[Any]:
    """Press these buttons, each under an older message, and return what was answered on each."""
    done = await town.answered()
    updates = [
        pressed(user, data, message(user, "x"), first + n) for n, (user, data) in enumerate(presses)
    ]
    for n in range(0, len(updates), 100):
        await town.post("updates", updates[n : n + 100])
    await town.until(lambda: town.running.intake.finished >= done + len(updates), seconds=240)
    queries = town.rehearsal.town.queries
    return [queries[str(first + n)].answer for n in range(len(updates))]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [10_000])
async def test_p11_forged_presses_of_the_staffs_buttons_reach_no_case(
    tmp_path: Path, number: int, figure: Figures, monkeypatch: pytest.MonkeyPatch
):
    chance = Random(1111)
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))
    async with world(tmp_path, send_rate=10_000) as town:
        office = await office_in(town)
        forged_ones = forgeries(office, number, chance)
        before, sent = await looked_at(town), (await state(town))[2]
        refused = (await town.get("count"))["refused"]

        answers = await answers_to(town, [(one.by, one.data) for one in forged_ones], 1)

        after, sent_after = await looked_at(town), (await state(town))[2]
        changed = [name for name in before if before[name] != after[name]]
        unusable = {one: town.running.words[one].plain("button.unusable") for one in LANGUAGES}
        expected = [
            {"text": unusable[one.language], "show_alert": True, "url": None, "cache_time": 0}
            for one in forged_ones
        ]
        wrong = [
            (one.kind, one.verb, one.by, answer)
            for one, answer, right in zip(forged_ones, answers, expected, strict=True)
            if answer != right
        ]
        secrets = [
            word
            for user, case in office.cases.items()
            for word in ("Robin", "Nobody may read", NUMBERS[user], code_of(case), ref(case))
        ]
        told = [word for word in secrets if any(word in answer["text"] for answer in answers)]
        figure("forged presses of staff's buttons with an effect", len(changed), of=number)
        figure("kinds of forgeries", len({one.kind for one in forged_ones}))
        figure("verbs pressed", len({one.verb for one in forged_ones}), of=len(routes.PRESSES))
        figure("answers that told more than that it cannot be used", len(wrong), of=number)
        assert {one.verb for one in forged_ones} == set(routes.PRESSES)
        assert {one.kind for one in forged_ones} == {*UNSIGNED, *SIGNED}
        assert {one.verb for one in forged_ones if one.kind in SIGNED} == set(OF_STAFF)
        assert wrong == []
        assert told == []
        assert changed == []
        assert sent_after == sent
        assert (await town.get("count"))["refused"] == refused


async def test_p11_the_same_presses_by_whoever_may_do_change_something(
    tmp_path: Path, figure: Figures, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))
    async with world(tmp_path, send_rate=10_000) as town:
        office = await office_in(town)
        aino, bertil, cleo = (ref(office.cases[user]) for user in (AINO, BERTIL, CLEO))
        async with town.running.store.db.read() as c:
            henrik = await staff.of_user(c, town.running.store.keyring, HENRIK)
        assert henrik is not None
        steps = [
            (HANNA, "duty", "on"), (MARIA, "read", cleo), (MARIA, "ok", f"{cleo}~1"),
            (MARIA, "urge", f"{cleo}~2"), (HANNA, "claim", bertil), (HANNA, "show", bertil),
            (HANNA, "tried", f"{bertil}~{Outcome.REACHED.value}"), (HANNA, "note", bertil),
            (HANNA, "nonote", ""), (HANNA, "say", f"{bertil}~hello"),
            (HANNA, "give", f"{bertil}~{henrik.member.id.hex()[:SHORT_ID]}"),
            (HENRIK, "free", bertil), (MARIA, "put", f"{bertil}~{Reason.TEST.value}"),
            (MARIA, "reopen", bertil), (MARIA, "block", bertil),
            (HANNA, "end", f"{aino}~{Ending.HELPED.value}"), (HENRIK, "next", ""),
        ]  # fmt: skip
        unchanged: list[str] = []
        for n, (user, verb, detail) in enumerate(steps):
            before = await looked_at(town)
            await answers_to(town, [(user, office.data(user, verb, detail))], 1000 + n)
            # What is owed goes away when it is sent: it counts as no effect of its own.
            after = await looked_at(town)
            if all(before[name] == after[name] for name in before if name != "outbox"):
                unchanged.append(verb)

    figure(
        "presses of staff that change something for who may",
        len(steps) - len(unchanged),
        of=len(steps),
    )
    assert unchanged == []
    assert {"claim", "ok"} <= {verb for _, verb, _ in steps}
