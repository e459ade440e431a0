"""Showing a number to staff: what is shown, what is refused, what is written down."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.phones import masked
from bot.store import audit, persons
from bot.store.engine import StoreUnavailable
from bot.store.store import Store
from bot.usecases import consent, rights
from bot.usecases.consent import Order
from bot.usecases.reveal import AT_MOST, NotHere, Reveal, Revealed, TooManyReveals, reveal
from tests.conftest import AINO, BERTIL, NOON
from tests.usecases.test_consent import Shown

HANNA, HENRIK = b"h" * 16, b"k" * 16
NUMBER = "+447700900123"
UNKNOWN = bytes(range(16))
ORDERS = {user: Order(user, user, "fi", bytes([user % 250]) * 16) for user in (AINO, BERTIL)}


async def asks_for_a_call(store: Store, user: int = AINO) -> bytes:
    order = ORDERS[user]
    await consent.give(store, order, Shown("call"), now=NOON)
    await rights.answer(store, order, "Robin", what="name", deleted=True, now=NOON)
    await rights.answer(store, order, NUMBER, what="number", deleted=True, now=NOON)
    async with store.db.read() as c:
        found = await persons.id_of(c, store.keyring, user)
    assert found is not None
    return found


async def reveals(store: Store) -> list[tuple[str, bytes | None, str | None]]:
    """What the log says of reveals: act, about whom, why not."""
    async with store.db.read() as c:
        rows = await audit.entries(c)
    return [(one.act, one.about, one.detail) for one in rows if one.actor.startswith("staff")]


async def test_p17_the_number_is_shown_and_written_down(store: Store):
    aino = await asks_for_a_call(store)

    shown = await reveal(store, Reveal(HANNA, aino), NOON)

    assert shown == Revealed("Robin", NUMBER)
    assert await reveals(store) == [("revealed", aino, None)]


async def withdrawn(store: Store) -> None:
    await consent.withdraw(store, ORDERS[AINO], "call", now=NOON)


async def withdrawn_but_writing(store: Store) -> None:
    await consent.give(store, ORDERS[AINO], Shown("write"), now=NOON)
    await consent.withdraw(store, ORDERS[AINO], "call", now=NOON)


async def paused(store: Store) -> None:
    await rights.pause(store, ORDERS[AINO], on=True, now=NOON)


async def erased(store: Store) -> None:
    await consent.forget(store, ORDERS[AINO], now=NOON)


async def key_gone_and_rows_not_yet(store: Store) -> None:
    async with store.db.read() as c:
        aino = await persons.id_of(c, store.keyring, AINO)
    assert aino is not None
    await store.keyring.erase_person(aino, "forgotten", NOON)


@pytest.mark.parametrize(
    "gone", [withdrawn, withdrawn_but_writing, paused, erased, key_gone_and_rows_not_yet]
)
async def test_p17_who_has_left_meanwhile_is_refused_like_nobody(store: Store, gone: Any):
    aino = await asks_for_a_call(store)
    await gone(store)

    with pytest.raises(NotHere) as left:
        await reveal(store, Reveal(HANNA, aino), NOON)
    with pytest.raises(NotHere) as unknown:
        await reveal(store, Reveal(HANNA, UNKNOWN), NOON)

    assert (str(left.value), left.value.args) == (str(unknown.value), unknown.value.args)
    assert [(act, detail) for act, _, detail in await reveals(store)] == [
        ("reveal_refused", "not_here")
    ] * 2


async def test_p17_who_goes_on_after_a_pause_can_be_called(store: Store):
    aino = await asks_for_a_call(store)
    await rights.pause(store, ORDERS[AINO], on=True, now=NOON)
    await rights.pause(store, ORDERS[AINO], on=False, now=NOON)

    assert (await reveal(store, Reveal(HANNA, aino), NOON)).number == NUMBER


async def test_p17_without_a_number_there_is_nobody_to_call(store: Store):
    await consent.give(store, ORDERS[AINO], Shown("call"), now=NOON)
    async with store.db.read() as c:
        aino = await persons.id_of(c, store.keyring, AINO)

    with pytest.raises(NotHere):
        await reveal(store, Reveal(HANNA, aino or b""), NOON)


async def test_p17_an_id_somebody_made_up_does_not_enter_the_log(store: Store):
    with pytest.raises(NotHere):
        await reveal(store, Reveal(HANNA, b"Aino from Turku!"), NOON)

    assert await reveals(store) == [("reveal_refused", None, "not_here")]


async def test_p17_a_withdrawal_while_the_button_is_being_pressed_wins(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    """The row is safe and nothing is shown yet; at this moment the person withdraws."""
    aino, write = await asks_for_a_call(store), store.db.write

    async def and_then_withdrawn(work: Any) -> Any:
        verdict = await write(work)
        monkeypatch.setattr(store.db, "write", write)
        await withdrawn(store)
        return verdict

    monkeypatch.setattr(store.db, "write", and_then_withdrawn)

    with pytest.raises(NotHere):
        await reveal(store, Reveal(HANNA, aino), NOON)

    assert await reveals(store) == [("revealed", aino, None)]


async def test_p17_the_eleventh_number_within_the_hour_is_refused_and_alarms(store: Store):
    aino, alarms = await asks_for_a_call(store), list[str]()
    for minute in range(AT_MOST):
        await reveal(store, Reveal(HANNA, aino), NOON + timedelta(minutes=minute))

    with pytest.raises(TooManyReveals):
        await reveal(store, Reveal(HANNA, aino), NOON + timedelta(minutes=30), alarm=alarms.append)

    assert alarms == ["too_many_reveals"]
    assert (await reveals(store))[-1] == ("reveal_refused", aino, "too_many")
    assert (await reveal(store, Reveal(HENRIK, aino), NOON)).number == NUMBER
    later = NOON + timedelta(hours=1, minutes=1)
    assert (await reveal(store, Reveal(HANNA, aino), later)).number == NUMBER


async def test_p17_many_at_once_are_no_way_around_the_limit(store: Store):
    aino = await asks_for_a_call(store)

    answers = await asyncio.gather(
        *(reveal(store, Reveal(HANNA, aino), NOON) for _ in range(30)), return_exceptions=True
    )

    assert sum(isinstance(one, Revealed) for one in answers) == AT_MOST
    assert sum(isinstance(one, TooManyReveals) for one in answers) == 30 - AT_MOST


async def test_p17_an_audit_log_that_cannot_be_written_shows_nothing(store: Store):
    aino = await asks_for_a_call(store)

    async def full(_work: Any) -> Any:
        raise StoreUnavailable("disk full")

    store.db.write = full

    with pytest.raises(StoreUnavailable):
        await reveal(store, Reveal(HANNA, aino), NOON)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+358401234567", "+358 •• ••• 4567"),
        ("+447700900123", "+44 •• ••• 0123"),
        ("+12025550123", "+1 •• ••• 0123"),
        ("+3581234567", "+358 •• ••• 567"),
        ("+35812345", "+358 •• ••• 5"),
        ("+3581234", "+358 •• •••"),
        ("", "+ •• •••"),
    ],
)
def test_p17_a_masked_number_shows_country_and_last_digits_and_hides_four(number: str, shown: str):
    assert masked(number) == shown
