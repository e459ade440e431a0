"""Power cuts: what was acknowledged is there afterwards, and nothing is half-done.

The service's own statements and pragmas run on a disk that forgets what was not synced. The
service's driver takes no such disk, so another build of SQLite drives them; the surviving
files are read with the service's own.
"""

import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import apsw
import pytest
from sqlalchemy import Executable, Insert
from sqlalchemy.dialects import sqlite

from bot.store import inbox, outbox, tally
from bot.store.engine import PRAGMAS
from tests.promises.disk import Disk, PowerCut
from tests.promises.figures import Figures

TODAY = datetime(2026, 11, 23, tzinfo=UTC).date().isoformat()
_DIALECT = sqlite.dialect(paramstyle="named")  # pyright: ignore[reportCallIssue]
_KNOWN: dict[int, Any] = {}


def run(connection: apsw.Connection, statement: Executable, row: dict[str, Any]) -> None:
    """Run one of the store's statements on the connection of the forgetful disk."""
    compiled = _KNOWN.get(id(statement))
    if compiled is None:
        keys = list(row) if isinstance(statement, Insert) else None
        compiled = _KNOWN[id(statement)] = statement.compile(dialect=_DIALECT, column_keys=keys)
    connection.execute(str(compiled), compiled.construct_params(row))


@dataclass
class Service:
    """What the service does to its database, and what it has told others is done."""

    connection: apsw.Connection
    chance: Random
    kept: set[bytes] = field(default_factory=set[bytes])
    done: set[bytes] = field(default_factory=set[bytes])
    paid: set[bytes] = field(default_factory=set[bytes])
    doubted: set[bytes] = field(default_factory=set[bytes])
    """Letters whose erasure was under way when the light went out."""
    commits: int = 0

    def work(self) -> None:
        """Take updates, handle them, pay the letters, until the power goes."""
        while True:
            digests = [self.chance.randbytes(16) for _ in range(self.chance.randint(1, 5))]
            self._keep(digests)
            self._handle(digests)
            self._pay(digests)
            if self.chance.random() < 0.1:
                self.connection.pragma("wal_checkpoint", "passive")

    def _keep(self, digests: list[bytes]) -> None:
        self.connection.execute("begin immediate")
        for digest in digests:
            body = self.chance.randbytes(self.chance.randint(200, 3000))
            row = {"digest": digest, "received": 0, "state": "waiting", "tries": 0, "body": body}
            run(self.connection, inbox._INSERT, row)
        self._commit()
        self.kept |= set(digests)

    def _handle(self, digests: list[bytes]) -> None:
        """Effect, letter and done-mark in one transaction."""
        self.connection.execute("begin immediate")
        for digest in digests:
            counted = {"day": TODAY, "event": "language_picked", "count": 1}
            run(self.connection, tally._COUNT, counted)
            letter = {"ref": digest, "owed": 0, "state": "waiting", "body": b"sealed"}
            run(self.connection, outbox._INSERT, letter)
            run(self.connection, inbox._DONE, {"b_digest": digest})
        self._commit()
        self.done |= set(digests)

    def _pay(self, refs: list[bytes]) -> None:
        self.doubted |= set(refs)
        self.connection.execute("begin immediate")
        for ref in refs:
            run(self.connection, outbox._DELETE, {"b_ref": ref})
        self._commit()
        self.paid |= set(refs)

    def _commit(self) -> None:
        self.connection.execute("commit")
        self.commits += 1


@dataclass
class Damage:
    """What the cuts have done to what was acknowledged."""

    acknowledged: int = 0
    lost: int = 0
    corrupt: int = 0
    half_done: int = 0

    def look(self, path: Path, service: Service) -> None:
        """Open the surviving files as the next start does and compare."""
        with closing(sqlite3.connect(path)) as c:
            whole = c.execute("pragma integrity_check").fetchall()
            state = dict(c.execute("select digest, state from inbox"))
            owed = {ref for (ref,) in c.execute("select ref from outbox")}
            [(counted,)] = c.execute("select coalesce(sum(count), 0) from tally")
        done = {digest for digest, one in state.items() if one == "done"}
        self.acknowledged += service.commits
        self.corrupt += whole != [("ok",)]
        self.lost += len(service.kept - set(state))
        self.lost += len(service.done - done)
        self.lost += len(service.paid & owed)
        self.half_done += counted != len(done)
        self.half_done += len(owed - done) + len(done - owed - service.doubted)


def cut(folder: Path, template: Path, seed: int, *, synchronous: str, keep_some: bool) -> Service:
    """Let the service work until the power goes; leave what survives in `folder`/after."""
    chance = Random(seed)
    before, after = folder / "before", folder / "after"
    for one in (before, after):
        shutil.rmtree(one, ignore_errors=True)
        one.mkdir()
    shutil.copy(template, before / "data.db")
    disk = Disk("forgetful", cut_at=chance.randint(20, 1500))
    connection = apsw.Connection(str(before / "data.db"), vfs="forgetful")
    for name, value in {**PRAGMAS, "synchronous": synchronous}.items():
        connection.execute(f"pragma {name} = {value}")
    service = Service(connection, chance)
    with suppress(PowerCut, apsw.Error):
        service.work()
    assert disk.operations >= disk.cut_at
    disk.survivors(after, chance if keep_some else None)
    with suppress(PowerCut, apsw.Error):
        connection.close()
    return service


def cuts(folder: Path, template: Path, number: int, *, synchronous: str) -> Damage:
    """Half of the cuts drop all that was not synced, half leave a random part of it."""
    damage = Damage()
    for seed in range(number):
        service = cut(folder, template, seed, synchronous=synchronous, keep_some=seed % 2 == 1)
        damage.look(folder / "after" / "data.db", service)
    return damage


@pytest.mark.parametrize("number", [40, pytest.param(400, marks=pytest.mark.full)])
def test_p02_power_cuts_lose_nothing_that_was_acknowledged(
    tmp_path: Path, template: Path, number: int, figure: Figures
):
    damage = cuts(tmp_path, template, number, synchronous=PRAGMAS["synchronous"])
    figure("power cuts", number)
    figure("commits lost", damage.lost, of=damage.acknowledged)
    figure("files broken", damage.corrupt, of=number)
    figure("half done", damage.half_done)

    assert (damage.lost, damage.corrupt, damage.half_done) == (0, 0, 0)
    assert damage.acknowledged > number * 10


def test_p02_the_same_cuts_catch_a_service_that_does_not_sync_each_commit(
    tmp_path: Path, template: Path
):
    damage = cuts(tmp_path, template, 10, synchronous="normal")

    assert damage.lost > 0
    assert damage.corrupt == 0
