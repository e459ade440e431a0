"""What the FAQ says: brought in from files, published as versions, read by the service.

A file is the first import of an entry and its export. A version that came from a file is
followed by the file's next one; what was changed or retired in the chat, no file undoes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.domain.entries import Entry, Faq, Origin, document_of, entry_of
from bot.domain.languages import LANGUAGES
from bot.store import entries
from bot.store.engine import Database, Transaction

UNANSWERED: Final = "(unanswered)"
"""The name under which the messages that no entry answers are kept; no entry is called so."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in numbers of entries."""

    new: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    """Entries that were changed or retired in the chat, and stay so."""


async def bring_in(db: Database, faq: Faq, *, now: datetime, overrule: bool = False) -> Imported:
    """Publish what `faq` says, where it says something new; doing it twice changes nothing.

    With `overrule` also where something was changed in the chat; those versions stay as history.
    """
    wanted: dict[str, dict[str, Any]] = {
        **{name: document_of(entry) for name, entry in faq.entries.items()},
        UNANSWERED: {language: list(texts) for language, texts in faq.unanswered.items()},
    }

    async def work(tx: Transaction) -> Imported:
        ever = await entries.names(tx.c)
        live = await entries.published(tx.c)
        counts = {"new": 0, "changed": 0, "same": 0, "left": 0}
        for name, document in wanted.items():
            standing = live.get(name)
            if standing is not None and standing.document == document:
                what = "same"
            elif name not in ever:
                what = "new"
            elif overrule or (standing is not None and standing.origin is Origin.FILE):
                what = "changed"
            else:
                what = "left"
            if what in {"new", "changed"}:
                await entries.publish(tx, name, document, origin=Origin.FILE, now=now)
            counts[what] += 1
        return Imported(**counts)

    return await db.write(work)


async def published(db: Database) -> Faq:
    """Return the FAQ as it is published now."""
    async with db.read() as c:
        live = await entries.published(c)
    unanswered = live.pop(UNANSWERED, None)
    every: dict[str, Entry] = {name: entry_of(name, one.document) for name, one in live.items()}
    texts: Mapping[str, Any] = unanswered.document if unanswered else {}
    return Faq(every, {language: tuple(texts.get(language, ())) for language in LANGUAGES})
