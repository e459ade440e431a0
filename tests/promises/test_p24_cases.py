"""What people have consented to goes when its time is over, not before, and they are told."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.store import audit, shown, staff_copies
from bot.store.audit import Act
from bot.store.engine import Transaction
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.store.tables import agreement, callback, person
from bot.store.tables import audit as audit_table
from bot.usecases import consent, rights
from bot.usecases.housekeeping import sweep
from bot.usecases.retention import report
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.promises.people import FIRST, Shown, completes, number_of, order_of, settle_in

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

LIMITS = {
    "open": timedelta(days=60),
    "draft": timedelta(days=30),
    "closed": timedelta(days=30),
    "messages": timedelta(days=30),
    "idle": timedelta(days=30),
    "staff copy": timedelta(hours=46),
    "noted message": timedelta(hours=23),
}
LATE = DAY
"""How much later than its limit something may still be there."""


async def arrive(store: Store, category: str, user: int, now: datetime) -> None:
    """Let one person come into the state whose end is watched."""
    order = order_of(user)
    if category in ("open", "closed", "draft"):
        await consent.give(store, order, Shown("call"), now=now)
    if category in ("open", "closed"):
        await rights.answer(store, order, "Robin", what="name", deleted=False, now=now)
        await rights.answer(store, order, number_of(user), what="number", deleted=True, now=now)
        await completes(store, lambda: order, "Hei", now)
    if category in ("messages", "idle"):
        await consent.give(store, order, Shown("write"), now=now)
    if category == "messages":
        await rights.answer(store, order, "Hei", what="message", deleted=False, now=now)
    held = await rights.holding_of(store, user)

    async def rest(tx: Transaction) -> None:
        if category == "closed" and held is not None:
            done = update(callback).where(callback.c.person == held.person)
            await tx.c.execute(done.values(stage="done"))
        if category == "staff copy":
            await staff_copies.note(
                tx.c, store.keyring, user.to_bytes(16), chat=1, message=user, now=now
            )
        if category == "noted message":
            shown.note(tx, store.keyring, user, [user], now)

    await store.db.write(rest)


def there(store: Store, folder: Path, users: dict[int, str]) -> set[int]:
    """Whose rows are still in the file."""
    with closing(sqlite3.connect(folder / "data.db")) as c:
        codes = {code for (code,) in c.execute("select visitor from person")}
        noted = {message for (message,) in c.execute("select message from shown")}
        copies = {one for (one,) in c.execute("select person from staff_copy")}
    found: set[int] = set()
    for user, category in users.items():
        match category:
            case "staff copy":
                is_there = user.to_bytes(16) in copies
            case "noted message":
                is_there = user in noted
            case _:
                is_there = store.keyring.look_up("visitor", user) in codes
        if is_there:
            found.add(user)
    return found


@pytest.mark.parametrize(
    ("days", "step", "every"),
    [
        (66, DAY, 3 * DAY),
        pytest.param(400, HOUR, DAY, marks=[pytest.mark.full, pytest.mark.timeout(3000)]),
    ],
    ids=["66 days", "400 days"],
)
async def test_p24_cases_go_in_time_and_none_goes_early(
    store: Store, folder: Path, days: int, step: timedelta, every: timedelta, figure: Figures
):
    users: dict[int, str] = {}
    born: dict[int, datetime] = {}
    last: dict[int, datetime] = {}
    now = NOON + timedelta(minutes=40)
    while now < NOON + days * DAY:
        if (now - NOON) % every < step:
            for category in LIMITS:
                user = FIRST + len(users)
                users[user], born[user] = category, now
                await arrive(store, category, user, now)
        for user in there(store, folder, users):
            last[user] = now
        await sweep(store, now=now)
        now += step

    living = there(store, folder, users)
    early = [
        u for u, c in users.items() if u not in living and last[u] + step - born[u] < LIMITS[c]
    ]
    late = [u for u, c in users.items() if last[u] - born[u] > LIMITS[c] + LATE + step]
    figure(f"cases gone too early in {days} days", len(early), of=len(users))
    figure(f"cases there too long in {days} days", len(late), of=len(users))
    assert early == late == []
    assert len(users) - len(living) > len(LIMITS)
    assert all(not line.over for line in await report(store, now=now))


async def test_p24_who_waits_is_told_once_after_fifty_days_and_again_when_it_is_over(
    store: Store, woken: list[Owed]
):
    user = FIRST
    await arrive(store, "open", user, NOON)
    woken.clear()

    for day in range(49, 63):
        await sweep(store, now=NOON + day * DAY)

    assert [one.letter.screen for one in woken] == ["not_called_yet", "lapsed"]
    assert {one.letter.chat for one in woken} == {user}


async def test_p24_when_one_purpose_is_over_only_that_consent_lapses(store: Store):
    user = FIRST
    await settle_in(store, user)

    await sweep(store, now=NOON + 31 * DAY)

    held = await rights.holding_of(store, user)
    assert held is not None
    assert held.standing == {"call"}
    assert held.messages == ()
    assert held.callback is not None


async def test_p24_proofs_go_24_months_after_their_end_and_standing_ones_never(store: Store):
    await settle_in(store, FIRST)
    await consent.forget(store, order_of(FIRST, 1), now=NOON)
    counted = select(func.count()).select_from(agreement)

    left: list[int] = []
    for days in (730, 732):
        await sweep(store, now=NOON + days * DAY)
        async with store.db.read() as c:
            left.append((await c.execute(counted)).scalar_one())

    assert left == [2, 0]


async def test_p24_the_audit_log_keeps_24_months_and_stays_whole(store: Store):
    async def write(tx: Transaction) -> None:
        for days in range(10):
            await audit.append(
                tx, store.keyring, actor="service", act=Act.BACKUP_MADE, about=None,
                now=NOON + days * DAY, detail="scheduled",
            )  # fmt: skip

    await store.db.write(write)

    await sweep(store, now=NOON + timedelta(days=731 + 5, hours=1))

    async with store.db.read() as c:
        left = (await c.execute(select(func.count()).select_from(audit_table))).scalar_one()
    assert left == 4
    assert await audit.verify(store.db, store.keyring) == []


async def test_p24_a_key_whose_person_was_never_written_is_destroyed(store: Store):
    lost = b"l" * 16
    await store.keyring.new_person(lost)

    await sweep(store, now=NOON)
    first = store.keyring.has_person(lost)
    await sweep(store, now=NOON + timedelta(minutes=10))

    assert (first, store.keyring.has_person(lost)) == (True, False)


async def test_p24_a_sweep_that_is_cut_off_anywhere_is_finished_by_the_next(store: Store):
    for n in range(5):
        await arrive(store, "draft", FIRST + n, NOON)
    later = NOON + 32 * DAY
    counted = select(func.count()).select_from(person)
    writes, cut = store.db.write, 0

    async def cut_off(work):
        nonlocal cut
        cut += 1
        if cut % 4 == 0:
            raise KeyboardInterrupt
        return await writes(work)

    store.db.write = cut_off
    for _ in range(20):
        try:
            await sweep(store, now=later)
        except KeyboardInterrupt:
            continue
        break
    store.db.write = writes

    await sweep(store, now=later)
    async with store.db.read() as c:
        assert (await c.execute(counted)).scalar_one() == 0
    assert store.keyring.persons() == frozenset()
