"""/forget: from every state a person can be in, as often as they like, nothing leads back to them."""

from pathlib import Path

import pytest

from bot.domain.languages import LANGUAGES
from bot.store.agreements import of_person
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.usecases import rights
from tests.conftest import AINO, BERTIL, CLEO, NOON
from tests.promises.figures import Figures
from tests.promises.holding_walk import Cell, cells, holding, opened
from tests.promises.standings import STATES, Actor, both

HANNA = 7000300
"""Somebody else, who stays."""

PROOFS = {
    "audit.about": "the log of what was done, 24 months, under a random id",
    "erased.person": "so that an old backup brings nobody back, 28 days, under a random id",
}
"""Where the random id of somebody erased may still stand. It means nothing by itself."""

ON_THE_WAY = {"outbox.body": "the letter that says so", "inbox.body": "the update that asked"}
"""What goes with its delivery, sealed."""


async def receipts_of(store: Store, person: bytes | None) -> list[str]:
    if person is None:
        return []
    async with store.db.read() as c:
        return [one.receipt for one in await of_person(c, person)]


def said(found: list[Cell], store: Store, *words: str) -> set[str]:
    """The places where somebody with all keys of today can read one of `words`."""
    return {
        cell.place
        for cell in found
        if (text := opened(cell, store.keyring)) is not None and any(one in text for one in words)
    }


@pytest.mark.parametrize("state", STATES)
async def test_p31_from_every_state_forget_leaves_nothing_that_leads_to_the_person(
    store: Store, folder: Path, woken: list[Owed], figure: Figures, state: str
):
    standing = Actor(store, HANNA)
    await both(standing)
    people = [Actor(store, *who) for who in zip((AINO, BERTIL, CLEO), LANGUAGES, strict=True)]
    for one in people:
        await STATES[state](one)
    ids = [whose for one in people if (whose := await one.id())]
    receipts = [one for whose in ids for one in await receipts_of(store, whose)]
    ring = store.keyring
    codes = [ring.look_up(noun, one.user) for noun in ("visitor", "chat", "user", "person")
             for one in people]  # fmt: skip
    before = await rights.holding_of(store, HANNA)
    answers: list[list[str]] = []

    for _ in range(2):
        for one in people:
            woken.clear()
            await one.forget()
            answers.append([owed.letter.screen for owed in woken if owed.letter.chat == one.user])

    found = await cells(folder)
    assert await rights.holding_of(store, HANNA) == before
    assert holding(found, *codes) == set()
    assert holding(found, *ids) <= set(PROOFS)
    assert holding(found, *(receipt.encode() for receipt in receipts)) <= {"agreement.receipt"}
    assert [row for row in (cell.row for cell in found if cell.place == "agreement.receipt")
            if row["receipt"] in receipts and row["person"] is not None] == []  # fmt: skip
    words = [word for one in people for word in (one.name, one.number, one.text(0)[:-1])]
    assert said(found, store, *words) == set()
    chats = said(found, store, *(str(one.user) for one in people))
    assert chats <= set(ON_THE_WAY)
    assert ring.persons() == {await standing.id()}
    told = {"forgotten", "being_erased", "nothing_held"}
    assert all(len(one) == 1 and set(one) <= told for one in answers)
    figure("states", len(STATES))
    figure("rows that lead back", len(holding(found, *codes)), of=len(found))


async def test_p31_the_walk_finds_a_person_who_stands(store: Store, folder: Path):
    aino = Actor(store, AINO)
    await both(aino)
    whose = await aino.id()
    assert whose is not None

    found = await cells(folder)

    places = holding(found, whose)
    assert {"person.id", "callback.person", "message.person", "agreement.person"} <= places
    assert {"outbox.person", "audit.about", "person_key.person"} <= places
    assert holding(found, store.keyring.look_up("visitor", AINO)) == {
        "person.visitor", "picked_language.visitor", "shown.chat"}  # fmt: skip
    assert said(found, store, aino.name, aino.number, aino.text(0)) >= {
        "callback.name", "callback.number", "message.body"}  # fmt: skip


async def test_p31_what_helpers_were_shown_is_owed_its_deletion(
    store: Store, folder: Path, woken: list[Owed]
):
    aino = Actor(store, AINO)
    await STATES["shown to helpers"](aino)
    woken.clear()

    await aino.forget()

    deletions = [owed.letter for owed in woken if owed.letter.screen == "deletion"]
    assert [one.blanks for one in deletions] == [{"message": str(AINO % 1000)}]
    assert not [cell for cell in await cells(folder) if cell.table == "staff_copy"]
    assert await rights.held_about(store, AINO, now=NOON) is None
