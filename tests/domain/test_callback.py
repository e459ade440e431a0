"""Being called back (bot/domain/callback.py): rules B1 to B14, each one and its opposite."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.domain.callback import (
    CLAIM_LASTS,
    ENDED,
    MISSED,
    MISSED_AT_MOST,
    OPEN,
    PASSES_AFTER,
    RESTS_FOR,
    TRY_AGAIN_AFTER,
    WITH_HOLDER,
    Act,
    AlreadyClaimed,
    Approve,
    Call,
    Change,
    Claim,
    Close,
    Effect,
    Ending,
    HandOver,
    IsPaused,
    Judge,
    NotHeld,
    NotReady,
    OtherLanguage,
    Outcome,
    OwnRequest,
    Pause,
    PutAside,
    Reason,
    Refused,
    Release,
    Removed,
    Reopen,
    Request,
    Send,
    Stage,
    TimePasses,
    Tried,
    Urgency,
    WrongStage,
    decide,
    offered,
)
from bot.domain.languages import LANGUAGES, Language
from tests.conftest import NOON

HANNA, HENRIK, MARIA = b"hanna", b"henrik", b"maria"
STAFF = (HANNA, HENRIK, MARIA)
SWEDISH: frozenset[Language] = frozenset({"sv"})
FINNISH: frozenset[Language] = frozenset({"fi"})
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NOON + PASSES_AFTER
TOMORROW = NOON + DAY
RULES = Path(__file__).parents[2] / "docs/rules/callback.md"

DRAFT, WAITING, APPROVED, CLAIMED, CALLING, DONE, ASIDE = Stage
RETURNED = (Effect.DELETE_COPIES,)
RESTED = (Effect.DELETE_COPIES, Effect.ASK_TIME)
"""A request goes back to the queue to rest: the number leaves the chat, the person is asked."""


def at(stage: Stage, **more: object) -> Request:
    """A complete Swedish request that stands there since noon; Hanna holds what is held."""
    held = {"holder": HANNA, "held_until": NOON + CLAIM_LASTS} if stage in WITH_HOLDER else {}
    since = {} if stage is DRAFT else {"since": NOON}
    return replace(Request(stage, "sv", ready=True), **(since | held | more))


def refusal(request: Request, act: Act, now: datetime = NOON) -> type[Refused] | None:
    try:
        decide(request, act, now)
    except Refused as refused:
        return type(refused)
    return None


def after(request: Request, *acts: Act, now: datetime = NOON) -> Request:
    for act in acts:
        request, _ = decide(request, act, now)
    return request


# --- every stage and every act ----------------------------------------------------------------

Follows = type[Refused] | tuple[Stage, tuple[Effect, ...]]

STAYS: dict[Stage, Follows] = {stage: (stage, ()) for stage in Stage}


def only(
    refused: type[Refused], **allowed: tuple[Stage, tuple[Effect, ...]]
) -> dict[Stage, Follows]:
    """Refused at every stage but those named."""
    return {stage: allowed.get(stage.value, refused) for stage in Stage}


def held_only(follows: Stage, *effects: Effect) -> dict[Stage, Follows]:
    """The same from both stages that have a holder."""
    return only(NotHeld, claimed=(follows, effects), calling=(follows, effects))


def called_only(follows: Stage, *effects: Effect) -> dict[Stage, Follows]:
    return only(NotHeld, calling=(follows, effects)) | {CLAIMED: WrongStage}


TAKEN = (APPROVED, RETURNED)
TAKEN_BY_PAUSE = (APPROVED, (Effect.TELL_HOLDER_GONE, *RETURNED))
LAPSED = (APPROVED, (Effect.TELL_HOLDER_GONE, *RETURNED, Effect.NOTICE_QUEUE))
TOLD = (Effect.TELL_HOLDER_CHANGED,)

TABLE: dict[str, tuple[Act, dict[Stage, Follows]]] = {
    "send": (
        Send(),
        only(WrongStage, draft=(WAITING, (Effect.TELL_SENT, Effect.NOTICE_NEW))),
    ),
    "send, words of danger": (
        Send(crisis=True),
        only(WrongStage, draft=(APPROVED, (Effect.TELL_SENT, Effect.RING))),
    ),
    "change a line": (Change(), STAYS | {CLAIMED: (CLAIMED, TOLD), CALLING: (CALLING, TOLD)}),
    "pause": (Pause(on=True), STAYS | {CLAIMED: TAKEN_BY_PAUSE, CALLING: TAKEN_BY_PAUSE}),
    "go on": (Pause(on=False), STAYS),
    "approve": (Approve(MARIA), only(WrongStage, waiting=(APPROVED, (Effect.NOTICE_QUEUE,)))),
    "judge: soon": (
        Judge(MARIA, Urgency.SOON),
        STAYS | dict.fromkeys((DRAFT, DONE, ASIDE), WrongStage),
    ),
    "judge: crisis": (
        Judge(MARIA, Urgency.CRISIS),
        only(
            WrongStage,
            waiting=(APPROVED, (Effect.RING,)),
            approved=(APPROVED, (Effect.RING,)),
            claimed=(CLAIMED, ()),
            calling=(CALLING, ()),
        ),
    ),
    "put aside": (
        PutAside(MARIA, Reason.TROLL),
        only(
            WrongStage,
            waiting=(ASIDE, (Effect.TELL_STAGE,)),
            approved=(ASIDE, (Effect.TELL_STAGE,)),
        ),
    ),
    "reopen": (
        Reopen(MARIA),
        only(
            WrongStage,
            done=(APPROVED, (Effect.TELL_STAGE, Effect.NOTICE_QUEUE)),
            aside=(APPROVED, (Effect.TELL_STAGE, Effect.NOTICE_QUEUE)),
        ),
    ),
    "claim": (
        Claim(HANNA, SWEDISH),
        only(
            WrongStage,
            approved=(CLAIMED, (Effect.TELL_STAGE,)),
            claimed=(CLAIMED, ()),
            calling=(CALLING, ()),
        ),
    ),
    "claim, by another": (
        Claim(HENRIK, SWEDISH),
        only(WrongStage, approved=(CLAIMED, (Effect.TELL_STAGE,)))
        | dict.fromkeys((CLAIMED, CALLING), AlreadyClaimed),
    ),
    "release": (Release(HANNA), held_only(APPROVED, *RETURNED)),
    "hand over": (
        HandOver(HANNA, HENRIK, SWEDISH),
        held_only(CLAIMED, Effect.DELETE_COPIES, Effect.TELL_NEW_HOLDER),
    ),
    "call": (Call(HANNA), held_only(CALLING)),
    "tried: reached": (Tried(HANNA, Outcome.REACHED), called_only(CALLING)),
    "tried: no answer": (
        Tried(HANNA, Outcome.NO_ANSWER),
        called_only(APPROVED, Effect.DELETE_COPIES, Effect.TELL_MISSED),
    ),
    "tried: busy": (
        Tried(HANNA, Outcome.BUSY),
        called_only(APPROVED, Effect.DELETE_COPIES, Effect.TELL_MISSED),
    ),
    "tried: wrong number": (Tried(HANNA, Outcome.WRONG_NUMBER), called_only(APPROVED, *RESTED)),
    "tried: other time": (
        Tried(HANNA, Outcome.OTHER_TIME),
        called_only(CLAIMED, Effect.DELETE_COPIES, Effect.TELL_STAGE, Effect.REMIND),
    ),
    "close": (
        Close(HANNA, Ending.HELPED),
        held_only(DONE, Effect.DELETE_COPIES, Effect.TELL_DONE),
    ),
    "time passes, nothing due": (TimePasses(), STAYS),
    "time passes, all due": (
        TimePasses(),
        STAYS
        | {WAITING: (APPROVED, (Effect.NOTICE_QUEUE,))}
        | dict.fromkeys((CLAIMED, CALLING), LAPSED),
    ),
    "the holder is removed": (Removed(HANNA), STAYS | dict.fromkeys((CLAIMED, CALLING), TAKEN)),
    "another is removed": (Removed(HENRIK), STAYS),
}
CELLS = [(name, stage) for name in TABLE for stage in Stage]


def moment(name: str) -> datetime:
    return LATER if name.endswith("all due") else NOON


@pytest.mark.parametrize(("name", "stage"), CELLS)
def test_every_act_at_every_stage_is_allowed_or_refused_as_the_table_says(name: str, stage: Stage):
    act, cells = TABLE[name]
    before = at(stage)

    follows = refusal(before, act, moment(name))
    if follows is None:
        changed, effects = decide(before, act, moment(name))
        follows = changed.stage, effects

    assert follows == cells[stage]
    assert before == at(stage)


def documented() -> Iterator[tuple[str, list[str]]]:
    table = RULES.read_text(encoding="utf-8").split("## Stage and act")[1].split("\n## ")[0]
    for line in table.splitlines():
        if line.startswith("|"):
            name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            yield name, cells


def test_the_table_of_the_documentation_is_the_table_of_the_rules():
    written = dict(documented())
    ours = {
        name: [
            f"`{cell.__name__}`" if isinstance(cell, type) else cell[0].value
            for cell in (cells[stage] for stage in Stage)
        ]
        for name, (_, cells) in TABLE.items()
    }

    assert written.pop("Act") == [stage.value for stage in Stage]
    assert set(written.pop("---")) == {"---"}
    assert written == ours
    assert list(written) == list(TABLE)


def test_every_act_there_is_has_its_row_and_withdrawing_is_none_of_them():  # B6
    assert {type(act) for act, _ in TABLE.values()} == set(get_args(Act))
    assert not any("Withdraw" in act.__name__ for act in get_args(Act))


def test_every_rule_stands_in_the_documentation_in_order():
    numbers = re.findall(r"(?m)^\*\*B(\d+) ", RULES.read_text(encoding="utf-8"))

    assert numbers == [str(number) for number in range(1, 15)]


def test_the_documented_figures_are_those_of_the_rules():
    assert (CLAIM_LASTS, PASSES_AFTER, TRY_AGAIN_AFTER) == (30 * MINUTE, 2 * HOUR, 2 * HOUR)
    assert (MISSED_AT_MOST, RESTS_FOR) == (3, 3 * DAY)


def test_a_request_tells_nothing_personal():
    kept = {field.name for field in fields(Request)}

    assert not kept & {"name", "number", "phone", "topic", "person"}


# --- B1 one request, B2 a whole form ----------------------------------------------------------


def test_a_draft_is_sent_once():  # B1
    sent = after(at(DRAFT), Send(), now=LATER)

    assert sent == replace(at(DRAFT), stage=WAITING, since=LATER)
    assert refusal(sent, Send()) is WrongStage


@pytest.mark.parametrize("crisis", [False, True])
def test_only_a_complete_draft_is_sent(crisis: bool):  # B2
    whole, lacking = at(DRAFT), at(DRAFT, ready=False)

    assert [refusal(one, Send(crisis)) for one in (whole, lacking)] == [None, NotReady]


# --- B3 moderation ----------------------------------------------------------------------------


@pytest.mark.parametrize("urgency", Urgency)
def test_a_moderator_lets_it_pass_with_an_urgency(urgency: Urgency):  # B3
    passed, effects = decide(at(WAITING), Approve(MARIA, urgency), NOON)

    assert passed == replace(at(WAITING), stage=APPROVED, urgency=urgency)
    assert effects == ((Effect.RING if urgency is Urgency.CRISIS else Effect.NOTICE_QUEUE),)


@pytest.mark.parametrize("stage", sorted(OPEN, key=str))
def test_the_urgency_can_be_set_while_the_person_waits_and_moves_nothing_else(stage: Stage):  # B3
    judged, effects = decide(at(stage), Judge(MARIA, Urgency.SOON), NOON)

    assert judged == replace(at(stage), urgency=Urgency.SOON)
    assert effects == ()


@pytest.mark.parametrize("reason", Reason)
def test_what_is_put_aside_keeps_its_place_for_the_case_that_it_was_wrong(reason: Reason):  # B3
    aside = after(at(APPROVED), PutAside(MARIA, reason))

    assert aside == replace(at(APPROVED), stage=ASIDE)
    assert after(aside, Reopen(MARIA)) == at(APPROVED)


# --- B4 nobody is forgotten, a crisis does not wait -------------------------------------------


def test_what_nobody_looked_at_passes_after_two_hours_and_not_before():  # B4
    almost = decide(at(WAITING), TimePasses(), LATER - timedelta(microseconds=1))
    passed = decide(at(WAITING), TimePasses(), LATER)

    assert almost == (at(WAITING), ())
    assert passed == (at(APPROVED), (Effect.NOTICE_QUEUE,))


def test_a_crisis_that_passes_by_itself_rings():  # B4
    crisis = at(WAITING, urgency=Urgency.CRISIS)

    assert decide(crisis, TimePasses(), LATER)[1] == (Effect.RING,)


def test_words_of_danger_skip_the_line_unless_staff_try_the_service():  # B4
    person, trying = at(DRAFT), at(DRAFT, own=HENRIK)

    real, rung = decide(person, Send(crisis=True), NOON)
    tried, told = decide(trying, Send(crisis=True), NOON)

    assert (real, rung) == (
        at(APPROVED, urgency=Urgency.CRISIS),
        (Effect.TELL_SENT, Effect.RING),
    )
    assert (tried, told) == (
        at(WAITING, own=HENRIK),
        (Effect.TELL_SENT, Effect.NOTICE_NEW),
    )


def test_nobody_calls_before_the_picked_time_but_a_crisis_waits_for_none():  # B4
    calm, danger = (after(at(DRAFT), Send(one, at=LATER)) for one in (False, True))

    assert calm == at(WAITING, not_before=LATER)
    assert danger == at(APPROVED, urgency=Urgency.CRISIS)


def test_what_a_moderator_calls_a_crisis_skips_the_line_and_rings_once():  # B4
    rung, effects = decide(at(WAITING), Judge(MARIA, Urgency.CRISIS), NOON)
    again, silence = decide(rung, Judge(MARIA, Urgency.CRISIS), NOON)

    assert (rung, effects) == (at(APPROVED, urgency=Urgency.CRISIS), (Effect.RING,))
    assert (again, silence) == (rung, ())


def test_a_crisis_that_was_none_goes_back_to_its_place_without_a_sound():  # B4, the opposite
    crisis = at(APPROVED, urgency=Urgency.CRISIS)

    assert decide(crisis, Judge(MARIA, Urgency.NORMAL), NOON) == (at(APPROVED), ())


# --- B5 one holder ----------------------------------------------------------------------------


def test_who_claims_holds_it_for_thirty_minutes():  # B5
    claimed, effects = decide(at(APPROVED), Claim(HANNA, SWEDISH), LATER)

    assert claimed == at(CLAIMED, held_until=LATER + CLAIM_LASTS)
    assert effects == (Effect.TELL_STAGE,)


def test_the_second_to_press_hears_who_was_faster():  # B5
    with pytest.raises(AlreadyClaimed) as refused:
        decide(at(CLAIMED), Claim(HENRIK, SWEDISH), NOON)

    assert refused.value.holder == HANNA


def test_a_helper_takes_only_calls_in_their_languages():  # B5
    helpers = (SWEDISH, FINNISH, SWEDISH | FINNISH, frozenset[Language]())

    assert [refusal(at(APPROVED), Claim(HANNA, spoken)) for spoken in helpers] == [
        None, OtherLanguage, None, OtherLanguage,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("stage", "act"),
    [
        (CLAIMED, Claim(HANNA, SWEDISH)),
        (CALLING, Claim(HANNA, SWEDISH)),
        (CLAIMED, Call(HANNA)),
        (CALLING, Call(HANNA)),
        (CALLING, Tried(HANNA, Outcome.REACHED)),
        (CLAIMED, HandOver(HANNA, HENRIK, SWEDISH)),
    ],
)
def test_each_act_of_the_holder_renews_the_claim(stage: Stage, act: Act):  # B5
    renewed = after(at(stage), act, now=NOON + 20 * MINUTE)

    assert renewed.held_until == NOON + 20 * MINUTE + CLAIM_LASTS


@pytest.mark.parametrize("stage", sorted(WITH_HOLDER, key=str))
def test_nothing_others_do_renews_the_claim(stage: Stage):  # B5, the opposite
    others = (Change(), Judge(MARIA, Urgency.SOON), TimePasses(), Removed(HENRIK))

    kept = after(at(stage), *others, now=NOON + 20 * MINUTE)

    assert kept.held_until == NOON + CLAIM_LASTS


@pytest.mark.parametrize("stage", sorted(WITH_HOLDER, key=str))
def test_a_claim_lapses_after_thirty_minutes_and_not_before(stage: Stage):  # B5
    almost = decide(at(stage), TimePasses(), NOON + CLAIM_LASTS - timedelta(microseconds=1))
    lapsed = decide(at(stage), TimePasses(), NOON + CLAIM_LASTS)

    assert almost == (at(stage), ())
    assert lapsed == (
        at(APPROVED),
        (Effect.TELL_HOLDER_GONE, Effect.DELETE_COPIES, Effect.NOTICE_QUEUE),
    )


def test_a_crisis_nobody_works_on_rings_again():  # B5, B4
    crisis = at(CLAIMED, urgency=Urgency.CRISIS)

    assert decide(crisis, TimePasses(), NOON + CLAIM_LASTS)[1][-1] is Effect.RING


def test_a_claim_without_an_end_waits_for_its_holder():  # never written, and no dead end
    endless = at(CLAIMED, held_until=None)

    assert decide(endless, TimePasses(), TOMORROW) == (endless, ())
    assert after(endless, Call(HANNA)).held_until == NOON + CLAIM_LASTS


BY_THE_HOLDER: tuple[Act, ...] = (
    Release(HANNA), HandOver(HANNA, MARIA, SWEDISH), Call(HANNA),
    Tried(HANNA, Outcome.REACHED), Close(HANNA, Ending.HELPED),
)  # fmt: skip


@pytest.mark.parametrize("act", BY_THE_HOLDER)
def test_what_a_helper_does_needs_the_claim(act: Act):  # B5
    hannas, henriks = at(CALLING), at(CALLING, holder=HENRIK)

    assert [refusal(one, act) for one in (hannas, henriks)] == [None, NotHeld]


@pytest.mark.parametrize("stage", sorted(WITH_HOLDER, key=str))
def test_what_is_given_back_keeps_its_place(stage: Stage):  # B5
    assert decide(at(stage), Release(HANNA), LATER) == (at(APPROVED), RETURNED)


def test_who_gets_it_handed_over_holds_it_and_must_ask_for_the_number_again():  # B5
    given, effects = decide(at(CALLING), HandOver(HANNA, HENRIK, SWEDISH), NOON)

    assert given == at(CLAIMED, holder=HENRIK)
    assert effects == (Effect.DELETE_COPIES, Effect.TELL_NEW_HOLDER)
    assert refusal(given, Call(HANNA)) is NotHeld


def test_it_is_not_handed_to_somebody_who_does_not_speak_the_language():  # B5
    receivers = (SWEDISH, FINNISH)

    assert [refusal(at(CLAIMED), HandOver(HANNA, HENRIK, spoken)) for spoken in receivers] == [
        None, OtherLanguage,
    ]  # fmt: skip


# --- B7 paused --------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [APPROVED, CLAIMED, CALLING])
def test_a_pause_takes_it_from_everybody_and_it_goes_on_at_its_old_place(stage: Stage):  # B7
    paused = after(at(stage), Pause(on=True), now=LATER)

    assert paused == at(APPROVED, paused=True)
    assert decide(paused, Pause(on=False), LATER) == (at(APPROVED), (Effect.NOTICE_QUEUE,))


def test_going_on_tells_nobody_where_nothing_waits_for_a_helper():  # B7
    for quiet in (at(APPROVED), at(APPROVED, paused=True, resting=True), at(WAITING, paused=True)):
        assert decide(quiet, Pause(on=False), NOON)[1] == ()


@pytest.mark.parametrize("urgency", Urgency)
def test_a_crisis_that_comes_back_rings_again_and_others_come_back_quietly(urgency: Urgency):  # B4
    held, done = at(CLAIMED, urgency=urgency), at(Stage.DONE, urgency=urgency)
    rings = urgency is Urgency.CRISIS

    for act in (Release(HANNA), Removed(HANNA)):
        assert (Effect.RING in decide(held, act, NOON)[1]) is rings
        assert Effect.NOTICE_QUEUE not in decide(held, act, NOON)[1]
    assert (Effect.RING in decide(done, Reopen(MARIA), NOON)[1]) is rings


def test_approving_without_a_word_leaves_the_urgency_as_it_is():  # B3
    soon = at(WAITING, urgency=Urgency.SOON)

    assert after(soon, Approve(MARIA)).urgency is Urgency.SOON
    assert after(soon, Approve(MARIA, Urgency.NORMAL)).urgency is Urgency.NORMAL


def test_one_that_rests_and_is_given_back_is_offered_at_once():  # B9
    resting = at(APPROVED, resting=True, not_before=NOON + RESTS_FOR)

    assert not offered(resting, NOON)
    assert offered(after(after(resting, Claim(HANNA, SWEDISH)), Release(HANNA)), NOON)


def test_nobody_claims_is_shown_or_calls_while_it_is_paused():  # B7
    going, paused = at(APPROVED), at(APPROVED, paused=True)

    assert [refusal(one, Claim(HANNA, SWEDISH)) for one in (going, paused)] == [None, IsPaused]
    assert [offered(one, NOON) for one in (going, paused)] == [True, False]
    assert [refusal(at(CLAIMED, paused=on), Call(HANNA)) for on in (False, True)] == [
        None, IsPaused,
    ]  # fmt: skip


def test_a_pause_does_not_stop_moderation():  # B7
    passed = after(at(WAITING, paused=True), TimePasses(), now=LATER)

    assert passed == at(APPROVED, paused=True)


# --- B8 attempts, B9 a better time ------------------------------------------------------------


def test_who_is_reached_has_no_missed_calls_and_the_case_stays_with_its_holder():  # B8
    reached = after(at(CALLING, missed=2, not_before=NOON - HOUR), Tried(HANNA, Outcome.REACHED))

    assert reached == at(CALLING)


@pytest.mark.parametrize("outcome", sorted(MISSED, key=str))
@pytest.mark.parametrize(("named", "expected"), [(None, NOON + 2 * HOUR), (TOMORROW, TOMORROW)])
def test_a_missed_call_is_tried_again_at_the_named_time_else_in_two_hours(
    outcome: Outcome, named: datetime | None, expected: datetime
):  # B8
    back, effects = decide(at(CALLING, missed=1), Tried(HANNA, outcome, named), NOON)

    assert back == at(APPROVED, missed=2, not_before=expected)
    assert effects == (Effect.DELETE_COPIES, Effect.TELL_MISSED)
    assert [offered(back, when) for when in (expected - MINUTE, expected)] == [False, True]


@pytest.mark.parametrize("outcome", sorted(MISSED, key=str))
def test_after_the_third_missed_call_the_person_is_asked_for_a_better_time(outcome: Outcome):  # B9
    resting, effects = decide(at(CALLING, missed=2), Tried(HANNA, outcome, TOMORROW), NOON)

    assert resting == at(APPROVED, missed=3, not_before=NOON + RESTS_FOR, resting=True)
    assert effects == RESTED


def test_after_a_wrong_number_the_person_is_asked_at_once():  # B9
    resting, effects = decide(at(CALLING, missed=1), Tried(HANNA, Outcome.WRONG_NUMBER), NOON)

    assert resting == at(APPROVED, not_before=NOON + RESTS_FOR, resting=True)
    assert effects == RESTED


RESTING = at(APPROVED, missed=3, not_before=NOON + RESTS_FOR, resting=True)


def test_without_an_answer_it_is_offered_again_after_three_days_and_not_before():  # B9
    almost = decide(RESTING, TimePasses(), NOON + RESTS_FOR - MINUTE)
    awake = decide(RESTING, TimePasses(), NOON + RESTS_FOR)

    assert almost == (RESTING, ())
    assert awake == (at(APPROVED), (Effect.NOTICE_QUEUE,))
    assert not offered(RESTING, NOON + RESTS_FOR)


@pytest.mark.parametrize("named", [None, TOMORROW])
def test_the_answer_of_the_person_wakes_it(named: datetime | None):  # B9
    assert decide(RESTING, Change(at=named), NOON) == (
        at(APPROVED, not_before=named),
        (Effect.NOTICE_QUEUE,),
    )


@pytest.mark.parametrize("stage", sorted(ENDED, key=str))
def test_no_answer_wakes_what_has_ended(stage: Stage):  # B9, the opposite
    ended = replace(RESTING, stage=stage)

    assert decide(ended, Change(), NOON) == (at(stage), ())
    assert decide(ended, TimePasses(), NOON + RESTS_FOR) == (ended, ())


def test_who_claims_a_resting_request_ends_its_rest():  # B9
    claimed = after(RESTING, Claim(HANNA, SWEDISH))

    assert claimed == at(CLAIMED, missed=3)


# --- B10 an agreed time -----------------------------------------------------------------------


@pytest.mark.parametrize(("named", "agreed"), [(None, NOON + 2 * HOUR), (TOMORROW, TOMORROW)])
def test_the_holder_keeps_it_until_after_the_agreed_time_and_is_reminded(
    named: datetime | None, agreed: datetime
):  # B10
    kept, effects = decide(at(CALLING, missed=2), Tried(HANNA, Outcome.OTHER_TIME, named), NOON)

    assert kept == at(CLAIMED, not_before=agreed, held_until=agreed + CLAIM_LASTS)
    assert effects == (Effect.DELETE_COPIES, Effect.TELL_STAGE, Effect.REMIND)
    assert after(kept, TimePasses(), now=agreed) == kept
    assert after(kept, TimePasses(), now=agreed + CLAIM_LASTS).holder is None


@pytest.mark.parametrize("outcome", [Outcome.OTHER_TIME, Outcome.NO_ANSWER])
def test_an_agreed_time_that_has_passed_is_now_and_takes_the_case_from_nobody(
    outcome: Outcome,
):  # B10
    tried = after(at(CALLING), Tried(HANNA, outcome, NOON - 2 * HOUR))

    assert tried.not_before == NOON
    if outcome is Outcome.OTHER_TIME:
        assert tried.held_until == NOON + CLAIM_LASTS


@pytest.mark.parametrize("stage", [WAITING, APPROVED, CLAIMED, CALLING])
def test_words_of_danger_written_as_a_change_skip_the_line_and_ring_once(stage: Stage):  # B4, B12
    changed, effects = decide(at(stage), Change(crisis=True), NOON)

    assert changed.urgency is Urgency.CRISIS
    assert changed.stage is (APPROVED if stage is WAITING else stage)
    assert effects.count(Effect.RING) == 1
    again, effects = decide(changed, Change(crisis=True), NOON)
    assert (again, effects.count(Effect.RING)) == (changed, 0)


@pytest.mark.parametrize("stage", [DRAFT, DONE, ASIDE])
def test_words_of_danger_in_what_is_not_open_wait_for_the_sending(stage: Stage):  # B12
    assert decide(at(stage), Change(crisis=True), NOON) == (at(stage), ())


def test_a_test_of_staff_never_skips_the_line_by_a_change_of_its_words():  # B4
    request = at(WAITING, own=MARIA)

    assert decide(request, Change(crisis=True), NOON) == (request, ())


@pytest.mark.parametrize(
    "act", [Claim(HANNA, SWEDISH), Call(HANNA), HandOver(HANNA, HENRIK, SWEDISH)]
)
def test_no_press_before_the_agreed_time_makes_the_holding_shorter(act: Act):  # B10
    agreed = after(at(CALLING), Tried(HANNA, Outcome.OTHER_TIME, TOMORROW))

    pressed = after(agreed, act, now=NOON + HOUR)

    assert pressed.held_until == TOMORROW + CLAIM_LASTS


def test_reaching_the_person_earlier_ends_the_agreement():  # B10, the opposite
    agreed = after(at(CALLING), Tried(HANNA, Outcome.OTHER_TIME, TOMORROW))

    reached = after(agreed, Call(HANNA), Tried(HANNA, Outcome.REACHED), now=NOON + HOUR)

    assert reached == at(CALLING, held_until=NOON + HOUR + CLAIM_LASTS)


def test_a_time_ahead_keeps_it_from_being_offered_but_not_from_being_taken():  # B10
    ahead = at(APPROVED, not_before=TOMORROW)

    assert [offered(ahead, when) for when in (NOON, TOMORROW)] == [False, True]
    assert after(ahead, Claim(HANNA, SWEDISH)) == at(CLAIMED, not_before=TOMORROW)
    assert decide(ahead, TimePasses(), TOMORROW) == (ahead, ())


@pytest.mark.parametrize("stage", Stage)
def test_the_queue_offers_only_what_is_approved(stage: Stage):
    assert offered(at(stage), NOON) == (stage is APPROVED)


# --- B11 closing and reopening ----------------------------------------------------------------


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("stage", sorted(WITH_HOLDER, key=str))
def test_the_holder_closes_it_with_any_ending_and_lets_go(stage: Stage, ending: Ending):  # B11
    closed, effects = decide(at(stage), Close(HANNA, ending), NOON)

    assert closed == at(DONE)
    assert effects == (Effect.DELETE_COPIES, Effect.TELL_DONE)


@pytest.mark.parametrize("stage", sorted(ENDED, key=str))
def test_what_is_reopened_returns_to_its_old_place_with_a_clean_slate(stage: Stage):  # B11
    ended = at(
        stage, missed=3, not_before=TOMORROW, resting=True, urgency=Urgency.SOON, paused=True
    )

    reopened = after(ended, Reopen(MARIA), now=LATER)

    assert reopened == at(APPROVED, urgency=Urgency.SOON, paused=True)


# --- B12 changing a line ----------------------------------------------------------------------


@pytest.mark.parametrize("stage", Stage)
def test_a_change_keeps_stage_place_and_holder(stage: Stage):  # B12
    before = at(stage, missed=2, urgency=Urgency.SOON, not_before=LATER)

    changed, effects = decide(before, Change(language="en"), LATER)

    assert changed == replace(before, language="en", missed=0)
    assert effects == (TOLD if stage in WITH_HOLDER else ())


def test_a_time_the_person_names_is_the_earliest_for_the_next_call():  # B12
    before = at(APPROVED, not_before=LATER)

    assert after(before, Change(at=TOMORROW)) == at(APPROVED, not_before=TOMORROW)
    assert after(before, Change()) == before


# --- B13 one's own request --------------------------------------------------------------------

NOT_ONES_OWN = [
    (WAITING, Approve(HANNA)),
    (WAITING, Judge(HANNA, Urgency.CRISIS)),
    (WAITING, PutAside(HANNA, Reason.TEST)),
    (DONE, Reopen(HANNA)),
    (APPROVED, Claim(HANNA, SWEDISH)),
    *((CALLING, act) for act in BY_THE_HOLDER),
]


@pytest.mark.parametrize(("stage", "act"), NOT_ONES_OWN)
def test_nobody_handles_their_own_request(stage: Stage, act: Act):  # B13
    requests = [at(stage, own=own) for own in (HANNA, HENRIK, None)]

    assert [refusal(one, act) for one in requests] == [OwnRequest, None, None]


def test_nobody_is_handed_their_own_request():  # B13
    receivers = (HENRIK, MARIA)

    assert [refusal(at(CLAIMED, own=HENRIK), HandOver(HANNA, to, SWEDISH)) for to in receivers] == [
        OwnRequest,
        None,
    ]


@pytest.mark.parametrize("act", [Change(), Pause(on=True), Pause(on=False), Send()])
def test_who_tries_the_service_can_do_what_every_person_can(act: Act):  # B13, the opposite
    assert refusal(at(DRAFT, own=HANNA), act) is None


# --- B14 staff who leave ----------------------------------------------------------------------


@pytest.mark.parametrize("stage", sorted(WITH_HOLDER, key=str))
def test_what_a_removed_member_of_staff_held_returns_to_the_queue_and_nothing_else(
    stage: Stage,
):  # B14
    hannas, henriks = at(stage), at(stage, holder=HENRIK)

    assert decide(hannas, Removed(HANNA), NOON) == (at(APPROVED), RETURNED)
    assert decide(henriks, Removed(HANNA), NOON) == (henriks, ())


# --- whatever happens, in whatever order ------------------------------------------------------

staff = st.sampled_from(STAFF)
spoken = st.sampled_from([frozenset(LANGUAGES), SWEDISH, FINNISH])
urgencies = st.sampled_from(Urgency)
times = st.none() | st.integers(0, 20_000).map(lambda minutes: NOON + minutes * MINUTE)


def of_helper(by: st.SearchStrategy[bytes]) -> st.SearchStrategy[Act]:
    return st.one_of(
        st.builds(Claim, by, spoken),
        st.builds(Release, by),
        st.builds(HandOver, by, staff, spoken),
        st.builds(Call, by),
        st.builds(Tried, by, st.sampled_from(Outcome), times),
        st.builds(Close, by, st.sampled_from(Ending)),
    )


of_the_person = st.one_of(
    st.builds(Send, st.booleans()),
    st.builds(Change, times, st.none() | st.sampled_from(LANGUAGES)),
    st.builds(Pause, st.booleans()),
)
of_a_moderator = st.one_of(
    st.builds(Approve, staff, urgencies),
    st.builds(Judge, staff, urgencies),
    st.builds(PutAside, staff, st.sampled_from(Reason)),
    st.builds(Reopen, staff),
)


class Life(RuleBasedStateMachine):
    """One request, its person, three members of staff (one of whom may have filed it), a clock."""

    met: Counter[Stage]

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.request = Request(DRAFT, "sv")

    def do(self, act: Act) -> None:
        """Let it happen, and look at what no single act may do."""
        before, copy = self.request, replace(self.request)
        by: bytes | None = getattr(act, "by", None)
        self.met[before.stage] += 1
        try:
            self.request, effects = decide(before, act, self.now)
        except Refused:
            return
        finally:
            assert before == copy
        assert (self.request, effects) == decide(before, act, self.now)
        self._looks_right(before, act, by, effects)

    def _looks_right(
        self, before: Request, act: Act, by: bytes | None, effects: tuple[Effect, ...]
    ) -> None:
        now = self.request
        assert by is None or by != before.own
        assert len(effects) == len(set(effects))
        assert now.own == before.own
        if before.stage in ENDED and now.stage is not before.stage:
            assert isinstance(act, Reopen)
        if before.stage is DRAFT and now.stage is not DRAFT:
            assert isinstance(act, Send)
            assert before.ready
        if before.stage is not DRAFT:
            assert now.stage is not DRAFT
            assert now.since == before.since
        if now.urgency is not before.urgency:
            assert isinstance(act, Send | Approve | Judge)
        if before.holder is not None and by not in (None, before.holder):
            assert isinstance(act, Judge)
            assert replace(now, urgency=before.urgency) == before
        if before.holder is not None and now.holder != before.holder:
            assert Effect.DELETE_COPIES in effects
        if before.stage is not CALLING and now.stage is CALLING:
            assert act == Call(before.holder or b"")

    # --- what happens

    @initialize(
        stage=st.sampled_from(Stage),
        own=st.sampled_from([None, HENRIK, MARIA]),
        language=st.sampled_from(LANGUAGES),
    )
    def a_request_stands_somewhere(
        self, stage: Stage, own: bytes | None, language: Language
    ) -> None:
        """Not only from its draft: chance alone would seldom get as far as a call."""
        self.request = at(stage, ready=stage is not DRAFT, own=own, language=language)

    @precondition(lambda self: self.request.stage is DRAFT)
    @rule(ready=st.booleans())
    def the_form_is_filled_in(self, ready: bool) -> None:
        self.request = replace(self.request, ready=ready)

    @rule(by=staff, outcome=st.sampled_from(Outcome))
    def what_usually_comes_next(self, by: bytes, outcome: Outcome) -> None:
        holder = self.request.holder or by
        match self.request.stage:
            case Stage.DRAFT:
                self.do(Send())
                self.request = replace(self.request, ready=True)
                self.do(Send())
            case Stage.WAITING:
                self.do(Approve(by))
            case Stage.APPROVED:
                self.do(Claim(by, frozenset(LANGUAGES)))
                self.do(Pause(on=False))
                for one in STAFF:  # all of them press, one is first
                    self.do(Claim(one, frozenset(LANGUAGES)))
            case Stage.CLAIMED:
                self.do(Call(holder))
            case Stage.CALLING:
                self.do(Tried(holder, outcome))
            case Stage.DONE | Stage.ASIDE:
                self.do(Reopen(by))

    @rule(act=of_the_person)
    def the_person_acts(self, act: Act) -> None:
        self.do(act)

    @rule(act=of_a_moderator)
    def a_moderator_acts(self, act: Act) -> None:
        self.do(act)

    @rule(act=of_helper(staff))
    def somebody_of_the_staff_acts(self, act: Act) -> None:
        self.do(act)

    @precondition(lambda self: self.request.holder is not None)
    @rule(data=st.data())
    def the_holder_acts(self, data: st.DataObject) -> None:
        assert self.request.holder is not None
        self.do(data.draw(of_helper(st.just(self.request.holder))))

    @rule(minutes=st.sampled_from([0, 1, 29, 30, 119, 120, 500, 4320]))
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE
        self.do(TimePasses())
        request = self.request
        assert request.stage is not WAITING or (
            request.since is not None and self.now < request.since + PASSES_AFTER
        )
        assert request.held_until is None or request.held_until > self.now
        if request.stage is APPROVED and request.resting:
            assert request.not_before is not None
            assert request.not_before > self.now

    @rule(who=staff)
    def somebody_leaves(self, who: bytes) -> None:
        self.do(Removed(who))
        assert self.request.holder != who

    # --- what holds after each of them

    @invariant()
    def a_holder_exists_exactly_while_it_is_held(self) -> None:
        held = self.request.stage in WITH_HOLDER
        assert (self.request.holder is not None) == held
        assert (self.request.held_until is not None) == held

    @invariant()
    def what_is_paused_is_never_held(self) -> None:
        assert not (self.request.paused and self.request.stage in WITH_HOLDER)

    @invariant()
    def nobody_holds_their_own(self) -> None:
        assert self.request.own is None or self.request.holder != self.request.own

    @invariant()
    def what_was_sent_has_its_place_in_the_line(self) -> None:
        assert (self.request.since is None) == (self.request.stage is DRAFT)

    @invariant()
    def only_what_somebody_could_claim_now_is_offered(self) -> None:
        if offered(self.request, self.now):
            assert self.request.stage is APPROVED
            stranger = Claim(b"stranger", frozenset(LANGUAGES))
            assert refusal(self.request, stranger, self.now) is None


def test_whatever_happens_in_whatever_order_the_rules_hold():
    met = Counter[Stage]()

    run_state_machine_as_test(
        type("Life", (Life,), {"met": met}),
        settings=settings(
            max_examples=200,
            stateful_step_count=50,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert set(Stage) <= set(met), "it never got as far as that: the test looks at too little"
