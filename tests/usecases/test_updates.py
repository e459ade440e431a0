from bot.domain.letters import Letter
from bot.store import inbox, outbox, tally
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.usecases import updates
from bot.usecases.housekeeping import outstanding, sweep
from bot.usecases.language import PickLanguage, pick_language, picked_language
from tests.conftest import AINO, BERTIL, NOON

RAW = {"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "hei"}}


async def kept(store: Store) -> bytes:
    [one] = await updates.keep(store, [RAW], now=NOON)
    return one.digest


async def waiting(store: Store) -> list[tuple[int, bool]]:
    found, _ = await inbox.waiting(store.db, store.keyring)
    return [(one.tries, one.recovered) for one in found]


async def test_a_done_update_waits_no_more_and_what_happened_is_counted(store: Store):
    digest = await kept(store)

    await updates.done(store, digest, ["arrived", "arrived"], now=NOON)

    assert await waiting(store) == []
    assert await tally.totals(store.db) == {"arrived": 2}


async def test_a_try_is_written_down_and_the_update_goes_on_waiting(store: Store):
    digest = await kept(store)

    await updates.tried(store, digest, tries=3, reason="ValueError")

    assert await waiting(store) == [(3, True)]


async def test_a_set_aside_update_waits_no_more_and_an_apology_is_owed(
    store: Store, woken: list[Owed]
):
    digest = await kept(store)
    apology = Letter(AINO, "apology", "fi")

    await updates.set_aside(store, digest, apology, tries=5, reason="ValueError", now=NOON)

    assert await waiting(store) == []
    assert [owed.letter for owed in woken] == [apology]
    assert await tally.totals(store.db) == {"set_aside": 1}


async def test_an_update_without_a_person_is_set_aside_without_an_apology(
    store: Store, woken: list[Owed]
):
    await updates.set_aside(store, await kept(store), None, tries=5, reason="x", now=NOON)

    assert woken == []


async def test_picking_a_language_is_one_transaction_with_its_answer_and_its_done_mark(
    store: Store, woken: list[Owed]
):
    digest = await kept(store)

    await pick_language(store, PickLanguage(AINO, AINO, "sv", digest, replaces=7), now=NOON)

    assert await picked_language(store, AINO, now=NOON) == "sv"
    assert await picked_language(store, BERTIL, now=NOON) is None
    assert await waiting(store) == []
    assert [(o.letter.screen, o.letter.language, o.letter.replaces) for o in woken] == [
        ("language_picked", "sv", 7)
    ]


async def test_a_picked_language_is_forgotten_within_a_day(store: Store):
    from datetime import timedelta

    await pick_language(store, PickLanguage(AINO, AINO, "sv", b"x"), now=NOON)

    before = await picked_language(store, AINO, now=NOON + timedelta(hours=23))
    after = await picked_language(store, AINO, now=NOON + timedelta(hours=24))
    await sweep(store, now=NOON + timedelta(hours=24))
    rows = await store.picked.ask(store.keyring.look_up("visitor", AINO))

    assert (before, after, rows) == ("sv", None, None)


async def test_letters_nobody_can_read_any_more_are_erased_and_the_others_paid(
    store: Store, woken: list[Owed]
):
    await pick_language(store, PickLanguage(AINO, AINO, "sv", b"x"), now=NOON)
    good, _ = await outbox.waiting(store.db, store.keyring)
    key = store.keyring.keys.copy()
    store.keyring.keys.clear()  # the day's key was destroyed

    paid: list[Owed] = []
    lost = await outstanding(store, paid.append)
    store.keyring.keys |= key

    assert lost == [one.ref for one in good]
    assert paid == []
    assert await outbox.waiting(store.db, store.keyring) == ([], [])
    assert await outstanding(store, paid.append) == []
