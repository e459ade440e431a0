"""The composition root: the only place that reads the clock and knows everybody.

Start: keys, migrations, words, then the one writer, the sender, the desk, the intake (first
what an earlier life left), then the receiver or the webhook, the door and the housekeeping.
"""

import asyncio
import gc
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from typing import Any, Final

from aiohttp import ClientSession, web
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot import call_words, learning, safelog
from bot.answers import language
from bot.answers.library import Library
from bot.answers.semantic import Model, NoModel
from bot.consents import Consents
from bot.domain.clock import Clock
from bot.domain.holding import PURPOSES, Purpose
from bot.opening import read as read_hours
from bot.readiness import (
    RefuseToStart,
    held,
    migrate,
    open_keyring,
    read_consents,
    read_library,
    read_words,
)
from bot.safelog import log
from bot.settings import Settings
from bot.store import backups, tally
from bot.store.audit_anchor import anchor
from bot.store.engine import Database, StoreUnavailable
from bot.store.erasures import replay_erasures
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.tg.api import Api, LeanRequest, new_session
from bot.tg.context import Facts
from bot.tg.desk import Desk
from bot.tg.health import Health
from bot.tg.intake import Intake
from bot.tg.letters import CARD, UNTRACED, Composer, shows_somebody
from bot.tg.limits import Limits
from bot.tg.outcome import Delivered
from bot.tg.presence import announce
from bot.tg.receiver import Receiver
from bot.tg.recent import Recent
from bot.tg.sender import Sender
from bot.tg.updates import ALLOWED
from bot.usecases import publishing
from bot.usecases.backups import make as make_backup
from bot.usecases.housekeeping import outstanding, sweep
from bot.usecases.office import Office
from bot.usecases.passing import pass_time, watch
from bot.usecases.retention import report
from bot.web.door import PATH, Door
from bot.web.metrics import render
from bot.words import Words

SWEEP_EVERY: Final = 600.0
WATCH_EVERY: Final = 30.0
START_PAUSE: Final = 1.0
GARBAGE_EVERY: Final = 10_000
LEARN_AGAIN_AFTER: Final = 600.0

TelegramApplication = Application[Any, Any, Any, Any, Any, Any]


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


@dataclass
class Running:
    """The parts of a running service, joined; tests and the health page look at them."""

    settings: Settings
    clock: Clock
    api: Api
    words: Words
    store: Store
    sender: Sender
    intake: Intake
    health: Health
    library: Library
    office: Office
    address: str = ""
    """Where the door listens, once it does."""

    def up(self) -> bool:
        """Tell whether we hear Telegram."""
        return self.health.up(self.clock.monotonic())

    async def metrics(self) -> bytes:
        """Return the figures for the operator."""
        return render(
            await tally.totals(self.store.db),
            self.health.alarms,
            waiting=len(self.intake.lanes),
            sending=len(self.sender),
            up=self.up(),
        )


@asynccontextmanager
async def service(settings: Settings, *, clock: Clock | None = None) -> AsyncGenerator[Running]:
    """Run the whole service while the context is open."""
    clock = clock or SystemClock()
    vocabulary, texts = read_words(settings), read_consents()
    async with AsyncExitStack() as stack:
        stack.enter_context(held(settings.data))
        # The key first: a wrong one is refused before anything long is read or anything written.
        keyring = open_keyring(settings)
        library = read_library(vocabulary)
        migrate(settings.data)
        keyring.prepare(clock.now())
        session = await stack.enter_async_context(new_session())
        group = await stack.enter_async_context(asyncio.TaskGroup())
        application = _application(settings, session)
        await _introduced(application, clock)
        running = _joined(
            settings, clock, vocabulary, texts, library, keyring, application, session
        )
        writer = group.create_task(running.store.db.run())
        tasks: list[asyncio.Task[Any]] = []
        door: web.AppRunner | None = None
        try:
            # A restored file may hold somebody who was erased since: gone before anything is done.
            await replay_erasures(running.store.db, keyring)
            await _owe_again(running)
            await _publish(running)
            tasks += [
                group.create_task(work)
                for work in (
                    running.sender.run(),
                    running.intake.lanes.run(),
                    _announce(running),
                    asyncio.to_thread(language.prepare),
                    _learn(running),
                )
            ]
            await running.intake.recover()
            door = await _opened(running)
            await _listen_to_telegram(running)
            # Only now: what waited for days must be read before the keys of its day are destroyed,
            # and Telegram must have told the time before a wrong clock of ours deletes anything.
            tasks.append(group.create_task(_housekeeping(running)))
            tasks.append(group.create_task(_watch(running)))
            if settings.mode == "polling":
                receiver = Receiver(running.api, running.intake, clock, running.health)
                tasks.append(group.create_task(receiver.run()))
            log.info("started", mode=settings.mode)
            yield running
        finally:
            if door is not None:
                await door.cleanup()
            await _end(*tasks)
            await _end(writer)
            with suppress(TelegramError):
                await application.shutdown()
            await running.store.db.close()


def _application(settings: Settings, session: ClientSession) -> TelegramApplication:
    """Make python-telegram-bot's part: types and dispatcher, without its Updater."""
    return (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .request(LeanRequest(session))
        .get_updates_request(LeanRequest(session))
        .updater(None)
        .job_queue(None)
        .build()
    )


async def _introduced(application: TelegramApplication, clock: Clock) -> None:
    """Learn who we are; wait while Telegram cannot be reached, refuse a token it does not know."""
    while True:
        try:
            return await application.initialize()
        except InvalidToken:
            raise RefuseToStart(
                "Telegram does not know this token: ask @BotFather for it again"
            ) from None
        except TelegramError as fault:
            log.warning("telegram_unreachable", fault=safelog.fault_name(fault))
            await clock.sleep(START_PAUSE)


def _joined(
    settings: Settings,
    clock: Clock,
    vocabulary: Words,
    texts: Consents,
    library: Library,
    keyring: Keyring,
    application: TelegramApplication,
    session: ClientSession,
) -> Running:
    """Join the parts. Nothing runs yet."""
    api = Api(session, settings.telegram_api, settings.telegram_token.get_secret_value(), clock)
    store = Store(Database.at(settings.data / "data.db"), keyring)
    limits = Limits(clock, per_second=settings.send_rate)
    offers: tuple[Purpose, ...] = tuple(one for one in PURPOSES if one in settings.offers)
    office = _office_of(settings)
    facts = Facts(
        application.bot.username,
        settings.forward_address,
        offers,
        office,
        call_words.read(),
        texts,
        library,
        Recent(),
    )
    compose = Composer(vocabulary, keyring.button, store, facts, clock)
    sender = Sender(
        api,
        store,
        clock,
        limits,
        compose,
        SystemRandom(),
        untraced=UNTRACED,
        card=CARD,
        personal=shows_somebody,
    )
    store.wake = sender.pay
    health = Health(polls=settings.mode == "polling")
    desk = Desk(application, api, sender, store, vocabulary, facts, clock, alarm=health.alarm)
    intake = Intake(store, desk, clock)
    return Running(
        settings, clock, api, vocabulary, store, sender, intake, health, library, facts.office
    )


def _office_of(settings: Settings) -> Office:
    hours, group = read_hours(settings.hours), settings.staff_group
    if group is None:
        return Office(hours=hours)
    topics = {str(name): number for name, number in group.topics.items()}
    return Office(group.chat, group.language, topics, hours)


async def _opened(running: Running) -> web.AppRunner:
    """Open the door; refuse to start if something else listens there."""
    settings = running.settings
    door = Door(
        take=running.intake.take,
        heard=lambda: running.health.receiving(running.clock.monotonic()),
        up=running.up,
        metrics=running.metrics,
        secret=_webhook_secret(settings) if settings.mode == "webhook" else None,
    )
    runner = web.AppRunner(door.application(), access_log=None)
    await runner.setup()
    host, _, port = settings.listen.rpartition(":")
    site = web.TCPSite(runner, host, int(port))
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise RefuseToStart(
            f"cannot listen on {settings.listen}: choose another RINNALLA_LISTEN"
        ) from None
    running.address = site.name
    return runner


async def _listen_to_telegram(running: Running) -> None:
    """Tell Telegram how updates shall come, until it has understood; drop none that wait."""
    settings = running.settings
    method, fields = "deleteWebhook", {"drop_pending_updates": False}
    if settings.mode == "webhook":
        method = "setWebhook"
        fields |= {
            "url": f"{settings.public_url}{PATH}",
            "secret_token": _webhook_secret(settings),
            "allowed_updates": list(ALLOWED),
            "max_connections": 40,
        }
    while not isinstance(outcome := await running.api.call(method, fields), Delivered):
        log.error("mode_not_set", mode=settings.mode, outcome=type(outcome).__name__)
        running.health.alarm("mode_not_set")
        await running.clock.sleep(START_PAUSE)


def _webhook_secret(settings: Settings) -> str:
    return settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""


async def _end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel these and wait until they have let go of everything they held."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)


async def _announce(running: Running) -> None:
    log.info("presence", changed=await announce(running.api, running.words))


async def _owe_again(running: Running) -> None:
    """Take up the letters an earlier life still owed."""
    for ref in await outstanding(running.store, running.sender.pay):
        log.error("unreadable_letter", ref=ref.hex()[:8])


async def _publish(running: Running) -> None:
    """Bring in what is new in the FAQ's files; then answer from what is published.

    What was learned from exactly this content is loaded if it is there.
    """
    library, db = running.library, running.store.db
    done = await publishing.bring_in(db, library.faq, now=running.clock.now())
    if done.new or done.changed:
        log.info("faq_imported", new=done.new, changed=done.changed, left=done.left)
    library.faq = await publishing.published(db)
    # The examples are let go before the index is read: both at once would be the peak of it all.
    path = learning.lesson_of(library.faq).path(_index_folder(running))
    index = learning.kept_at(path)
    library.engine = replace(library.engine, index=index)


async def _learn(running: Running) -> None:
    """Learn what is published, if nobody has yet; until then no question is answered by itself."""
    library, folder = running.library, _index_folder(running)
    semantic = running.settings.semantic
    if library.engine.index is not None and semantic is None:
        return  # most starts: nobody has to read and name all examples a second time
    lesson = learning.lesson_of(library.faq)
    while library.engine.index is None:
        log.info("learning")
        try:
            index = await learning.learn(lesson, folder)
            library.engine = replace(library.engine, index=index)
        except learning.LearningFailed:
            running.health.alarm("learning_failed")
            log.error("learning_failed")
            await running.clock.sleep(LEARN_AGAIN_AFTER)
        else:
            log.info("learned", entries=len(library.faq.entries), examples=len(lesson.examples))
    if semantic is not None:
        await _read_along(running, semantic, lesson)


async def _read_along(running: Running, place: Path, lesson: learning.Lesson) -> None:
    """Let the operator's model read along; without it everything works as before."""
    library = running.library
    try:
        model = await asyncio.to_thread(Model, place)
        folder = _index_folder(running)
        second = await asyncio.to_thread(learning.second_reader, model, lesson, folder)
    except NoModel as fault:
        running.health.alarm("semantic_unusable")
        log.error("semantic_unusable", fault=str(fault))
    else:
        library.engine = replace(library.engine, second=second)
        log.info("semantic_reads_along")


def _index_folder(running: Running) -> Path:
    return running.settings.index or running.settings.data / "index"


async def _watch(running: Running) -> None:
    """Let time do to the requests what it does, and tell staff what needs somebody."""
    while True:
        now = running.clock.now()
        try:
            if running.api.agrees_on_time():
                await pass_time(running.store, running.office, now=now)
                stuck = running.sender.stuck(running.clock.monotonic())
                if await watch(running.store, running.office, stuck=stuck, now=now):
                    running.health.alarm("staff_needed")
        except StoreUnavailable:  # a full disk now is mended by the next round
            running.health.alarm("store_unavailable")
        except Exception as fault:  # noqa: BLE001  # a damaged row must not end the service
            running.health.alarm("watch_failed")
            log.error(
                "watch_failed", fault=safelog.fault_name(fault), where=safelog.place_of(fault)
            )
        await running.clock.sleep(WATCH_EVERY)


async def _housekeeping(running: Running) -> None:
    while True:
        now = running.clock.now()
        try:
            if running.api.agrees_on_time():
                await _sweep(running, now)
            else:
                # A clock that has jumped would delete early, or never: a human must look.
                running.health.alarm("clock_differs")
                log.error("clock_differs")
        except StoreUnavailable:  # a full disk now is mended by the next round
            running.health.alarm("store_unavailable")
        except Exception as fault:  # noqa: BLE001  # a damaged row must not end the service
            running.health.alarm("sweep_failed")
            log.error(
                "sweep_failed", fault=safelog.fault_name(fault), where=safelog.place_of(fault)
            )
        await running.clock.sleep(SWEEP_EVERY)


async def _sweep(running: Running, now: datetime) -> None:
    """Let go of what is over, and tell a human where that has not worked."""
    store, health = running.store, running.health
    await sweep(store, now=now)
    if any(line.over for line in await report(store, now=now)):
        health.alarm("retention_overdue")
        log.error("retention_overdue")
    if not await anchor(store.db, store.keyring):
        health.alarm("audit_changed")
        log.error("audit_changed")
    if backups.due(running.settings.backups, now):
        await _back_up(running, now)
    if not await store.keyring.catch_up():
        health.alarm("mirror_unreachable")
        log.error("mirror_unreachable")


async def _back_up(running: Running, now: datetime) -> None:
    settings = running.settings
    source = settings.data / "data.db"
    try:
        await make_backup(running.store, source, settings.backups, now=now, by="scheduled")
        log.info("backup_made")
    except (StoreUnavailable, backups.BadBackup) as fault:
        running.health.alarm("backup_failed")
        log.error("backup_failed", fault=safelog.fault_name(fault))


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
