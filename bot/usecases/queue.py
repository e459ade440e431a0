"""What staff does with requests: one act, one transaction, authorised from the rows.

Every act is the same five steps: who is it and may they (bot/domain/staff.py), what does time
do to the request first, what does the act do (bot/domain/callback.py), write it down, and tell
whoever must be told. What is shown afterwards is read again when it is sent.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain import callback as rules
from bot.domain.casework import READY, Listed, Noted, Part
from bot.domain.languages import Language
from bot.domain.staff import Account, Act, NotAllowed, may_member
from bot.store import audit, blocked, callbacks, diary, persons, queue, staff, tally
from bot.store.callbacks import Case
from bot.store.engine import Connection, Transaction
from bot.store.sealing import Unsealable
from bot.store.store import Store
from bot.usecases.consent import Order
from bot.usecases.members import account_of, actor_of
from bot.usecases.office import Office
from bot.usecases.telling import Told, act_on, note_shown

PAGE: Final = 6
"""Requests in one part of a list."""

AUDITED: Final[Mapping[type[rules.Act], audit.Act]] = {
    rules.Approve: audit.Act.APPROVED,
    rules.Judge: audit.Act.JUDGED,
    rules.PutAside: audit.Act.PUT_ASIDE,
    rules.Reopen: audit.Act.REOPENED,
    rules.Claim: audit.Act.CLAIMED,
    rules.Release: audit.Act.RELEASED,
    rules.HandOver: audit.Act.HANDED_OVER,
    rules.Tried: audit.Act.TRIED,
    rules.Close: audit.Act.CLOSED,
}
"""How the audit log names each act."""


Make = Callable[[bytes, Account], rules.Act]
"""Makes an act of the id and the account of the member who acts."""

PARTS_AT_MOST: Final = 100
"""So far lists can be leafed through."""


class NobodyWaits(Exception):
    """Refused: nobody can be called now in the languages of the one who asks."""


class NotThere(Exception):
    """Refused: there is no such request (any more); the same for an id nobody has."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A member of staff wants to do something with a request."""

    order: Order
    request: bytes
    needs: Act
    """What the roles must allow."""
    act: "Make"
    """Made once it is known who acts."""
    then: str = ""
    """What the card says about it, a code."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as a member of staff sees it, read at this moment."""

    case: Case
    me: Account
    holder: Account | None
    lines: tuple[Noted, ...]
    names: Mapping[bytes, str]
    """First names of colleagues in the diary."""
    repeats: int
    """Other open requests with the same number."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the staff menu tells."""

    me: Account
    waiting: Mapping[Language, int]
    to_review: int
    mine: int
    on_duty: int


async def overview(store: Store, user: int) -> Overview:
    """Return what the staff menu tells; raise NotAllowed for anybody who is not on the staff."""
    async with store.db.read() as c:
        account = await staff.of_user(c, store.keyring, user)
        if account is None or account.member.removed:
            raise NotAllowed
        return Overview(
            me=account,
            waiting=await queue.waiting(c),
            to_review=await queue.to_review(c),
            mine=len(await queue.held_by(c, account.member.id)),
            on_duty=len(await staff.on_duty(c, store.keyring)),
        )


async def line(
    store: Store, user: int, language: Language, page: int, which: Part = Part.ALL
) -> list[Listed]:
    """Return a page of the line in one language, and one more if there are more; NotAllowed."""
    async with store.db.read() as c:
        await account_of(c, store, user, Act.SEE_QUEUE)
        skip = page * PAGE
        return await queue.in_line(c, language, skip=skip, at_most=PAGE + 1, which=which)


async def to_review(store: Store, user: int, part: int) -> list[Listed]:
    """Return a part of what waits for a moderator, and one more if there are more; NotAllowed."""
    async with store.db.read() as c:
        await account_of(c, store, user, Act.SEE_REVIEW)
        return await queue.review(c, skip=part * PAGE, at_most=PAGE + 1)


async def ended(store: Store, user: int, part: int) -> list[Listed]:
    """Return a part of what was closed or put aside, and one more if there are more; NotAllowed."""
    async with store.db.read() as c:
        await account_of(c, store, user, Act.REOPEN)
        return await queue.ended(c, skip=part * PAGE, at_most=PAGE + 1)


async def mine(store: Store, user: int) -> list[Listed]:
    """Return what the one who asks holds; raise NotAllowed."""
    async with store.db.read() as c:
        account = await account_of(c, store, user, Act.CLAIM)
        return await queue.held_by(c, account.member.id)


async def colleagues(store: Store, user: int, language: Language) -> list[Account]:
    """Return who else could take over a case in this language, those on duty first; NotAllowed."""
    async with store.db.read() as c:
        me = await account_of(c, store, user, Act.HAND_OVER)
        every = await staff.everybody(c, store.keyring)
    fitting = [
        one
        for one in every
        if may_member(one.member, Act.CLAIM)
        and language in one.member.languages
        and one.member.id != me.member.id
    ]
    return sorted(fitting, key=lambda one: not one.member.on_duty)


async def see(store: Store, user: int, request: bytes) -> Seen:
    """Return a request as this member may see it; raise NotAllowed and NotThere."""
    async with store.db.read() as c:
        account = await staff.of_user(c, store.keyring, user)
        may_see = account is not None and any(
            may_member(account.member, one) for one in (Act.SEE_QUEUE, Act.SEE_REVIEW)
        )
        if account is None or not may_see:
            raise NotAllowed
        case = await _case(c, store, request)
        lines = await diary.of_case(c, store.keyring, case)
        holder = case.request.holder
        everybody = {one.member.id: one for one in await staff.everybody(c, store.keyring)}
        return Seen(
            case=case,
            me=account,
            holder=None if holder is None else everybody.get(holder),
            lines=tuple(lines),
            names={who: one.name or "" for who, one in everybody.items()},
            repeats=len(await queue.same_number(c, request)),
        )


async def _case(c: Connection, store: Store, request: bytes) -> Case:
    try:
        case = await callbacks.by_id(c, store.keyring, request)
    except Unsealable:  # erased at this very moment
        case = None
    if case is None or case.request.stage is rules.Stage.DRAFT:
        raise NotThere
    return case


async def claim_next(store: Store, order: Order, office: Office, now: datetime) -> None:
    """Claim whose turn it is; raise NotAllowed and NobodyWaits."""

    async def work(tx: Transaction) -> None:
        account = await account_of(tx.c, store, order.user, Act.CLAIM)
        own = await persons.id_of(tx.c, store.keyring, order.user)
        languages = account.member.languages
        await queue.ripen(tx.c, now)
        request = await queue.next_for(tx.c, languages, but=own)
        if request is None:
            raise NobodyWaits
        await _do(store, tx, office, _claim(order, request), now)

    await store.db.write(work)


def _claim(order: Order, request: bytes) -> Wish:
    return Wish(
        order,
        request,
        Act.CLAIM,
        lambda me, account: rules.Claim(me, account.member.languages),
        then="claimed",
    )


async def claim(store: Store, order: Order, office: Office, request: bytes, now: datetime) -> None:
    """Claim this request; raises what the rules refuse, NotAllowed and NotThere."""
    await do(store, office, _claim(order, request), now)


async def do(store: Store, office: Office, wish: Wish, now: datetime) -> None:
    """Do what is wished, tell everybody, and owe the one who wished the case as it stands then.

    Raises what the rules refuse (bot/domain/callback.py), NotAllowed and NotThere.
    """
    await store.db.write(lambda tx: _do(store, tx, office, wish, now))


async def _do(store: Store, tx: Transaction, office: Office, wish: Wish, now: datetime) -> None:
    account = await account_of(tx.c, store, wish.order.user, wish.needs)
    case = await _case(tx.c, store, wish.request)
    act = wish.act(account.member.id, account)
    await act_on(store, tx, office, case, act, now, told=Told(holder=account.member.id))
    if isinstance(act, rules.Tried):
        await diary.write(
            tx.c, store.keyring, case, by=account.member.id, now=now, outcome=act.outcome
        )
    await note(store, tx, account, AUDITED[type(act)], case, now, detail=_detail(act))
    tally.count(tx, "case_worked", now)
    answer(store, tx, wish.order, case, wish.then, now)


def answer(
    store: Store, tx: Transaction, order: Order, case: Case, then: str, now: datetime
) -> None:
    """Owe the one who acted the case as it stands when it is sent, and mark the press done."""
    letter = order.letter("case", request=case.id.hex(), then=then)
    store.owe(tx, letter, now, person=case.person)
    store.settle(tx, order.update, order.chat, order.said, now)


async def note(
    store: Store,
    tx: Transaction,
    account: Account,
    act: audit.Act,
    case: Case,
    now: datetime,
    *,
    detail: str | None = None,
) -> None:
    """Write into the audit log what a member of staff has done."""
    await audit.append(
        tx,
        store.keyring,
        actor=actor_of(account.member.id),
        act=act,
        about=case.person,
        detail=detail,
        now=now,
    )


def _detail(act: rules.Act) -> str | None:
    match act:
        case rules.Approve(urgency=urgency) | rules.Judge(urgency=urgency) if urgency is not None:
            return urgency.name.lower()
        case rules.PutAside(reason=reason):
            return reason.value
        case rules.Tried(outcome=outcome):
            return outcome.value
        case rules.Close(ending=ending):
            return ending.value
        case _:
            return None


async def hand_over(
    store: Store, order: Order, office: Office, request: bytes, to: bytes, now: datetime
) -> None:
    """Hand a case to a colleague; NotThere if there is no such colleague, and as `do`."""

    async def work(tx: Transaction) -> None:
        other = await staff.by_id(tx.c, store.keyring, to)
        if other is None or not may_member(other.member, Act.CLAIM):
            raise NotThere
        wish = Wish(
            order,
            request,
            Act.HAND_OVER,
            lambda me, _: rules.HandOver(me, to, other.member.languages),
            then="handed",
        )
        await _do(store, tx, office, wish, now)

    await store.db.write(work)


async def ask_note(store: Store, order: Order, request: bytes, now: datetime) -> None:
    """Take the member's next message as a note for this case; raise NotAllowed and NotThere."""

    async def work(tx: Transaction) -> None:
        account = await account_of(tx.c, store, order.user, Act.WRITE_NOTE)
        case = await _case(tx.c, store, request)
        await staff.ask(tx.c, account.member.id, f"note-{request.hex()}")
        store.owe(tx, replace(order.letter("ask_note"), replaces=None), now, person=case.person)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def note_asked(store: Store, user: int) -> bytes | None:
    """Return the request the member's next message is a note for; None for nobody else."""
    async with store.db.read() as c:
        asking = await staff.asking(c, store.keyring, user)
    what, _, request = (asking or "").partition("-")
    return bytes.fromhex(request) if what == "note" else None


async def stop_asking(store: Store, order: Order, now: datetime) -> None:
    """Take the member's next message as an ordinary one again."""

    async def work(tx: Transaction) -> None:
        account = await staff.of_user(tx.c, store.keyring, order.user)
        if account is None or account.member.removed:
            raise NotAllowed
        await staff.ask(tx.c, account.member.id, None)
        store.owe(tx, order.letter("work"), now)
        store.settle(tx, order.update, order.chat, order.said, now)

    await store.db.write(work)


async def write_note(store: Store, order: Order, request: bytes, text: str, now: datetime) -> None:
    """Keep a note for colleagues, identifiers masked already; raise NotAllowed and NotThere.

    It is sealed with the person's key and stands in the diary only: no screen for people
    reads it.
    """

    async def work(tx: Transaction) -> None:
        account = await account_of(tx.c, store, order.user, Act.WRITE_NOTE)
        await staff.ask(tx.c, account.member.id, None)
        case = await _case(tx.c, store, request)
        await diary.write(tx.c, store.keyring, case, by=account.member.id, now=now, note=text)
        await _renewed(tx, case, account, now)
        await note(store, tx, account, audit.Act.NOTED, case, now)
        answer(store, tx, order, case, "noted", now)

    await store.db.write(work)


async def block(store: Store, order: Order, office: Office, request: bytes, now: datetime) -> None:
    """Put a request aside as abuse, and let its account ask for nothing for a while."""

    async def work(tx: Transaction) -> None:
        account = await account_of(tx.c, store, order.user, Act.BLOCK)
        case = await _case(tx.c, store, request)
        wish = Wish(
            order,
            request,
            Act.BLOCK,
            lambda me, _: rules.PutAside(me, rules.Reason.TROLL),
            then="blocked",
        )
        await _do(store, tx, office, wish, now)
        await blocked.block(tx.c, case.person, now)
        await note(store, tx, account, audit.Act.BLOCKED, case, now)

    await store.db.write(work)


async def read_words(store: Store, order: Order, request: bytes, now: datetime) -> None:
    """Show a moderator what the person wrote, written down first; NotAllowed and NotThere.

    The message that shows it is noted in the same transaction, and deleted by timer.
    """

    async def work(tx: Transaction) -> None:
        account = await account_of(tx.c, store, order.user, Act.SEE_REVIEW)
        case = await _case(tx.c, store, request)
        if case.request.own == account.member.id:
            raise rules.OwnRequest
        await note(store, tx, account, audit.Act.READ, case, now)
        await note_shown(store, tx, order, case, now)
        answer(store, tx, order, case, "read", now)

    await store.db.write(work)


async def _renewed(tx: Transaction, case: Case, account: Account, now: datetime) -> None:
    """Renew the claim of a holder who does something that is no act of the rules (B5)."""
    if case.request.holder == account.member.id:
        after = rules.renewed(case.request, now)
        await callbacks.save(tx.c, case, after, now)


async def reply(store: Store, order: Order, request: bytes, which: str, now: datetime) -> None:
    """Send the person one of the ready replies, in the language they are written to in.

    Raises NotAllowed, NotThere, and NotHeld unless the one who sends it holds the case.
    """

    async def work(tx: Transaction) -> None:
        account = await account_of(tx.c, store, order.user, Act.CLAIM)
        case = await _case(tx.c, store, request)
        if case.request.holder != account.member.id or which not in READY:
            raise rules.NotHeld
        person = await persons.by_id(tx.c, store.keyring, case.person)
        if person is None:
            raise NotThere
        letter = replace(
            order.letter(f"ready_{which}"),
            chat=person.chat,
            language=person.language,
            replaces=None,
        )
        store.owe(tx, letter, now, person=person.id)
        await _renewed(tx, case, account, now)
        await note(store, tx, account, audit.Act.REPLIED, case, now, detail=which)
        answer(store, tx, order, case, "replied", now)

    await store.db.write(work)


async def holder_name(store: Store, holder: bytes) -> str:
    """Return the first name by which colleagues know who holds a case."""
    async with store.db.read() as c:
        account = await staff.by_id(c, store.keyring, holder)
    return (account.name if account else None) or ""
