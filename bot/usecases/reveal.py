"""Showing a person's number to the helper who holds the case: first written down, then shown.

Rules (cited by tests):
    V1  The row of the audit log is committed before the number is read for showing.
    V2  Who has withdrawn, paused or been erased meanwhile is not there; the same refusal as for
        an id that never was, so that it tells nothing.
    V3  Ten numbers in an hour are enough work for one person; more is refused and alarms.
    V4  Nothing written down, nothing shown.
    V5  Only the holder of a claim is shown anything.
    V6  The message that shows it is noted in the same transaction, and deleted by timer.

Source: PROMISES.md, promise 17, T2, T11 and section 7 (the reveal must lose against a
withdrawal).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.domain import callback as rules
from bot.domain.form import Form
from bot.domain.staff import Account, may_member
from bot.domain.staff import Act as Duty
from bot.store import agreements, audit, callbacks, persons, staff, tally
from bot.store.audit import Act
from bot.store.callbacks import Case
from bot.store.engine import Connection, Transaction
from bot.store.sealing import Unsealable
from bot.store.store import Store
from bot.usecases.consent import Order
from bot.usecases.members import account_of, actor_of
from bot.usecases.office import Office
from bot.usecases.telling import Told, carry_out, note_shown

AT_MOST: Final = 10
WITHIN: Final = timedelta(hours=1)

Verdict = Literal["shown", "not_here", "too_many"]


class NotHere(Exception):
    """Refused: there is nobody by this id who wants to be called by the one who asks."""


class TooManyReveals(Exception):
    """Refused: ten numbers were shown to this member of staff within the hour."""


async def reveal(
    store: Store,
    order: Order,
    office: Office,
    request: bytes,
    now: datetime,
) -> None:
    """Write down that the number is shown, and owe the message that shows it.

    What it shows is read when it is sent (`shown`), so that a withdrawal in between wins.
    Raises NotAllowed, NotHere (V2, V5) and TooManyReveals (V3), the last two written down;
    whatever keeps the row from being written is raised as it is, and nothing is shown (V4).
    """

    async def work(tx: Transaction) -> Verdict:
        account = await account_of(tx.c, store, order.user, Duty.REVEAL)
        actor = actor_of(account.member.id)
        case = await _wanted(tx.c, store, request, account)
        earlier = await audit.since(tx.c, actor, Act.REVEALED, now - WITHIN)
        verdict: Verdict = "shown"
        if len(earlier) >= AT_MOST:
            verdict = "too_many"
        elif case is None:
            verdict = "not_here"
        await audit.append(
            tx,
            store.keyring,
            actor=actor,
            act=Act.REVEALED if verdict == "shown" else Act.REVEAL_REFUSED,
            # An id that is nobody's is what somebody has made up: it does not enter the log.
            about=None if case is None else case.person,
            detail=None if verdict == "shown" else verdict,
            now=now,
        )
        if verdict == "shown" and case is not None:
            await _show(store, tx, office, order, case, account, now)
        return verdict

    match await store.db.write(work):
        case "too_many":
            raise TooManyReveals
        case "not_here":
            raise NotHere
        case "shown":
            return


async def _show(
    store: Store,
    tx: Transaction,
    office: Office,
    order: Order,
    case: Case,
    account: Account,
    now: datetime,
) -> None:
    after, effects = rules.decide(case.request, rules.Call(account.member.id), now)
    await callbacks.save(tx.c, case, after, now)
    tally.count(tx, "call_revealed", now)
    told = Told(holder=account.member.id)
    await carry_out(store, tx, office, case, after, effects, now, told=told)
    await note_shown(store, tx, order, case, now)
    store.owe(tx, order.letter("case_open", request=case.id.hex()), now, person=case.person)
    store.settle(tx, order.update, order.chat, order.said, now)


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown now, to the holder."""

    case: Case

    @property
    def form(self) -> Form:
        """Everything the person has said."""
        return self.case.form


async def shown(store: Store, user: int, request: bytes) -> Shown:
    """Return what the holder may be shown at this moment; raise NotHere for everybody else."""
    async with store.db.read() as c:
        account = await staff.of_user(c, store.keyring, user)
        case = None
        if account is not None and may_member(account.member, Duty.REVEAL):
            case = await _wanted(c, store, request, account)
    if case is None or case.request.stage is not rules.Stage.CALLING:
        raise NotHere
    return Shown(case)


async def _wanted(c: Connection, store: Store, request: bytes, me: Account) -> Case | None:
    """Return the request if this member holds it and its person wants to be called; else None."""
    try:
        case = await callbacks.by_id(c, store.keyring, request)
        if case is None or case.request.paused or case.request.holder != me.member.id:
            return None
        one = await persons.by_id(c, store.keyring, case.person)
        held = await agreements.of_person(c, case.person)
    except Unsealable:
        return None
    agrees = any(each.purpose == "call" and each.withdrawn is None for each in held)
    return case if one is not None and agrees and case.form.number is not None else None
