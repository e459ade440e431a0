"""Giving consent, taking it back, and erasing: each with effect at once.

The rules are in bot/domain/consent.py; here they meet the rows.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.domain.consent import Effect, Forget, Give, NotKept, Standing, Withdraw, decide
from bot.domain.holding import Agreement, Purpose
from bot.domain.languages import Language
from bot.domain.letters import Letter
from bot.store import (
    agreements,
    audit,
    callbacks,
    inbox,
    languages,
    messages,
    persons,
    shown,
    tally,
)
from bot.store.audit import Act
from bot.store.engine import Connection, Transaction
from bot.store.keyring import Keyring, MirrorUnreachable
from bot.store.persons import Person, Stale
from bot.store.store import Store
from bot.usecases.erasing import Erased, erase
from bot.usecases.members import request_ends


@dataclass(frozen=True, slots=True)
class Order:
    """Who asks for something, and where the answer goes."""

    user: int
    chat: int
    language: Language
    update: bytes
    """Digest of the update that asks for it, marked done together with the effect."""
    replaces: int | None = None
    """The message whose button was pressed; the answer takes its place."""
    said: int | None = None
    """The person's own message, so that the chat can be cleared of it."""

    def letter(self, screen: str, **blanks: str) -> Letter:
        """Return the letter that answers this order."""
        return Letter(self.chat, screen, self.language, blanks=blanks, replaces=self.replaces)


class ShownText(Protocol):
    """The consent text that was on the screen when the person agreed."""

    @property
    def purpose(self) -> Purpose:
        """What it is about."""
        ...

    @property
    def version(self) -> str:
        """Its version."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of its wording, in hex."""
        ...

    @property
    def language(self) -> Language:
        """The language it was shown in."""
        ...


async def standing_of(
    c: Connection, keyring: Keyring, user: int
) -> tuple[Person | None, Standing | None]:
    """Return the person and where they stand; (None, None) when nothing readable is held."""
    return await _stands(c, keyring, await persons.find(c, keyring, user))


async def standing_in(
    c: Connection, keyring: Keyring, person: bytes
) -> tuple[Person | None, Standing | None]:
    """Return the same for a person known by the random id."""
    return await _stands(c, keyring, await persons.by_id(c, keyring, person))


async def _stands(
    c: Connection, keyring: Keyring, one: Person | None
) -> tuple[Person | None, Standing | None]:
    if one is None:
        return None, None
    held = await agreements.of_person(c, one.id)
    callback = await callbacks.of_person(c, keyring, one.id)
    return one, Standing(
        agreed=frozenset(each.purpose for each in held if each.withdrawn is None),
        asking=one.asking,
        paused=one.paused,
        has_number=callback is not None and callback.form.number is not None,
    )


async def save(store: Store, tx: Transaction, one: Person, after: Standing) -> None:
    """Write where the person stands now."""
    await persons.save(tx.c, store.keyring, replace(one, paused=after.paused, asking=after.asking))


async def give(store: Store, order: Order, text: ShownText, *, now: datetime) -> None:
    """Keep the person's consent to what `text` says, and ask the first question.

    A new person's key is safe in both places before anything is written or said. Raises
    NotKept when the second place cannot be reached.
    """
    newcomer = await _key_for_newcomer(store, order.user)

    async def work(tx: Transaction) -> None:
        one, standing = await standing_of(tx.c, store.keyring, order.user)
        after, effects = decide(standing, Give(text.purpose))
        if one is None:
            one = await _enter(store, tx, newcomer, order, now)
        if Effect.AGREE in effects:
            receipt = await _agree(store, tx, one.id, text, now)
            letter = order.letter(f"agreed_{text.purpose}", receipt=receipt)
        else:
            letter = order.letter("agreed_already")
        if Effect.DRAFT in effects:
            await callbacks.draft(tx.c, one.id, now, paused=one.paused)
        if after is not None:
            await save(store, tx, one, after)
        store.owe(tx, letter, now, person=one.id)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def _key_for_newcomer(store: Store, user: int) -> bytes | None:
    """Make an id and a key for somebody new; None for somebody who is known."""
    async with store.db.read() as c:
        if await persons.find(c, store.keyring, user) is not None:
            return None
    return await new_key(store)


async def new_key(store: Store) -> bytes:
    """Make an id and its key, safe in both places; return the id. Raises NotKept.

    Should the process end before a row is written for it, the sweep destroys the key.
    """
    newcomer = persons.new_id()
    try:
        await store.keyring.new_person(newcomer)
    except MirrorUnreachable:
        raise NotKept from None
    return newcomer


async def _enter(
    store: Store, tx: Transaction, newcomer: bytes | None, order: Order, now: datetime
) -> Person:
    """Write the row of somebody new; raise Stale if they were known a moment ago."""
    if newcomer is None:
        raise Stale
    left_over = await persons.id_of(tx.c, store.keyring, order.user)
    if left_over is not None:  # its key is gone: an erasure that a crash has interrupted
        await persons.remove(tx.c, [left_over])
    return await persons.enter(
        tx.c,
        store.keyring,
        newcomer,
        user=order.user,
        chat=order.chat,
        language=order.language,
        now=now,
    )


async def _agree(
    store: Store, tx: Transaction, person: bytes, text: ShownText, now: datetime
) -> str:
    """Write the consent down and return its receipt."""
    given = Agreement(
        agreements.new_receipt(), text.purpose, text.version, text.digest, text.language, now
    )
    await agreements.give(tx.c, person, given)
    await _note(store, tx, Act.CONSENT_GIVEN, person, text.purpose, now)
    tally.count(tx, "consented", now)
    return given.receipt


async def withdraw(store: Store, order: Order, purpose: Purpose, *, now: datetime) -> None:
    """Take one consent back: what it kept is gone at once; with the last one, everything."""
    async with store.db.read() as c:
        one, standing = await standing_of(c, store.keyring, order.user)
        left_over = await persons.id_of(c, store.keyring, order.user)
    _, effects = decide(standing, Withdraw(purpose))
    if left_over is not None and (one is None or Effect.ERASE in effects):

        def farewell(end: Erased) -> Collection[tuple[Letter, bool]]:
            receipt = ", ".join(end.receipts)
            letter = order.letter("withdrawn", purpose=purpose, receipt=receipt, all="yes")
            return [(letter, False), *_confirmed_later(order, end)]

        await erase(
            store,
            left_over,
            reason="withdrawn",
            actor="person",
            now=now,
            farewell=farewell,
            user=order.user,
            update=order.update,
        )
        return

    async def work(tx: Transaction) -> None:
        letter = await _withdraw_one(store, tx, order, purpose, now)
        store.owe(tx, letter, now)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def _withdraw_one(
    store: Store, tx: Transaction, order: Order, purpose: Purpose, now: datetime
) -> Letter:
    """End one consent while another stands; return the letter that says so."""
    one, standing = await standing_of(tx.c, store.keyring, order.user)
    after, effects = decide(standing, Withdraw(purpose))
    if one is None or after is None or Effect.END not in effects:
        return order.letter("nothing_held" if one is None else "withdrawn_already")
    held = await agreements.of_person(tx.c, one.id)
    receipt = next(each.receipt for each in reversed(held) if each.purpose == purpose)
    await agreements.end(tx.c, one.id, [purpose], "withdrawn", now)
    if purpose == "call":
        await request_ends(store, tx, one.id, now)
        await callbacks.drop(tx.c, one.id)
    else:
        await messages.drop(tx.c, one.id)
    await save(store, tx, one, after)
    await _note(store, tx, Act.CONSENT_WITHDRAWN, one.id, purpose, now)
    tally.count(tx, "withdrew", now)
    return order.letter("withdrawn", purpose=purpose, receipt=receipt, all="no")


async def forget(store: Store, order: Order, *, now: datetime) -> None:
    """Erase everything about the one who asks. Works from every state and may be repeated."""
    async with store.db.read() as c:
        _, standing = await standing_of(c, store.keyring, order.user)
        person = await persons.id_of(c, store.keyring, order.user)
    decide(standing, Forget())
    if person is None:
        await _forget_visitor(store, order, now)
        return

    def farewell(end: Erased) -> Collection[tuple[Letter, bool]]:
        receipts = ", ".join(end.receipts)
        screen = "forgotten" if end.everywhere else "being_erased"
        return [(order.letter(screen, receipts=receipts), False), *_confirmed_later(order, end)]

    await erase(
        store,
        person,
        reason="forgotten",
        actor="person",
        now=now,
        farewell=farewell,
        user=order.user,
        update=order.update,
    )


def _confirmed_later(order: Order, end: Erased) -> Collection[tuple[Letter, bool]]:
    """Return the letter that says "erased" once the second copy of the keys has confirmed."""
    if end.everywhere:
        return []
    return [(Letter(order.chat, "erased", order.language), True)]


async def _forget_visitor(store: Store, order: Order, now: datetime) -> None:
    """Let go what is kept for a day about anybody: the picked language, the chat's messages."""

    async def work(tx: Transaction) -> None:
        await shown.forget(tx.c, store.keyring, order.user)
        await languages.forget(tx.c, store.keyring, order.user)
        store.owe(tx, order.letter("nothing_held"), now)
        inbox.done(tx, order.update)

    await store.db.write(work)


async def _note(
    store: Store, tx: Transaction, act: Act, person: bytes, detail: str, now: datetime
) -> None:
    """Write the person's own act into the audit log."""
    await audit.append(
        tx, store.keyring, actor="person", act=act, about=person, detail=detail, now=now
    )
