"""The keys of days: how they are numbered, which are needed now, and when each is destroyed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Final

EPOCH: Final = date(2020, 1, 1)


class Purpose(IntEnum):
    """What a day key seals, and how many days after its day it is destroyed."""

    INBOX = 1
    OUTBOX = 2

    @property
    def days_kept(self) -> int:
        """Days after the key's own day; the inbox is emptied within 48 hours in any case."""
        return {Purpose.INBOX: 2, Purpose.OUTBOX: 8}[self]


def kid_for(purpose: Purpose, day: date) -> int:
    """Return the number of the key for `purpose` on `day`: the purpose and days since 2020."""
    return (purpose << 24) | (day - EPOCH).days


def wanted(now: datetime) -> list[int]:
    """Return the numbers of the keys that must exist: today's and tomorrow's."""
    today = now.astimezone(UTC).date()
    return [
        kid_for(purpose, day) for purpose in Purpose for day in (today, today + timedelta(days=1))
    ]


def expired(kids: Iterable[int], now: datetime) -> list[int]:
    """Return those of `kids` whose time is over."""
    today = now.astimezone(UTC).date()
    return [
        kid
        for kid in kids
        if today > EPOCH + timedelta(days=(kid & 0xFFFFFF) + Purpose(kid >> 24).days_kept)
    ]
