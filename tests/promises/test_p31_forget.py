"""/forget: from every state a person can be in, as often as they like, nothing leads back to them."""

from pathlib import Path

import pytest

from bot.domain.languages import LANGUAGES
from bot.store.agreements import of_person
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.tg import limits
from bot.usecases import rights
from tests.conftest import AINO, BERTIL, CLEO, NOON
from tests.promises.figures import Figures
from tests.promises.holding_walk import Cell, cells, holding, opened
from tests.promises.standings import STATES, Actor, both
from tests.promises.test_p29_withdrawing import PLACES
from tests.stories.test_consent import agree, go
from tests.usecases import desk
from tests.world import Person, world

pytestmark = pytest.mark.slow

HANNA = 7000300
"""Somebody else, who stays."""

NOUNS = ("visitor", "chat", "user", "person")
"""Whatever a keyed code of a Telegram id could be made for."""

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


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat gets more than Telegram's one message a second, so that nobody waits here."""
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))


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
    codes = [ring.look_up(noun, one.user) for noun in NOUNS for one in people]
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
    assert ring.persons() - await desk.everybody(store) == {await standing.id()}
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
    assert said(found, store, aino.name, aino.number, aino.text(0), aino.text(3)) >= {
        "callback.name", "callback.number", "callback.words", "message.body"}  # fmt: skip


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


@pytest.mark.parametrize("language", LANGUAGES)
async def test_p31_through_the_whole_bot_forget_leaves_nothing_twice_in_a_row(
    tmp_path: Path, figure: Figures, language: str
):
    async with world(tmp_path, send_rate=10_000) as town:
        stays = await town.person("Hanna", language)
        await agree(stays, "call")
        people: list[tuple[Person, list[str]]] = []
        for purpose, walk in [(None, just_looked), *PLACES]:
            who = await town.person("Aino", language)
            if purpose is not None:
                await agree(who, purpose)
            await walk(who)
            held = await rights.holding_of(town.running.store, who.id)
            people.append((who, [one.receipt for one in held.agreements] if held else []))

        for who, receipts in people:
            for given in (receipts, []):
                await who.write("/forget")
                shown = await go(who, "gone")
                assert all(one in shown["text"] for one in given)

        ring = town.running.store.keyring
        found = await cells(tmp_path / "data")
        codes = [ring.look_up(noun, who.id) for who, _ in people for noun in NOUNS]
        figure("states", len(people))
        figure("rows that lead back", len(holding(found, *codes)), of=len(found))
        assert holding(found, *codes) == set()
        assert said(found, town.running.store, *(str(who.id) for who, _ in people)) == set()
        assert len(ring.persons()) == 1
        assert await rights.holding_of(town.running.store, stays.id) is not None


async def just_looked(who: Person) -> None:
    await who.start()
    await who.write("/language en")


async def test_p31_what_is_shown_after_forgetting_is_not_noted_either(tmp_path: Path):
    async with world(tmp_path) as town:
        aino = await town.person("Aino", "en")
        await agree(aino, "call")
        await aino.write("/forget")

        await go(aino, "gone")

        shown = [one for one in await cells(tmp_path / "data") if one.table == "shown"]
        assert shown == []
