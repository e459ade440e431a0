"""Staff and requests on the real store: who may, who wins, what is written, who is told."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.domain import callback as rules
from bot.domain.callback import Ending, Outcome, Reason, Stage, Urgency
from bot.domain.casework import Part
from bot.domain.consent import ConsentMissing
from bot.domain.hours import Hours, Span
from bot.domain.staff import MAY, Act, NotAllowed, Role
from bot.store import audit, diary, staff_copies
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.usecases import calling, consent, queue, rights, staffing
from bot.usecases.office import NO_OFFICE, Office
from bot.usecases.queue import NobodyWaits, NotThere
from bot.usecases.reveal import reveal
from tests.conftest import AINO, BERTIL, CLEO, NOON, XANDER
from tests.promises.figures import Figures
from tests.usecases.desk import (
    ANDERS,
    HANNA,
    HENRIK,
    MARIA,
    acts,
    approves,
    claimed,
    claims,
    drafts,
    member,
    of_user,
    order,
    sends,
    standing,
)
from tests.usecases.test_consent import Shown

UNKNOWN = bytes(range(16))
GROUP = Office(group=-100123, language="sv", topics={"queue": 5})


def letters(woken: list[Owed], chat: int) -> list[str]:
    return [one.letter.screen for one in woken if one.letter.chat == chat]


@pytest.fixture
async def crew(store: Store) -> None:
    await member(store, HANNA, Role.HELPER, name="Hanna")
    await member(store, HENRIK, Role.HELPER, name="Henrik", languages=["sv"])
    await member(store, MARIA, Role.MODERATOR, name="Maria")


@pytest.mark.usefixtures("crew")
async def test_b3_what_is_sent_waits_for_a_moderator_and_then_stands_in_the_line(store: Store):
    request = await sends(store, AINO)
    assert (await standing(store, request)).stage is Stage.WAITING
    with pytest.raises(NobodyWaits):
        await queue.claim_next(store, order(HANNA), NO_OFFICE, NOON)

    await approves(store, request, urgency=Urgency.SOON)

    after = await standing(store, request)
    assert (after.stage, after.urgency) == (Stage.APPROVED, Urgency.SOON)
    await queue.claim_next(store, order(HANNA), NO_OFFICE, NOON)
    assert (await standing(store, request)).stage is Stage.CLAIMED


@pytest.mark.usefixtures("crew")
async def test_the_next_case_goes_by_urgency_then_waiting_time_and_fits_the_language(store: Store):
    late = await sends(store, AINO, now=NOON + timedelta(minutes=1))
    early = await sends(store, BERTIL, number="+12025550124")
    urgent = await sends(store, CLEO, number="+12025550125", now=NOON + timedelta(minutes=2))
    swedish = await sends(store, XANDER, number="+12025550126", language="sv")
    for one in (late, early, swedish):
        await approves(store, one)
    await approves(store, urgent, urgency=Urgency.SOON)

    later = NOON + timedelta(minutes=3)
    await queue.claim_next(store, order(HENRIK), NO_OFFICE, later)
    assert (await standing(store, swedish)).stage is Stage.CLAIMED
    for expected in (urgent, early, late):
        assert (await standing(store, expected)).stage is Stage.APPROVED
        await queue.claim_next(store, order(HANNA), NO_OFFICE, later)
        assert (await standing(store, expected)).stage is Stage.CLAIMED
    with pytest.raises(NobodyWaits):
        await queue.claim_next(store, order(HENRIK), NO_OFFICE, later)


async def test_of_fifty_helpers_who_press_at_once_one_wins_and_the_others_hear_who_has_it(
    store: Store, figure: Figures
):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    ids = {
        user: await member(store, user, Role.HELPER, name=f"Helper {user}")
        for user in range(8_100_000, 8_100_050)
    }
    request = await sends(store, AINO)
    await approves(store, request)

    answers = await asyncio.gather(
        *(claims(store, request, by=user) for user in ids), return_exceptions=True
    )

    won = [user for user, one in zip(ids, answers, strict=True) if one is None]
    told = [one.holder for one in answers if isinstance(one, rules.AlreadyClaimed)]
    figure("winners of fifty", len(won))
    figure("told who has it", len(told))
    assert len(won) == 1
    assert told == [ids[won[0]]] * 49
    assert (await standing(store, request)).holder == ids[won[0]]
    async with store.db.read() as c:
        rows = [one for one in await audit.entries(c) if one.act == "claimed"]
    assert len(rows) == 1
    assert await queue.holder_name(store, ids[won[0]]) == f"Helper {won[0]}"


async def test_of_fifty_who_ask_for_the_next_case_each_gets_another(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    helpers = range(8_100_000, 8_100_020)
    for user in helpers:
        await member(store, user, Role.HELPER, name=f"Helper {user}")
    requests = [await sends(store, 7_200_000 + n, number=f"+120255501{n:02}") for n in range(20)]
    for request in requests:
        await approves(store, request)

    await asyncio.gather(
        *(queue.claim_next(store, order(user), NO_OFFICE, NOON) for user in helpers)
    )

    holders = [(await standing(store, request)).holder for request in requests]
    assert len(set(holders)) == 20


ACTS: dict[str, tuple[Act, queue.Make]] = {
    "approve": (Act.APPROVE, lambda me, _: rules.Approve(me, Urgency.NORMAL)),
    "judge": (Act.SET_URGENCY, lambda me, _: rules.Judge(me, Urgency.SOON)),
    "put aside": (Act.PUT_ASIDE, lambda me, _: rules.PutAside(me, Reason.TEST)),
    "reopen": (Act.REOPEN, lambda me, _: rules.Reopen(me)),
    "release": (Act.RELEASE, lambda me, _: rules.Release(me)),
    "tried": (Act.NOTE_ATTEMPT, lambda me, _: rules.Tried(me, Outcome.BUSY)),
    "close": (Act.CLOSE, lambda me, _: rules.Close(me, Ending.HELPED)),
}


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("name", ACTS)
async def test_p12_what_the_roles_do_not_allow_is_refused_before_anything_is_looked_at(
    store: Store, name: str, role: Role | None
):
    request, (needs, act) = await sends(store, AINO), ACTS[name]
    if role is not None:
        await member(store, ANDERS, role, name="Anders")
    allowed = role is not None and needs in MAY[role]
    before = await standing(store, request)

    try:
        await acts(store, request, act, needs, by=ANDERS)
    except NotAllowed:
        assert not allowed
    except rules.Refused:  # the stage does not allow it; the role did
        assert allowed
    else:
        assert allowed
        return
    assert await standing(store, request) == before


@pytest.mark.usefixtures("crew")
async def test_nobody_moderates_or_takes_their_own_test(store: Store):
    """B13."""
    request = await sends(store, MARIA)

    with pytest.raises(rules.OwnRequest):
        await approves(store, request)
    await member(store, ANDERS, Role.MODERATOR, name="Anders")
    await approves(store, request, by=ANDERS)
    await member(store, MARIA, Role.HELPER, name="Maria")
    with pytest.raises(NobodyWaits):
        await queue.claim_next(store, order(MARIA), NO_OFFICE, NOON)
    with pytest.raises(rules.OwnRequest):
        await claims(store, request, by=MARIA)
    await claims(store, request, by=HANNA)
    assert (await standing(store, request)).stage is Stage.CLAIMED


@pytest.mark.usefixtures("crew")
async def test_an_id_nobody_has_a_draft_and_a_withdrawn_request_are_refused_alike(store: Store):
    draft = await drafts(store, AINO)
    gone = await sends(store, BERTIL, number="+12025550124")
    await consent.withdraw(store, order(BERTIL), "call", now=NOON)

    for one in (UNKNOWN, draft, gone):
        with pytest.raises(NotThere):
            await claims(store, one)
        with pytest.raises(NotThere):
            await queue.see(store, HANNA, one)


@pytest.mark.usefixtures("crew")
async def test_b4_words_of_danger_skip_the_line_and_ring_everybody_it_concerns(
    store: Store, woken: list[Owed]
):
    request = await sends(store, AINO, danger=True, office=GROUP)

    after = await standing(store, request)
    assert (after.stage, after.urgency) == (Stage.APPROVED, Urgency.CRISIS)
    ringing = [one.letter for one in woken if one.letter.screen == "notice_ring"]
    assert {one.chat for one in ringing} == {GROUP.group, HANNA, MARIA}
    assert dict(ringing[0].blanks) == {"language": "fi", "urgency": "crisis", "topic": "5"}
    assert ringing[0].language == "sv"


@pytest.mark.usefixtures("crew")
async def test_b4_a_crisis_waits_for_no_picked_time(store: Store):
    office = Office(hours=Hours({"fi": {1: (Span(540, 1200),)}}, {}, lambda _: False))
    request = await sends(store, AINO, danger=True, suits="20261124-0900-1200", office=office)
    calm = await sends(
        store, BERTIL, number="+12025550124", suits="20261124-0900-1200", office=office
    )
    await approves(store, calm)

    assert (await standing(store, request)).not_before is None
    assert (await standing(store, calm)).not_before is not None
    await queue.claim_next(store, order(HANNA), office, NOON)
    assert (await standing(store, request)).stage is Stage.CLAIMED
    with pytest.raises(NobodyWaits):
        await queue.claim_next(store, order(HANNA), office, NOON)
    await acts(
        store, calm, lambda me, _: rules.Judge(me, Urgency.CRISIS), Act.SET_URGENCY, by=MARIA
    )
    await queue.claim_next(store, order(HANNA), office, NOON)
    assert (await standing(store, calm)).stage is Stage.CLAIMED


@pytest.mark.usefixtures("crew")
async def test_b4_words_of_danger_written_later_skip_the_line_too(store: Store):
    request = await sends(store, AINO)
    await calling.ask_line(store, order(AINO), "words", NOON)

    await rights.answer(store, order(AINO), "…", what="words", deleted=False, now=NOON, danger=True)

    after = await standing(store, request)
    assert (after.stage, after.urgency) == (Stage.APPROVED, Urgency.CRISIS)


@pytest.mark.usefixtures("crew")
async def test_notices_name_nobody_and_go_to_the_group_or_to_those_on_duty(
    store: Store, woken: list[Owed]
):
    request = await sends(store, AINO, office=GROUP)
    await approves(store, request, office=GROUP)
    in_group = [one.letter for one in woken if one.letter.chat == GROUP.group]
    woken.clear()
    other = await sends(store, BERTIL, number="+12025550124")
    await approves(store, other)

    assert [one.screen for one in in_group] == ["notice_new", "notice_queue"]
    for one in in_group:
        assert set(one.blanks) <= {"language", "urgency", "topic"}
    assert "notice_new" in letters(woken, MARIA)
    assert "notice_new" not in letters(woken, HANNA)
    assert "notice_queue" in letters(woken, HANNA)
    assert "notice_queue" not in letters(woken, HENRIK)  # who speaks Swedish only


async def test_who_is_off_duty_is_told_nothing(store: Store, woken: list[Owed]):
    await member(store, MARIA, Role.MODERATOR, name="Maria", on_duty=False)

    await sends(store, AINO)

    assert letters(woken, MARIA)[1:] == []  # nothing but the welcome


async def test_a_note_stands_in_the_diary_and_reaches_nobody_but_staff(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    await queue.ask_note(store, order(HANNA), request, NOON)
    assert await queue.note_asked(store, HANNA) == request
    woken.clear()

    await queue.write_note(store, order(HANNA), request, "Prefers mornings.", NOON)

    assert await queue.note_asked(store, HANNA) is None
    seen = await queue.see(store, MARIA, request)
    assert [(one.note, seen.names[one.by]) for one in seen.lines] == [
        ("Prefers mornings.", "Hanna")
    ]
    assert letters(woken, AINO) == []
    held = await rights.held_about(store, AINO, now=NOON)
    assert held is not None
    assert held.callback is not None
    assert held.callback.notes == 1
    assert "mornings" not in str(held)
    async with store.db.read() as c:
        assert await rights.notes(c, store.keyring, AINO) == ["Prefers mornings."]


async def test_a_note_is_for_whoever_may_write_one(store: Store):
    request = await claimed(store, AINO)
    await member(store, ANDERS, Role.ADMIN, name="Anders")

    with pytest.raises(NotAllowed):
        await queue.ask_note(store, order(ANDERS), request, NOON)
    with pytest.raises(NotAllowed):
        await queue.write_note(store, order(BERTIL), request, "x", NOON)
    assert await queue.note_asked(store, BERTIL) is None


async def test_b5_notes_and_replies_of_the_holder_renew_the_claim(store: Store):
    request = await claimed(store, AINO)
    later = NOON + timedelta(minutes=20)

    await queue.reply(store, order(HANNA), request, "hello", later)
    assert (await standing(store, request)).held_until == later + rules.CLAIM_LASTS
    await queue.write_note(store, order(MARIA), request, "x", later + timedelta(minutes=5))
    assert (await standing(store, request)).held_until == later + rules.CLAIM_LASTS
    await queue.write_note(store, order(HANNA), request, "x", later + timedelta(minutes=5))
    assert (await standing(store, request)).held_until == later + timedelta(minutes=35)


async def test_a_ready_reply_goes_to_the_person_in_their_language_from_the_holder_only(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    await member(store, HENRIK, Role.HELPER, name="Henrik")
    woken.clear()

    with pytest.raises(rules.NotHeld):
        await queue.reply(store, order(HENRIK), request, "hello", NOON)
    with pytest.raises(rules.NotHeld):
        await queue.reply(store, order(HANNA), request, "anything else", NOON)
    await queue.reply(store, order(HANNA, language="sv"), request, "hello", NOON)

    sent = [one.letter for one in woken if one.letter.chat == AINO]
    assert [(one.screen, one.language, one.replaces) for one in sent] == [
        ("ready_hello", "fi", None)
    ]


async def test_repeats_with_the_same_number_are_shown_and_put_aside_as_merged(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    first = await sends(store, AINO)
    again = await sends(store, BERTIL)
    other = await sends(store, CLEO, number="+12025550125")

    assert (await queue.see(store, MARIA, again)).repeats == 1
    assert (await queue.see(store, MARIA, other)).repeats == 0
    await acts(
        store, again, lambda me, _: rules.PutAside(me, Reason.REPEAT), Act.PUT_ASIDE, by=MARIA
    )
    assert (await queue.see(store, MARIA, first)).repeats == 0


async def test_who_is_blocked_can_send_nothing_for_thirty_days_and_keeps_everything_else(
    store: Store,
):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    request = await sends(store, XANDER)

    await queue.block(store, order(MARIA), NO_OFFICE, request, NOON)

    assert (await standing(store, request)).stage is Stage.ASIDE
    with pytest.raises(calling.Blocked):
        await calling.open_form(store, order(XANDER), NOON, again=True)
    await consent.forget(store, order(XANDER), now=NOON)
    await drafts(store, XANDER)
    with pytest.raises(calling.Blocked):
        await calling.send(store, order(XANDER), NO_OFFICE, danger=False, now=NOON)
    later = NOON + timedelta(days=30, minutes=1)
    await calling.send(store, order(XANDER), NO_OFFICE, danger=False, now=later)


async def test_what_a_moderator_reads_is_written_down_and_noted_for_deletion(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    request = await sends(store, AINO, words="Please call in the morning.")

    await queue.read_words(store, order(MARIA, replaces=55), request, NOON)

    case = await of_user(store, AINO)
    async with store.db.read() as c:
        acts_ = [one.act for one in await audit.entries(c, case.person)]
        copies = await staff_copies.of_person(c, store.keyring, case.person)
    assert "read" in acts_
    assert [(one.chat, one.message) for one in copies] == [(MARIA, 55)]
    with pytest.raises(NotAllowed):
        await queue.read_words(store, order(AINO), request, NOON)


async def test_a_handed_over_case_is_told_to_who_gets_it_and_needs_their_language(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    henrik = await member(store, HENRIK, Role.HELPER, name="Henrik", languages=["sv"])
    lotta = await member(store, 8_000_009, Role.HELPER, name="Lotta")
    woken.clear()

    with pytest.raises(rules.OtherLanguage):
        await queue.hand_over(store, order(HANNA), NO_OFFICE, request, henrik, NOON)
    with pytest.raises(NotThere):
        await queue.hand_over(store, order(HANNA), NO_OFFICE, request, UNKNOWN, NOON)
    await queue.hand_over(store, order(HANNA), NO_OFFICE, request, lotta, NOON)

    assert (await standing(store, request)).holder == lotta
    assert letters(woken, 8_000_009) == ["case_handed"]
    names = [one.name for one in await queue.colleagues(store, HANNA, "fi")]
    assert names == ["Lotta"]


async def test_b6_a_withdrawal_takes_the_case_from_its_holder_and_the_number_from_the_chat(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    case = await of_user(store, AINO)

    async def noted(tx: Any) -> None:
        await staff_copies.note(tx.c, store.keyring, case.person, chat=HANNA, message=99, now=NOON)

    await store.db.write(noted)
    woken.clear()

    await consent.withdraw(store, order(AINO), "call", now=NOON)

    to_hanna = [one.letter for one in woken if one.letter.chat == HANNA]
    assert [one.screen for one in to_hanna] == ["deletion", "case_gone"]
    assert to_hanna[0].blanks == {"message": "99"}
    with pytest.raises(NotThere):
        await queue.see(store, HANNA, request)


async def test_b7_a_pause_takes_it_from_the_holder_and_out_of_the_line(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    woken.clear()

    await rights.pause(store, order(AINO), on=True, now=NOON)

    after = await standing(store, request)
    assert (after.stage, after.paused, after.holder) == (Stage.APPROVED, True, None)
    assert letters(woken, HANNA) == ["case_gone"]
    with pytest.raises(NobodyWaits):
        await queue.claim_next(store, order(HANNA), NO_OFFICE, NOON)
    with pytest.raises(rules.IsPaused):
        await claims(store, request)
    await rights.pause(store, order(AINO), on=False, now=NOON)
    await claims(store, request)


async def test_a_claim_that_is_over_stands_in_nobodys_way_even_before_it_is_swept(store: Store):
    request = await claimed(store, AINO)
    lotta = await member(store, 8_000_009, Role.HELPER, name="Lotta")

    with pytest.raises(rules.AlreadyClaimed):
        await claims(store, request, by=8_000_009, now=NOON + timedelta(minutes=29))
    await claims(store, request, by=8_000_009, now=NOON + timedelta(minutes=31))

    assert (await standing(store, request)).holder == lotta


async def test_b9_after_three_missed_calls_the_person_is_asked_for_a_better_time(
    store: Store, woken: list[Owed]
):
    request, now = await claimed(store, AINO), NOON
    for number in range(1, 4):
        if number > 1:
            await claims(store, request, now=now)
        await calls(store, request, now)
        woken.clear()
        await acts(
            store, request, lambda me, _: rules.Tried(me, Outcome.NO_ANSWER), Act.NOTE_ATTEMPT,
            now=now,
        )  # fmt: skip
        expected = "call_missed" if number < 3 else "call_ask_time"
        assert expected in letters(woken, AINO)
        now += timedelta(hours=3)

    assert (await standing(store, request)).resting
    async with store.db.read() as c:
        assert len(await diary.outcomes(c, request)) == 3
    await calling.pick(store, order(AINO), NO_OFFICE, "suits", "soon", now)
    after = await standing(store, request)
    assert (after.resting, after.missed) == (False, 0)


async def calls(store: Store, request: bytes, now: Any) -> None:
    await reveal(store, order(HANNA), NO_OFFICE, request, now)


async def test_lists_show_parts_and_tell_whether_there_are_more(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    await member(store, HANNA, Role.HELPER, name="Hanna")
    made = [await sends(store, 7_200_000 + n, number=f"+120255501{n:02}") for n in range(8)]

    first = await queue.to_review(store, MARIA, 0)
    rest = await queue.to_review(store, MARIA, 1)

    assert {one.id for one in (*first[: queue.PAGE], *rest)} == set(made)
    assert (len(first), len(rest)) == (queue.PAGE + 1, 2)
    for not_theirs in (
        queue.to_review(store, HANNA, 0),
        queue.line(store, AINO, "fi", 0),
        queue.ended(store, AINO, 0),
        queue.mine(store, MARIA),
        queue.overview(store, AINO),
    ):
        with pytest.raises(NotAllowed):
            await not_theirs
    seen = await queue.overview(store, MARIA)
    assert (seen.to_review, seen.mine, seen.on_duty) == (8, 0, 2)


async def test_the_line_can_be_looked_at_whole_urgent_or_by_who_may_be_called_now(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    office = Office(hours=Hours({"fi": {1: (Span(540, 1200),)}}, {}, lambda _: False))
    now = await sends(store, AINO)
    later = await sends(
        store, BERTIL, number="+12025550124", suits="20261124-0900-1200", office=office
    )
    urgent = await sends(store, CLEO, number="+12025550125")
    for request, urgency in ((now, 0), (later, 0), (urgent, 1)):
        await approves(store, request, urgency=Urgency(urgency))

    async def seen(which: Part) -> set[bytes]:
        return {one.id for one in await queue.line(store, MARIA, "fi", 0, which)}

    assert await seen(Part.ALL) == {now, later, urgent}
    assert await seen(Part.URGENT) == {urgent}
    assert await seen(Part.NOW) == {now, urgent}


async def test_the_place_in_the_line_is_told_truly(store: Store):
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    users = [7_200_000 + n for n in range(4)]
    for n, user in enumerate(users):
        request = await sends(
            store, user, number=f"+120255501{n:02}", now=NOON + timedelta(seconds=n)
        )
        await approves(store, request)

    places = [mine.place for user in users if (mine := await calling.mine(store, user))]
    await approves_crisis(store, users[3])
    after = [mine.place for user in users if (mine := await calling.mine(store, user))]

    assert places == [0, 1, 2, 3]
    assert after == [1, 2, 3, 0]


async def approves_crisis(store: Store, user: int) -> None:
    request = (await of_user(store, user)).id
    await acts(
        store, request, lambda me, _: rules.Judge(me, Urgency.CRISIS), Act.SET_URGENCY, by=MARIA
    )


async def test_a_closed_case_is_told_and_can_be_reopened_or_asked_for_anew(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    woken.clear()

    await acts(store, request, lambda me, _: rules.Close(me, Ending.HELPED), Act.CLOSE)

    assert "call_done" in letters(woken, AINO)
    assert [one.id for one in await queue.ended(store, MARIA, 0)] == [request]
    await acts(store, request, lambda me, _: rules.Reopen(me), Act.REOPEN, by=MARIA)
    assert (await standing(store, request)).stage is Stage.APPROVED
    await claims(store, request)
    await acts(store, request, lambda me, _: rules.Close(me, Ending.HELPED), Act.CLOSE)
    await calling.open_form(store, order(AINO), NOON)
    assert (await of_user(store, AINO)).request.stage is Stage.DONE
    await calling.open_form(store, order(AINO), NOON, again=True)
    again = await of_user(store, AINO)
    assert (again.id, again.request.stage) == (request, Stage.DRAFT)
    assert (again.form.name, again.form.suits) == ("Robin", None)


async def test_b1_a_second_wish_finds_the_first_request_where_it_stands(store: Store):
    request = await sends(store, AINO)

    assert await calling.open_form(store, order(AINO), NOON)

    case = await of_user(store, AINO)
    assert (case.id, case.request.stage) == (request, Stage.WAITING)
    with pytest.raises(rules.WrongStage):
        await calling.send(store, order(AINO), NO_OFFICE, danger=False, now=NOON)


async def test_b2_a_form_with_a_gap_is_not_sent_and_keeps_what_it_has(store: Store):
    await consent.give(store, order(AINO), Shown("call"), now=NOON)
    await rights.answer(store, order(AINO), "Robin", what="name", deleted=True, now=NOON)

    with pytest.raises(rules.NotReady):
        await calling.send(store, order(AINO), NO_OFFICE, danger=False, now=NOON)

    case = await of_user(store, AINO)
    assert (case.form.name, case.form.next()) == ("Robin", "number")


async def test_nobody_without_consent_has_a_request_to_fill_in(store: Store):
    assert not await calling.open_form(store, order(AINO), NOON)
    for act in (
        calling.pick(store, order(AINO), NO_OFFICE, "language", "sv", NOON),
        calling.ask_line(store, order(AINO), "name", NOON),
        calling.send(store, order(AINO), NO_OFFICE, danger=False, now=NOON),
    ):
        with pytest.raises(ConsentMissing):
            await act


async def test_a_duty_is_a_members_own(store: Store):
    await member(store, HANNA, Role.HELPER, on_duty=False)

    await staffing.set_duty(store, HANNA, on=True)
    with pytest.raises(NotAllowed):
        await staffing.set_duty(store, AINO, on=True)

    seen = await queue.overview(store, HANNA)
    assert seen.me.member.on_duty
