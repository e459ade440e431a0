"""The commands for backups: `rinnalla backup …`."""

import asyncio
import shutil
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.progress import Progress

from bot import settings
from bot.settings import Settings
from bot.store import backups, keyfile, lock
from bot.store.backups import Backup, BadBackup
from bot.store.engine import StoreUnavailable, opened
from bot.store.keyring import Keyring, KeysMissing, WrongKey
from bot.store.store import Store
from bot.store.verifying import verify_fields
from bot.usecases.backups import Restored, settle
from bot.usecases.backups import make as make_backup

backup = typer.Typer(
    help="Dated copies of data.db: make, look at, check, put back, practise.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
FileArgument = Annotated[Path | None, typer.Argument(help="Default: the newest backup.")]


def _refuse(*faults: str) -> NoReturn:
    for fault in faults:
        typer.secho(f"✗ {fault}", fg=typer.colors.RED, err=True)
    raise typer.Exit(1)


def _settings() -> Settings:
    """Read what the settings say about files; faults elsewhere do not matter here."""
    chosen, faulty = settings.load_sound_parts()
    names = ("data", "key_file", "key_mirror", "backups")
    wrong = [one for name in names for one in faulty.get(name, [])]
    if wrong:
        _refuse(*wrong)
    return chosen


def _keys(chosen: Settings) -> Keyring:
    try:
        kek = keyfile.read(chosen.key_file)
        return Keyring.open(chosen.data / "keys.db", kek, chosen.key_mirror, chosen.key_file)
    except (keyfile.NoKeyFile, keyfile.BadKeyFile, WrongKey, KeysMissing) as fault:
        _refuse(str(fault))


def _chosen(chosen: Settings, file: Path | None) -> Path:
    """Return the named backup, or the newest."""
    newest = next(iter(backups.listing(chosen.backups)), None)
    path = file or (newest.path if newest else None)
    if path is None:
        _refuse(f"there is no backup in {chosen.backups}: `rinnalla backup make`")
    if not path.exists():
        _refuse(f"there is no file {path}")
    return path


@backup.command("make")
def make() -> None:
    """Make a backup now, also while the service runs."""
    chosen = _settings()
    if not (chosen.data / "data.db").exists():
        _refuse(f"there is no {chosen.data / 'data.db'}: nothing to copy")
    try:
        made = asyncio.run(_make(chosen, _keys(chosen)))
    except StoreUnavailable:
        _refuse(f"{chosen.backups} cannot be written: is the disk full? Nothing was left behind")
    except BadBackup as fault:
        _refuse(str(fault))
    typer.echo(f"Made {made.path} ({made.size:,} bytes), checked. Keys are not in it.")


async def _make(chosen: Settings, keyring: Keyring) -> Backup:
    source, now = chosen.data / "data.db", datetime.now(UTC)
    async with opened(source) as db:
        with Progress(transient=True) as progress:
            task = progress.add_task("Copying …", total=None)

            def step(left: int, total: int) -> None:
                progress.update(task, total=total, completed=total - left)

            store = Store(db, keyring)
            return await make_backup(
                store, source, chosen.backups, now=now, by="by_hand", progress=step
            )


@backup.command("list")
def show() -> None:
    """Show the backups there are, newest first."""
    chosen, now = _settings(), datetime.now(UTC)
    found = backups.listing(chosen.backups)
    for one in found:
        hours = (now - one.made).total_seconds() / 3600
        typer.echo(f"{one.path}  {hours:,.1f} h old  {one.size:,} bytes")
    if not found:
        typer.echo(f"There is no backup in {chosen.backups} yet.")


@backup.command("verify")
def verify(file: FileArgument = None) -> None:
    """Check that a backup is whole and that its sealed fields open with the keys of today."""
    chosen = _settings()
    path = _chosen(chosen, file)
    try:
        version = backups.check(path)
    except BadBackup as fault:
        _refuse(str(fault))
    typer.echo(f"{path} is whole, at version {version}.")
    _open_fields(path, _keys(chosen))


def _open_fields(path: Path, keyring: Keyring) -> None:
    fields = verify_fields(path, keyring)
    broken = [f"{one.table}.{one.column}" for one in fields if one.verdict == "broken"]
    opened = sum(one.verdict == "opens" for one in fields)
    typer.echo(f"Sealed fields: {opened} opened, one of each kind that holds something.")
    if broken:
        _refuse(*(f"a sealed field does not open: {one}" for one in broken))


@backup.command("restore")
def restore(file: FileArgument = None) -> None:
    """Put a backup in place; the service must be stopped. Whoever was erased stays erased."""
    chosen = _settings()
    path = _chosen(chosen, file)
    keyring, now = _keys(chosen), datetime.now(UTC)
    data = chosen.data / "data.db"
    try:
        with lock.hold(chosen.data):
            backups.check(path)
            # Made fit to go on with beside the old one: killed at any moment, one of them is whole.
            fresh = backups.take_out(path, chosen.data / "restoring")
            done = asyncio.run(_settled(fresh, keyring, now, drill=False))
            if data.exists():
                _keep_present(chosen, data, now)
            backups.put_in_place(fresh, chosen.data)
            shutil.rmtree(fresh.parent)
    except (lock.Held, BadBackup) as fault:
        _refuse(str(fault))
    except StoreUnavailable:
        _refuse(f"{chosen.data} cannot be written: is the disk full?")
    typer.echo(f"{path} is in place: {_said(done)}. The service can start.")
    _open_fields(data, keyring)


def _keep_present(chosen: Settings, data: Path, now: datetime) -> None:
    """Make what is about to be replaced a backup itself, so that it goes with them in time."""
    try:
        typer.echo(f"What stood there is {backups.make(data, chosen.backups, now).path}.")
    except (BadBackup, StoreUnavailable):
        aside = data.with_name(f"data.db.damaged-{now:%Y%m%dT%H%M%SZ}")
        data.replace(aside)
        typer.echo(f"What stood there is damaged; it is {aside} now. Destroy it when you may.")


async def _settled(path: Path, keyring: Keyring, now: datetime, *, drill: bool) -> Restored:
    async with opened(path) as db:
        return await settle(db, keyring, now=now, drill=drill)


def _said(done: Restored) -> str:
    everybody = done.gone + done.persons
    return f"{done.persons} of {everybody} persons are there, {done.gone} were erased since and stay so"


@backup.command("drill")
def drill(file: FileArgument = None) -> None:
    """Practise a restore in a folder that is thrown away; the service may run."""
    chosen = _settings()
    path = _chosen(chosen, file)
    keyring, began = _keys(chosen), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rinnalla-drill-") as folder:
        copied = Path(folder)
        try:
            fresh = backups.take_out(path, copied)
            done = asyncio.run(_settled(fresh, keyring, datetime.now(UTC), drill=True))
        except BadBackup as fault:
            _refuse(str(fault))
        except StoreUnavailable:
            _refuse("the temporary folder cannot be written: is the disk full?")
        _open_fields(copied / "data.db", keyring)
    took = time.monotonic() - began
    typer.echo(f"Practised with {path} in {took:.1f} s: {_said(done)}. Nobody erased came back.")
