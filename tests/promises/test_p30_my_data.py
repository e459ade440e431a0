"""/mydata: all that is held about the one who asks, and nothing of anybody else."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.domain.languages import LANGUAGES
from bot.store.store import Store
from bot.usecases import rights
from bot.usecases.my_data import as_json
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.promises.holding_walk import Cell, cells, leaves, opened, read
from tests.promises.standings import STATES, Actor

FIRST = 7_100_000

UNSAID = {
    "person.visitor": "a code of the person's own Telegram id, which the file names",
    "person.version": "a counter against two writers at once",
    "callback.id": "a random number of the row",
    "callback.version": "a counter against two writers at once",
    "callback.number_code": "a code of the person's own number, which the file names",
    "callback.card": "a message in the person's own chat",
    "callback.holder": "who of the staff holds it: the helper's data",
    "callback.held_until": "the same",
    "callback.remind": "the same",
    "callback.urgency": "a number for the word the file tells",
    "diary.id": "a random number of the row",
    "diary.request": "the random id of the request, which the file names once",
    "diary.person": "the person's random id again",
    "diary.place": "the order, in which the file tells them",
    "diary.by": "who of the staff: the helper's data",
    "diary.at": "told of calls; notes are counted",
    "diary.note": "counted; the data-protection officer hands them out",
    "message.id": "a random number of the row",
    "message.place": "the order, in which the file tells them",
    "callback.person": "the person's random id, which the file names once",
    "message.person": "the same",
    "agreement.person": "the same",
    "staff_copy.id": "a random number of the row",
    "staff_copy.person": "the person's random id again",
    "staff_copy.body": "where a helper sees it: the helper's data; the file counts them",
    "staff_copy.delete_by": "the same",
    "audit.seq": "a place in the log",
    "audit.about": "the person's random id again",
    "audit.mac": "a code against changes",
    "picked_language.visitor": "a code of the person's own Telegram id",
    "picked_language.until": "a day after it was picked",
    "shown.chat": "a code of the person's own Telegram id",
    "shown.message": "a message in the person's own chat; the file counts them",
    "shown.until": "a day or two after it was shown",
    "outbox.seq": "a letter on its way to the person; the file counts them",
    "outbox.ref": "the same",
    "outbox.owed": "the same",
    "outbox.state": "the same",
    "outbox.reason": "the same",
    "outbox.body": "the same",
    "outbox.person": "the same",
    "outbox.until_mirrored": "the same",
    "person_key.kid": "a number of the key that opens all this",
    "person_key.person": "the person's random id again",
    "person_key.wrapped": "the key itself",
}
"""What stands in a row of a person and not in the file, and why."""

A_DAYS_NOTES = ("picked_language", "shown")
"""About anybody who comes, consent or not: gone within a day. The answer says so in words."""

MARKS = re.compile(r"(?<![0-9a-f])(?:Nimi|Sanat|\+1202)?(710\d{4})(?![0-9a-f])")
"""By these one person's name, words, number and chat are told from all others'."""


def moments(value: Any) -> Iterator[Any]:
    """What a stored value may look like in the file: itself, as yes or no, as a moment."""
    yield value
    if value in (0, 1):
        yield bool(value)
    if isinstance(value, str) and value.startswith("staff:"):
        yield "staff"  # who of the staff is not told
    if value in ("yes", "no"):
        yield value == "yes"
    if isinstance(value, bytes):
        yield value.hex()
    if isinstance(value, int):
        yield datetime.fromtimestamp(value, UTC).isoformat()
    if isinstance(value, str) and value.isdigit():
        yield int(value)


def by_person(found: list[Cell], codes: dict[bytes, int]) -> dict[int, list[Cell]]:
    """All cells of all rows in which a person's id or a code of theirs stands, by person."""
    ids = {cell.value: codes[cell.row["visitor"]] for cell in found if cell.place == "person.id"}
    whose = {**codes, **ids}
    sorted_out: defaultdict[int, list[Cell]] = defaultdict(list)
    for cell in found:
        owners = {whose[v] for v in cell.row.values() if isinstance(v, bytes) and v in whose}
        for owner in owners:
            sorted_out[owner].append(cell)
    return sorted_out


@pytest.mark.parametrize(
    "number", [60, pytest.param(1000, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p30_the_file_holds_everything_of_the_one_who_asks_and_nothing_of_others(
    store: Store, folder: Path, figure: Figures, number: int
):
    chance = Random(30)
    people = [Actor(store, FIRST + n, LANGUAGES[n % 3]) for n in range(number)]
    # A crash in the middle of an erasure is ended by the same update, before anything else is said.
    names = [state for state in STATES if state != "erased by half"]
    for n, one in enumerate(people):
        await STATES[names[n] if n < len(names) else chance.choice(names)](one)

    codes = {store.keyring.look_up("visitor", one.user): one.user for one in people}
    held = by_person(await cells(folder), codes)

    files = {one.user: await rights.held_about(store, one.user, now=NOON) for one in people}

    missing, foreign, looked_at = Counter[str](), 0, 0
    for one in people:
        holding = files[one.user]
        text = b"" if holding is None else as_json(holding)
        told = set(leaves(read(text))) if text else set[Any]()
        for cell in held[one.user]:
            if cell.place in UNSAID or cell.value is None:
                continue
            if holding is None and cell.table in A_DAYS_NOTES:
                continue
            looked_at += 1
            value = inner if (inner := opened(cell, store.keyring)) is not None else cell.value
            if not any(form in told for form in moments(value)):
                missing[cell.place] += 1
        foreign += sum(int(mark) != one.user for mark in MARKS.findall(text.decode()))

    figure("people", number)
    figure("values held that the file does not tell", missing.total(), of=looked_at)
    figure("values of somebody else in a file", foreign)
    assert missing == {}
    assert foreign == 0
    assert looked_at > number * 10
