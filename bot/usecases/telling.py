"""An act with a request, and what follows from it: who is told, in the same transaction.

The person is told in the language they are written to in, by a letter that goes away with them.
Staff is told wordlessly: a language and an urgency, never a name, a number or a code of a case.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain import callback as rules
from bot.domain import staff as duties
from bot.domain.callback import Effect, Request
from bot.domain.languages import Language
from bot.domain.letters import Letter, Priority
from bot.store import callbacks, persons, staff, staff_copies
from bot.store.callbacks import Case
from bot.store.engine import Transaction
from bot.store.persons import Person
from bot.store.store import Store
from bot.usecases.consent import Order
from bot.usecases.members import letter_to, take_back_copies, tell_member
from bot.usecases.office import Office

TO_PERSON: Final = {
    Effect.TELL_MISSED: "call_missed",
    Effect.ASK_TIME: "call_ask_time",
    Effect.TELL_DONE: "call_done",
}
"""What the person hears as a message of its own; the card changes quietly."""

NOTICES: Final = {
    Effect.NOTICE_NEW: ("notice_new", "review", duties.Act.SEE_REVIEW),
    Effect.NOTICE_QUEUE: ("notice_queue", "queue", duties.Act.CLAIM),
    Effect.RING: ("notice_ring", "queue", duties.Act.CLAIM),
}
"""What the staff hears: the screen, the topic, and which of those on duty it concerns."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody has been told already in answer to their own press."""

    person: bool = False
    holder: bytes | None = None


async def act_on(
    store: Store,
    tx: Transaction,
    office: Office,
    case: Case,
    act: rules.Act,
    now: datetime,
    *,
    told: Told,
) -> None:
    """Do `act` with `case`, write down where it stands then, and owe everybody what follows.

    What was due before counts first: a claim that is over does not stand in anybody's way.
    Raises what the rules refuse (bot/domain/callback.py), and Stale.
    """
    timely, due = rules.decide(case.request, rules.TimePasses(), now)
    after, effects = rules.decide(timely, act, now)
    await callbacks.save(tx.c, case, after, now)
    await carry_out(store, tx, office, case, after, (*due, *effects), now, told=told)


async def carry_out(
    store: Store,
    tx: Transaction,
    office: Office,
    case: Case,
    after: Request,
    effects: tuple[Effect, ...],
    now: datetime,
    *,
    told: Told = Told(),
) -> None:
    """Owe everybody what follows from the change of `case` to `after`.

    `told` leaves out who gets an answer to their own press anyway.
    """
    person = await persons.by_id(tx.c, store.keyring, case.person)
    for effect in dict.fromkeys(effects):
        if effect in TO_PERSON and person is not None:
            letter = _to(person, TO_PERSON[effect])
            store.owe(tx, letter, now, person=person.id)
        elif effect in NOTICES:
            await _notice(store, tx, office, after, effect, now)
        elif effect is Effect.DELETE_COPIES:
            await take_back_copies(store, tx, case.person, now)
    await _tell_holders(store, tx, case, after, effects, now, told)
    if person is not None and not told.person and _card_differs(case, after):
        store.owe(tx, card_letter(person, case), now, person=person.id)


def card_letter(person: Person, case: Case) -> Letter:
    """Return the letter that makes the person's card show how it stands when it is sent."""
    return replace(_to(person, "call_form"), replaces=case.card)


async def note_shown(
    store: Store, tx: Transaction, order: Order, case: Case, now: datetime
) -> None:
    """Note that the message whose button was pressed is about to show the person of `case`.

    It is deleted by timer, or as soon as the person withdraws.
    """
    if order.replaces is not None:
        await staff_copies.note(
            tx.c, store.keyring, case.person, chat=order.chat, message=order.replaces, now=now
        )


def _to(person: Person, screen: str) -> Letter:
    return Letter(person.chat, screen, person.language, Priority.NOTICE)


def _card_differs(case: Case, after: Request) -> bool:
    """Tell whether the person's card says something else now."""
    before = case.request
    return case.card is not None and (
        (before.stage, before.paused, before.resting, before.not_before)
        != (after.stage, after.paused, after.resting, after.not_before)
    )


async def _tell_holders(
    store: Store,
    tx: Transaction,
    case: Case,
    after: Request,
    effects: tuple[Effect, ...],
    now: datetime,
    told: Told,
) -> None:
    screens = {
        Effect.TELL_HOLDER_GONE: ("case_gone", case.request.holder),
        Effect.TELL_HOLDER_CHANGED: ("case_changed", after.holder),
        Effect.TELL_NEW_HOLDER: ("case_handed", after.holder),
    }
    for effect, (screen, who) in screens.items():
        if effect in effects and who is not None and who != told.holder:
            await tell_member(store, tx, who, screen, now, request=case.id.hex())


async def _notice(
    store: Store, tx: Transaction, office: Office, after: Request, effect: Effect, now: datetime
) -> None:
    screen, topic, needs = NOTICES[effect]
    blanks = {"language": after.language, "urgency": after.urgency.name.lower()}
    if office.group is not None:
        store.owe(tx, to_group(office, screen, topic, **blanks), now)
    if office.group is None or effect is Effect.RING:
        for account in await staff.on_duty(tx.c, store.keyring):
            if _concerns(account.member, needs, after.language, rings=effect is Effect.RING):
                store.owe(tx, letter_to(account, screen, **blanks), now)


def _concerns(member: duties.Member, needs: duties.Act, language: Language, *, rings: bool) -> bool:
    """Tell whether a member on duty hears this; what rings, moderators hear too."""
    if rings and duties.may_member(member, duties.Act.SEE_REVIEW):
        return True
    speaks = needs is not duties.Act.CLAIM or language in member.languages
    return speaks and duties.may_member(member, needs)


def to_group(office: Office, screen: str, topic: str, **blanks: str) -> Letter:
    """Return a letter to the staff group, in its topic if the group has one for it."""
    if topic in office.topics:
        blanks["topic"] = str(office.topics[topic])
    return Letter(office.group or 0, screen, office.language, Priority.NOTICE, blanks=blanks)
