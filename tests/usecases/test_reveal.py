"""Showing a number to staff: what is shown, what is refused, what is written down."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import callback as rules
from bot.domain.callback import Stage
from bot.domain.phones import masked
from bot.domain.staff import Act, NotAllowed, Role
from bot.store import audit, callbacks, persons, staff_copies
from bot.store.engine import StoreUnavailable
from bot.store.store import Store
from bot.usecases import consent, rights, staffing
from bot.usecases.office import NO_OFFICE
from bot.usecases.reveal import AT_MOST, NotHere, TooManyReveals, reveal, shown
from tests.conftest import AINO, BERTIL, NOON
from tests.usecases.desk import (
    HANNA,
    HENRIK,
    NUMBER,
    acts,
    claimed,
    claims,
    drafts,
    member,
    order,
    standing,
)
from tests.usecases.test_consent import Shown

UNKNOWN = bytes(range(16))


async def reveals(store: Store) -> list[tuple[str, bytes | None, str | None]]:
    """What the log says of reveals: act, about whom, why not."""
    async with store.db.read() as c:
        rows = await audit.entries(c)
    return [(one.act, one.about, one.detail) for one in rows if one.act.startswith("reveal")]


async def person_of(store: Store, user: int = AINO) -> bytes:
    async with store.db.read() as c:
        found = await persons.id_of(c, store.keyring, user)
    assert found is not None
    return found


async def presses(store: Store, request: bytes, *, by: int = HANNA, at: int = 0) -> None:
    """Press *Show the number* under message 77, `at` minutes after noon."""
    pressed = order(by, replaces=77)
    await reveal(store, pressed, NO_OFFICE, request, NOON + timedelta(minutes=at))


async def test_p17_the_number_is_written_down_and_shown_to_the_holder(store: Store):
    request = await claimed(store, AINO)

    await presses(store, request)

    form = (await shown(store, HANNA, request)).form
    assert (form.name, form.number) == ("Robin", NUMBER)
    assert (await standing(store, request)).stage is Stage.CALLING
    assert await reveals(store) == [("revealed", await person_of(store), None)]


async def test_p34_the_message_that_shows_it_is_noted_with_the_reveal(store: Store):
    request = await claimed(store, AINO)

    await presses(store, request)

    async with store.db.read() as c:
        copies = await staff_copies.of_person(c, store.keyring, await person_of(store))
    assert [(one.chat, one.message) for one in copies] == [(HANNA, 77)]


async def test_p17_only_the_holder_is_shown_anything(store: Store):
    request = await claimed(store, AINO)
    await member(store, HENRIK, Role.HELPER, name="Henrik")
    await presses(store, request)

    with pytest.raises(NotHere):
        await presses(store, request, by=HENRIK)
    with pytest.raises(NotHere):
        await shown(store, HENRIK, request)
    with pytest.raises(NotAllowed):
        await presses(store, request, by=BERTIL)
    with pytest.raises(NotHere):
        await shown(store, BERTIL, request)
    assert (await shown(store, HANNA, request)).form.number == NUMBER


async def test_p17_before_it_is_revealed_even_the_holder_is_shown_nothing(store: Store):
    request = await claimed(store, AINO)

    with pytest.raises(NotHere):
        await shown(store, HANNA, request)


async def test_p17_a_moderator_who_calls_nobody_is_shown_nothing(store: Store):
    request = await claimed(store, AINO)

    with pytest.raises(NotAllowed):
        await presses(store, request, by=8000003)


async def withdrawn(store: Store) -> None:
    await consent.withdraw(store, order(AINO), "call", now=NOON)


async def withdrawn_but_writing(store: Store) -> None:
    await consent.give(store, order(AINO), Shown("write"), now=NOON)
    await consent.withdraw(store, order(AINO), "call", now=NOON)


async def paused(store: Store) -> None:
    await rights.pause(store, order(AINO), on=True, now=NOON)


async def erased(store: Store) -> None:
    await consent.forget(store, order(AINO), now=NOON)


async def key_gone_and_rows_not_yet(store: Store) -> None:
    await store.keyring.erase_person(await person_of(store), "forgotten", NOON)


@pytest.mark.parametrize(
    "gone", [withdrawn, withdrawn_but_writing, paused, erased, key_gone_and_rows_not_yet]
)
async def test_p17_who_has_left_meanwhile_is_refused_like_nobody(store: Store, gone: Any):
    request = await claimed(store, AINO)
    await gone(store)

    with pytest.raises(NotHere) as left:
        await presses(store, request)
    with pytest.raises(NotHere) as unknown:
        await presses(store, UNKNOWN)

    assert (str(left.value), left.value.args) == (str(unknown.value), unknown.value.args)
    assert [(act, detail) for act, _, detail in await reveals(store)] == [
        ("reveal_refused", "not_here")
    ] * 2


async def test_p17_who_goes_on_after_a_pause_can_be_called(store: Store):
    request = await claimed(store, AINO)
    await rights.pause(store, order(AINO), on=True, now=NOON)
    await rights.pause(store, order(AINO), on=False, now=NOON)
    await claims(store, request)

    await presses(store, request)

    assert (await shown(store, HANNA, request)).form.number == NUMBER


async def test_p17_a_draft_is_nobody_s_to_call(store: Store):
    await member(store, HANNA, Role.HELPER)
    request = await drafts(store, AINO)

    with pytest.raises(NotHere):
        await presses(store, request)


async def test_p17_an_id_somebody_made_up_does_not_enter_the_log(store: Store):
    await member(store, HANNA, Role.HELPER)

    with pytest.raises(NotHere):
        await presses(store, b"Aino from Turku!")

    assert await reveals(store) == [("reveal_refused", None, "not_here")]


async def test_p17_a_withdrawal_while_the_button_is_being_pressed_wins(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    """The row is safe and nothing is shown yet; at this moment the person withdraws."""
    request, write = await claimed(store, AINO), store.db.write
    aino = await person_of(store)

    async def and_then_withdrawn(work: Any) -> Any:
        verdict = await write(work)
        monkeypatch.setattr(store.db, "write", write)
        await withdrawn(store)
        return verdict

    monkeypatch.setattr(store.db, "write", and_then_withdrawn)
    await presses(store, request)

    with pytest.raises(NotHere):
        await shown(store, HANNA, request)
    assert await reveals(store) == [("revealed", aino, None)]


async def test_p17_the_eleventh_number_within_the_hour_is_refused(store: Store):
    request = await claimed(store, AINO)
    for minute in range(AT_MOST):
        await presses(store, request, at=minute)

    with pytest.raises(TooManyReveals):
        await presses(store, request, at=20)

    assert (await reveals(store))[-1][::2] == ("reveal_refused", "too_many")
    await presses(store, request, at=61)
    assert len([one for one in await reveals(store) if one[0] == "revealed"]) == AT_MOST + 1


async def test_p17_many_at_once_are_no_way_around_the_limit(store: Store):
    request = await claimed(store, AINO)

    answers = await asyncio.gather(
        *(presses(store, request) for _ in range(30)), return_exceptions=True
    )

    assert sum(one is None for one in answers) == AT_MOST
    assert sum(isinstance(one, TooManyReveals) for one in answers) == 30 - AT_MOST


async def test_p17_an_audit_log_that_cannot_be_written_shows_nothing(store: Store):
    request = await claimed(store, AINO)

    async def full(_work: Any) -> Any:
        raise StoreUnavailable("disk full")

    store.db.write = full

    with pytest.raises(StoreUnavailable):
        await presses(store, request)
    with pytest.raises(NotHere):
        await shown(store, HANNA, request)


async def test_p13_a_removed_helper_is_shown_nothing_from_the_next_press_on(store: Store):
    request = await claimed(store, AINO)
    await presses(store, request)
    async with store.db.read() as c:
        case = await callbacks.by_id(c, store.keyring, request)
    assert case is not None
    assert case.request.holder is not None

    await staffing.remove(store, case.request.holder, by=None, now=NOON)

    with pytest.raises(NotAllowed):
        await presses(store, request)
    with pytest.raises(NotHere):
        await shown(store, HANNA, request)


async def test_p17_a_handed_over_case_is_shown_to_the_new_holder_only_after_their_own_reveal(
    store: Store,
):
    request = await claimed(store, AINO)
    henrik = await member(store, HENRIK, Role.HELPER, name="Henrik")
    await presses(store, request)

    await acts(
        store,
        request,
        lambda me, _: rules.HandOver(me, henrik, frozenset({"fi"})),
        Act.HAND_OVER,
    )

    for user in (HANNA, HENRIK):
        with pytest.raises(NotHere):
            await shown(store, user, request)
    await presses(store, request, by=HENRIK)
    assert (await shown(store, HENRIK, request)).form.number == NUMBER


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
