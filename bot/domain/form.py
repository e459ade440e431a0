"""What a call needs to be told, one question at a time, and which times can be picked.

Rules (cited by tests):
    F1  One question at a time, in this order: number, language, when, voicemail, who may be
        told, topic, and a line of one's own. The name comes before, and may be left out.
    F2  Whatever is missing is asked next, however long ago the form was begun.
    F3  A form is ready when all but the name and the own line are there.
    F4  Times are offered and taken inside opening hours only; one that has passed, or is no
        longer kept, is refused and asked anew.

Source: PRODUCT.md, "Ask to be called".
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import pairwise
from typing import Final, Literal

from bot.domain.hours import MIDNIGHT, Hours, local, moment_of
from bot.domain.languages import Language

Line = Literal["name", "number", "language", "suits", "voicemail", "introduce", "topic", "words"]
"""One line of the form."""

LINES: Final[tuple[Line, ...]] = (
    "name", "number", "language", "suits", "voicemail", "introduce", "topic", "words",
)  # fmt: skip
"""In the order in which they are asked (F1)."""

NEEDED: Final[tuple[Line, ...]] = LINES[1:-1]
"""What a call cannot do without (F3)."""

SOON: Final = "soon"
"""The answer to *when* of somebody to whom any time suits."""

DAYS_OFFERED: Final = 4
PARTS: Final = (0, 12 * 60, 17 * 60, MIDNIGHT)
"""Where morning, afternoon and evening begin and end, in minutes after midnight."""
SHORTEST: Final = timedelta(minutes=30)
"""A part of a day that is shorter, or nearly over, is not offered."""

_TIME: Final = re.compile(r"(\d{8})-(\d{4})-(\d{4})")


class Topic(Enum):
    """What the call is about: to prepare by, never about therapy."""

    MESSAGE = "message"
    """A blackmail message has come."""
    REPORT = "report"
    """The report to the police."""
    PROTECT = "protect"
    """Protecting money, identity, data."""
    FEELINGS = "feelings"
    """How to cope with it."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Form:
    """What a person has answered so far; None for what was not answered yet."""

    name: str | None = None
    number: str | None = None
    verified: bool = False
    """The number is the Telegram account's own."""
    language: Language | None = None
    suits: str | None = None
    voicemail: bool | None = None
    """A message may be left."""
    introduce: bool | None = None
    """Whoever answers the phone may be told who is calling."""
    topic: Topic | None = None
    words: str | None = None
    """A line in the person's own words; empty for none."""

    def next(self) -> Line | None:
        """Return the line that is asked next; None when all is there (F2)."""
        for line in LINES[1:]:
            if getattr(self, line) is None:
                return line
        return None

    @property
    def ready(self) -> bool:
        """All that a call needs is there (F3)."""
        return all(getattr(self, line) is not None for line in NEEDED)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that can be picked: from one moment to another, in UTC."""

    begins: datetime
    ends: datetime

    @property
    def code(self) -> str:
        """How a button and the row name it: Finnish day and times."""
        begins, ends = local(self.begins), local(self.ends)
        return f"{begins:%Y%m%d-%H%M}-{ends:%H%M}"


def slots(hours: Hours, language: Language, now: datetime) -> tuple[Slot, ...]:
    """Return the times that can be picked: parts of the next open days (F4)."""
    found: list[Slot] = []
    for day in hours.days(language, now, DAYS_OFFERED):
        for opening in day.openings:
            for begins, ends in pairwise(PARTS):
                part = Slot(
                    max(opening.begins, moment_of(day.date, begins)),
                    min(opening.ends, moment_of(day.date, ends)),
                )
                if part.ends - max(part.begins, now) >= SHORTEST:
                    found.append(part)
    return tuple(found)


def slot_of(code: str) -> Slot | None:
    """Return the time a code names; None for `soon` and for no code at all."""
    match = _TIME.fullmatch(code)
    if match is None:
        return None
    try:
        day = datetime.strptime(match[1], "%Y%m%d").date()  # noqa: DTZ007  # a day, no moment
        begins, ends = (int(one[:2]) * 60 + int(one[2:]) for one in match.group(2, 3))
        found = Slot(moment_of(day, begins), moment_of(day, ends or MIDNIGHT))
    except ValueError:
        return None
    return found if found.begins < found.ends and max(begins, ends) <= MIDNIGHT else None


def can_be_picked(code: str, hours: Hours, language: Language, now: datetime) -> bool:
    """Tell whether this time is among those that are offered now (F4)."""
    return code == SOON or any(one.code == code for one in slots(hours, language, now))


def earliest(code: str, now: datetime) -> datetime:
    """Return the moment from which a call suits."""
    slot = slot_of(code)
    return now if slot is None else max(slot.begins, now)
