"""The line of those who wait for a call: next, place, lists, counts, and what is due.

Each question costs the same with a thousand waiting as with a million: it walks one index from
one end and stops early. So a place or a count beyond `FAR` is told as "more than".
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select, tuple_, update

from bot.domain.callback import PASSES_AFTER, Request, Stage, Urgency
from bot.domain.casework import FAR, Listed, Part
from bot.domain.languages import LANGUAGES, Language
from bot.store.engine import Connection
from bot.store.persons import moment
from bot.store.tables import callback, staff

AT_ONCE: Final = 200
"""Requests to which time does something, handled in one round."""
RIPENED: Final = 1000
"""Requests that may be called again, taken into the line in one transaction."""

_IN_LINE: Final = and_(
    callback.c.stage == Stage.APPROVED.value, callback.c.paused == 0, callback.c.resting == 0
)
_OFFERED: Final = and_(_IN_LINE, callback.c.not_before.is_(None))
"""Who can be called now. A time that has come is taken away by `ripen`, so that none is compared."""
_ENDED: Final = callback.c.stage.in_(
    bindparam("ended", [Stage.DONE.value, Stage.ASIDE.value], expanding=True, literal_execute=True)
)
"""Literally, and in this order, what ix_callback_ended says: SQLite compares no bound lists."""
_ORDER: Final = (callback.c.urgency.desc(), callback.c.since, callback.c.id)


_LISTED: Final = select(
    callback.c.id,
    callback.c.stage,
    callback.c.language,
    callback.c.urgency,
    callback.c.since,
    callback.c.not_before,
    callback.c.holder,
    callback.c.missed,
)


async def ripen(c: Connection, now: datetime) -> int:
    """Let those be called whose time has come, a thousand at a time; return how many."""
    come = (
        select(callback.c.id)
        .where(_IN_LINE, callback.c.not_before <= int(now.timestamp()))
        .limit(RIPENED)
    )
    result = await c.execute(
        update(callback)
        .where(callback.c.id.in_(come))
        .values(not_before=None, version=callback.c.version + 1)
    )
    return result.rowcount


async def next_for(
    c: Connection, languages: Collection[Language], *, but: bytes | None = None
) -> bytes | None:
    """Return the request whose turn it is in any of these languages; None if nobody waits.

    `but` is the person of the member of staff who asks: nobody gets their own request.
    """
    firsts: list[Any] = []
    for language in languages:
        query = select(callback.c.urgency, callback.c.since, callback.c.id).where(
            _OFFERED, callback.c.language == language
        )
        if but is not None:
            query = query.where(callback.c.person != but)
        firsts += (await c.execute(query.order_by(*_ORDER).limit(1))).all()
    firsts.sort(key=lambda row: (-row.urgency, row.since, row.id))
    return firsts[0].id if firsts else None


async def place_of(c: Connection, request: bytes, standing: Request) -> int | None:
    """Return how many wait before this one in its language, `FAR` for more than can be told.

    None for a request that is not in the line.
    """
    if standing.stage is not Stage.APPROVED or standing.since is None:
        return None
    before = tuple_(callback.c.since, callback.c.id) < (int(standing.since.timestamp()), request)
    ahead = 0
    for part in (
        callback.c.urgency > standing.urgency.value,
        and_(callback.c.urgency == standing.urgency.value, before),
    ):
        ahead += await _count(c, and_(_IN_LINE, callback.c.language == standing.language, part))
    return min(ahead, FAR)


async def waiting(c: Connection) -> dict[Language, int]:
    """Return how many could be called now, by language; `FAR` for that many or more."""
    return {
        language: await _count(c, and_(_OFFERED, callback.c.language == language))
        for language in LANGUAGES
    }


async def to_review(c: Connection) -> int:
    """Return how many wait for a moderator, `FAR` for that many or more."""
    return await _count(c, callback.c.stage == Stage.WAITING.value)


async def in_line(
    c: Connection, language: Language, *, skip: int, at_most: int, which: Part = Part.ALL
) -> list[Listed]:
    """Return a page of the line of one language, in its order, who cannot be called yet too.

    `which` leaves out those that are not urgent, or cannot be called at this moment.
    """
    line = _OFFERED if which is Part.NOW else _IN_LINE
    query = _LISTED.where(line, callback.c.language == language).order_by(*_ORDER)
    if which is Part.URGENT:
        query = query.where(callback.c.urgency > Urgency.NORMAL.value)
    return _listed(await c.execute(query.offset(skip).limit(at_most)))


async def review(c: Connection, *, skip: int, at_most: int) -> list[Listed]:
    """Return a part of what waits for a moderator, in the order of the queue."""
    query = _LISTED.where(callback.c.stage == Stage.WAITING.value).order_by(*_ORDER)
    return _listed(await c.execute(query.offset(skip).limit(at_most)))


async def held_by(c: Connection, holder: bytes) -> list[Listed]:
    """Return what a helper holds, the longest first."""
    query = _LISTED.where(callback.c.holder == holder).order_by(callback.c.since, callback.c.id)
    return _listed(await c.execute(query))


async def ended(c: Connection, *, skip: int, at_most: int) -> list[Listed]:
    """Return what was closed or put aside, the newest first."""
    query = _LISTED.where(_ENDED).order_by(callback.c.changed.desc()).offset(skip).limit(at_most)
    return _listed(await c.execute(query))


async def same_number(c: Connection, request: bytes) -> list[Listed]:
    """Return other open requests that name the same number; at most three."""
    code = select(callback.c.number_code).where(callback.c.id == request).scalar_subquery()
    query = _LISTED.where(
        callback.c.number_code == code,
        callback.c.id != request,
        callback.c.stage.not_in([Stage.DRAFT.value, Stage.DONE.value, Stage.ASIDE.value]),
    )
    return _listed(await c.execute(query.limit(3)))


async def due(c: Connection, now: datetime) -> list[bytes]:
    """Return requests to which time does something now: what passes, lapses, wakes, is agreed."""
    at = int(now.timestamp())
    passes = int((now - PASSES_AFTER).timestamp())
    queries = [
        select(callback.c.id).where(
            callback.c.stage == Stage.WAITING.value,
            callback.c.urgency == urgency.value,
            callback.c.since <= passes,
        )
        for urgency in Urgency
    ]
    queries += [
        select(callback.c.id).where(callback.c.held_until <= at),
        select(callback.c.id).where(callback.c.remind <= at),
        select(callback.c.id).where(callback.c.resting == 1, callback.c.not_before <= at),
    ]
    found: dict[bytes, None] = {}
    for query in queries:
        found |= dict.fromkeys((await c.execute(query.limit(AT_ONCE))).scalars())
    return list(found)


async def held_by_nobody(c: Connection) -> list[tuple[bytes, bytes]]:
    """Return requests, with their holders, who are not on the staff any more (B14)."""
    serves = exists().where(staff.c.id == callback.c.holder, staff.c.removed.is_(None))
    query = select(callback.c.id, callback.c.holder).where(callback.c.holder.is_not(None), ~serves)
    return [(row.id, row.holder) for row in (await c.execute(query.limit(AT_ONCE))).all()]


async def longest_waiting(c: Connection) -> dict[Urgency, datetime]:
    """Return since when the first of each urgency waits, in any language, who may be called."""
    found: dict[Urgency, datetime] = {}
    for urgency in Urgency:
        firsts = [
            (
                await c.execute(
                    select(callback.c.since)
                    .where(
                        _OFFERED,
                        callback.c.language == language,
                        callback.c.urgency == urgency.value,
                    )
                    .order_by(callback.c.since)
                    .limit(1)
                )
            ).scalar()
            for language in LANGUAGES
        ]
        begun = [one for one in firsts if one is not None]
        if begun:
            found[urgency] = moment(min(begun))
    return found


async def _count(c: Connection, which: ColumnElement[bool]) -> int:
    some = select(callback.c.id).where(which).limit(FAR).subquery()
    query: Select[int] = select(func.count()).select_from(some)
    return (await c.execute(query)).scalar_one()


def _listed(rows: Iterable[Any]) -> list[Listed]:
    return [
        Listed(
            id=row.id,
            stage=Stage(row.stage),
            language=row.language,
            urgency=Urgency(row.urgency),
            since=moment(row.since),
            not_before=None if row.not_before is None else moment(row.not_before),
            holder=row.holder,
            missed=row.missed,
        )
        for row in rows
    ]
