"""Every state a person can be in, made on the real store by what people do."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from bot.domain import callback as rules
from bot.domain.holding import PURPOSES, Asking, Purpose
from bot.domain.languages import Language
from bot.domain.staff import Act, Role
from bot.store import inbox, persons, shown, staff_copies
from bot.store.engine import Transaction
from bot.store.store import Store
from bot.usecases import consent, queue, rights
from bot.usecases.consent import Order
from bot.usecases.erasing import erase
from bot.usecases.language import PickLanguage, pick_language
from bot.usecases.office import NO_OFFICE
from bot.usecases.reveal import reveal
from tests.conftest import NOON
from tests.promises.people import completes
from tests.usecases import desk

TEXT: Final = hashlib.sha256(b"May we call you?").hexdigest()
HELPERS: Final = -1_002_000_000_700
"""The chat of the helpers."""


@dataclass(frozen=True)
class ShownText:
    """The text that was on the screen."""

    purpose: Purpose
    language: Language
    version: str = "1"
    digest: str = TEXT


@dataclass
class Actor:
    """Somebody who does one thing after the other, and what they gave, to be looked for."""

    store: Store
    user: int
    language: Language = "fi"
    now: datetime = NOON
    updates = count(1)

    @property
    def name(self) -> str:
        return f"Nimi{self.user}x"

    @property
    def number(self) -> str:
        return f"+1202{self.user % 10_000_000:07d}"

    def text(self, number: int) -> str:
        return f"Sanat{self.user}x{number}"

    @property
    def order(self) -> Order:
        digest = next(self.updates).to_bytes(16)
        return Order(self.user, self.user, self.language, digest, said=70 + self.user % 7)

    async def agree(self, purpose: Purpose) -> None:
        text = ShownText(purpose, self.language)
        await consent.give(self.store, self.order, text, now=self.now)

    async def answer(self, what: Asking, value: str) -> None:
        order = self.order
        await rights.answer(self.store, order, value, what=what, deleted=True, now=self.now)

    async def withdraw(self, purpose: Purpose) -> None:
        await consent.withdraw(self.store, self.order, purpose, now=self.now)

    async def forget(self) -> None:
        await consent.forget(self.store, self.order, now=self.now)

    async def pick(self, language: Language) -> None:
        order = self.order
        pick = PickLanguage(self.user, self.user, language, order.update)
        await pick_language(self.store, pick, now=self.now)

    async def id(self) -> bytes | None:
        async with self.store.db.read() as c:
            return await persons.id_of(c, self.store.keyring, self.user)

    async def see_messages(self) -> None:
        """Messages stand in the chat whose numbers are known, to clear it."""

        async def work(tx: Transaction) -> None:
            shown.note(tx, self.store.keyring, self.user, [7, 8, 9], self.now)

        await self.store.db.write(work)

    async def send_something(self) -> None:
        """An update of this person waits in the inbox."""
        raw = {"update_id": next(self.updates), "message": {"text": self.text(0)}}
        await inbox.keep(self.store.db, self.store.keyring, [raw], now=self.now)

    async def shown_to_helpers(self) -> None:
        whose = await self.id()
        assert whose is not None

        async def work(tx: Transaction) -> None:
            ring = self.store.keyring
            await staff_copies.note(
                tx.c, ring, whose, chat=HELPERS, message=self.user % 1000, now=self.now
            )

        await self.store.db.write(work)


async def nobody(_one: Actor) -> None:
    """Never seen before."""


async def visitor(one: Actor) -> None:
    await one.pick("sv")
    await one.see_messages()


async def asked_for_name(one: Actor) -> None:
    await one.agree("call")


async def asked_for_number(one: Actor) -> None:
    await one.agree("call")
    await one.answer("name", one.name)


async def name_skipped(one: Actor) -> None:
    await one.agree("call")
    await rights.leave(one.store, one.order, now=one.now)


async def waiting_for_a_call(one: Actor) -> None:
    await asked_for_number(one)
    await one.answer("number", one.number)
    await completes(one.store, lambda: one.order, one.text(3), one.now)


async def form_half_filled(one: Actor) -> None:
    await asked_for_number(one)
    await one.answer("number", one.number)


async def form_not_sent(one: Actor) -> None:
    await form_half_filled(one)
    await completes(one.store, lambda: one.order, one.text(3), one.now, send=False)


async def with_a_helper(one: Actor) -> bytes:
    """A helper holds the request, has been shown the number, and has written a note."""
    await waiting_for_a_call(one)
    await desk.member(one.store, desk.MARIA, Role.MODERATOR, name="Maria", now=one.now)
    await desk.member(one.store, desk.HANNA, Role.HELPER, name="Hanna", now=one.now)
    request = (await desk.of_user(one.store, one.user)).id
    await desk.approves(one.store, request, now=one.now)
    await desk.claims(one.store, request, now=one.now)
    pressed = desk.order(desk.HANNA, replaces=one.user % 1000)
    # Far enough apart for the limit of ten numbers an hour.
    later = one.now + timedelta(minutes=7 * (one.user % 10_000))
    await reveal(one.store, pressed, NO_OFFICE, request, later)
    await queue.write_note(one.store, desk.order(desk.HANNA), request, "muistiinpano", one.now)
    return request


async def being_called(one: Actor) -> None:
    await with_a_helper(one)


async def called_in_vain(one: Actor) -> None:
    request = await with_a_helper(one)
    tried = lambda me, _: rules.Tried(me, rules.Outcome.WRONG_NUMBER)  # noqa: E731
    await desk.acts(one.store, request, tried, Act.NOTE_ATTEMPT, now=one.now)


async def called_and_done(one: Actor) -> None:
    request = await with_a_helper(one)
    done = lambda me, _: rules.Close(me, rules.Ending.HELPED)  # noqa: E731
    await desk.acts(one.store, request, done, Act.CLOSE, now=one.now)


async def correcting(one: Actor) -> None:
    await waiting_for_a_call(one)
    await rights.ask(one.store, one.order, "number", now=one.now)


async def paused(one: Actor) -> None:
    await waiting_for_a_call(one)
    await rights.pause(one.store, one.order, on=True, now=one.now)


async def about_to_write(one: Actor) -> None:
    await one.agree("write")


async def writing(one: Actor) -> None:
    await one.agree("write")
    for number in range(3):
        await one.answer("message", one.text(number))


async def both(one: Actor) -> None:
    await waiting_for_a_call(one)
    await writing(one)
    await one.pick("en")
    await one.see_messages()


async def shown_to_helpers(one: Actor) -> None:
    await both(one)
    await one.shown_to_helpers()


async def call_taken_back(one: Actor) -> None:
    await both(one)
    await one.withdraw("call")


async def agreed_again(one: Actor) -> None:
    await call_taken_back(one)
    await one.agree("call")
    await one.answer("name", one.name)


async def all_taken_back(one: Actor) -> None:
    await both(one)
    for purpose in PURPOSES:
        await one.withdraw(purpose)


async def lapsed(one: Actor) -> None:
    await waiting_for_a_call(one)
    whose = await one.id()
    assert whose is not None
    await erase(one.store, whose, reason="lapsed", actor="service", now=one.now)


async def erased_by_half(one: Actor) -> None:
    """A crash came between the end of the key and that of the rows."""
    await both(one)
    whose = await one.id()
    assert whose is not None
    await one.store.keyring.erase_person(whose, "forgotten", one.now)


async def forgotten(one: Actor) -> None:
    await both(one)
    await one.forget()


async def come_back(one: Actor) -> None:
    await forgotten(one)
    await both(one)


STATES: Final[Mapping[str, Callable[[Actor], Awaitable[None]]]] = {
    work.__name__.replace("_", " "): work
    for work in (
        nobody, visitor, asked_for_name, asked_for_number, name_skipped, waiting_for_a_call,
        correcting, paused, about_to_write, writing, both, shown_to_helpers, call_taken_back,
        form_half_filled, form_not_sent, being_called, called_in_vain, called_and_done,
        agreed_again, all_taken_back, lapsed, erased_by_half, forgotten, come_back,
    )
}  # fmt: skip
