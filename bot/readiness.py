"""Readiness: what must be there and right before the service starts, or it does not start.

Words and consent texts complete, the key that fits the data, the database at the newest
version, and nobody else at work on the same folder.
"""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot import consents, contacts, faq, words
from bot.answers.engine import Engine
from bot.answers.library import Library
from bot.consents import Consents
from bot.domain.languages import LANGUAGES, Language
from bot.privacy_notes import privacy_blanks
from bot.safelog import log
from bot.settings import Settings
from bot.store import keyfile, lock, schema
from bot.store.engine import StoreUnavailable
from bot.store.keyring import Keyring, KeysMissing
from bot.words import UnfilledBlank, Words


class RefuseToStart(Exception):
    """Something must be mended first; the message says what and how."""


def read_words(settings: Settings) -> Words:
    """Read all sentences and fill the standing blanks; raise RefuseToStart if any is incomplete."""
    try:
        book = contacts.read()
    except contacts.BadContacts as fault:
        raise RefuseToStart("locales/contacts.yaml: " + "; ".join(fault.faults)) from None
    catalogues = words.read_catalogues()
    standing: dict[Language, dict[str, str]] = {}
    for spoken in LANGUAGES:
        voice = words.Words(catalogues)[spoken]
        standing[spoken] = {
            **book.standing(spoken),
            **privacy_blanks(),
            "organisation": getattr(settings.organisation, spoken),
            "incident": getattr(settings.incident, spoken),
            "incident_since": voice.date(settings.incident.since),
        }
    complete = words.Words(catalogues, standing)
    faults = complete.faults()
    if faults:
        raise RefuseToStart("the words are incomplete: " + "; ".join(faults[:10]))
    return complete


def read_consents() -> Consents:
    """Read the consent texts; raise RefuseToStart if one is missing or was changed in silence."""
    try:
        return consents.read()
    except consents.BadConsents as fault:
        raise RefuseToStart("the consent texts: " + "; ".join(fault.faults)) from None


def read_library(vocabulary: Words) -> Library:
    """Read the FAQ's files and the lists of crisis and ransom; raise RefuseToStart for a fault."""
    try:
        content = faq.read()
    except faq.BadFaq as fault:
        raise RefuseToStart("the FAQ: " + "; ".join(fault.faults[:10])) from None
    for entry in content.entries.values():
        for spoken, answer in entry.answers.items():
            try:
                vocabulary[spoken].fill(answer.title + answer.body)
            except UnfilledBlank as fault:
                raise RefuseToStart(
                    f"the FAQ: {entry.id}: {spoken}: nobody knows {fault}"
                ) from None
    return Library(content, Engine(faq.read_crisis(content), faq.read_ransom()))


def open_keyring(settings: Settings) -> Keyring:
    """Open the keys; with an empty data folder make new ones and say so.

    Raises RefuseToStart for a missing, damaged or wrong key file; nothing is written then.
    """
    keys_db, data_db = settings.data / "keys.db", settings.data / "data.db"
    mirrored = (settings.key_mirror / "keys.db").exists()
    empty = not keys_db.exists() and not data_db.exists() and not mirrored
    try:
        kek = keyfile.read(settings.key_file)
    except keyfile.NoKeyFile:
        if not empty:
            raise RefuseToStart(
                f"there is data in {settings.data}, but no key file at {settings.key_file}: "
                "put it back from its envelope (without it nothing can be read)"
            ) from None
        kek = keyfile.create(settings.key_file)
        log.warning("key_file_created", fingerprint=kek.fingerprint)
        print(  # noqa: T201  # the operator must learn this, whatever the log is set to
            f"A new key file was made at {settings.key_file}. Keep a copy of it in a safe place, "
            "apart from the data: whoever has both can read everything, without it nobody can."
        )
    except keyfile.BadKeyFile as fault:
        raise RefuseToStart(str(fault)) from None
    if data_db.exists() and not keys_db.exists() and not mirrored:
        raise RefuseToStart(
            f"{keys_db} is missing, and there is no copy in {settings.key_mirror}: find one, or "
            "begin anew with `rinnalla keys reset` (what is in data.db cannot be read then)"
        )
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return Keyring.open(keys_db, kek, mirror=settings.key_mirror, key_file=settings.key_file)
    except KeysMissing as fault:
        raise RefuseToStart(str(fault)) from None
    except StoreUnavailable:
        raise RefuseToStart(f"{keys_db} cannot be written: make room on its disk") from None
    except Exception as fault:
        raise RefuseToStart(f"{fault}: use the key file that was made with this data") from fault


def migrate(data: Path) -> None:
    """Bring data.db up to date; does nothing, quickly, when it is."""
    path = data / "data.db"
    if schema.version(path) != schema.NEWEST:
        schema.migrate(path)
        log.info("migrated", version=schema.NEWEST)


@contextmanager
def held(data: Path) -> Generator[None]:
    """Hold the data folder, so that no second service or restore works on it."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock.hold(data))
        except lock.Held as fault:
            raise RefuseToStart(str(fault)) from None
        yield
