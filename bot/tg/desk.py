"""The desk: one update at a time per chat, from the inbox to its answer and its done-mark.

An update is tried five times; then it is set aside and the person gets an apology, so that
the next message is answered. What is not the update's fault (a full disk) does not count.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from telegram import Bot, CallbackQuery, ChatMember, Message, Update
from telegram.ext import Application, BaseHandler, CallbackContext

from bot.answers.language import written_language
from bot.domain.clock import Clock
from bot.domain.languages import Language, choose, from_telegram
from bot.domain.letters import Letter
from bot.safelog import fault_name, log, place_of
from bot.store.engine import StoreUnavailable
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg import hearing, routes
from bot.tg.api import Api
from bot.tg.context import Context, Facts, Said
from bot.tg.handlers import fallback
from bot.tg.outcome import Delivered, Refused, message_of
from bot.tg.render import text_fields
from bot.tg.screen import Screen
from bot.tg.screens.identifiers import masked as masked_screen
from bot.tg.sender import Call, Sender
from bot.tg.updates import (
    KINDS,
    Treatment,
    chat_of,
    is_private,
    language_tag_of,
    masked_kinds,
)
from bot.usecases import updates
from bot.usecases.language import picked_language
from bot.words import Words

TRIES: Final = 5
FIRST_PAUSE: Final = 0.05
BEGUN: Final = "begun"
"""The reason written down before a try that may not live to name its own."""

ALBUMS_REMEMBERED: Final = 1024
ANSWERED_ONE_BY_ONE: Final = 5
DELETED_AT_ONCE: Final = 100
"""Messages one call may delete. Source: Bot API, deleteMessages."""


class AnswerRefused(Exception):
    """Telegram refused an answer for a reason nobody foresaw; the update counts as failed."""


class NeverHeard(Exception):
    """The dispatcher returned without asking us, which it does silently when it fails itself."""


_at_work: ContextVar[Context] = ContextVar("at_work")


class _Everything(BaseHandler[Update, CallbackContext[Any, Any, Any, Any], None]):
    """python-telegram-bot's one handler: the route table decides, not a list of filters."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(self._refer)
        self._desk = desk

    def check_update(self, update: object) -> bool:
        return isinstance(update, Update)

    async def _refer(self, update: Update, _: CallbackContext[Any, Any, Any, Any]) -> None:
        # The application swallows what a handler raises; the desk needs it to count the tries.
        context = _at_work.get()
        try:
            await self._desk.answer(update, context)
        except Exception as fault:  # noqa: BLE001  # handed to the desk, not hidden
            context.fault = fault
        context.heard = True


@dataclass
class Desk:
    """Answers updates. One for the process; everything it needs is handed in."""

    application: Application[Any, Any, Any, Any, Any, Any]
    api: Api
    sender: Sender
    store: Store
    words: Words
    facts: Facts
    clock: Clock
    waiting: Callable[[int], int] = lambda _chat: 0
    """How many updates of a chat wait, the one being handled included."""
    alarm: Callable[[str], None] = lambda _code: None
    _albums: OrderedDict[str, None] = field(default_factory=OrderedDict[str, None])

    def __post_init__(self) -> None:
        self.application.add_handler(_Everything(self))

    @property
    def _bot(self) -> Bot:
        return self.application.bot

    async def handle(self, _chat: int, kept: Kept) -> None:
        """Handle one update to its end: answered and done, or set aside after five tries."""
        tries = kept.tries
        while True:
            try:
                await self._once(kept)
                return
            except StoreUnavailable:
                log.error("store_unavailable")
                await self.clock.sleep(1.0)
            except Exception as fault:  # noqa: BLE001  # whatever it is, the next message must be answered
                tries += 1
                log.warning(
                    "update_failed", fault=fault_name(fault), where=place_of(fault), tries=tries
                )
                if await self._written(kept, tries, fault_name(fault)):
                    return
                await self.clock.sleep(FIRST_PAUSE * 2**tries)

    async def recover(self, kept: Kept) -> None:
        """Handle an update of an earlier life, counting the try first: it may have been the end of it."""
        if await self._written(kept, kept.tries + 1, BEGUN):
            return
        await self.handle(0, Kept(kept.digest, kept.raw, kept.tries + 1))

    async def _written(self, kept: Kept, tries: int, reason: str) -> bool:
        """Write the try down; after the last one set the update aside and return True."""
        while True:
            try:
                last = TRIES if reason == BEGUN else TRIES - 1
                if tries <= last:
                    await updates.tried(self.store, kept.digest, tries=tries, reason=reason)
                    return False
                await updates.set_aside(
                    self.store,
                    kept.digest,
                    self._apology(kept),
                    tries=tries,
                    reason=reason,
                    now=self.clock.now(),
                )
                log.error("set_aside", tries=tries)
                return True
            except StoreUnavailable:
                await self.clock.sleep(1.0)

    def _apology(self, kept: Kept) -> Letter | None:
        chat = chat_of(kept.raw)
        kind = next((kind for kind in KINDS if kind in kept.raw), None)
        answered = kind is not None and KINDS[kind] in (Treatment.HEAR, Treatment.PRESS)
        if chat is None or not answered or not is_private(kept.raw):
            return None
        language = choose(
            picked=None, telegram=from_telegram(language_tag_of(kept.raw)), written=None
        )
        return Letter(chat, "apology", language)

    async def _once(self, kept: Kept) -> None:
        update = Update.de_json(dict(kept.raw), self._bot)
        context = Context(
            kept=kept,
            store=self.store,
            words=self.words,
            facts=self.facts,
            now=self.api.now(),
            language=choose(
                picked=None, telegram=from_telegram(hearing.telegram_language(update)), written=None
            ),
            masked=masked_kinds(kept.raw),
            alarm=self.alarm,
        )
        _at_work.set(context)
        await self.application.process_update(update)
        if context.fault is not None:
            raise context.fault
        if not context.heard:
            raise NeverHeard
        if not context.settled:
            await self._mark_done(context)

    async def _mark_done(self, context: Context) -> None:
        """Mark the update done, however long the disk is full: answering anew would be a second copy."""
        while True:
            try:
                return await updates.done(
                    self.store,
                    context.kept.digest,
                    context.events,
                    now=context.now,
                    chat=chat_of(context.kept.raw) or 0,
                    messages=context.notable,
                )
            except StoreUnavailable:
                log.error("store_unavailable")
                await self.clock.sleep(1.0)

    async def answer(self, update: Update, context: Context) -> None:
        """Let the right handler answer and bring its answers to Telegram."""
        if update.callback_query is not None:
            await self._answer_press(update.callback_query, context)
        elif update.message is not None:
            await self._answer_message(update.message, context)
        elif update.my_chat_member is not None:
            await self._membership(update, context)

    async def _answer_press(self, query: CallbackQuery, context: Context) -> None:
        press = hearing.press_of(query, self.store.keyring.button, context.kept.digest)
        chat = query.message.chat if query.message else None
        self.sender.heard_from(query.from_user.id)
        if press is None:
            await fallback.unusable(context)
        else:
            context.language = press.language
            context.event = press
            context.delete = partial(self._delete, press.chat)
            await routes.answer_press(
                press, context, private=chat is None or chat.id == query.from_user.id
            )
        await self._stop_the_clock(query, context)
        if press is not None:
            await self._bring(context, press.user, press.chat, press.message)

    async def _stop_the_clock(self, query: CallbackQuery, context: Context) -> None:
        """Let the little clock on the button stop. Missing it harms nobody, so it is tried once."""
        fields: dict[str, Any] = {"callback_query_id": query.id}
        if context.toasted:
            fields |= {"text": context.toasted[:200], "show_alert": context.alert}
        await self.api.call("answerCallbackQuery", fields)

    async def _answer_message(self, message: Message, context: Context) -> None:
        user = message.from_user
        if hearing.is_service(message) or user is None or user.is_bot:
            return
        self.sender.heard_from(message.chat.id)
        if message.chat.type != message.chat.PRIVATE:
            await self._answer_group(message, context)
            return
        if message.media_group_id and not self._first_of_album(message.media_group_id):
            return
        context.language = await self._language_for(message, user.id, user.language_code, context)
        context.notable.append(message.message_id)
        context.delete = partial(self._delete, message.chat.id)
        context.fetch = self.api.fetch
        said = hearing.said_of(message, user.id, context.language, context.kept.digest)
        context.event = said
        command, argument = hearing.command_of(message, self.facts.bot_username)
        if command:
            said = context.event = _with_argument(said, argument)
            await routes.answer_command(command, said, context)
        else:
            await routes.answer_said(said, context)
        if context.masked:
            # What it held was masked before it was kept; in the chat it still stands whole.
            gone = await context.delete([message.message_id])
            context.told.append(masked_screen(context.say, context.masked, deleted=bool(gone)))
        await self._bring(context, user.id, message.chat.id, None)

    async def _answer_group(self, message: Message, context: Context) -> None:
        """In a group, answer only what is meant for us, and only that we help in private."""
        username = self.facts.bot_username
        named = f"@{username}".lower() in (message.text or "").lower()
        command, _ = hearing.command_of(message, username)
        if not (named or command):
            return
        user = message.from_user.id if message.from_user else 0
        said = hearing.said_of(message, user, context.language, context.kept.digest)
        context.event = said
        await fallback.group(said, context)
        await self._bring(context, user, message.chat.id, None)

    async def _membership(self, update: Update, context: Context) -> None:
        change = update.my_chat_member
        if change is None:
            return
        if change.new_chat_member.status in (ChatMember.LEFT, ChatMember.BANNED):
            self.sender.unreachable.add(change.chat.id)
            context.count("left_or_blocked")
        else:
            self.sender.heard_from(change.chat.id)

    async def _language_for(
        self, message: Message, user: int, telegram: str | None, context: Context
    ) -> Language:
        picked = context.picked = await picked_language(self.store, user, now=context.now)
        known = from_telegram(telegram)
        written: Language | None = None
        if picked is None and known is None and message.text:
            written = written_language(message.text)
        return choose(picked=picked, telegram=known, written=written)

    def _first_of_album(self, album: str) -> bool:
        """Tell whether this is the first part of an album seen in this life; one answer is enough."""
        if album in self._albums:
            return False
        self._albums[album] = None
        while len(self._albums) > ALBUMS_REMEMBERED:
            self._albums.popitem(last=False)
        return True

    async def _bring(self, context: Context, user: int, chat: int, message: int | None) -> None:
        if self.waiting(chat) > ANSWERED_ONE_BY_ONE:
            # Somebody has sent a flood: its last few get an answer. Showing each in turn, at
            # the pace Telegram allows, would keep this person waiting, and in the end everybody.
            context.count("answered_together")
            return
        if context.shown is not None:
            fields = self._fields(context.shown, context, user)
            new = Call("sendMessage", fields)
            call = new
            if message is not None:
                call = Call("editMessageText", {"message_id": message, **fields}, instead=new)
            await self._show(chat, call, context)
        for screen in context.told:
            method = "sendMessage" if screen.file is None else "sendDocument"
            await self._show(chat, Call(method, self._fields(screen, context, user)), context)

    async def _show(self, chat: int, call: Call, context: Context) -> None:
        outcome = await self.sender.show(chat, call)
        if isinstance(outcome, Refused):
            raise AnswerRefused
        sent = message_of(outcome)
        if sent is not None and sent != call.fields.get("message_id"):
            context.notable.append(sent)

    async def _delete(self, chat: int, messages: Sequence[int]) -> int:
        """Delete messages of a chat, as far as Telegram lets us; return how many are gone."""
        gone = 0
        for first in range(0, len(messages), DELETED_AT_ONCE):
            some = messages[first : first + DELETED_AT_ONCE]
            outcome = await self.api.call("deleteMessages", {"chat_id": chat, "message_ids": some})
            if isinstance(outcome, Delivered):
                gone += len(some)
            elif len(some) > 1:  # one that is too old bars all the others
                gone += sum([await self._delete(chat, [one]) for one in some])
        return gone

    def _fields(self, screen: Screen, context: Context, user: int) -> dict[str, Any]:
        return text_fields(screen, context.language, user=user, key=self.store.keyring.button)


def _with_argument(said: Said, argument: str) -> Said:
    return Said(
        said.language,
        said.text,
        argument,
        "command",
        said.user,
        said.chat,
        said.message,
        said.update,
    )
