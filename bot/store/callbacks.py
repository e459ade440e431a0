"""Requests to be called: what the rules know of them in the clear, what the person said sealed.

Everything a person has said is sealed under their own key. Clear is only what the queue is
ordered and searched by: stage, language, urgency, times and a helper's random id.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, LargeBinary, Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.callback import ENDED, Request, Stage, Urgency
from bot.domain.form import Form, Line, Topic
from bot.domain.languages import Language
from bot.store.engine import Transaction
from bot.store.inbox import hour
from bot.store.keyring import Keyring
from bot.store.persons import Stale, moment, new_id
from bot.store.sealing import Place
from bot.store.tables import callback, person, staff

SEALED: Final[tuple[Line, ...]] = (
    "name", "number", "suits", "voicemail", "introduce", "topic", "words",
)  # fmt: skip

Value = str | bool | Topic
"""What a line of the form can be answered with."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request's row, opened."""

    id: bytes
    person: bytes
    request: Request
    form: Form
    asked: datetime
    changed: datetime
    remind: datetime | None
    card: int | None
    """The message in the person's chat that shows how it stands."""
    version: int


_CASE: Final = select(callback, staff.c.id.label("own")).outerjoin_from(
    callback.join(person, person.c.id == callback.c.person),
    staff,
    (staff.c.visitor == person.c.visitor) & staff.c.removed.is_(None),
)
"""A request, and the member of staff who filed it, if one did."""


async def draft(c: AsyncConnection, one: bytes, now: datetime, *, paused: bool = False) -> None:
    """Begin a request of the person `one`: there is one at most."""
    row = {
        "id": new_id(),
        "person": one,
        "stage": Stage.DRAFT.value,
        "urgency": Urgency.NORMAL.value,
        "asked": hour(now),
        "changed": hour(now),
        "paused": int(paused),
        "missed": 0,
        "resting": 0,
        "verified": 0,
        "version": 1,
    }
    await c.execute(insert(callback), row)


async def of_person(c: AsyncConnection, keyring: Keyring, one: bytes) -> Case | None:
    """Return the person's request, opened; raise KeyGone when the key was destroyed."""
    row = (await c.execute(_CASE.where(callback.c.person == one))).one_or_none()
    return None if row is None else opened(row, keyring)


async def by_id(c: AsyncConnection, keyring: Keyring, request: bytes) -> Case | None:
    """Return a request by its id, opened; raise KeyGone when the key was destroyed."""
    row = (await c.execute(_CASE.where(callback.c.id == request))).one_or_none()
    return None if row is None else opened(row, keyring)


def opened(row: Row[Any], keyring: Keyring) -> Case:
    """Open a row of `_CASE`; raise Unsealable when it does not open."""

    def told(column: str) -> str | None:
        value = getattr(row, column)
        if value is None:
            return None
        return keyring.unseal(Place("callback", column, row.id, row.person), value).decode(
            errors="surrogatepass"
        )

    def yes(column: str) -> bool | None:
        said = told(column)
        return None if said is None else said == "yes"

    topic = told("topic")
    form = Form(
        name=told("name"),
        number=told("number"),
        verified=bool(row.verified),
        language=row.language,
        suits=told("suits"),
        voicemail=yes("voicemail"),
        introduce=yes("introduce"),
        topic=None if topic is None else Topic(topic),
        words=told("words"),
    )
    request = Request(
        stage=Stage(row.stage),
        language=row.language or "fi",
        urgency=Urgency(row.urgency),
        since=_moment(row.since),
        ready=form.ready,
        paused=bool(row.paused),
        own=row.own,
        holder=row.holder,
        held_until=_moment(row.held_until),
        missed=row.missed,
        not_before=_moment(row.not_before),
        resting=bool(row.resting),
    )
    return Case(
        id=row.id,
        person=row.person,
        request=request,
        form=form,
        asked=moment(row.asked),
        changed=moment(row.changed),
        remind=_moment(row.remind),
        card=row.card,
        version=row.version,
    )


async def keep(
    c: AsyncConnection,
    keyring: Keyring,
    case: Case,
    line: Line,
    value: Value,
    now: datetime,
    *,
    verified: bool = False,
) -> None:
    """Keep what the person has answered to one line."""
    values: dict[str, Any] = {
        "changed": hour(now),
        "told": None,
        "version": callback.c.version + 1,
    }
    if line == "language":
        values["language"] = value
    else:
        values[line] = _seal(keyring, case, line, value)
    if line == "number":
        values |= {
            "verified": int(verified),
            "number_code": keyring.look_up("number", str(value)),
        }
    await c.execute(update(callback).where(callback.c.id == case.id).values(values))


async def save(c: AsyncConnection, case: Case, after: Request, now: datetime) -> None:
    """Write where the request stands now, but only over what was read; raise Stale otherwise."""
    before = case.request.stage
    moved = after.stage is not before and (
        after.stage in ENDED or before in ENDED or before is Stage.DRAFT
    )
    agreed = after.holder is not None and after.not_before is not None and after.not_before > now
    result = await c.execute(
        update(callback)
        .where(callback.c.id == case.id, callback.c.version == case.version)
        .values(
            stage=after.stage.value,
            language=after.language if after.stage is not Stage.DRAFT else case.form.language,
            urgency=after.urgency.value,
            since=_seconds(after.since),
            paused=int(after.paused),
            holder=after.holder,
            held_until=_seconds(after.held_until),
            missed=after.missed,
            not_before=_seconds(after.not_before),
            resting=int(after.resting),
            remind=_seconds(after.not_before) if agreed else None,
            version=case.version + 1,
            # Counted from what ends or begins a request; work on it in between does not count.
            **({"changed": hour(now), "told": None} if moved else {}),
        )
    )
    if result.rowcount != 1:
        raise Stale


async def begin_again(c: AsyncConnection, case: Case, now: datetime) -> None:
    """Make an ended request a draft again, with the answers it had but the time and the words."""
    await c.execute(
        update(callback)
        .where(callback.c.id == case.id)
        .values(
            stage=Stage.DRAFT.value,
            urgency=Urgency.NORMAL.value,
            since=None,
            asked=hour(now),
            changed=hour(now),
            told=None,
            missed=0,
            not_before=None,
            resting=0,
            remind=None,
            suits=None,
            words=None,
            topic=None,
            card=None,
            version=case.version + 1,
        )
    )


async def reminded(c: AsyncConnection, case: Case) -> None:
    """Write down that the holder was reminded."""
    await c.execute(
        update(callback)
        .where(callback.c.id == case.id)
        .values(remind=None, version=callback.c.version + 1)
    )


_CARD: Final = (
    update(callback)
    .where(callback.c.person == bindparam("b_person", type_=LargeBinary))
    .values(card=bindparam("b_card", type_=Integer))
)


def card_at(tx: Transaction, one: bytes, message: int) -> None:
    """Remember which message shows the person how their request stands."""
    tx.later(_CARD, {"b_person": one, "b_card": message})


async def holder_of(c: AsyncConnection, one: bytes) -> bytes | None:
    """Return who holds the person's request; None for nobody. Needs no key."""
    return (await c.execute(select(callback.c.holder).where(callback.c.person == one))).scalar()


async def told(c: AsyncConnection, one: bytes, now: datetime) -> None:
    """Write down that the person was told that nobody has called yet."""
    await c.execute(update(callback).where(callback.c.person == one).values(told=hour(now)))


async def drop(c: AsyncConnection, one: bytes) -> None:
    """Delete the person's request."""
    await c.execute(delete(callback).where(callback.c.person == one))


def _seal(keyring: Keyring, case: Case, column: str, value: Value) -> bytes:
    match value:
        case bool():
            said = "yes" if value else "no"
        case Topic():
            said = value.value
        case _:
            said = value
    place = Place("callback", column, case.id, case.person)
    return keyring.seal_for(case.person, place, said.encode(errors="surrogatepass"))


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else moment(seconds)


def _seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def language_of(case: Case, otherwise: Language) -> Language:
    """Return the language of the call; until it is picked, the one the person is written to in."""
    return case.form.language or otherwise
