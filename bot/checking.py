"""What `check` looks at: all faults at once, each with its remedy."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from bot import contacts, readiness, settings, wiring
from bot.settings import Settings
from bot.store import keyfile, schema
from bot.store.engine import StoreUnavailable
from bot.store.keyring import Keyring, KeysMissing, WrongKey
from bot.tg.api import Api, new_session
from bot.tg.outcome import Again, Delivered, Outcome


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was looked at."""

    what: str
    verdict: Literal["ok", "warning", "fault"]
    text: str


def everything(*, ask_telegram: bool) -> Iterator[Result]:
    """Look at settings, keys, migrations, words, contacts and token, one after the other."""
    chosen, faulty = settings.load_sound_parts()
    for faults in faulty.values():
        for one in faults:
            yield Result("settings", "fault", one)
    if not faulty:
        yield Result("settings", "ok", "complete")
    yield _words(chosen)
    yield from _contacts()
    if not {"data", "key_file"} & faulty.keys():
        yield from _keys(chosen)
        yield _schema(chosen)
    if ask_telegram and not {"telegram_token", "telegram_api"} & faulty.keys():
        yield asyncio.run(_token(chosen))


def _words(chosen: Settings) -> Result:
    try:
        number = len(readiness.read_words(chosen).catalogues["fi"])
    except readiness.RefuseToStart as fault:
        return Result("words", "fault", f"{fault}: mend the files in locales/")
    return Result("words", "ok", f"{number} sentences in each of three languages")


def _contacts() -> Iterator[Result]:
    today = datetime.now(UTC).date()
    try:
        stale = contacts.read().stale(today)
    except contacts.BadContacts as fault:
        for one in fault.faults:
            yield Result("contacts", "fault", f"{one}: mend locales/contacts.yaml")
        return
    for line in stale:
        remedy = "then set `checked` in locales/contacts.yaml"
        yield Result("contacts", "warning", f"{line}, {remedy}")
    if not stale:
        yield Result("contacts", "ok", f"all checked within {contacts.STALE_AFTER_DAYS} days")


def _keys(chosen: Settings) -> Iterator[Result]:
    ring = chosen.data / "keys.db"
    try:
        kek = keyfile.read(chosen.key_file)
    except keyfile.NoKeyFile:
        if ring.exists():
            yield Result("keys", "fault", f"no key file at {chosen.key_file}: put it back")
        else:
            yield Result("keys", "ok", f"the first start will make {chosen.key_file}")
        return
    except keyfile.BadKeyFile as fault:
        yield Result("keys", "fault", f"{fault}: put it back from its copy")
        return
    if keyfile.readable_by_others(chosen.key_file):
        yield Result("keys", "warning", f"everybody may read {chosen.key_file}: chmod 400")
    if ring.exists():
        try:
            opened = Keyring.open(ring, kek, chosen.key_mirror, chosen.key_file)
        except WrongKey as fault:
            yield Result("keys", "fault", f"{fault}: use the key file made with this data")
            return
        except KeysMissing as fault:
            yield Result("keys", "fault", str(fault))
            return
        except StoreUnavailable:
            yield Result("keys", "fault", f"{ring} cannot be written: make room on its disk")
            return
        yield _mirror(opened, chosen)
    yield Result("keys", "ok", f"fingerprint {kek.fingerprint}")


def _mirror(ring: Keyring, chosen: Settings) -> Result:
    """Compare the second copy, and warn where it stands on the same disk as the data."""
    if ring.mirror is None or not ring.mirror.is_equal():
        text = f"{chosen.key_mirror} is not up to date: is its disk there? It catches up by itself"
        return Result("mirror", "warning", text)
    if chosen.key_mirror.stat().st_dev == chosen.data.stat().st_dev:
        text = f"{chosen.key_mirror} is on the same disk as the data: choose another"
        return Result("mirror", "warning", text)
    return Result("mirror", "ok", "equal, on another disk")


def _schema(chosen: Settings) -> Result:
    version = schema.version(chosen.data / "data.db")
    if version is None:
        return Result("migrations", "ok", "no database yet; the first start will make it")
    if version != schema.NEWEST:
        return Result(
            "migrations", "warning", f"at {version}, newest is {schema.NEWEST}: `rinnalla migrate`"
        )
    return Result("migrations", "ok", f"at {version}, the newest")


async def _token(chosen: Settings) -> Result:
    async with new_session() as session:
        api = Api(
            session,
            chosen.telegram_api,
            chosen.telegram_token.get_secret_value(),
            wiring.SystemClock(),
        )
        outcome: Outcome = await api.call("getMe", {})
    match outcome:
        case Delivered({"username": str(username)}):
            return Result("token", "ok", f"belongs to @{username}")
        case Again(code="http_401" | "http_404"):
            return Result("token", "fault", "Telegram does not know it: ask @BotFather again")
        case _:
            return Result(
                "token", "fault", f"{chosen.telegram_api} cannot be reached: check the network"
            )
