"""Retention where something comes between: a late answer, an erasure, damage, a clock's hour."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from bot.store.engine import Transaction
from bot.store.inventory import Kept
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.store.tables import callback, message, person
from bot.usecases import consent, rights
from bot.usecases.housekeeping import sweep
from bot.usecases.retention import report
from tests.conftest import NOON
from tests.promises.people import FIRST, Shown, completes, number_of, order_of, settle_in

pytestmark = pytest.mark.slow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def asks_for_a_call(store: Store, user: int, now: datetime) -> None:
    order = order_of(user)
    await consent.give(store, order, Shown("call"), now=now)
    await rights.answer(store, order, "Robin", what="name", deleted=False, now=now)


async def gives_a_number(store: Store, user: int, now: datetime) -> None:
    await rights.ask(store, order_of(user), "number", now=now)
    await rights.answer(
        store, order_of(user), number_of(user), what="number", deleted=True, now=now
    )
    held = await rights.holding_of(store, user)
    if held is not None and held.callback is not None and held.callback.stage == "draft":
        await completes(store, lambda: order_of(user, 9), "Hei", now)


async def rows(store: Store, table=person) -> int:
    async with store.db.read() as c:
        return (await c.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_request_counts_from_the_number_not_from_the_first_question(store: Store):
    await asks_for_a_call(store, FIRST, NOON)
    await gives_a_number(store, FIRST, NOON + 29 * DAY)

    left: list[int] = []
    for days in (61, 88, 90):
        await sweep(store, now=NOON + days * DAY)
        left.append(await rows(store))

    assert left == [1, 1, 0]


async def test_who_corrects_the_number_after_the_reminder_has_fifty_days_more(
    store: Store, woken: list[Owed]
):
    await asks_for_a_call(store, FIRST, NOON)
    await gives_a_number(store, FIRST, NOON)
    await sweep(store, now=NOON + 51 * DAY)
    await gives_a_number(store, FIRST, NOON + 55 * DAY)
    woken.clear()

    told: list[tuple[int, str]] = []
    for day in range(55, 118):
        await sweep(store, now=NOON + day * DAY)
        told += [(day, one.letter.screen) for one in woken]
        woken.clear()

    assert [screen for _, screen in told] == ["not_called_yet", "lapsed"]
    assert told[0][0] >= 105


async def test_an_erasure_that_stopped_between_key_and_rows_is_finished_within_hours(store: Store):
    one = await settle_in(store, FIRST)
    await store.keyring.erase_person(one, "forgotten", NOON)

    await sweep(store, now=NOON + timedelta(minutes=10))
    under_way = await rows(store)
    await sweep(store, now=NOON + 2 * HOUR)

    assert (under_way, await rows(store), await rows(store, message)) == (1, 0, 0)


async def test_a_damaged_request_goes_too_and_does_not_stop_the_sweep(store: Store):
    await settle_in(store, FIRST)
    await settle_in(store, FIRST + 1)
    held = await rights.holding_of(store, FIRST)

    async def damage(tx: Transaction) -> None:
        one = update(callback).where(callback.c.person == held.person)
        await tx.c.execute(one.values(number=b"\x01" * 40))

    await store.db.write(damage)

    await sweep(store, now=NOON + 62 * DAY)

    assert (await rows(store), await rows(store, callback)) == (0, 0)


@pytest.mark.parametrize("when", ["2027-03-28 01:30", "2026-10-25 01:30"])
async def test_p08_the_hour_that_summer_time_takes_or_gives_changes_no_limit(
    store: Store, when: str
):
    change = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Europe/Helsinki"))
    began = change - timedelta(days=29, hours=23)
    await asks_for_a_call(store, FIRST, began)

    left: list[int] = []
    for hours in (719, 720 + 3):
        now = datetime.fromtimestamp(began.timestamp() + hours * 3600, began.tzinfo)
        await sweep(store, now=now)
        left.append(await rows(store))

    assert left == [1, 0]


async def test_the_report_knows_every_category_that_has_a_limit(store: Store):
    await settle_in(store, FIRST)

    lines = await report(store, now=NOON)

    assert {line.category for line in lines} == {kept for kept in Kept if kept.limit}
    assert not any(line.over for line in lines)


async def test_a_sweep_that_never_ran_shows_in_the_report(store: Store):
    await settle_in(store, FIRST)

    over = {one.category for one in await report(store, now=NOON + 62 * DAY) if one.over}

    assert over >= {Kept.CALLBACK, Kept.MESSAGES}
