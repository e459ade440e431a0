"""Being called back: the person's part. One line at a time, looked over, sent, changed, paused.

The rules are bot/domain/form.py (what is asked) and bot/domain/callback.py (what becomes of
it); name, number and own words come as messages (bot/usecases/rights.py), the rest as presses.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain import callback as rules
from bot.domain.consent import ConsentMissing
from bot.domain.form import SOON, Line, can_be_picked, earliest
from bot.domain.holding import Asking
from bot.domain.languages import Language
from bot.store import agreements, audit, blocked, callbacks, diary, persons, queue, tally
from bot.store.callbacks import Case, Value
from bot.store.engine import Connection, Transaction
from bot.store.persons import Person
from bot.store.store import Store
from bot.usecases.consent import Order
from bot.usecases.office import Office
from bot.usecases.telling import Told, act_on


class TimeOver(Exception):
    """Refused: this time has passed, or helpers are not there then (any more)."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self.language: Language = language
        """The language of the call, in whose hours another time is to be picked."""


class Blocked(Exception):
    """Refused: this account has abused the service and can ask for no call for a while."""


@dataclass(frozen=True, slots=True)
class Mine:
    """A person's own request, as it stands at this moment."""

    case: Case
    person: Person
    receipt: str
    place: int | None
    """How many wait before, `queue.FAR` for more than can be told; None outside the line."""
    tried: int
    """Calls that were tried in vain."""
    pair: bytes
    """From which the two words are made that caller and person say to each other."""


async def mine(store: Store, user: int) -> Mine | None:
    """Return the request of the person with this Telegram id; None if there is none."""
    async with store.db.read() as c:
        try:
            person, case, receipt = await _wanted(c, store, user)
        except ConsentMissing:
            return None
        return Mine(
            case=case,
            person=person,
            receipt=receipt,
            place=await queue.place_of(c, case.id, case.request),
            tried=sum(one in rules.IN_VAIN for _, one in await diary.outcomes(c, case.id)),
            pair=pair_of(store, case),
        )


async def _wanted(c: Connection, store: Store, user: int) -> tuple[Person, Case, str]:
    """Return a person, their request and the receipt of its consent; raise ConsentMissing."""
    person = await persons.find(c, store.keyring, user)
    if person is None:
        raise ConsentMissing
    case = await callbacks.of_person(c, store.keyring, person.id)
    held = await agreements.of_person(c, person.id)
    standing = [each.receipt for each in held if each.purpose == "call" and each.withdrawn is None]
    if case is None or not standing:
        raise ConsentMissing
    return person, case, standing[-1]


def pair_of(store: Store, case: Case) -> bytes:
    """Return the keyed code behind the two words of this request; new with each sending."""
    since = case.request.since
    return store.keyring.look_up("words", f"{case.id.hex()}|{since and since.timestamp()}")


async def open_form(store: Store, order: Order, now: datetime, *, again: bool = False) -> bool:
    """Show the person's request as it stands; `again` begins a new one over one that has ended.

    Returns False, with nothing done, when there is none or the consent is missing. Raises
    Blocked instead of beginning anew.
    """

    async def work(tx: Transaction) -> bool:
        try:
            person, case, _ = await _wanted(tx.c, store, order.user)
        except ConsentMissing:
            return False
        if again and case.request.stage in rules.ENDED:
            if await blocked.is_blocked(tx.c, store.keyring, order.user, now):
                raise Blocked
            await callbacks.begin_again(tx.c, case, now)
        await _show(store, tx, order, person, now)
        return True

    return await store.db.write(work)


async def _show(
    store: Store, tx: Transaction, order: Order, person: Person, now: datetime, **blanks: str
) -> None:
    """Owe the form as it stands when it is sent: the next question, the look-over, or the card.

    If the next question is answered with a message, the person's next message is the answer.
    """
    if "line" not in blanks:
        await ask_next(store, tx, person.id)
    store.owe(tx, order.letter("call_form", **blanks), now, person=person.id)
    store.settle(tx, order.update, order.chat, order.said, now)


async def ask_next(store: Store, tx: Transaction, one: bytes) -> None:
    """Let the person's next message answer what their draft asks next, if that is typed."""
    case = await callbacks.of_person(tx.c, store.keyring, one)
    draft = case is not None and case.request.stage is rules.Stage.DRAFT
    await ask_for(store, tx, one, case.form.next() if case is not None and draft else None)


async def ask_for(store: Store, tx: Transaction, one: bytes, line: Line | None) -> None:
    """Let the person's next message be the answer to `line`, or an ordinary one."""
    person = await persons.by_id(tx.c, store.keyring, one)
    asking: Asking | None = None
    if line == "name" or line == "number" or line == "words":
        asking = line
    if person is not None and person.asking not in (asking, "message"):
        await persons.save(tx.c, store.keyring, replace(person, asking=asking))


async def ask_line(store: Store, order: Order, line: Line, now: datetime) -> None:
    """Ask one line anew, to be changed; raise ConsentMissing when there is no request."""

    async def work(tx: Transaction) -> None:
        person, _, _ = await _wanted(tx.c, store, order.user)
        await ask_for(store, tx, person.id, line)
        await _show(store, tx, order, person, now, line=line)

    await store.db.write(work)


async def pick(
    store: Store, order: Order, office: Office, line: Line, value: Value, now: datetime
) -> None:
    """Keep what was picked for a line, and show what comes next.

    Raises ConsentMissing without a request, and TimeOver for a time that cannot be had.
    """

    async def work(tx: Transaction) -> None:
        person, case, _ = await _wanted(tx.c, store, order.user)
        language = callbacks.language_of(case, person.language)
        if line == "suits" and not can_be_picked(str(value), office.hours, language, now):
            raise TimeOver(language)
        await keep_line(store, tx, office, case, line, value, now)
        await _show(store, tx, order, person, now)

    await store.db.write(work)


async def keep_line(
    store: Store,
    tx: Transaction,
    office: Office,
    case: Case,
    line: Line,
    value: Value,
    now: datetime,
    *,
    verified: bool = False,
    danger: bool = False,
) -> None:
    """Keep one line; once the request is sent, let the rules say what its change does (B12).

    `danger`: the words the person wrote speak of self-harm or violence.
    """
    await callbacks.keep(tx.c, store.keyring, case, line, value, now, verified=verified)
    await audit.append(
        tx, store.keyring, actor="person", act=audit.Act.CORRECTED, about=case.person,
        detail=line, now=now,
    )  # fmt: skip
    tally.count(tx, "gave_or_corrected", now)
    sent = case.request.stage in rules.OPEN
    kept = await callbacks.of_person(tx.c, store.keyring, case.person) if sent else None
    if kept is None:
        return
    at = earliest(str(value), now) if line == "suits" else None
    language = kept.form.language if line == "language" else None
    change = rules.Change(at=at, language=language, crisis=danger)
    await act_on(store, tx, office, kept, change, now, told=Told(person=True))


async def send(store: Store, order: Order, office: Office, *, danger: bool, now: datetime) -> None:
    """Send the request; `danger`: its words speak of self-harm or violence (B4).

    Raises ConsentMissing without a request, NotReady while a line is missing, WrongStage for
    what was sent before, TimeOver when the picked time has passed meanwhile, and Blocked.
    """

    async def work(tx: Transaction) -> None:
        person, case, _ = await _wanted(tx.c, store, order.user)
        if await blocked.is_blocked(tx.c, store.keyring, order.user, now):
            raise Blocked
        language = callbacks.language_of(case, person.language)
        suits = case.form.suits or SOON
        if not can_be_picked(suits, office.hours, language, now):
            raise TimeOver(language)
        at = None if suits == SOON else earliest(suits, now)
        sending = rules.Send(crisis=danger, at=at)
        await act_on(store, tx, office, case, sending, now, told=Told(person=True))
        await audit.append(
            tx, store.keyring, actor="person", act=audit.Act.SENT, about=person.id, now=now
        )
        tally.count(tx, "call_sent", now)
        await _show(store, tx, order, person, now, then="sent")

    await store.db.write(work)


async def pause(
    store: Store, tx: Transaction, office: Office, person: bytes, *, on: bool, now: datetime
) -> None:
    """Let the request rest, or go on, together with the person's other data (B7)."""
    case = await callbacks.of_person(tx.c, store.keyring, person)
    if case is None or case.request.paused == on:
        return
    await act_on(store, tx, office, case, rules.Pause(on), now, told=Told(person=True))
