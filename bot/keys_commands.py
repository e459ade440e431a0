"""The commands for keys: `rinnalla keys …`. They act on the files that the settings name."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot import settings
from bot.settings import Settings
from bot.store import keyfile, keys_db, lock, recovery_words, resetting
from bot.store.engine import StoreUnavailable
from bot.store.keyfile import BadKeyFile, KeyEncryptionKey, NoKeyFile, successor
from bot.store.keyring import Keyring, KeysMissing, MirrorUnreachable, WrongKey
from bot.store.mirror import Mirror
from bot.store.rewrapping import CannotRotate, count
from bot.store.rotation import rotate as give_new_key

keys = typer.Typer(
    help="The key file and the keys it opens: make, verify, change, keep on paper, begin anew.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a pretty traceback prints local values, which may be keys
)
KeyFile = Annotated[Path | None, typer.Option("--file", help="Default: RINNALLA_KEY_FILE.")]

LOST = """This puts aside everything that was sealed with the lost key and begins anew.

What is lost for good: everything about people. Requests for a call, messages, who had agreed
to what, what waited to be answered. Nobody can read it, neither we nor you; nobody can be
written to, because their chats are sealed too. It is a loss of personal data: follow your
procedure, the data-protection officer must be told.

What is not lost: the guide, the questions and answers, the settings, the bot itself.

Is the key really lost? Look for the two envelopes with 24 words: `rinnalla keys from-words`.
If it is, stop the service and say `rinnalla keys reset --i-understand`."""


def _refuse(*faults: str) -> NoReturn:
    for fault in faults:
        typer.secho(f"✗ {fault}", fg=typer.colors.RED, err=True)
    raise typer.Exit(1)


def _settings(file: Path | None = None) -> Settings:
    """Read what the settings say about files; faults elsewhere do not matter here."""
    chosen, faulty = settings.load_sound_parts()
    wrong = [one for name in ("data", "key_file", "key_mirror") for one in faulty.get(name, [])]
    if wrong:
        _refuse(*wrong)
    return chosen.model_copy(update={"key_file": file}) if file else chosen


def _ring(chosen: Settings) -> Path:
    return chosen.data / "keys.db"


def _read(path: Path) -> KeyEncryptionKey:
    try:
        return keyfile.read(path)
    except (NoKeyFile, BadKeyFile) as fault:
        _refuse(str(fault))


def _open(chosen: Settings) -> Keyring:
    """Open the keys of the data folder, which must exist."""
    kek = _read(chosen.key_file)
    try:
        return Keyring.open(_ring(chosen), kek, chosen.key_mirror, chosen.key_file)
    except (WrongKey, KeysMissing) as fault:
        _refuse(str(fault))
    except StoreUnavailable:
        _refuse(f"{_ring(chosen)} cannot be written: is the disk full?")


@keys.command("create")
def create(file: KeyFile = None) -> None:
    """Make a new key file. Never overwrites one."""
    path = _settings(file).key_file
    try:
        kek = keyfile.create(path)
    except FileExistsError:
        _refuse(f"{path} exists already: move it away first if you really want a new key")
    typer.echo(f"Made {path} (fingerprint {kek.fingerprint}). Keep a copy apart from the data:")
    typer.echo("`rinnalla keys words` prints it for two sealed envelopes.")


@keys.command("verify")
def verify(file: KeyFile = None) -> None:
    """Open every key with the key file, compare the mirror, open one sealed field of each table."""
    from bot.store.verifying import verify_fields

    chosen = _settings(file)
    kek = _read(chosen.key_file)
    if not _ring(chosen).exists() and not (chosen.key_mirror / "keys.db").exists():
        typer.echo(f"The key file is whole (fingerprint {kek.fingerprint}); there is no data yet.")
        return
    ring = _open(chosen)
    try:
        counted = count(keys_db.read(ring.path), ring.kek)
    except CannotRotate as fault:
        _refuse(str(fault))
    typer.echo(
        f"The key file opens {_ring(chosen)}: {counted.days} keys of days, {counted.persons} keys "
        f"of persons, {counted.sub_keys} sub-keys (fingerprint {ring.kek.fingerprint})."
    )
    faults: list[str] = []
    if ring.mirror is not None and ring.mirror.is_equal():
        typer.echo(f"The mirror {ring.mirror.file} is equal.")
    else:
        faults.append(
            f"the mirror in {chosen.key_mirror} is not equal: is its disk there? "
            "The running service brings it up to date within minutes"
        )
    if (chosen.data / "data.db").exists():
        fields = verify_fields(chosen.data / "data.db", ring)
        broken = [f"{one.table}.{one.column}" for one in fields if one.verdict == "broken"]
        faults += [f"a sealed field does not open: {one}" for one in broken]
        opened = sum(one.verdict == "opens" for one in fields)
        typer.echo(f"Sealed fields: {opened} opened, one of each kind that holds something.")
    if faults:
        _refuse(*faults)


@keys.command("words")
def words(file: KeyFile = None) -> None:
    """Print the key as 24 words with a checksum, for two sealed envelopes in two places."""
    kek = _read(_settings(file).key_file)
    typer.echo(f"Rinnalla, the key in words (fingerprint {kek.fingerprint})\n")
    typer.echo(recovery_words.as_table(recovery_words.words_of(kek.secret)))
    typer.echo(
        "\nWrite them by hand on two papers, in two sealed envelopes, in two places, apart from "
        "the data.\nWhoever has these words and the data can read everything. Then clear this "
        "screen.\nBack into a key file: `rinnalla keys from-words`."
    )


@keys.command("from-words")
def from_words(file: KeyFile = None) -> None:
    """Make the key file again from its 24 words, asked for or read from standard input."""
    chosen = _settings(file)
    if chosen.key_file.exists():
        _refuse(f"{chosen.key_file} exists already: move it away first")
    text = typer.prompt("The 24 words") if sys.stdin.isatty() else sys.stdin.read()
    try:
        kek = KeyEncryptionKey(recovery_words.secret_of(text))
    except recovery_words.BadWords as fault:
        _refuse(str(fault))
    if _ring(chosen).exists():
        try:
            Keyring.open(_ring(chosen), kek, chosen.key_mirror)
        except (WrongKey, KeysMissing, StoreUnavailable):
            _refuse(f"these are the words of another key than that of {_ring(chosen)}")
    keyfile.write(chosen.key_file, kek.secret)
    typer.echo(f"Made {chosen.key_file} (fingerprint {kek.fingerprint}).")


@keys.command("rotate")
def rotate() -> None:
    """Give everything a new key while the service runs; interrupted, run it again."""
    chosen = _settings()
    if not _ring(chosen).exists():
        _refuse(f"there is no {_ring(chosen)}: nothing to change")
    began = time.monotonic()
    try:
        counted = give_new_key(
            _ring(chosen), Mirror(_ring(chosen), chosen.key_mirror), chosen.key_file
        )
    except MirrorUnreachable as fault:
        _refuse(
            f"{fault}: everything works with the new key in {successor(chosen.key_file)}, the old "
            "one is kept too. Run this again when the mirror is back"
        )
    except (NoKeyFile, BadKeyFile, WrongKey, KeysMissing, CannotRotate) as fault:
        _refuse(str(fault))
    except StoreUnavailable:
        _refuse(f"{_ring(chosen)} cannot be written: is the disk full? Nothing was changed")
    except OSError as fault:
        _refuse(f"{chosen.key_file} cannot be replaced ({type(fault).__name__}): run this again")
    typer.echo(
        f"New key (fingerprint {keyfile.read(chosen.key_file).fingerprint}): {counted.persons} "
        f"keys of persons, {counted.days} of days, {counted.sub_keys} sub-keys wrapped anew and "
        f"opened, in {time.monotonic() - began:.1f} s."
    )
    typer.echo(
        "The old key is destroyed. Destroy the old envelopes; `rinnalla keys words` for new."
    )


@keys.command("from-mirror")
def from_mirror() -> None:
    """Put keys.db back from its mirror, when it is missing, damaged or older."""
    from bot.store.restoring import NothingToRestore, restore_from_mirror

    chosen = _settings()
    chosen.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with lock.hold(chosen.data):
            aside = restore_from_mirror(_ring(chosen), chosen.key_mirror)
    except (lock.Held, NothingToRestore) as fault:
        _refuse(str(fault))
    except StoreUnavailable:
        _refuse(f"{_ring(chosen)} cannot be written: is the disk full?")
    typer.echo(f"{_ring(chosen)} is back from {chosen.key_mirror}.")
    if aside is not None:
        typer.echo(f"What stood there is {aside}: destroy it, it may hold keys of people erased.")


@keys.command("new-mirror")
def new_mirror() -> None:
    """Begin a mirror on a new disk, in the empty folder that RINNALLA_KEY_MIRROR names."""
    chosen = _settings()
    if not _ring(chosen).exists():
        _refuse(f"there is no {_ring(chosen)}: nothing to copy")
    mirror = Mirror(_ring(chosen), chosen.key_mirror)
    try:
        mirror.bring_up_to_date(anew=True)
    except MirrorUnreachable as fault:
        _refuse(str(fault))
    typer.echo(f"{mirror.file} is there. Destroy the old disk: it may hold keys of people erased.")


@keys.command("reset")
def reset(
    i_understand: Annotated[  # noqa: FBT002  # how typer declares a flag
        bool, typer.Option("--i-understand", help="I know what is lost for good.")
    ] = False,
) -> None:
    """Put the old data aside and begin anew, when the key is lost for good."""
    if not i_understand:
        _refuse(LOST)
    chosen = _settings()
    if not chosen.data.exists():
        _refuse(f"there is no {chosen.data}: nothing to reset")
    try:
        with lock.hold(chosen.data):
            archive, kek = resetting.reset(
                chosen.data, chosen.key_mirror, chosen.key_file, datetime.now(UTC)
            )
    except (lock.Held, resetting.KeyStillFits) as fault:
        _refuse(str(fault))
    typer.echo(f"The old data is in {archive}; nobody can read it. Destroy it when you may.")
    typer.echo(
        f"New key file: {chosen.key_file} (fingerprint {kek.fingerprint}). The service can start. "
        "Backups made before are of no use any more. `rinnalla keys words` for two new envelopes."
    )
