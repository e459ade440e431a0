"""Agreements: which consent, to which text, given when, ended when. The proof outlives the person."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.holding import Agreement, Ending, Purpose
from bot.domain.languages import Language
from bot.store.persons import moment
from bot.store.tables import agreement

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs of a receipt number: none that is mistaken for another when read aloud or by hand."""


def new_receipt() -> str:
    """Return a random receipt number such as K7QF-2M9D (39 bits; it opens nothing)."""
    signs = [secrets.choice(SIGNS) for _ in range(8)]
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


async def give(c: AsyncConnection, person: bytes, given: Agreement) -> None:
    """Write down a consent of `person`."""
    row = {
        "receipt": given.receipt,
        "person": person,
        "purpose": given.purpose,
        "text_version": given.text_version,
        "text_digest": given.text_digest,
        "language": given.language,
        "given": int(given.given.timestamp()),
    }
    await c.execute(insert(agreement), row)


async def of_person(c: AsyncConnection, person: bytes) -> tuple[Agreement, ...]:
    """Return all consents of a person, ended ones too, oldest first."""
    query = (
        select(agreement)
        .where(agreement.c.person == person)
        .order_by(agreement.c.given, agreement.c.receipt)
    )
    return tuple(_opened(row) for row in await c.execute(query))


async def by_receipt(c: AsyncConnection, receipt: str) -> Agreement | None:
    """Return the consent with this receipt number."""
    row = (
        await c.execute(select(agreement).where(agreement.c.receipt == receipt.strip().upper()))
    ).one_or_none()
    return None if row is None else _opened(row)


async def end(
    c: AsyncConnection,
    person: bytes,
    purposes: Collection[Purpose],
    reason: Ending,
    now: datetime,
) -> None:
    """Write down that these standing consents of a person have ended."""
    await c.execute(
        update(agreement)
        .where(
            agreement.c.person == person,
            agreement.c.purpose.in_(purposes),
            agreement.c.withdrawn.is_(None),
        )
        .values(withdrawn=int(now.timestamp()), reason=reason)
    )


def _opened(row: Row[Any]) -> Agreement:
    return Agreement(
        receipt=row.receipt,
        purpose=cast("Purpose", row.purpose),
        text_version=row.text_version,
        text_digest=row.text_digest,
        language=cast("Language", row.language),
        given=moment(row.given),
        withdrawn=None if row.withdrawn is None else moment(row.withdrawn),
        reason=cast("Ending | None", row.reason),
    )
