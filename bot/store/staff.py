"""Members of staff and invitations: found by keyed codes, readable with the member's own key."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import INVITED_FOR, Account, Member, Role, in_order
from bot.store.engine import Transaction
from bot.store.inbox import hour
from bot.store.inventory import Kept
from bot.store.keyring import Keyring
from bot.store.persons import Stale, moment
from bot.store.sealing import Place, Unsealable
from bot.store.tables import invitation, staff

_ROLES: Final = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Invitation:
    """What whoever accepts it becomes."""

    roles: frozenset[Role]
    languages: frozenset[Language]


# --- members


async def enter(
    c: AsyncConnection,
    keyring: Keyring,
    member: Member,
    *,
    user: int,
    chat: int,
    name: str,
    now: datetime,
) -> None:
    """Write a new member under a key that exists already; raise KeyGone if it does not.

    What is left of an earlier, removed account of the same person goes.
    """
    visitor = keyring.look_up("visitor", user)
    await c.execute(delete(staff).where(staff.c.visitor == visitor, staff.c.removed.is_not(None)))
    row = {
        "id": member.id,
        "visitor": visitor,
        "since": hour(now),
        "roles": _roles_as_text(member.roles),
        "languages": _languages_as_text(member.languages),
        "on_duty": int(member.on_duty),
        "chat": _seal(keyring, member.id, "chat", str(chat)),
        "name": _seal(keyring, member.id, "name", name),
        "version": 1,
    }
    await c.execute(insert(staff), row)


async def of_user(c: AsyncConnection, keyring: Keyring, user: int) -> Account | None:
    """Return who has this Telegram id, removed or not; None if nobody readable has."""
    query = select(staff).where(staff.c.visitor == keyring.look_up("visitor", user))
    row = (await c.execute(query)).one_or_none()
    return None if row is None else _opened(row, keyring)


async def by_id(c: AsyncConnection, keyring: Keyring, one: bytes) -> Account | None:
    """Return the member with this random id, removed or not; None if nobody readable has it."""
    row = (await c.execute(select(staff).where(staff.c.id == one))).one_or_none()
    return None if row is None else _opened(row, keyring)


async def everybody(c: AsyncConnection, keyring: Keyring) -> list[Account]:
    """Return all members, who were removed too, in the order in which they came."""
    rows = await c.execute(select(staff).order_by(staff.c.since, staff.c.id))
    accounts = (_opened(row, keyring) for row in rows)
    return [one for one in accounts if one is not None]


async def serving(c: AsyncConnection) -> frozenset[bytes]:
    """Return the ids of all members who are not removed: whose keys are needed."""
    query = select(staff.c.id).where(staff.c.removed.is_(None))
    return frozenset((await c.execute(query)).scalars())


async def admins(c: AsyncConnection, keyring: Keyring) -> int:
    """Return how many admins there are."""
    rows = await c.execute(select(staff).where(staff.c.removed.is_(None)))
    accounts = (_opened(row, keyring) for row in rows)
    return sum(one is not None and Role.ADMIN in one.member.roles for one in accounts)


async def save(c: AsyncConnection, after: Member, *, seen: int) -> None:
    """Write what `after` is here for, but only over version `seen`; raise Stale otherwise."""
    result = await c.execute(
        update(staff)
        .where(staff.c.id == after.id, staff.c.version == seen, staff.c.removed.is_(None))
        .values(
            roles=_roles_as_text(after.roles),
            languages=_languages_as_text(after.languages),
            on_duty=int(after.on_duty),
            version=seen + 1,
        )
    )
    if result.rowcount != 1:
        raise Stale


async def set_duty(c: AsyncConnection, one: bytes, *, on: bool) -> None:
    """Write down whether a member is there for people now."""
    await c.execute(
        update(staff)
        .where(staff.c.id == one, staff.c.removed.is_(None))
        .values(on_duty=int(on), version=staff.c.version + 1)
    )


async def ask(c: AsyncConnection, one: bytes, what: str | None) -> None:
    """Write down what the member's next message is."""
    await c.execute(update(staff).where(staff.c.id == one).values(asking=what))


async def asking(c: AsyncConnection, keyring: Keyring, user: int) -> str | None:
    """Return what the next message of who has this Telegram id is; None for an ordinary one.

    Every message of everybody passes here, so that nothing is opened for it.
    """
    query = select(staff.c.asking).where(
        staff.c.visitor == keyring.look_up("visitor", user), staff.c.removed.is_(None)
    )
    return (await c.execute(query)).scalar()


async def on_duty(c: AsyncConnection, keyring: Keyring) -> list[Account]:
    """Return the members who are there for people now."""
    rows = await c.execute(
        select(staff).where(staff.c.on_duty == 1, staff.c.removed.is_(None)).order_by(staff.c.id)
    )
    accounts = (_opened(row, keyring) for row in rows)
    return [one for one in accounts if one is not None]


async def set_removed(c: AsyncConnection, one: bytes, *, at: int) -> None:
    """Remove a member: the row stays for 90 days, without anything that says who it was.

    `at` is in seconds since 1970. Whoever was removed before keeps that time.
    """
    await c.execute(
        update(staff)
        .where(staff.c.id == one, staff.c.removed.is_(None))
        .values(
            removed=at, chat=None, name=None, asking=None, on_duty=0, version=staff.c.version + 1
        )
    )


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget members 90 days after their removal, and invitations that count no more."""
    until = int((now - (Kept.STAFF.limit or INVITED_FOR)).timestamp())
    await tx.c.execute(delete(staff).where(staff.c.removed <= until))
    await tx.c.execute(delete(invitation).where(invitation.c.until <= int(now.timestamp())))


# --- invitations


async def keep_invitation(
    c: AsyncConnection, token: str, offered: Invitation, *, by: str, now: datetime
) -> None:
    """Keep the hash of `token`, and what it makes of whoever brings it within 24 hours (S6)."""
    row = {
        "hash": _hash(token),
        "roles": _roles_as_text(offered.roles),
        "languages": _languages_as_text(offered.languages),
        "made": int(now.timestamp()),
        "until": int((now + INVITED_FOR).timestamp()),
        "by": by,
    }
    await c.execute(insert(invitation), row)


async def is_invited(c: AsyncConnection, token: str, now: datetime) -> bool:
    """Tell whether `token` counts now; taking it may still come too late."""
    query = select(invitation.c.hash).where(
        invitation.c.hash == _hash(token), invitation.c.until > int(now.timestamp())
    )
    return (await c.execute(query)).scalar() is not None


async def take_invitation(c: AsyncConnection, token: str, now: datetime) -> Invitation | None:
    """Use an invitation up and return it, in one go; None if there is none (any more) (S6)."""
    taken = await c.execute(
        delete(invitation)
        .where(invitation.c.hash == _hash(token), invitation.c.until > int(now.timestamp()))
        .returning(invitation.c.roles, invitation.c.languages)
    )
    row = taken.one_or_none()
    return None if row is None else Invitation(_roles(row.roles), _languages(row.languages))


async def void_invitations(c: AsyncConnection) -> None:
    """Forget all invitations."""
    await c.execute(delete(invitation))


def _hash(token: str) -> bytes:
    # Not keyed and not slow: 128 bits of chance cannot be guessed from their hash.
    return sha256(token.encode(errors="surrogatepass")).digest()


# --- rows


def _opened(row: Row[Any], keyring: Keyring) -> Account | None:
    """Open a row; None when it should be readable and is not: such a member may do nothing."""
    removed = None if row.removed is None else moment(row.removed)
    chat = name = None
    if removed is None:
        try:
            chat = int(_unseal(keyring, row.id, "chat", row.chat))
            name = _unseal(keyring, row.id, "name", row.name)
        except Unsealable:
            return None
    member = Member(
        id=row.id,
        roles=_roles(row.roles),
        languages=_languages(row.languages),
        on_duty=bool(row.on_duty),
        removed=removed is not None,
    )
    return Account(member, moment(row.since), chat, name, removed, row.version, row.asking)


def _roles(text: str) -> frozenset[Role]:
    """Read roles; a word that no version of ours knows grants nothing."""
    return frozenset(_ROLES[word] for word in text.split(",") if word in _ROLES)


def _languages(text: str) -> frozenset[Language]:
    words = text.split(",")
    return frozenset(language for language in LANGUAGES if language in words)


def _roles_as_text(roles: Collection[Role]) -> str:
    return ",".join(role.value for role in in_order(roles))


def _languages_as_text(languages: Collection[Language]) -> str:
    return ",".join(language for language in LANGUAGES if language in languages)


def _seal(keyring: Keyring, one: bytes, column: str, value: str) -> bytes:
    place = Place("staff", column, one, one)
    return keyring.seal_for(one, place, value.encode(errors="surrogatepass"))


def _unseal(keyring: Keyring, one: bytes, column: str, value: bytes) -> str:
    return keyring.unseal(Place("staff", column, one, one), value).decode(errors="surrogatepass")
