"""Commands that work on the store beside a service that may be running."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NoReturn, TypeVar, cast

import typer

from bot import settings
from bot.settings import Settings
from bot.store import keyfile, schema
from bot.store.engine import StoreUnavailable, opened
from bot.store.keyfile import BadKeyFile, NoKeyFile
from bot.store.keyring import Keyring, KeysMissing, WrongKey
from bot.store.store import Store

T = TypeVar("T")


class Refusal(Exception):
    """A command cannot be done; says why and what helps."""


def refuse(fault: str) -> NoReturn:
    """Tell the fault and end with code 1."""
    typer.secho(f"✗ {fault}", fg=typer.colors.RED, err=True)
    raise typer.Exit(1)


def _settings() -> Settings:
    """Read what the settings say about files; faults elsewhere do not matter here."""
    chosen, faulty = settings.load_sound_parts()
    for name in ("data", "key_file", "key_mirror"):
        for one in faulty.get(name, []):
            raise Refusal(one)
    return chosen


@asynccontextmanager
async def _opened(chosen: Settings) -> AsyncGenerator[Store]:
    """Open the store beside a service that may be running; raise Refusal if it cannot be.

    SQLite lets one write at a time: who comes second waits, for seconds at most.
    """
    data_db, keys_db = chosen.data / "data.db", chosen.data / "keys.db"
    if not data_db.exists() or not keys_db.exists():
        raise Refusal(f"there is no data in {chosen.data}: is RINNALLA_DATA right?")
    if schema.version(data_db) != schema.NEWEST:
        raise Refusal("the database is of another version: run `rinnalla migrate` first")
    try:
        kek = keyfile.read(chosen.key_file)
        keyring = Keyring.open(keys_db, kek, chosen.key_mirror, chosen.key_file)
    except (NoKeyFile, BadKeyFile, WrongKey, KeysMissing) as fault:
        raise Refusal(str(fault)) from None
    async with opened(data_db) as db:
        yield Store(db, keyring)


def with_store(work: Callable[[Store], Awaitable[T]], *, failed: str = "nothing was shown") -> T:
    """Do `work` on the opened store, or refuse in words; `failed` says what a fault has left."""

    async def on_opened() -> T:
        async with _opened(_settings()) as store:
            return await work(store)

    try:
        return asyncio.run(on_opened())
    except* Refusal as group:
        refuse(str(_first(group)))
    except* StoreUnavailable:
        refuse("the database cannot be written now: is the disk full, or the service very busy?")
    except* Exception as group:  # noqa: BLE001  # its text may be personal: only its class is told
        refuse(f"this failed ({type(_first(group)).__name__}); {failed}")


def _first(group: BaseException) -> BaseException:
    """Return the first fault inside a group."""
    one = group
    while isinstance(one, BaseExceptionGroup):
        one = cast("BaseExceptionGroup[BaseException]", one).exceptions[0]
    return one
