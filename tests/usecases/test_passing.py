"""What time does to requests, and which alarms ring, on the real store with a given clock."""

from datetime import datetime, timedelta

from bot.domain import callback as rules
from bot.domain.callback import Outcome, Stage, Urgency
from bot.domain.hours import Hours, Span
from bot.domain.staff import Act, Role
from bot.store import staff_copies
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.usecases import staffing
from bot.usecases.office import NO_OFFICE, Office
from bot.usecases.passing import pass_time, watch
from bot.usecases.reveal import reveal
from tests.conftest import AINO, NOON
from tests.usecases.desk import (
    ANDERS,
    HANNA,
    MARIA,
    acts,
    approves,
    claimed,
    member,
    of_user,
    order,
    sends,
    standing,
)

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPEN = Hours({"sv": {0: (Span(0, 1440),)}}, {}, lambda _: False)
"""Swedish, the whole of every Monday; NOON is one."""
GROUP = Office(group=-100123, topics={"alarm": 7}, hours=OPEN)


def letters(woken: list[Owed], chat: int) -> list[str]:
    return [one.letter.screen for one in woken if one.letter.chat == chat]


def alarms(woken: list[Owed]) -> list[str]:
    return [one.letter.blanks["alarm"] for one in woken if one.letter.screen == "notice_alarm"]


async def test_b4_what_no_moderator_looks_at_passes_by_itself_after_two_hours(
    store: Store, woken: list[Owed]
):
    await member(store, HANNA, Role.HELPER)
    request = await sends(store, AINO)

    assert await pass_time(store, NO_OFFICE, now=NOON + 2 * HOUR - MINUTE) == 0
    assert (await standing(store, request)).stage is Stage.WAITING
    woken.clear()
    assert await pass_time(store, NO_OFFICE, now=NOON + 2 * HOUR) == 1

    assert (await standing(store, request)).stage is Stage.APPROVED
    assert letters(woken, HANNA) == ["notice_queue"]
    assert await pass_time(store, NO_OFFICE, now=NOON + 3 * HOUR) == 0


async def test_b5_a_claim_lapses_and_its_holder_is_told(store: Store, woken: list[Owed]):
    request = await claimed(store, AINO)
    woken.clear()

    await pass_time(store, NO_OFFICE, now=NOON + 31 * MINUTE)

    after = await standing(store, request)
    assert (after.stage, after.holder) == (Stage.APPROVED, None)
    assert "case_gone" in letters(woken, HANNA)


async def test_b10_the_holder_is_reminded_once_when_an_agreed_time_comes(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    await reveal(store, order(HANNA, replaces=4), NO_OFFICE, request, NOON)
    at = NOON + 3 * HOUR
    await acts(
        store, request, lambda me, _: rules.Tried(me, Outcome.OTHER_TIME, at), Act.NOTE_ATTEMPT
    )
    woken.clear()

    await pass_time(store, NO_OFFICE, now=at - MINUTE)
    assert letters(woken, HANNA) == []
    for minute in range(3):
        await pass_time(store, NO_OFFICE, now=at + minute * MINUTE)

    assert letters(woken, HANNA) == ["case_remind"]
    assert (await standing(store, request)).stage is Stage.CLAIMED


async def test_b9_a_rest_ends_after_three_days_without_an_answer(store: Store, woken: list[Owed]):
    request = await claimed(store, AINO)
    await reveal(store, order(HANNA, replaces=4), NO_OFFICE, request, NOON)
    await acts(
        store, request, lambda me, _: rules.Tried(me, Outcome.WRONG_NUMBER), Act.NOTE_ATTEMPT
    )
    assert (await standing(store, request)).resting
    woken.clear()

    await pass_time(store, NO_OFFICE, now=NOON + 3 * DAY)

    assert not (await standing(store, request)).resting
    assert letters(woken, HANNA) == ["notice_queue"]


async def test_b14_what_a_removed_helper_held_returns_and_the_number_leaves_their_chat(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    await reveal(store, order(HANNA, replaces=4), NO_OFFICE, request, NOON)
    holder = (await standing(store, request)).holder
    assert holder is not None
    await staffing.remove(store, holder, by=None, now=NOON)
    woken.clear()

    await pass_time(store, NO_OFFICE, now=NOON)

    after = await standing(store, request)
    assert (after.stage, after.holder) == (Stage.APPROVED, None)
    gone = [one.letter for one in woken if one.letter.screen == "deletion"]
    assert [(one.chat, one.blanks["message"]) for one in gone] == [(HANNA, "4")]
    person = (await of_user(store, AINO)).person
    async with store.db.read() as c:
        assert await staff_copies.of_person(c, store.keyring, person) == []


async def test_who_waits_too_long_for_their_urgency_is_told_to_the_staff_once_an_hour(
    store: Store, woken: list[Owed]
):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    request = await sends(store, AINO)
    await approves(store, request, urgency=Urgency.SOON)

    async def ringing(after: timedelta) -> list[str]:
        return await watch(store, GROUP, stuck=0, now=NOON + after)

    assert "waiting_soon" not in await ringing(HOUR - MINUTE)
    woken.clear()
    assert "waiting_soon" in await ringing(HOUR)
    assert "waiting_soon" in await ringing(HOUR + 30 * MINUTE)
    assert alarms(woken).count("waiting_soon") == 1
    await ringing(2 * HOUR + MINUTE)
    assert alarms(woken).count("waiting_soon") == 2


async def test_each_urgency_has_its_own_patience(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    limits = {Urgency.CRISIS: 5 * MINUTE, Urgency.SOON: HOUR, Urgency.NORMAL: 8 * HOUR}
    for n, urgency in enumerate(limits):
        request = await sends(store, AINO + n, number=f"+120255501{n:02}")
        await approves(store, request, urgency=urgency)

    for urgency, limit in limits.items():
        name = f"waiting_{urgency.name.lower()}"
        assert name not in await watch(store, NO_OFFICE, stuck=0, now=NOON + limit - MINUTE)
        assert name in await watch(store, NO_OFFICE, stuck=0, now=NOON + limit)


async def test_nobody_on_duty_in_opening_hours_rings_and_somebody_who_speaks_it_ends_it(
    store: Store, woken: list[Owed]
):
    assert await watch(store, GROUP, stuck=0, now=NOON) == ["nobody_sv"]
    assert alarms(woken) == ["nobody_sv"]
    assert [one.letter.blanks["topic"] for one in woken] == ["7"]
    await member(store, HANNA, Role.HELPER, languages=["fi"])
    assert await watch(store, GROUP, stuck=0, now=NOON) == ["nobody_sv"]
    await member(store, ANDERS, Role.HELPER, languages=["sv"])

    assert await watch(store, GROUP, stuck=0, now=NOON) == []
    assert await watch(store, GROUP, stuck=0, now=NOON + DAY) == []  # closed on a Tuesday
    await staffing.set_duty(store, ANDERS, on=False)
    woken.clear()
    assert await watch(store, GROUP, stuck=0, now=NOON + MINUTE) == ["nobody_sv"]
    assert alarms(woken) == ["nobody_sv"]  # it was over in between, so it is told at once


async def test_letters_that_do_not_go_out_ring(store: Store):
    assert await watch(store, NO_OFFICE, stuck=0, now=NOON) == []
    assert await watch(store, NO_OFFICE, stuck=3, now=NOON) == ["letters_stuck"]


async def test_without_a_group_alarms_go_to_moderators_and_admins_one_by_one(
    store: Store, woken: list[Owed]
):
    await member(store, HANNA, Role.HELPER)
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    await member(store, ANDERS, Role.ADMIN, name="Anders")
    woken.clear()

    await watch(store, NO_OFFICE, stuck=1, now=NOON)

    assert letters(woken, MARIA) == letters(woken, ANDERS) == ["notice_alarm"]
    assert letters(woken, HANNA) == []


async def test_an_agreed_time_far_ahead_keeps_the_claim_until_half_an_hour_after_it(store: Store):
    request = await claimed(store, AINO)
    await reveal(store, order(HANNA, replaces=4), NO_OFFICE, request, NOON)
    at: datetime = NOON + 2 * DAY
    await acts(
        store, request, lambda me, _: rules.Tried(me, Outcome.OTHER_TIME, at), Act.NOTE_ATTEMPT
    )

    await pass_time(store, NO_OFFICE, now=at + 29 * MINUTE)
    assert (await standing(store, request)).stage is Stage.CLAIMED
    await pass_time(store, NO_OFFICE, now=at + 31 * MINUTE)
    assert (await standing(store, request)).stage is Stage.APPROVED
