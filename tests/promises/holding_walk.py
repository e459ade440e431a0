"""A walk over every value of every table, in both databases: whatever there is, it is looked at."""

import asyncio
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from bot.store.keyring import Keyring
from bot.store.sealing import Place, Unsealable


class Cell(NamedTuple):
    """One value, and where it stands."""

    table: str
    column: str
    row: dict[str, Any]
    value: Any

    @property
    def place(self) -> str:
        return f"{self.table}.{self.column}"


def cells_of(file: Path) -> Iterator[Cell]:
    """Every value in a database file, of tables nobody has thought of too."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as c:
        c.row_factory = sqlite3.Row
        names = c.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in names:
            for row in map(dict, c.execute(f'select * from "{table}"')):
                for column, value in row.items():
                    yield Cell(table, column, row, value)


async def cells(folder: Path) -> list[Cell]:
    """Every value of data.db and keys.db in `folder`."""
    files = [folder / "data.db", folder / "keys.db"]
    return await asyncio.to_thread(lambda: [one for file in files for one in cells_of(file)])


def as_bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def holding(found: Collection[Cell], *marks: bytes) -> set[str]:
    """The places whose values hold one of `marks`: raw, as text, or as hex."""
    wanted = {writing for one in marks for writing in (one, one.hex().encode())}
    return {
        cell.place
        for cell in found
        if cell.value is not None and any(mark in as_bytes(cell.value) for mark in wanted)
    }


def opened(cell: Cell, keyring: Keyring) -> str | None:
    """What a sealed value says, under whatever key there is; None when nothing opens it."""
    if not isinstance(cell.value, bytes):
        return None
    identity = next(iter(cell.row.values()))
    names = [value for value in cell.row.values() if isinstance(value, bytes) and len(value) == 16]
    for name in [identity, *names]:
        if not isinstance(name, bytes):
            continue
        for person in [None, *names]:
            place = Place(cell.table, cell.column, name, *([person] if person else []))
            try:
                return keyring.unseal(place, cell.value).decode(errors="surrogatepass")
            except (Unsealable, ValueError):
                continue
    return None


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value in what JSON holds."""
    match value:
        case dict():
            for inner in value.values():
                yield from leaves(inner)
        case list():
            for inner in value:
                yield from leaves(inner)
        case _:
            yield value


def read(file: bytes) -> dict[str, Any]:
    return json.loads(file.decode(errors="surrogatepass"))
