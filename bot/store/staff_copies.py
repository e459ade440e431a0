"""Copies in helpers' chats: which message shows something of whom, and when it is deleted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.keyring import Keyring, Purpose
from bot.store.persons import new_id
from bot.store.sealing import Place, Unsealable
from bot.store.tables import staff_copy

KEPT: Final = timedelta(hours=46, minutes=45)
"""So that with the next sweep the message is gone within 47 hours; Telegram allows 48."""


@dataclass(frozen=True, slots=True)
class StaffCopy:
    """One message in a helper's chat."""

    id: bytes
    chat: int
    message: int


async def note(
    c: AsyncConnection, keyring: Keyring, person: bytes, *, chat: int, message: int, now: datetime
) -> None:
    """Remember that this message shows something of `person`, to delete it in time."""
    one = new_id()
    # Sealed with the key of the day, not the person's: it must still open while the person is
    # being erased, or the copy would stay in the helper's chat.
    body = keyring.seal(Purpose.OUTBOX, _place(one), json.dumps([chat, message]).encode(), now=now)
    row = {
        "id": one,
        "person": person,
        "delete_by": int((now + KEPT).timestamp()),
        "body": body,
    }
    await c.execute(insert(staff_copy), row)


async def of_person(c: AsyncConnection, keyring: Keyring, person: bytes) -> list[StaffCopy]:
    """Return all copies that show something of `person`."""
    rows = await c.execute(select(staff_copy).where(staff_copy.c.person == person))
    return _opened(rows.all(), keyring)


async def due(c: AsyncConnection, keyring: Keyring, now: datetime) -> list[StaffCopy]:
    """Return the copies whose time is over."""
    rows = await c.execute(select(staff_copy).where(staff_copy.c.delete_by <= now.timestamp()))
    return _opened(rows.all(), keyring)


async def remove_due(c: AsyncConnection, now: datetime) -> None:
    """Forget the copies whose time is over; their deletion must be owed in the same transaction."""
    await c.execute(delete(staff_copy).where(staff_copy.c.delete_by <= now.timestamp()))


async def remove_of_person(c: AsyncConnection, person: bytes) -> None:
    """Forget all copies of a person; their deletion must be owed in the same transaction."""
    await c.execute(delete(staff_copy).where(staff_copy.c.person == person))


def _opened(rows: Sequence[Row[Any]], keyring: Keyring) -> list[StaffCopy]:
    copies: list[StaffCopy] = []
    for row in rows:
        try:
            chat, number = json.loads(keyring.unseal(_place(row.id), row.body))
        except (Unsealable, ValueError):
            continue  # its day key was destroyed after eight days, long after the message
        copies.append(StaffCopy(row.id, chat, number))
    return copies


def _place(one: bytes) -> Place:
    return Place("staff_copy", "body", one)
