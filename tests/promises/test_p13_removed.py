"""P13: removing a member of staff counts from the next press on, however close the two come."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain import callback as rules
from bot.domain.callback import Ending, Outcome, Stage
from bot.domain.staff import Act, NotAllowed, Role
from bot.store import audit, staff_copies
from bot.store import staff as rows
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.store.tables import metadata
from bot.usecases import queue, staffing
from bot.usecases.office import NO_OFFICE
from bot.usecases.passing import pass_time
from bot.usecases.reveal import NotHere, reveal, shown
from tests.conftest import AINO, NOON
from tests.promises.figures import Figures
from tests.usecases.desk import (
    HANNA,
    MARIA,
    NUMBER,
    acts,
    approves,
    claims,
    member,
    order,
    sends,
    standing,
)

Press = Callable[[Store, bytes, int, Random], Awaitable[None]]


async def show(store: Store, request: bytes, message: int, _: Random) -> None:
    await reveal(store, order(HANNA, replaces=message), NO_OFFICE, request, NOON)


async def tried(store: Store, request: bytes, _: int, chance: Random) -> None:
    outcome = chance.choice(list(Outcome))
    await acts(store, request, lambda me, _: rules.Tried(me, outcome), Act.NOTE_ATTEMPT)


async def note(store: Store, request: bytes, _: int, __: Random) -> None:
    await queue.write_note(store, order(HANNA), request, "Wants to be called by a woman.", NOON)


async def release(store: Store, request: bytes, _: int, __: Random) -> None:
    await acts(store, request, lambda me, _: rules.Release(me), Act.RELEASE)


async def close(store: Store, request: bytes, _: int, chance: Random) -> None:
    ending = chance.choice(list(Ending))
    await acts(store, request, lambda me, _: rules.Close(me, ending), Act.CLOSE)


PRESSES: Mapping[str, Press] = {
    "revealed": show,
    "tried": tried,
    "noted": note,
    "released": release,
    "closed": close,
}
"""What the log calls each press, and the press."""


async def log(store: Store) -> list[audit.Entry]:
    async with store.db.read() as c:
        return await audit.entries(c)


async def all_rows(store: Store) -> list[Any]:
    async with store.db.read() as c:
        return [(await c.execute(select(table))).all() for table in metadata.sorted_tables]


async def copies(store: Store) -> int:
    async with store.db.read() as c:
        return len(await staff_copies.due(c, store.keyring, NOON + timedelta(days=3)))


def deletions(woken: Sequence[Owed]) -> list[tuple[int, int]]:
    letters = [owed.letter for owed in woken if owed.letter.screen == "deletion"]
    return [(letter.chat, int(letter.blanks["message"])) for letter in letters]


async def later(work: Awaitable[Any], turns: int) -> Any:
    """Do `work` after a few turns of everybody else."""
    for _ in range(turns):
        await asyncio.sleep(0)
    return await work


@dataclass
class Race:
    """One round: what was pressed, who was removed, and what the press came to."""

    act: str
    hanna: bytes
    refused: bool


async def raced(store: Store, act: str, request: bytes, message: int, chance: Random) -> Race:
    """Hanna joins, takes the case and, if need be, sees the number; then both happen at once."""
    hanna = await member(store, HANNA, Role.HELPER)
    await claims(store, request)
    if act == "tried" or (act != "revealed" and chance.random() < 0.5):
        await show(store, request, message, chance)
    press = later(PRESSES[act](store, request, message, chance), chance.randrange(8))
    removal = later(staffing.remove(store, hanna, by=None, now=NOON), chance.randrange(8))
    both = [press, removal]
    order_of = chance.sample([0, 1], 2)

    results = await asyncio.gather(*(both[n] for n in order_of), return_exceptions=True)

    pressed, removed = results[order_of.index(0)], results[order_of.index(1)]
    assert removed is True
    assert pressed is None or isinstance(pressed, NotAllowed)
    return Race(act, hanna, pressed is not None)


@pytest.mark.parametrize(
    "number", [100, pytest.param(1000, marks=[pytest.mark.full, pytest.mark.timeout(600)])]
)
async def test_p13_a_press_that_races_with_the_removal_counts_before_it_or_not_at_all(
    store: Store, woken: list[Owed], number: int, figure: Figures
):
    chance, outcomes = Random(13), Counter[tuple[str, bool]]()
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    request = await sends(store, AINO)
    await approves(store, request)
    after_removal = left = 0
    for n in range(number):
        act, message = list(PRESSES)[n % len(PRESSES)], n + 1
        seen, woken_before = len(await log(store)), len(woken)
        race = await raced(store, act, request, message, chance)
        outcomes[act, race.refused] += 1

        mine = f"staff:{race.hanna.hex()}"
        fresh = (await log(store))[seen:]
        [removed] = [one.seq for one in fresh if one.act == "removed"]
        done = [
            one.act for one in fresh if one.actor == mine and one.act not in ("joined", "claimed")
        ]
        after_removal += sum(one.actor == mine and one.seq > removed for one in fresh)
        # What was answered is what was written: refused leaves no row, and done leaves one.
        assert done[done[:1] == ["revealed"] and act != "revealed" :] == [act] * (not race.refused)

        before = await all_rows(store)
        for again in PRESSES.values():
            with pytest.raises(NotAllowed):
                await again(store, request, message, chance)
        with pytest.raises(NotHere):
            await shown(store, HANNA, request)
        assert await all_rows(store) == before

        await pass_time(store, NO_OFFICE, now=NOON)
        stands = await standing(store, request)
        left += stands.holder is not None
        assert stands.stage is (
            Stage.DONE if act == "closed" and not race.refused else Stage.APPROVED
        )
        assert await copies(store) == 0
        numbers_shown = [(HANNA, message)] * done.count("revealed")
        assert deletions(woken[woken_before:]) == numbers_shown
        if stands.stage is Stage.DONE:
            await acts(store, request, lambda me, _: rules.Reopen(me), Act.REOPEN, by=MARIA)

    figure("effects after the removal", after_removal, of=number)
    figure("presses that came first", sum(outcomes[act, False] for act in PRESSES), of=number)
    figure("presses that came too late", sum(outcomes[act, True] for act in PRESSES), of=number)
    assert after_removal == left == 0
    assert {key for key, times in outcomes.items() if times} == {
        (act, refused) for act in PRESSES for refused in (True, False)
    }
    assert await audit.verify(store.db, store.keyring) == []


async def test_p13_what_a_removed_member_held_goes_back_and_the_shown_number_is_taken_away(
    store: Store, woken: list[Owed]
):
    hanna = await member(store, HANNA, Role.HELPER)
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    request = await sends(store, AINO)
    await approves(store, request)
    await claims(store, request)
    await show(store, request, 77, Random(13))
    assert (await shown(store, HANNA, request)).form.number == NUMBER
    held = await standing(store, request)
    assert (held.stage, held.holder) == (Stage.CALLING, hanna)

    await staffing.remove(store, hanna, by=None, now=NOON)
    assert deletions(woken) == []
    await pass_time(store, NO_OFFICE, now=NOON)

    stands = await standing(store, request)
    assert (stands.stage, stands.holder, stands.since) == (Stage.APPROVED, None, held.since)
    assert deletions(woken) == [(HANNA, 77)]
    assert await copies(store) == 0
    woken.clear()
    await pass_time(store, NO_OFFICE, now=NOON)
    assert deletions(woken) == []


async def test_p13_every_act_of_staff_is_refused_to_whoever_was_removed(store: Store):
    everything = await member(store, HANNA, *Role)
    await member(store, MARIA, Role.MODERATOR, Role.HELPER, name="Maria")
    request = await sends(store, AINO)
    await approves(store, request)
    await claims(store, request)
    await queue.ask_note(store, order(HANNA), request, NOON)
    assert await queue.note_asked(store, HANNA) == request
    await member(store, MARIA, Role.ADMIN, name="Maria")
    await staffing.remove(store, everything, by=None, now=NOON)
    async with store.db.read() as c:
        [other] = await rows.serving(c)
    tries: dict[str, Callable[[], Awaitable[Any]]] = {
        "overview": lambda: queue.overview(store, HANNA),
        "line": lambda: queue.line(store, HANNA, "fi", 0),
        "to_review": lambda: queue.to_review(store, HANNA, 0),
        "ended": lambda: queue.ended(store, HANNA, 0),
        "mine": lambda: queue.mine(store, HANNA),
        "colleagues": lambda: queue.colleagues(store, HANNA, "fi"),
        "see": lambda: queue.see(store, HANNA, request),
        "claim_next": lambda: queue.claim_next(store, order(HANNA), NO_OFFICE, NOON),
        "claim": lambda: claims(store, request),
        "hand_over": lambda: queue.hand_over(store, order(HANNA), NO_OFFICE, request, other, NOON),
        "ask_note": lambda: queue.ask_note(store, order(HANNA), request, NOON),
        "stop_asking": lambda: queue.stop_asking(store, order(HANNA), NOON),
        "write_note": lambda: note(store, request, 0, Random(13)),
        "block": lambda: queue.block(store, order(HANNA), NO_OFFICE, request, NOON),
        "read_words": lambda: queue.read_words(store, order(HANNA), request, NOON),
        "reply": lambda: queue.reply(store, order(HANNA), request, "hello", NOON),
        "do": lambda: release(store, request, 0, Random(13)),
        "reveal": lambda: show(store, request, 77, Random(13)),
        "set_duty": lambda: staffing.set_duty(store, HANNA, on=True),
        "invite": lambda: staffing.invite(store, [Role.HELPER], ["fi"], by=everything, now=NOON),
        "remove": lambda: staffing.remove(store, other, by=everything, now=NOON),
    }
    before = await all_rows(store)

    allowed = []
    for name, attempt in tries.items():
        try:
            await attempt()
        except NotAllowed:
            continue
        allowed.append(name)

    assert allowed == []
    assert await all_rows(store) == before
    assert await queue.note_asked(store, HANNA) is None
    offered = {
        name
        for name, one in vars(queue).items()
        if asyncio.iscoroutinefunction(one) and one.__module__ == queue.__name__
    }
    inner = {"account_of", "note", "note_asked", "holder_name"}
    assert {name for name in offered if not name.startswith("_")} - inner <= set(tries)
