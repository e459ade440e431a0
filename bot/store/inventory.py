"""The inventory: for every column why it is there, on what ground, for how long, sealed or not.

It is declared beside the column itself (`held(…)` in tables.py), and here for keys.db, whose
few tables are plain SQL. A column without an entry fails the build. The data-protection
officer's commands, the retention report and the privacy notice are made from it.

Source: PROMISES.md section 4 (retention and consent design). The lawful bases must be
confirmed by the operator's data-protection officer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Any, Final, cast

from sqlalchemy import MetaData


class Base(Enum):
    """The ground on which something is held (General Data Protection Regulation)."""

    CONSENT = "explicit consent, Art. 6(1)(a) and 9(2)(a)"
    DELIVERY = "legitimate interest: not to lose messages, Art. 6(1)(f)"
    PROOF = "legal obligation: proof, Art. 6(1)(c)"
    ACCESS = "legitimate interest: only staff sees anything, Art. 6(1)(f)"
    NOBODY = "no personal data"


class Kept(Enum):
    """How long something is held: a code, the longest time, and the words for people.

    `limit` is None where the end is an event and not a time (a key is destroyed with its person).
    """

    UPDATE = ("update", timedelta(days=7), "7 days")
    UPDATE_BODY = (
        "update_body",
        timedelta(hours=24),
        "emptied when answered, set-aside ones after 24 hours",
    )
    LETTER = ("letter", timedelta(days=7), "until delivered, set-aside ones 7 days")
    LANGUAGE = ("language", timedelta(hours=24), "24 hours")
    SHOWN = ("shown", timedelta(hours=48), "24 hours; 48 hours for people who have consented")
    PERSON = ("person", timedelta(days=30), "as long as a case; without one 30 days")
    CALLBACK = (
        "callback",
        timedelta(days=60),
        "until done and 30 days more; 60 days if nobody could call",
    )
    MESSAGES = ("messages", timedelta(days=30), "30 days from the last message")
    BLOCKED = ("blocked", timedelta(days=30), "30 days")
    STAFF_COPY = ("staff_copy", timedelta(hours=47), "47 hours")
    STAFF = ("staff", timedelta(days=90), "as long as somebody serves, and 90 days more")
    INVITATION = ("invitation", timedelta(hours=24), "until accepted, 24 hours at most")
    AGREEMENT = ("agreement", timedelta(days=731), "life of the case and 24 months more")
    AUDIT = ("audit", timedelta(days=731), "24 months")
    TALLY = ("tally", timedelta(days=731), "24 months")
    DAY_KEY = ("day_key", timedelta(days=9), "48 hours (inbox) or 8 days (outbox)")
    PERSON_KEY = (
        "person_key",
        None,
        "destroyed with the person's case, or when the member of staff is removed",
    )
    ERASED = ("erased", timedelta(days=28), "28 days: 14 longer than the oldest backup")
    SERVICE = ("service", None, "as long as the service; says nothing of people")

    def __init__(self, code: str, limit: timedelta | None, words: str) -> None:
        self.code = code
        self.limit = limit
        self.words = words


@dataclass(frozen=True, slots=True)
class Held:
    """What is declared about one column."""

    purpose: str
    base: Base
    kept: Kept
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the inventory."""

    file: str
    table: str
    column: str
    held: Held


def held(purpose: str, base: Base, kept: Kept, *, sealed: bool = False) -> dict[str, Any]:
    """Return the keyword arguments that declare a column: its comment, and the entry itself."""
    return {
        "comment": f"{purpose}; {kept.words}",
        "info": {"held": Held(purpose, base, kept, sealed)},
    }


KEYS_DB: Final = {
    "meta": {
        "name": Held("what the value beside it is", Base.NOBODY, Kept.SERVICE),
        "value": Held(
            "check of the key file, revision and counter of the ring", Base.NOBODY, Kept.SERVICE
        ),
    },
    "secret": {
        "name": Held("which sub-key this is", Base.NOBODY, Kept.SERVICE),
        "wrapped": Held("sub-key for look-ups, buttons, audit", Base.NOBODY, Kept.SERVICE, True),
    },
    "day_key": {
        "kid": Held("purpose and day of a key", Base.NOBODY, Kept.DAY_KEY),
        "wrapped": Held("the key of that day", Base.DELIVERY, Kept.DAY_KEY, True),
    },
    "person_key": {
        "kid": Held("number of a key", Base.CONSENT, Kept.PERSON_KEY),
        "person": Held("random id of a person or a member of staff", Base.CONSENT, Kept.PERSON_KEY),
        "wrapped": Held("that one's key", Base.CONSENT, Kept.PERSON_KEY, True),
    },
    "erased": {
        "person": Held("random id of somebody erased or removed", Base.PROOF, Kept.ERASED),
        "at": Held("when the key was destroyed", Base.PROOF, Kept.ERASED),
        "reason": Held("why, a code", Base.PROOF, Kept.ERASED),
    },
}


def undeclared(metadata: MetaData) -> list[str]:
    """Return the columns of `metadata` that have no entry, as `table.column`."""
    return [
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if not isinstance(column.info.get("held"), Held)
    ]


def entries(metadata: MetaData) -> Iterator[Entry]:
    """Yield the whole inventory: the columns of `metadata` (data.db), then those of keys.db."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            yield Entry("data.db", table.name, column.name, cast("Held", column.info["held"]))
    for name, columns in KEYS_DB.items():
        for column_name, one in columns.items():
            yield Entry("keys.db", name, column_name, one)
