"""What time does to requests, and what staff has to be told because nobody did anything.

Run every half minute; safe to interrupt anywhere and to repeat, since everything is read again.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.domain import callback as rules
from bot.domain import staff as duties
from bot.domain.callback import Urgency
from bot.domain.languages import LANGUAGES
from bot.store import alarms, audit, callbacks, queue, staff
from bot.store.callbacks import Case
from bot.store.engine import Transaction
from bot.store.sealing import Unsealable
from bot.store.store import Store
from bot.usecases.members import letter_to, tell_member
from bot.usecases.office import Office
from bot.usecases.telling import carry_out, to_group

LONGEST_WAIT: Final = {
    Urgency.CRISIS: timedelta(minutes=5),
    Urgency.SOON: timedelta(hours=1),
    Urgency.NORMAL: timedelta(hours=8),
}
"""How long somebody may wait in the line before staff is told, by urgency."""

AGAIN_AFTER: Final = timedelta(hours=1)
"""How long an alarm that goes on is not told again."""


async def pass_time(store: Store, office: Office, *, now: datetime) -> int:
    """Do what is due; return how many requests it touched.

    Raises StoreUnavailable when the disk is full.
    """
    await store.db.write(lambda tx: queue.ripen(tx.c, now))
    async with store.db.read() as c:
        due: list[tuple[bytes, rules.Act]] = [
            *((one, rules.Removed(who)) for one, who in await queue.held_by_nobody(c)),
            *((one, rules.TimePasses()) for one in await queue.due(c, now)),
        ]
    for request, act in due:

        async def work(tx: Transaction, request: bytes = request, act: rules.Act = act) -> None:
            case = await callbacks.by_id(tx.c, store.keyring, request)
            if case is not None:
                await _pass(store, tx, office, case, act, now)

        try:
            await store.db.write(work)
        except Unsealable:  # erased at this very moment: its row goes with the erasure
            continue
    return len(due)


async def _pass(
    store: Store,
    tx: Transaction,
    office: Office,
    case: Case,
    act: rules.Act,
    now: datetime,
) -> None:
    after, effects = rules.decide(case.request, act, now)
    if after != case.request:
        await callbacks.save(tx.c, case, after, now)
        await audit.append(
            tx, store.keyring, actor="service", act=audit.Act.PASSED, about=case.person,
            detail=after.stage.value, now=now,
        )  # fmt: skip
        await carry_out(store, tx, office, case, after, effects, now)
    elif case.remind is not None and case.remind <= now and case.request.holder is not None:
        await callbacks.reminded(tx.c, case)
        await tell_member(store, tx, case.request.holder, "case_remind", now, request=case.id.hex())


async def watch(store: Store, office: Office, *, stuck: int, now: datetime) -> list[str]:
    """Tell staff what needs somebody; return the alarms that ring now, codes.

    `stuck` is how many letters have waited too long to be sent. What goes on is told again
    after an hour; what is over may ring at once the next time.
    """

    async def work(tx: Transaction) -> list[str]:
        ringing = await _ringing(store, tx, office, stuck, now)
        for name in ringing:
            if await alarms.may_tell(tx.c, name, now - AGAIN_AFTER):
                await alarms.told(tx.c, name, now)
                await _tell(store, tx, office, name, now)
        await alarms.forget_others(tx.c, ringing)
        return ringing

    return await store.db.write(work)


async def _ringing(
    store: Store, tx: Transaction, office: Office, stuck: int, now: datetime
) -> list[str]:
    ringing = [
        f"waiting_{urgency.name.lower()}"
        for urgency, since in (await queue.longest_waiting(tx.c)).items()
        if now - since >= LONGEST_WAIT[urgency]
    ]
    on_duty = await staff.on_duty(tx.c, store.keyring)
    for language in LANGUAGES:
        there = any(
            language in one.member.languages and duties.may_member(one.member, duties.Act.CLAIM)
            for one in on_duty
        )
        if office.hours.is_open(language, now) and not there:
            ringing.append(f"nobody_{language}")
    if stuck:
        ringing.append("letters_stuck")
    return ringing


async def _tell(store: Store, tx: Transaction, office: Office, name: str, now: datetime) -> None:
    if office.group is not None:
        store.owe(tx, to_group(office, "notice_alarm", "alarm", alarm=name), now)
        return
    for account in await staff.everybody(tx.c, store.keyring):
        if duties.may_member(account.member, duties.Act.HEAR_ALARMS):
            store.owe(tx, letter_to(account, "notice_alarm", alarm=name), now)
