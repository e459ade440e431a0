"""The commands for backups, as an operator types them: on real files, in a folder of their own."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.backup_commands import backup
from bot.rehearsing import MADE_UP
from bot.store import backups, keyfile, lock
from bot.store.engine import Database
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.usecases import consent
from tests.conftest import NOON
from tests.promises.people import FIRST, order_of, settle_in

pytestmark = pytest.mark.slow

PEOPLE = 4


class Operator:
    """Somebody at a shell, with the settings for an own folder in which a service has run."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.data, self.key_file = folder / "data", folder / "k" / "key"
        self.mirror, self.backups = folder / "m", folder / "b"
        self.environment = {
            **MADE_UP,
            "RINNALLA_DATA": str(self.data),
            "RINNALLA_KEY_FILE": str(self.key_file),
            "RINNALLA_KEY_MIRROR": str(self.mirror),
            "RINNALLA_BACKUPS": str(self.backups),
            "RINNALLA_SECRETS": str(folder / "nowhere"),
        }
        self.data.mkdir()
        shutil.copy(template, self.data / "data.db")
        keyfile.create(self.key_file)

    def types(self, *words: str) -> Result:
        return CliRunner().invoke(backup, words, env=self.environment)

    @asynccontextmanager
    async def service(self) -> AsyncIterator[Store]:
        """The store as the service has it open."""
        kek = keyfile.read(self.key_file)
        ring = Keyring.open(self.data / "keys.db", kek, self.mirror, self.key_file)
        ring.prepare(NOON)
        db = Database.at(self.data / "data.db")
        writer = asyncio.ensure_future(db.run())
        yield Store(db, ring)
        writer.cancel()
        with suppress(asyncio.CancelledError):
            await writer
        await db.close()

    def persons(self) -> int:
        with closing(sqlite3.connect(self.data / "data.db")) as c:
            return c.execute("select count(*) from person").fetchone()[0]


@pytest.fixture
def operator(tmp_path: Path, template: Path) -> Operator:
    one = Operator(tmp_path, template)

    async def people_come() -> None:
        async with one.service() as store:
            for n in range(PEOPLE):
                await settle_in(store, FIRST + n)

    asyncio.run(people_come())
    return one


def forget_the_first(operator: Operator) -> None:
    async def leave() -> None:
        async with operator.service() as store:
            await consent.forget(store, order_of(FIRST, 1), now=NOON)

    asyncio.run(leave())


def test_a_backup_is_made_listed_and_verified(operator: Operator):
    made = operator.types("make")
    listed = operator.types("list")
    verified = operator.types("verify")

    [one] = backups.listing(operator.backups)
    assert made.exit_code == listed.exit_code == verified.exit_code == 0
    assert str(one.path) in made.output.replace("\n", "")
    assert one.path.name in listed.output
    assert "whole" in verified.output
    assert one.path.stat().st_mode & 0o777 == 0o600


def test_a_restore_brings_back_who_is_not_erased_and_nobody_else(operator: Operator):
    operator.types("make")
    forget_the_first(operator)
    with closing(sqlite3.connect(operator.data / "data.db")) as c, c:
        c.execute("delete from callback")

    done = operator.types("restore")

    assert done.exit_code == 0, done.output
    assert f"{PEOPLE - 1} of {PEOPLE} persons" in done.output
    assert "1 were erased" in done.output
    assert operator.persons() == PEOPLE - 1
    with closing(sqlite3.connect(operator.data / "data.db")) as c:
        assert c.execute("select count(*) from callback").fetchone() == (PEOPLE - 1,)
        assert c.execute("select count(*) from outbox").fetchone() == (0,)
    assert len(backups.listing(operator.backups)) == 2
    assert not (operator.data / "restoring").exists()


def test_while_the_service_runs_nothing_is_restored(operator: Operator):
    operator.types("make")
    with lock.hold(operator.data):
        refused = operator.types("restore")
    allowed = operator.types("restore")

    assert (refused.exit_code, allowed.exit_code) == (1, 0)
    assert "stop it first" in refused.output


def test_a_drill_leaves_everything_as_it_was(operator: Operator):
    operator.types("make")
    forget_the_first(operator)
    before = (operator.data / "data.db").read_bytes()

    with lock.hold(operator.data):
        done = operator.types("drill")

    assert done.exit_code == 0, done.output
    assert "Nobody erased came back" in done.output
    assert (operator.data / "data.db").read_bytes() == before


@pytest.mark.parametrize("command", ["verify", "restore", "drill"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(operator: Operator, command: str):
    operator.types("make")
    [one] = backups.listing(operator.backups)
    content = bytearray(one.path.read_bytes())
    content[4096:8192] = bytes(4096)
    one.path.write_bytes(content)
    before = (operator.data / "data.db").read_bytes()

    refused = operator.types(command)

    assert refused.exit_code == 1
    assert "damaged" in refused.output
    assert (operator.data / "data.db").read_bytes() == before


@pytest.mark.parametrize("command", ["verify", "restore", "drill"])
def test_without_a_backup_the_command_says_so(operator: Operator, command: str):
    refused = operator.types(command)

    assert refused.exit_code == 1
    assert "there is no backup" in refused.output


def test_another_key_file_opens_no_backup(operator: Operator):
    operator.types("make")
    operator.key_file.unlink()
    keyfile.create(operator.key_file)

    refused = operator.types("verify")

    assert refused.exit_code == 1
    assert "does not belong" in refused.output


def test_when_the_disk_is_full_nothing_is_left_behind(operator: Operator, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_to_disk", full)

    refused = operator.types("make")

    assert refused.exit_code == 1
    assert "full" in refused.output
    assert list(operator.backups.iterdir()) == []


def test_fourteen_are_kept_and_nothing_older_than_fourteen_days(tmp_path: Path, template: Path):
    for day in range(20):
        backups.make(template, tmp_path / "b", NOON + timedelta(days=day))
    after_a_gap = backups.make(template, tmp_path / "b", NOON + timedelta(days=60))

    assert [one.path for one in backups.listing(tmp_path / "b")] == [after_a_gap.path]
    assert not backups.due(tmp_path / "b", NOON + timedelta(days=60, hours=23))
    assert backups.due(tmp_path / "b", NOON + timedelta(days=61))
