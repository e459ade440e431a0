"""Proof that the keys fit the data: one sealed field of each kind is opened."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bot.store.inventory import Held
from bot.store.keyring import KeyGone, Keyring
from bot.store.sealing import Place, Unsealable
from bot.store.tables import metadata

BOUND: Final[dict[str, tuple[str, str | None]]] = {
    "inbox": ("digest", None),
    "outbox": ("ref", None),
    "person": ("id", "id"),
    "callback": ("id", "person"),
    "message": ("id", "person"),
    "diary": ("id", "person"),
    "staff_copy": ("id", None),
    "staff": ("id", "id"),
}
"""To which row, and to which person, the sealed columns of a table are bound."""

LOOKED_AT: Final = 50
"""How many of the newest rows are tried where keys were destroyed; the sweep removes such rows."""


@dataclass(frozen=True, slots=True)
class Field:
    """What came out for one sealed column."""

    table: str
    column: str
    verdict: Literal["opens", "empty", "broken"]


def sealed_columns() -> Iterator[tuple[str, str]]:
    """Yield table and column of everything in data.db that the inventory declares sealed."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            match column.info.get("held"):
                case Held(sealed=True):
                    yield table.name, column.name
                case _:
                    pass


def verify_fields(path: Path, ring: Keyring) -> list[Field]:
    """Open the newest value of every sealed column of the data.db at `path`.

    "empty" means that there is none, or only such whose key was destroyed as promised.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        return [
            Field(table, column, _verdict(connection, ring, table, column))
            for table, column in sealed_columns()
        ]


def _verdict(
    connection: sqlite3.Connection, ring: Keyring, table: str, column: str
) -> Literal["opens", "empty", "broken"]:
    row, person = BOUND[table]
    newest = connection.execute(
        f"select {row}, {person or 'null'}, {column} from {table}"  # noqa: S608  # names of our own
        f" where {column} is not null order by rowid desc limit {LOOKED_AT}"
    )
    for name, whose, sealed in newest:
        try:
            ring.unseal(Place(table, column, name, whose or b""), sealed)
        except KeyGone:
            continue
        except Unsealable:
            return "broken"
        return "opens"
    return "empty"
