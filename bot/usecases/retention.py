"""What people have consented to goes when its time is over, each in a transaction of its own.

Safe to interrupt anywhere and to repeat: whoever was not reached is found again.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bot.domain.consent import Effect, Standing, Withdraw, decide
from bot.domain.holding import Purpose
from bot.domain.letters import Letter, Priority
from bot.store import (
    agreements,
    audit,
    callbacks,
    messages,
    persons,
    retention,
    staff,
    staff_copies,
)
from bot.store.audit import Act
from bot.store.engine import Transaction
from bot.store.inventory import Kept
from bot.store.keyring import EPOCH, KeyGone
from bot.store.persons import Person
from bot.store.sealing import Unsealable
from bot.store.store import Store
from bot.usecases.consent import save, standing_in
from bot.usecases.erasing import erase
from bot.usecases.members import owe_deletion, request_ends

UNDER_WAY: Final = timedelta(hours=1)
"""An erasure whose rows still stand after this was interrupted."""

GRACE: Final = timedelta(hours=24)
"""By how much a row may be over its limit before the report says so."""


async def sweep_cases(store: Store, *, now: datetime) -> None:
    """Let go of everybody's requests, messages and consents whose time is over."""
    await _tell_those_who_wait(store, now)
    await _purpose_over(store, "call", now)
    await _purpose_over(store, "write", now)
    await _idle_over(store, now)
    await _staff_copies_over(store, now)
    await store.db.write(lambda tx: retention.forget_proofs(tx.c, now))
    await _finish_erasures(store, now)
    await _keys_of_nobody(store, now)
    if await store.keyring.catch_up():
        await store.release()


async def _tell_those_who_wait(store: Store, now: datetime) -> None:
    """After 50 days without a call, tell the person how it ends; once."""
    async with store.db.read() as c:
        waiting = await retention.to_be_told(c, now)
    for one in waiting:

        async def tell(tx: Transaction, one: bytes = one) -> None:
            found = await persons.by_id(tx.c, store.keyring, one)
            await callbacks.told(tx.c, one, now)
            if found is not None:
                store.owe(tx, _letter(found, "not_called_yet"), now, person=one)

        await store.db.write(tell)


async def _purpose_over(store: Store, purpose: Purpose, now: datetime) -> None:
    """End one consent of everybody whose time for it is over."""
    async with store.db.read() as c:
        look = retention.calls_over if purpose == "call" else retention.writing_over
        over = await look(c, now)
    for one in over:
        await _lapse(store, one, purpose, now)


async def _idle_over(store: Store, now: datetime) -> None:
    async with store.db.read() as c:
        over = await retention.idle(c, now)
    for one in over:
        await _lapse_whole(store, one, now)


async def _lapse(store: Store, one: bytes, purpose: Purpose, now: datetime) -> None:
    """End one consent; with the last one the person is erased."""
    try:
        async with store.db.read() as c:
            found, standing = await standing_in(c, store.keyring, one)
    except Unsealable:  # erased while we looked, or damaged: nobody can read it, so it goes
        return await _lapse_whole(store, one, now)
    _, effects = decide(standing, Withdraw(purpose))
    if found is None or standing is None or Effect.ERASE in effects:
        return await _lapse_whole(store, one, now)

    async def work(tx: Transaction) -> None:
        person, stands = await standing_in(tx.c, store.keyring, one)
        if person is None or stands is None:
            return
        after, _ = decide(stands, Withdraw(purpose))
        await _drop(store, tx, person, purpose, after, now)

    with suppress(KeyGone):  # the person is being erased at this very moment
        await store.db.write(work)
    return None


async def _drop(
    store: Store,
    tx: Transaction,
    one: Person,
    purpose: Purpose,
    after: Standing | None,
    now: datetime,
) -> None:
    """Delete what one purpose kept, also where its consent has ended already."""
    await agreements.end(tx.c, one.id, [purpose], "lapsed", now)
    if purpose == "call":
        await request_ends(store, tx, one.id, now)
        await callbacks.drop(tx.c, one.id)
    else:
        await messages.drop(tx.c, one.id)
    if after is not None:
        await save(store, tx, one, after)
    await audit.append(
        tx, store.keyring, actor="service", act=Act.LAPSED, about=one.id, detail=purpose, now=now
    )
    store.owe(tx, _letter(one, "lapsed"), now, person=one.id)


async def _lapse_whole(store: Store, one: bytes, now: datetime) -> None:
    """Erase a person whose time is over, and tell them if their chat can still be read."""
    async with store.db.read() as c:
        found = await persons.by_id(c, store.keyring, one)
    letters = [] if found is None else [(_letter(found, "lapsed"), False)]
    await erase(
        store, one, reason="lapsed", actor="service", now=now, farewell=lambda _end: letters
    )


def _letter(one: Person, screen: str) -> Letter:
    return Letter(one.chat, screen, one.language, Priority.NOTICE)


async def _staff_copies_over(store: Store, now: datetime) -> None:
    """Owe the deletion of what helpers were shown, in time for Telegram to allow it."""

    async def work(tx: Transaction) -> None:
        due = await staff_copies.due(tx.c, store.keyring, now)
        for copy in due:
            owe_deletion(store, tx, copy, now)
        await staff_copies.remove_due(tx.c, now)

    await store.db.write(work)


async def _finish_erasures(store: Store, now: datetime) -> None:
    """Delete the rows of persons whose key was destroyed an hour ago: a full disk came between.

    An erasure that is under way at this moment is younger, and is left to whoever began it.
    """
    async with store.db.read() as c:
        there = await persons.all_ids(c)
    until = int((now - UNDER_WAY).timestamp())
    erased = store.keyring.erased()
    for one in there - store.keyring.persons():
        if erased.get(one, 0) <= until:
            await erase(store, one, reason="forgotten", actor="service", now=now)


async def _keys_of_nobody(store: Store, now: datetime) -> None:
    """Destroy keys of no person and no member of staff: we ended before their row was written.

    Also that of a removed member, if we ended, or the disk was full, before its end. One that is without a person now may get its row in a moment; one that was so at the last
    sweep already, and at this one, will not.
    """
    async with store.db.read() as c:
        nobody = store.keyring.persons() - await persons.all_ids(c) - await staff.serving(c)
    for one in nobody & store.keys_of_nobody:
        await store.keyring.erase_person(one, "lapsed", now)
    store.keys_of_nobody = nobody


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: the oldest row of a kind against its limit."""

    category: Kept
    rows: int
    oldest: datetime | None
    limit: timedelta
    over: bool
    """Older than its limit and a day more: the sweep has not done its work."""


async def report(store: Store, *, now: datetime) -> list[Line]:
    """Return the oldest row of every kind that has a limit, in data.db and in keys.db."""
    async with store.db.read() as c:
        ages = await retention.ages(c)
    erased = store.keyring.erased().values()
    first = persons.moment(min(erased)) if erased else None
    ages.append(retention.Age(Kept.ERASED, len(erased), first))
    days = [EPOCH + timedelta(days=kid & 0xFFFFFF) for kid in store.keyring.keys]
    made = None if not days else datetime.combine(min(days), time(), UTC)
    ages.append(retention.Age(Kept.DAY_KEY, len(days), made))
    return [_line(age, now) for age in ages]


def _line(age: retention.Age, now: datetime) -> Line:
    limit = age.kept.limit or timedelta.max
    over = age.oldest is not None and now - age.oldest > limit + GRACE
    return Line(age.kept, age.rows, age.oldest, limit, over)
