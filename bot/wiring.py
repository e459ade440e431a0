"""The composition root: the only place that reads the clock and knows everybody.

Start: keys, migrations, words, then the one writer, the sender, the desk, the intake (first
what an earlier life left), then the receiver or the webhook, the door and the housekeeping.
"""

import asyncio
import gc
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

from aiohttp import web
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot import contacts, safelog, words
from bot.answers import language
from bot.domain.clock import Clock
from bot.domain.languages import LANGUAGES, Language
from bot.safelog import log
from bot.settings import Settings
from bot.store import keyfile, outbox, schema, tally
from bot.store.engine import Database
from bot.store.keyring import Keyring
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.tg.api import Api, LeanRequest, new_session
from bot.tg.context import Facts
from bot.tg.desk import Desk
from bot.tg.health import Health
from bot.tg.intake import Intake
from bot.tg.letters import composer
from bot.tg.limits import Limits
from bot.tg.presence import announce
from bot.tg.receiver import Receiver
from bot.tg.sender import Sender
from bot.tg.updates import ALLOWED
from bot.usecases.housekeeping import sweep
from bot.web.door import PATH, Door
from bot.web.metrics import render
from bot.words import Words

SWEEP_EVERY: Final = 600.0
START_PAUSE: Final = 1.0
GARBAGE_EVERY: Final = 10_000


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Pause."""
        await asyncio.sleep(seconds)


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
            "organisation": getattr(settings.organisation, spoken),
            "incident": getattr(settings.incident, spoken),
            "incident_since": voice.date(settings.incident.since),
        }
    complete = words.Words(catalogues, standing)
    faults = complete.faults()
    if faults:
        raise RefuseToStart("the words are incomplete: " + "; ".join(faults[:10]))
    return complete


def open_keyring(settings: Settings) -> Keyring:
    """Open the keys; with an empty data folder make new ones and say so.

    Raises RefuseToStart for a missing, damaged or wrong key file; nothing is written then.
    """
    keys_db, data_db = settings.data / "keys.db", settings.data / "data.db"
    empty = not keys_db.exists() and not data_db.exists()
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
    if data_db.exists() and not keys_db.exists():
        raise RefuseToStart(f"{keys_db} is missing: put it back from its mirror")
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return Keyring.open(keys_db, kek)
    except Exception as fault:
        raise RefuseToStart(f"{fault}: use the key file that was made with this data") from fault


def migrate(data: Path) -> None:
    """Bring data.db up to date; does nothing, quickly, when it is."""
    path = data / "data.db"
    if schema.version(path) != schema.NEWEST:
        schema.migrate(path)
        log.info("migrated", version=schema.NEWEST)


@dataclass
class Running:
    """The parts of a running service that tests and commands look at."""

    settings: Settings
    store: Store
    sender: Sender
    intake: Intake
    health: Health
    clock: Clock
    door: Door
    address: str = ""


async def _introduced(application: Application[Any, Any, Any, Any, Any, Any], clock: Clock) -> None:
    """Learn who we are; wait while Telegram cannot be reached, refuse a token it does not know."""
    while True:
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise RefuseToStart(
                "Telegram does not know this token: ask @BotFather for it again"
            ) from None
        except TelegramError as fault:
            log.warning("telegram_unreachable", fault=safelog.fault_name(fault))
            await clock.sleep(START_PAUSE)


@asynccontextmanager
async def service(settings: Settings, *, clock: Clock | None = None) -> AsyncGenerator[Running]:
    """Run the whole service while the context is open."""
    clock = clock or SystemClock()
    vocabulary = read_words(settings)
    keyring = open_keyring(settings)
    migrate(settings.data)
    keyring.prepare(clock.now())
    token = settings.telegram_token.get_secret_value()
    async with new_session() as session, asyncio.TaskGroup() as group:
        db = Database.at(settings.data / "data.db")
        tasks = [group.create_task(db.run())]
        api = Api(session, settings.telegram_api, token)
        application = (
            Application.builder()
            .token(token)
            .base_url(f"{settings.telegram_api}/bot")
            .base_file_url(f"{settings.telegram_api}/file/bot")
            .request(LeanRequest(session))
            .get_updates_request(LeanRequest(session))
            .updater(None)
            .job_queue(None)
            .build()
        )
        await _introduced(application, clock)
        on_its_way: list[Owed] = []
        store = Store(db, keyring, on_its_way.append)
        sender = Sender(
            api,
            store,
            clock,
            Limits(clock, per_second=settings.send_rate),
            composer(vocabulary, keyring.button),
            SystemRandom(),
        )
        store.wake = sender.pay
        health = Health(polls=settings.mode == "polling")
        facts = Facts(application.bot.username, settings.forward_address)
        desk = Desk(application, api, sender, store, vocabulary, facts, clock)
        intake = Intake(store, desk, clock)
        door = Door(
            take=intake.take,
            heard=lambda: health.receiving(clock.monotonic()),
            up=lambda: health.up(clock.monotonic()),
            metrics=lambda: _metrics(running),
            secret=settings.webhook_secret.get_secret_value()
            if settings.mode == "webhook" and settings.webhook_secret
            else None,
        )
        running = Running(settings, store, sender, intake, health, clock, door)
        await _owe_again(store, sender)
        tasks.append(group.create_task(sender.run()))
        tasks.append(group.create_task(intake.lanes.run()))
        await intake.recover()
        runner = web.AppRunner(door.application(), access_log=None)
        await runner.setup()
        host, _, port = settings.listen.rpartition(":")
        site = web.TCPSite(runner, host, int(port))
        await site.start()
        running.address = site.name
        if settings.mode == "webhook":
            await _set_webhook(api, settings)
        else:
            await api.call("deleteWebhook", {"drop_pending_updates": False})
            tasks.append(group.create_task(Receiver(api, intake, clock, health).run()))
        tasks.append(group.create_task(_housekeeping(running)))
        tasks.append(group.create_task(_announce(api, vocabulary)))
        tasks.append(group.create_task(asyncio.to_thread(language.prepare)))
        log.info("started", mode=settings.mode)
        try:
            yield running
        finally:
            await runner.cleanup()
            for task in tasks:
                task.cancel()
            with suppress(TelegramError):
                await application.shutdown()
            await db.close()


async def _announce(api: Api, vocabulary: Words) -> None:
    log.info("presence", changed=await announce(api, vocabulary))


async def _owe_again(store: Store, sender: Sender) -> None:
    """Take up the letters an earlier life still owed."""
    owed, lost = await outbox.waiting(store.db, store.keyring)
    for one in owed:
        sender.pay(one)
    for ref in lost:
        log.error("unreadable_letter")

        async def forget(tx: Any, ref: bytes = ref) -> None:
            outbox.paid(tx, ref)

        await store.db.write(forget)


async def _set_webhook(api: Api, settings: Settings) -> None:
    await api.call(
        "setWebhook",
        {
            "url": f"{settings.public_url}{PATH}",
            "secret_token": settings.webhook_secret.get_secret_value()
            if settings.webhook_secret
            else "",
            "allowed_updates": list(ALLOWED),
            "drop_pending_updates": False,
            "max_connections": 40,
        },
    )


async def _housekeeping(running: Running) -> None:
    while True:
        with suppress(Exception):  # a full disk now is mended by the next round
            await sweep(running.store, now=running.clock.now())
        await running.clock.sleep(SWEEP_EVERY)


async def _metrics(running: Running) -> bytes:
    return render(
        await tally.totals(running.store.db),
        running.health.alarms,
        waiting=len(running.intake.lanes),
        sending=len(running.sender),
        up=running.health.up(running.clock.monotonic()),
    )


async def run(settings: Settings) -> None:
    """Run until told to stop (SIGTERM, SIGINT)."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    async with service(settings):
        # What exists now lives as long as the process: the collector need not look at it again,
        # and need not run every 700 objects while thousands of updates pass through.
        gc.freeze()
        gc.set_threshold(GARBAGE_EVERY, 20, 20)
        await stop.wait()
        log.info("stopping")
