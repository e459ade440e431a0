"""Standing people and places of the tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.store import keyfile, schema
from bot.store.engine import Database
from bot.store.keyring import Keyring
from bot.store.outbox import Owed
from bot.store.store import Store
from tests.clock import VirtualClock
from tests.promises.figures import Figures

settings.register_profile(
    "ordinary", max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("ordinary")

AINO, BERTIL, CLEO, XANDER = 7000001, 7000002, 7000003, 7000666
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(NOON)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figures:
    """Take down what a test has measured: `figure("lost", 0, of=1502)`; shown with -rA."""
    return Figures(request.node)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database: copied for each test, which is faster than migrating."""
    path = tmp_path_factory.mktemp("template") / "data.db"
    schema.migrate(path)
    return path


@pytest.fixture
def folder(tmp_path: Path, template: Path) -> Path:
    """A data folder as a first start leaves it."""
    for file in template.parent.iterdir():
        shutil.copy(file, tmp_path / file.name)
    return tmp_path


@pytest.fixture
def keyring(folder: Path) -> Keyring:
    ring = Keyring.open(folder / "keys.db", keyfile.create(folder / "key"))
    ring.prepare(NOON)
    return ring


@pytest.fixture
async def db(folder: Path) -> AsyncIterator[Database]:
    database = Database.at(folder / "data.db")
    writer = asyncio.ensure_future(database.run())
    yield database
    writer.cancel()
    with suppress(asyncio.CancelledError):
        await writer
    await database.close()


@pytest.fixture
def woken() -> list[Owed]:
    """The letters whose commit is safe, in order."""
    return []


@pytest.fixture
def store(db: Database, keyring: Keyring, woken: list[Owed]) -> Store:
    return Store(db, keyring, woken.append)
