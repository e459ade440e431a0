"""After /forget nothing of a person can be read, here or in any of the 14 backups, key in hand."""

import sqlite3
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bot.store import backups, keyfile
from bot.store.inventory import entries
from bot.store.keyring import Keyring
from bot.store.sealing import Place, Unsealable
from bot.store.store import Store
from bot.store.tables import metadata
from bot.usecases import consent
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.promises.people import FIRST, order_of, settle_in

PEOPLE, DAYS = 20, 14
SEALED = [one for one in entries(metadata) if one.held.sealed and one.file == "data.db"]

SEALED_OF_ONE = 10
"""Chat and language, seven lines of the form, and a message."""


def opened(path: Path, ring: Keyring, persons: set[bytes]) -> int:
    """How many sealed values of these persons open in the database at `path`."""
    found = 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as c:
        for one in SEALED:
            if one.table not in ("person", "callback", "diary", "message"):
                continue
            who = "id" if one.table == "person" else "person"
            for row, person, value in c.execute(
                f"select id, {who}, {one.column} from {one.table}"
            ).fetchall():
                if person in persons and value is not None:
                    try:
                        ring.unseal(Place(one.table, one.column, row, person), value)
                    except Unsealable:
                        continue
                    found += 1
    return found


async def test_p22_nothing_of_the_erased_opens_in_any_of_fourteen_backups(
    store: Store, folder: Path, figure: Figures
):
    mirror = folder / "mirror"
    kek = keyfile.read(folder / "key")
    store.keyring = Keyring.open(folder / "keys.db", kek, mirror)
    persons = [await settle_in(store, FIRST + n) for n in range(PEOPLE)]
    kept = folder / "backups"
    for day in range(DAYS):
        backups.make(folder / "data.db", kept, NOON + timedelta(days=day))
    copies = [one.path for one in backups.listing(kept)]
    leaving, staying = set(persons[: PEOPLE // 2]), set(persons[PEOPLE // 2 :])
    ring = Keyring.open(folder / "keys.db", kek)
    before = sum(opened(path, ring, leaving) for path in copies)

    times: list[float] = []
    for n in range(PEOPLE // 2):
        began = time.monotonic()
        await consent.forget(store, order_of(FIRST + n, 1), now=NOON)
        times.append(time.monotonic() - began)
    await store.db.fold()

    rings = [Keyring.open(folder / "keys.db", kek), Keyring.open(mirror / "keys.db", kek)]
    after = sum(opened(p, ring, leaving) for p in [folder / "data.db", *copies] for ring in rings)
    others = min(opened(path, rings[0], staying) for path in [folder / "data.db", *copies])
    figure("backups", len(copies))
    figure("values of the erased that open, keys and mirror in hand", after, of=before * 2)
    figure("slowest erasure", max(times), unit="s")
    assert len(copies) == DAYS
    assert before == len(leaving) * SEALED_OF_ONE * DAYS
    assert after == 0
    assert others == len(staying) * SEALED_OF_ONE
    assert max(times) < 60
    assert not leaving & rings[0].persons()
    assert not leaving & rings[1].persons()


async def test_p22_the_key_file_and_the_keys_hold_none_of_the_destroyed_keys(
    store: Store, folder: Path
):
    aino = await settle_in(store, FIRST)
    with closing(sqlite3.connect(folder / "keys.db")) as c:
        [wrapped] = c.execute("select wrapped from person_key where person = ?", (aino,)).fetchone()

    await consent.forget(store, order_of(FIRST, 1), now=NOON)

    for path in (folder / "keys.db", folder / "key"):
        assert wrapped not in path.read_bytes()
