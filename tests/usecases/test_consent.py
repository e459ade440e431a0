"""Consent, rights and erasing on the real store: what is written, what goes, what is told when."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.consent import ConsentMissing, NothingHeld, NotKept
from bot.store import keyfile, persons, staff_copies
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.store.tables import agreement, callback, message, outbox, person, staff_copy
from bot.usecases import consent, rights
from bot.usecases.consent import Order
from tests.conftest import AINO, BERTIL, NOON

ORDER = Order(AINO, AINO, "fi", b"u" * 16)
NUMBER = "+12025550123"
HELPER_CHAT = 7000300


@dataclass(frozen=True)
class Shown:
    purpose: Any
    version: str = "1"
    digest: str = "ab" * 32
    language: Any = "fi"


async def count(store: Store, table: Any) -> int:
    async with store.db.read() as c:
        return (await c.execute(select(func.count()).select_from(table))).scalar_one()


async def with_number(store: Store) -> None:
    await consent.give(store, ORDER, Shown("call"), now=NOON)
    await rights.answer(store, ORDER, "Robin", what="name", deleted=False, now=NOON)
    await rights.answer(store, ORDER, NUMBER, what="number", deleted=True, now=NOON)


async def held(store: Store, user: int = AINO) -> Any:
    return await rights.held_about(store, user, now=NOON)


async def test_consent_is_kept_with_text_version_hash_language_and_time(store: Store, woken):
    await consent.give(store, ORDER, Shown("call"), now=NOON)

    [given] = (await held(store)).agreements
    assert (given.text_version, given.text_digest, given.language) == ("1", "ab" * 32, "fi")
    assert given.given == NOON
    assert given.withdrawn is None
    assert [(one.letter.screen, one.letter.blanks) for one in woken] == [
        ("agreed_call", {"receipt": given.receipt})
    ]


async def test_nobody_is_told_that_something_is_kept_before_the_second_copy_of_the_key_is(
    db: Database, keyring: Keyring, folder: Path, woken: list[Owed], monkeypatch
):
    elsewhere = folder / "elsewhere"
    elsewhere.write_text("a file where the folder of the mirror should be")

    async def at_once(_seconds: float) -> None: ...

    ring = Keyring.open(folder / "keys.db", keyring.kek, mirror=elsewhere)
    ring.sleep = at_once
    store = Store(db, ring, woken.append)

    with pytest.raises(NotKept):
        await consent.give(store, ORDER, Shown("call"), now=NOON)

    assert woken == []
    assert await count(store, person) == 0
    assert ring.persons() == frozenset()


async def test_what_a_person_gives_is_read_back_whole_and_nobody_elses(store: Store):
    await with_number(store)
    other = replace(ORDER, user=BERTIL, chat=BERTIL, update=b"v" * 16)
    await consent.give(store, other, Shown("write"), now=NOON)
    await rights.answer(store, other, "Hej", what="message", deleted=False, now=NOON)

    aino, bertil = await held(store), await held(store, BERTIL)

    assert (aino.callback.form.name, aino.callback.form.number, aino.messages) == (
        "Robin",
        NUMBER,
        (),
    )
    assert ([m.text for m in bertil.messages], bertil.callback) == (["Hej"], None)


async def test_an_answer_nobody_asked_for_is_refused_and_the_asked_one_kept(store: Store):
    await consent.give(store, ORDER, Shown("call"), now=NOON)

    with pytest.raises(ConsentMissing):
        await rights.answer(store, ORDER, NUMBER, what="number", deleted=True, now=NOON)
    await rights.answer(store, ORDER, "Robin", what="name", deleted=False, now=NOON)

    assert (await held(store)).callback.form.number is None
    assert (await held(store)).callback.form.name == "Robin"


async def test_no_more_messages_are_kept_than_anybody_could_read(store: Store, monkeypatch):
    monkeypatch.setattr("bot.store.messages.AT_MOST", 2)
    await consent.give(store, ORDER, Shown("write"), now=NOON)
    for text in "ab":
        await rights.answer(store, ORDER, text, what="message", deleted=False, now=NOON)

    with pytest.raises(rights.TooMany):
        await rights.answer(store, ORDER, "c", what="message", deleted=False, now=NOON)

    assert [m.text for m in (await held(store)).messages] == ["a", "b"]


@pytest.mark.parametrize("act", [
    lambda s: rights.pause(s, ORDER, on=True, now=NOON),
    lambda s: rights.leave(s, ORDER, now=NOON),
])  # fmt: skip
async def test_what_is_not_held_cannot_be_changed(store: Store, act: Callable[[Store], Any]):
    with pytest.raises(NothingHeld):
        await act(store)


@pytest.mark.parametrize("act", [
    lambda s: rights.ask(s, ORDER, "number", now=NOON),
    lambda s: rights.speak(s, ORDER, "sv", now=NOON),
])  # fmt: skip
async def test_nothing_is_corrected_without_consent(store: Store, act: Callable[[Store], Any]):
    with pytest.raises(ConsentMissing):
        await act(store)


async def test_pausing_and_the_language_are_kept(store: Store):
    await with_number(store)

    await rights.pause(store, ORDER, on=True, now=NOON)
    await rights.speak(store, ORDER, "sv", now=NOON)

    assert ((await held(store)).paused, (await held(store)).language) == (True, "sv")


async def test_a_helpers_copy_is_owed_its_deletion_when_the_person_is_erased(store: Store, woken):
    await with_number(store)
    aino = (await held(store)).person

    async def show(tx: Transaction) -> None:
        await staff_copies.note(tx.c, store.keyring, aino, chat=HELPER_CHAT, message=77, now=NOON)

    await store.db.write(show)
    woken.clear()

    await consent.forget(store, ORDER, now=NOON)

    assert await count(store, staff_copy) == 0
    assert [(o.letter.chat, o.letter.screen) for o in woken] == [
        (HELPER_CHAT, "deletion"),
        (AINO, "forgotten"),
    ]
    assert woken[0].letter.blanks == {"message": "77"}


async def test_letters_that_wait_go_away_with_their_person(store: Store):
    await with_number(store)
    assert await count(store, outbox) == 5

    await consent.forget(store, ORDER, now=NOON)

    async with store.db.read() as c:
        left = (await c.execute(select(outbox.c.person))).scalars().all()
    assert left == [None]


async def test_an_erasure_cut_in_two_by_a_crash_is_finished_by_the_same_update(store: Store, woken):
    await with_number(store)
    receipt = (await held(store)).agreements[0].receipt
    await store.keyring.erase_person((await held(store)).person, "forgotten", NOON)
    assert await held(store) is None
    woken.clear()

    await consent.forget(store, ORDER, now=NOON)

    assert [await count(store, table) for table in (person, callback)] == [0, 0]
    assert woken[-1].letter.screen == "forgotten"
    assert woken[-1].letter.blanks == {"receipts": receipt}


async def test_somebody_can_come_back_after_an_erasure_that_a_crash_cut_in_two(store: Store):
    await with_number(store)
    before = (await held(store)).person
    await store.keyring.erase_person(before, "forgotten", NOON)

    await consent.give(store, ORDER, Shown("write"), now=NOON)

    assert (await held(store)).person != before
    assert (await held(store)).standing == {"write"}


async def test_erased_is_said_only_when_the_second_copy_has_confirmed(
    db: Database, keyring: Keyring, folder: Path, woken: list[Owed]
):
    mirror = folder / "mirror"
    ring = Keyring.open(folder / "keys.db", keyring.kek, mirror=mirror)
    store = Store(db, ring, woken.append)
    await with_number(store)
    gone = folder / "unplugged"
    mirror.rename(gone)
    mirror.write_text("")
    woken.clear()

    await consent.forget(store, ORDER, now=NOON)
    told_first = [one.letter.screen for one in woken]
    mirror.unlink()
    gone.rename(mirror)
    assert await ring.catch_up()
    await store.release()

    assert told_first == ["being_erased"]
    assert [one.letter.screen for one in woken] == ["being_erased", "erased"]


async def test_a_proof_outlives_the_person_without_a_link(store: Store):
    await with_number(store)

    await consent.withdraw(store, ORDER, "call", now=NOON + timedelta(hours=1))

    async with store.db.read() as c:
        [proof] = (await c.execute(select(agreement))).all()
    assert (proof.person, proof.reason) == (None, "withdrawn")
    assert proof.withdrawn - proof.given == 3600


async def test_taking_one_back_twice_is_no_error(store: Store, woken):
    await with_number(store)
    await consent.give(store, ORDER, Shown("write"), now=NOON)
    for _ in range(2):
        await consent.withdraw(store, ORDER, "call", now=NOON)
    for _ in range(2):
        await consent.withdraw(store, ORDER, "write", now=NOON)

    assert [o.letter.screen for o in woken][-4:] == [
        "withdrawn",
        "withdrawn_already",
        "withdrawn",
        "nothing_held",
    ]
    assert [await count(store, t) for t in (person, callback, message)] == [0, 0, 0]


async def test_two_who_write_over_the_same_row_cannot_both_win(store: Store):
    await with_number(store)

    async def stale(tx: Transaction) -> None:
        one = await persons.find(tx.c, store.keyring, AINO)
        assert one is not None
        await persons.save(tx.c, store.keyring, one)
        await persons.save(tx.c, store.keyring, one)

    with pytest.raises(persons.Stale):
        await store.db.write(stale)


async def test_another_key_file_opens_nobody(store: Store, folder: Path):
    await with_number(store)
    other = Keyring.open(folder / "other.db", keyfile.create(folder / "other"))
    other.index = store.keyring.index

    assert await rights.held_about(Store(store.db, other), AINO, now=NOON) is None
