"""What a person can do with what is held about them: see it, correct it, pause, go on.

Taking back and erasing are in consent.py, clearing the chat in clearing.py.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.domain.consent import Answer, Ask, ConsentMissing, Effect, Leave, Pause, Standing, decide
from bot.domain.holding import Asking, Callback, Done, Holding, Tried
from bot.domain.languages import Language
from bot.store import (
    agreements,
    audit,
    callbacks,
    diary,
    languages,
    messages,
    outbox,
    persons,
    shown,
    staff_copies,
)
from bot.store.audit import Act, Entry
from bot.store.engine import Connection, Transaction
from bot.store.keyring import Keyring
from bot.store.persons import Person
from bot.store.store import Store
from bot.usecases import calling
from bot.usecases.consent import Order, save, standing_of
from bot.usecases.office import NO_OFFICE, Office

QUESTIONS: Final[dict[Asking, str]] = {
    "name": "ask_name",
    "number": "ask_number",
    "words": "call_form",
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
        callback=await _request_of(c, keyring, one.id),
        messages=await messages.of_person(c, keyring, one.id),
        acts=tuple(_done(entry) for entry in await audit.entries(c, one.id)),
        picked=await languages.kept(c, keyring, user),
        shown=len(await shown.in_chat(c, keyring, user)),
        letters=await outbox.count(c, one.id),
        staff_copies=len(await staff_copies.of_person(c, keyring, one.id)),
    )


async def _request_of(c: Connection, keyring: Keyring, person: bytes) -> Callback | None:
    case = await callbacks.of_person(c, keyring, person)
    if case is None:
        return None
    tried = await diary.outcomes(c, case.id)
    return Callback(
        id=case.id,
        stage=case.request.stage.value,
        urgency=case.request.urgency.name.lower(),
        asked=case.asked,
        changed=case.changed,
        since=case.request.since,
        not_before=case.request.not_before,
        missed=case.request.missed,
        resting=case.request.resting,
        form=case.form,
        tried=tuple(Tried(at, outcome.value) for at, outcome in tried),
        notes=await diary.notes(c, case.id),
    )


async def notes(c: Connection, keyring: Keyring, user: int) -> list[str]:
    """Return what helpers noted about a person's request: for the data-protection officer only."""
    person = await persons.id_of(c, keyring, user)
    case = None if person is None else await callbacks.of_person(c, keyring, person)
    if case is None:
        return []
    lines = await diary.of_case(c, keyring, case, at_most=diary.EVERY)
    return [one.note for one in lines if one.note is not None]


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
    store: Store,
    order: Order,
    value: str,
    *,
    what: Asking,
    deleted: bool,
    now: datetime,
    office: Office = NO_OFFICE,
    verified: bool = False,
    danger: bool = False,
) -> None:
    """Keep `value` as the answer to the question `what`, and ask the next one.

    `value` is checked already: a name of 1 to 64 signs, a number in international form, or a
    text with identifiers masked. `deleted` tells whether the person's message is gone from the
    chat, `verified` whether the number is the account's own, `danger` whether the text speaks
    of self-harm or violence. Raises ConsentMissing when this is not what the person was asked
    for (any more), and TooMany when no more messages are kept.
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
            case = await callbacks.of_person(tx.c, store.keyring, one.id)
            if case is None:
                raise ConsentMissing
            await calling.keep_line(
                store, tx, office, case, what, value, now, verified=verified, danger=danger
            )
        await save(store, tx, one, after)
        if one.asking == "number":
            taken = order.letter("number_taken", deleted="yes" if deleted else "no")
            store.owe(tx, taken, now, person=one.id)
        await _go_on(store, tx, order, one, after, now)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def _go_on(
    store: Store, tx: Transaction, order: Order, before: Person, after: Standing, now: datetime
) -> None:
    """Owe the letter that asks what is missing, or shows what is kept."""
    if before.asking == "message":
        screen = "message_kept"
    elif after.asking is not None:
        screen = QUESTIONS[after.asking]
    else:
        screen = "call_form"
        await calling.ask_next(store, tx, before.id)
    if screen == QUESTIONS["number"]:
        _offer_to_share(store, tx, order, before.id, now)
        order = replace(order, replaces=None)
    store.owe(tx, order.letter(screen), now, person=before.id)


def _offer_to_share(
    store: Store, tx: Transaction, order: Order, person: bytes, now: datetime
) -> None:
    """Owe the message with the button that shares the account's own number.

    It stands before the question: the newest message has the buttons that lead on and back.
    """
    letter = replace(order, replaces=None).letter("share_number")
    store.owe(tx, letter, now, person=person)


async def ask(store: Store, order: Order, what: Asking, *, now: datetime) -> None:
    """Ask the person for something new or corrected; raise ConsentMissing without consent."""

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, _ = decide(standing, Ask(what))
        if one is None or after is None:
            return
        await save(store, tx, one, after)
        asks = order
        if what == "number":
            _offer_to_share(store, tx, order, one.id, now)
            asks = replace(order, replaces=None)
        store.owe(tx, asks.letter(QUESTIONS[what], line=what), now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def leave(store: Store, order: Order, *, now: datetime, office: Office = NO_OFFICE) -> None:
    """Skip the question, or end the writing; raise NothingHeld when nothing is held."""

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, _ = decide(standing, Leave())
        if one is None or after is None:
            return
        await save(store, tx, one, after)
        if one.asking == "words":
            case = await callbacks.of_person(tx.c, store.keyring, one.id)
            if case is not None and case.form.words is None:
                await calling.keep_line(store, tx, office, case, "words", "", now)
        if one.asking == "message":
            store.owe(tx, order.letter("writing_done"), now, person=one.id)
        elif "call" in after.agreed:
            await _go_on(store, tx, order, one, after, now)
        else:
            store.owe(tx, order.letter("left_as_it_was"), now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def pause(
    store: Store, order: Order, *, on: bool, now: datetime, office: Office = NO_OFFICE
) -> None:
    """Let nothing be done for now, or let it go on; raise NothingHeld when nothing is held."""

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, _ = decide(standing, Pause(on))
        if one is None or after is None:
            return
        await save(store, tx, one, after)
        await calling.pause(store, tx, office, one.id, on=on, now=now)
        await _note(store, tx, Act.PAUSED if on else Act.RESUMED, one.id, None, now)
        store.owe(tx, order.letter("paused" if on else "resumed"), now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


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


async def _note(
    store: Store, tx: Transaction, act: Act, person: bytes, detail: str | None, now: datetime
) -> None:
    await audit.append(
        tx, store.keyring, actor="person", act=act, about=person, detail=detail, now=now
    )
