"""Who is on the staff: inviting, joining, going on duty, removing. Each is one transaction.

The rules are in bot/domain/staff.py. What a member may do is read inside the transaction that
does it, so that a removal counts from the next press on (S3).
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.languages import LANGUAGES, Language
from bot.domain.letters import Letter
from bot.domain.staff import (
    Account,
    Act,
    Member,
    NoRole,
    NotAllowed,
    Role,
    in_order,
    joined,
    may_member,
    removal,
)
from bot.store import audit, persons, staff, tally
from bot.store.engine import Connection, StoreUnavailable, Transaction
from bot.store.staff import Invitation
from bot.store.store import Store
from bot.usecases.consent import Order, new_key
from bot.usecases.members import account_of, actor_of

TOKEN_BYTES: Final = 16
"""128 bits of chance (S6)."""

LINK: Final = "join_"
"""How the argument of a /start link begins that brings an invitation."""


async def member_of(store: Store, user: int) -> Member | None:
    """Return who this is on the staff now; None for everybody else, removed members too."""
    async with store.db.read() as c:
        found = await staff.of_user(c, store.keyring, user)
    return None if found is None or found.member.removed else found.member


async def everybody(store: Store) -> list[Account]:
    """Return all members, who were removed in the last 90 days too."""
    async with store.db.read() as c:
        return await staff.everybody(c, store.keyring)


async def invite(
    store: Store,
    roles: Collection[Role],
    languages: Collection[Language],
    *,
    by: bytes | None,
    now: datetime,
) -> str:
    """Make an invitation and return it; it is kept as its hash, so this is the only time.

    `by` is the member who invites, None for the operator at the command line. Raises NotAllowed
    and NoRole.
    """
    if not roles or not languages:
        raise NoRole
    token = secrets.token_urlsafe(TOKEN_BYTES)
    actor = _actor(by)
    offered = Invitation(frozenset(roles), frozenset(languages))

    async def work(tx: Transaction) -> None:
        await _acting(store, tx.c, by, Act.INVITE)
        await staff.keep_invitation(tx.c, token, offered, by=actor, now=now)
        await _note(store, tx, audit.Act.INVITED, offered.roles, actor=actor, about=None, now=now)

    await store.db.write(work)
    return token


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody brings an invitation."""

    order: Order
    token: str
    name: str
    """First name in Telegram, by which colleagues know the member."""


async def join(store: Store, wish: Join, *, now: datetime) -> bool:
    """Make whoever brings a good invitation a member, and owe them a word; return whether it was.

    Nothing at all happens with a bad, used or old one. Raises NotKept when the second place of
    the keys cannot be reached; the invitation then still counts.
    """
    order = wish.order
    async with store.db.read() as c:
        if not await staff.is_invited(c, wish.token, now):
            return False
        known = await staff.of_user(c, store.keyring, order.user)
    newcomer = await _key_for_newcomer(store, known)

    async def work(tx: Transaction) -> bool:
        offered = await staff.take_invitation(tx.c, wish.token, now)
        if offered is None:
            return False
        found = await staff.of_user(tx.c, store.keyring, order.user)
        if found is not None and not found.member.removed:
            after = joined(found.member, offered.roles, offered.languages)
            await staff.save(tx.c, after, seen=found.version)
        else:
            if newcomer is None:  # removed since we looked: a key of their own is needed first
                raise persons.Stale
            after = Member(newcomer, offered.roles, offered.languages)
            await staff.enter(
                tx.c, store.keyring, after,
                user=order.user, chat=order.chat, name=wish.name, now=now,
            )  # fmt: skip
        await _note(
            store, tx, audit.Act.JOINED, offered.roles,
            actor=_actor(after.id), about=after.id, now=now,
        )  # fmt: skip
        tally.count(tx, "joined_staff", now)
        store.owe(tx, _welcome(order, after), now)
        store.settle(tx, order.update, order.chat, order.said, now)
        return True

    # A key made for somebody who came too late is nobody's: the sweep destroys it.
    return await store.db.write(work)


async def _key_for_newcomer(store: Store, known: Account | None) -> bytes | None:
    """Make an id and a key for somebody new; None for who is a member already."""
    if known is not None and not known.member.removed:
        return None
    return await new_key(store)


async def set_duty(store: Store, user: int, *, on: bool) -> None:
    """Go on or off duty; raise NotAllowed for who may not, or is not on the staff (any more)."""

    async def work(tx: Transaction) -> None:
        found = await account_of(tx.c, store, user, Act.GO_ON_DUTY)
        await staff.set_duty(tx.c, found.member.id, on=on)

    await store.db.write(work)


async def remove(store: Store, one: bytes, *, by: bytes | None, now: datetime) -> bool:
    """Remove a member, with effect at the next press; return whether the key is gone everywhere.

    False: the key, or its second copy, will follow with the next sweep. `by` is the member who removes, None for the
    operator. Raises NotAllowed, NobodyThere, NotOneself and LastAdmin.
    """

    async def work(tx: Transaction) -> None:
        acting = await _acting(store, tx.c, by, Act.REMOVE)
        found = await staff.by_id(tx.c, store.keyring, one)
        admins = await staff.admins(tx.c, store.keyring)
        gone = removal(None if found is None else found.member, by=acting, admins=admins)
        await staff.set_removed(tx.c, gone.id, at=int(now.timestamp()))
        await _note(
            store, tx, audit.Act.REMOVED, gone.roles, actor=_actor(by), about=gone.id, now=now
        )

    await store.db.write(work)
    # The row first, since it is what ends the work. Should we end here, or the disk be full, the
    # sweep finds that the key is nobody's.
    try:
        return await store.keyring.erase_person(one, "removed", now)
    except StoreUnavailable:
        return False


async def _acting(store: Store, c: Connection, by: bytes | None, act: Act) -> Member | None:
    """Return the member who acts, None for the operator; raise NotAllowed for anybody else."""
    if by is None:
        return None
    found = await staff.by_id(c, store.keyring, by)
    if found is None or not may_member(found.member, act):
        raise NotAllowed
    return found.member


def _actor(by: bytes | None) -> str:
    return "operator" if by is None else actor_of(by)


async def _note(
    store: Store,
    tx: Transaction,
    act: audit.Act,
    roles: Collection[Role],
    *,
    actor: str,
    about: bytes | None,
    now: datetime,
) -> None:
    """Write into the audit log what was done, a row for each role: details are single words."""
    for role in in_order(roles):
        await audit.append(
            tx, store.keyring, actor=actor, act=act, about=about, detail=role.value, now=now
        )


def _welcome(order: Order, after: Member) -> Letter:
    roles = ",".join(role.value for role in in_order(after.roles))
    languages = ",".join(one for one in LANGUAGES if one in after.languages)
    return order.letter("joined_staff", roles=roles, languages=languages)
