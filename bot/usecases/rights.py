"""What a person can do with what is held about them: see it, correct it, pause, go on.

Taking back and erasing are in consent.py, clearing the chat in clearing.py.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.consent import Act as ConsentAct
from bot.domain.consent import Answer, Ask, ConsentMissing, Effect, Leave, Pause, Standing, decide
from bot.domain.holding import Asking, Done, Holding
from bot.domain.languages import Language
from bot.domain.letters import Letter
from bot.domain.phones import masked
from bot.store import (
    agreements,
    audit,
    callbacks,
    languages,
    messages,
    outbox,
    persons,
    shown,
    staff_copies,
    tally,
)
from bot.store.audit import Act, Entry
from bot.store.engine import Connection, Transaction
from bot.store.keyring import Keyring
from bot.store.persons import Person
from bot.store.store import Store
from bot.usecases.consent import Order, save, standing_of

QUESTIONS: Final[dict[Asking, str]] = {
    "name": "ask_name",
    "number": "ask_number",
    "message": "ask_message",
}
"""The letter that asks each question."""


class TooMany(Exception):
    """Refused: as many messages are kept as helpers could read; nothing was kept."""


async def held_about(store: Store, user: int, *, now: datetime) -> Holding | None:
    """Return everything held about the person with this Telegram id; None for nothing.

    That somebody looked is in the audit log before it is returned.
    """
    async with store.db.read() as c:
        found = await holding(c, store.keyring, user)
    if found is None:
        return None

    async def work(tx: Transaction) -> None:
        await _note(store, tx, Act.MY_DATA_SHOWN, found.person, None, now)

    await store.db.write(work)
    return found


async def holding(c: Connection, keyring: Keyring, user: int) -> Holding | None:
    """Read everything held about the person with this Telegram id."""
    one = await persons.find(c, keyring, user)
    if one is None:
        return None
    return Holding(
        person=one.id,
        since=one.since,
        chat=one.chat,
        language=one.language,
        paused=one.paused,
        asking=one.asking,
        agreements=await agreements.of_person(c, one.id),
        callback=await callbacks.of_person(c, keyring, one.id),
        messages=await messages.of_person(c, keyring, one.id),
        acts=tuple(_done(entry) for entry in await audit.entries(c, one.id)),
        picked=await languages.kept(c, keyring, user),
        shown=len(await shown.in_chat(c, keyring, user)),
        letters=await outbox.count(c, one.id),
        staff_copies=len(await staff_copies.of_person(c, keyring, one.id)),
    )


def _done(entry: Entry) -> Done:
    """Return what the person may know of a line of the audit log."""
    by, _, _ = entry.actor.partition(":")
    return Done(persons.moment(entry.at), entry.act, by, entry.detail)


async def holding_of(store: Store, user: int) -> Holding | None:
    """Return what is held, to choose a screen by; nobody is shown it, so nothing is audited."""
    async with store.db.read() as c:
        return await holding(c, store.keyring, user)


async def asked_for(store: Store, user: int) -> Asking | None:
    """Return what the person's next message holds, None if it is an ordinary message."""
    async with store.db.read() as c:
        one = await persons.find(c, store.keyring, user)
        return None if one is None else one.asking


async def answer(
    store: Store, order: Order, value: str, *, what: Asking, deleted: bool, now: datetime
) -> None:
    """Keep `value` as the answer to the question `what`, and ask the next one.

    `value` is checked already: a name of 1 to 64 signs, a number in international form, or a
    text with identifiers masked. `deleted` tells whether the person's message is gone from the
    chat. Raises ConsentMissing when this is not what the person was asked for (any more), and
    TooMany when no more messages are kept.
    """

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, effects = decide(standing, Answer())
        if one is None or after is None or one.asking != what:
            raise ConsentMissing
        if Effect.KEEP_MESSAGE in effects:
            if await messages.count(tx.c, one.id) >= messages.AT_MOST:
                raise TooMany
            await messages.keep(tx.c, store.keyring, one.id, value, now)
        elif what != "message":
            await _correct(store, tx, one, what, value, now)
        await save(store, tx, one, after)
        letter = await _next_letter(store, tx, order, one, after, deleted=deleted)
        store.owe(tx, letter, now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def _correct(
    store: Store, tx: Transaction, one: Person, what: Asking, value: str, now: datetime
) -> None:
    """Keep a name or a number; write down that it was given or changed, without saying it."""
    column = "name" if what == "name" else "number"
    await callbacks.keep(tx.c, store.keyring, one.id, column, value, now)
    await _note(store, tx, Act.CORRECTED, one.id, what, now)
    tally.count(tx, "gave_or_corrected", now)


async def _next_letter(
    store: Store, tx: Transaction, order: Order, one: Person, after: Standing, *, deleted: bool
) -> Letter:
    """Return the letter that asks what is missing, or says that all is kept."""
    if one.asking == "message":
        return order.letter("message_kept")
    if after.asking is not None:
        return order.letter(QUESTIONS[after.asking])
    kept = await callbacks.of_person(tx.c, store.keyring, one.id)
    held = await agreements.of_person(tx.c, one.id)
    receipt = next(each.receipt for each in reversed(held) if each.purpose == "call")
    return order.letter(
        "number_kept",
        name=(kept.name if kept else None) or "",
        number=masked(kept.number) if kept and kept.number else "",
        receipt=receipt,
        deleted="yes" if deleted else "no",
    )


async def ask(store: Store, order: Order, what: Asking, *, now: datetime) -> None:
    """Ask the person for something new or corrected; raise ConsentMissing without consent."""
    await _move(store, order, Ask(what), QUESTIONS[what], now)


async def leave(store: Store, order: Order, *, now: datetime) -> None:
    """Skip the question, or end the writing; raise NothingHeld when nothing is held."""

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, _ = decide(standing, Leave())
        if one is None or after is None:
            return
        await save(store, tx, one, after)
        if after.asking is not None:
            letter = order.letter(QUESTIONS[after.asking])
        elif one.asking == "message":
            letter = order.letter("writing_done")
        else:
            letter = order.letter("left_as_it_was")
        store.owe(tx, letter, now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def pause(store: Store, order: Order, *, on: bool, now: datetime) -> None:
    """Let nothing be done for now, or let it go on; raise NothingHeld when nothing is held."""
    act = Act.PAUSED if on else Act.RESUMED
    await _move(store, order, Pause(on), "paused" if on else "resumed", now, act)


async def speak(store: Store, order: Order, language: Language, *, now: datetime) -> None:
    """Correct the language to be written to and called in; raise ConsentMissing without a row."""

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        if one is None or standing is None:
            raise ConsentMissing
        await persons.save(tx.c, store.keyring, replace(one, language=language))
        await _note(store, tx, Act.CORRECTED, one.id, "language", now)
        letter = replace(order.letter("language_corrected"), language=language)
        store.owe(tx, letter, now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def _move(
    store: Store,
    order: Order,
    act: ConsentAct,
    screen: str,
    now: datetime,
    audited: Act | None = None,
) -> None:
    """Decide `act`, save where the person stands, and owe the letter `screen`."""

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, _ = decide(standing, act)
        if one is None or after is None:
            return
        await save(store, tx, one, after)
        if audited is not None:
            await _note(store, tx, audited, one.id, None, now)
        store.owe(tx, order.letter(screen), now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def _note(
    store: Store, tx: Transaction, act: Act, person: bytes, detail: str | None, now: datetime
) -> None:
    await audit.append(
        tx, store.keyring, actor="person", act=act, about=person, detail=detail, now=now
    )
