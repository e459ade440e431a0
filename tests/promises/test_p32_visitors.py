"""People who only read and walk: nothing of them stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.inbox import digest_of
from bot.store.keyring import Keyring
from bot.store.tables import inbox, metadata, picked_language
from bot.usecases.housekeeping import sweep
from tests.promises.figures import Figures
from tests.promises.hostile import sound
from tests.world import Person, World, buttons, world


async def look_around(town: World, person: Person) -> None:
    """Arrive, press the first two buttons, write something."""
    shown = await person.start()
    for row, column, _ in buttons(shown)[:2]:
        shown = await person.press_at(shown, row, column)
    await person.write("Mitä minun pitäisi tehdä?")


async def cells(town: World) -> list[tuple[str, Any]]:
    """Every value in every table, with the place it stands at."""
    found: list[tuple[str, Any]] = []
    async with town.running.store.db.read() as c:
        for table in metadata.sorted_tables:
            for row in (await c.execute(select(table))).mappings():
                found += [(f"{table.name}.{name}", value) for name, value in row.items()]
    return found


FIRST = 0x5AFEC0DE0000
"""The number of the first person; the others follow, so that all begin alike in any writing."""

MARKS = (str(FIRST)[:9].encode(), b"5afec0de", b"\x5a\xfe\xc0\xde", b"\xde\xc0\xfe\x5a")


def points_to(value: Any, codes: set[bytes]) -> bool:
    """Whether a stored value holds a person's number, or is the keyed code of one."""
    text = value if isinstance(value, bytes) else str(value).encode()
    return value in codes or any(mark in text for mark in MARKS)


@pytest.mark.parametrize(
    "number", [40, pytest.param(1000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p32_of_people_who_only_read_nothing_stays(
    tmp_path: Path, number: int, figure: Figures
):
    async with world(tmp_path, send_rate=10_000) as town:
        people = []
        for n in range(number):
            person = Person(town, (await town.post("people", {
                "first_name": "Aino", "language_code": "fi", "id": FIRST + n}))["id"])  # fmt: skip
            await look_around(town, person)
            people.append(person)
        keyring = town.running.store.keyring
        # The numbers of messages, for /clear, are all that is left now; for a day at most.
        await sweep(town.running.store, now=town.running.clock.now() + timedelta(hours=23.9))

        found = await cells(town)

        assert [value for place, value in found if place == "inbox.body" and value] == []
        assert [value for place, value in found if place.startswith("picked_language")] == []
        assert [value for place, value in found if place.startswith("outbox")] == []
        nouns = ("visitor", "user", "chat", "person")
        codes = {keyring.look_up(noun, person.id) for noun in nouns for person in people}
        pointing = [place for place, value in found if points_to(value, codes)]
        figure("values that point to one of the visitors", len(pointing), of=len(found))
        figure("visitors", number)
        assert pointing == []


async def test_p32_a_picked_language_is_gone_after_24_hours(tmp_path: Path):
    async with world(tmp_path) as town:
        aino = await town.person()
        await aino.write("/language sv")
        store = town.running.store

        kept = [value for place, value in await cells(town) if place == "picked_language.visitor"]
        assert points_to(kept[0], {store.keyring.look_up("visitor", aino.id)})
        await sweep(store, now=town.running.clock.now() + timedelta(hours=23, minutes=50))

        assert kept == [store.keyring.look_up("visitor", aino.id)]
        async with store.db.read() as c:
            assert (await c.execute(select(picked_language))).all() == []


def test_p32_the_code_by_which_an_update_is_known_again_does_not_depend_on_the_person(
    keyring: Keyring,
):
    for n, (hers, his) in enumerate(zip(sound(7_000_001, 1), sound(7_000_666, 2), strict=True)):
        one, other = {"update_id": n, **hers}, {"update_id": n, **his}
        same_event(one, other)
        assert digest_of(keyring, one) == digest_of(keyring, other), next(iter(hers))


def same_event(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Give both updates the same message number: only the people differ."""
    for update in (one, other):
        event = update[next(kind for kind in update if kind != "update_id")]
        for body in (event, event.get("message", {})):
            if "message_id" in body:
                body["message_id"] = 77


def test_p32_the_inbox_has_no_column_for_a_person():
    assert set(inbox.columns.keys()) == {
        "seq", "digest", "received", "state", "tries", "reason", "body",
    }  # fmt: skip
