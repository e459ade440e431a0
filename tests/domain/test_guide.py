"""The guide's rules G1 to G12 (docs/rules/guide.md): each one, and its opposite."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given

from bot.domain.guide import (
    BEGINNING,
    CHOICES,
    STEPS,
    Act,
    Action,
    DraftIn,
    Kind,
    Mark,
    Paid,
    Place,
    Program,
    Protection,
    Situation,
    Step,
    View,
    act,
    is_needed,
    next_open,
)
from tests.domain.guide_places import actions, places


def press(place: Place, *acts: Act | tuple[Act, int]) -> Place:
    for one in acts:
        which, choice = one if isinstance(one, tuple) else (one, 0)
        place = act(place, Action(which, choice))
    return place


def at(step: Step, **more: object) -> Place:
    return replace(BEGINNING, step=step, **more)


def walk(place: Place, act_: Act) -> Iterator[Place]:
    while place.step is not Step.LIST:
        yield place
        place = act(place, Action(act_))


def test_done_ticks_the_step_and_opens_the_next():  # G1
    after = press(at(Step.PAY), Act.DONE)

    assert (after.step, after.marks[Step.PAY]) == (Step.ANSWER, Mark.DONE)


def test_skip_marks_the_step_as_skipped_and_opens_the_next():  # G2
    after = press(at(Step.PAY), Act.SKIP)

    assert (after.step, after.marks[Step.PAY]) == (Step.ANSWER, Mark.SKIPPED)


def test_skip_never_takes_a_tick_away():  # G2
    after = press(at(Step.PAY), Act.DONE, Act.BACK, Act.SKIP)

    assert after.marks[Step.PAY] is Mark.DONE


def test_not_done_yet_takes_the_tick_away():  # G3
    after = press(at(Step.PAY), Act.DONE, (Act.VISIT, Step.PAY), Act.UNDO)

    assert (after.step, after.marks[Step.PAY]) == (Step.LIST, Mark.OPEN)


def test_not_done_yet_on_the_way_stays_in_the_step():  # G3
    after = press(at(Step.PAY), Act.DONE, Act.BACK, Act.UNDO)

    assert (after.step, after.marks[Step.PAY]) == (Step.PAY, Mark.OPEN)


def test_a_protection_can_be_unticked_too():  # G3, G11
    done = press(at(Step.PROTECT, protection=Protection.CREDIT), Act.DONE, Act.ENOUGH)

    after = press(done, (Act.VISIT, Step.PROTECT), (Act.PROTECTION, 0), Act.UNDO)

    assert (after.step, after.protection) == (Step.PROTECT, None)
    assert (after.protections[0], after.marks[Step.PROTECT]) == (Mark.OPEN, Mark.OPEN)


@pytest.mark.parametrize("how", [Act.DONE, Act.SKIP])
def test_the_order_is_one_to_eight_then_the_list(how: Act):  # G4
    seen = list(dict.fromkeys(place.step for place in walk(BEGINNING, how)))

    assert seen == list(STEPS)


@pytest.mark.parametrize("how", [Act.DONE, Act.SKIP, Act.UNDO, Act.BACK])
@pytest.mark.parametrize("step", [step for step in STEPS if step is not Step.PROTECT])
def test_a_step_opened_from_the_list_leads_back_there(step: Step, how: Act):  # G4
    opened = press(at(Step.LIST, kind=Kind.LETTER), (Act.VISIT, step))

    after = press(opened, how)

    assert (opened.step, opened.visiting, after.step, after.visiting) == (
        step, True, Step.LIST, False,
    )  # fmt: skip


def test_without_a_message_there_is_nothing_to_attach():  # G5
    none = at(Step.REPORT, kind=Kind.NONE)

    forth = press(none, Act.DONE)
    back = press(forth, Act.BACK)

    assert (forth.step, back.step) == (Step.PROTECT, Step.REPORT)
    assert not is_needed(none, Step.FORWARD)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NONE])
def test_with_a_message_it_is_attached(kind: Kind):  # G5, the opposite
    place = at(Step.REPORT, kind=kind)

    forth = press(place, Act.DONE)

    assert forth.step is Step.FORWARD
    assert is_needed(place, Step.FORWARD)


@pytest.mark.parametrize("page", [Act.WHY, Act.SITUATION, Act.DRAFT])
@pytest.mark.parametrize("step", Step)
def test_back_closes_a_page_laid_over_a_step(step: Step, page: Act):  # G6
    assert press(at(step), page, Act.BACK) == at(step)


def test_back_undoes_the_choice_of_the_mail_program_first():  # G6
    chosen = at(Step.FORWARD, kind=Kind.EMAIL, program=Program.YAHOO)

    once, twice = press(chosen, Act.BACK), press(chosen, Act.BACK, Act.BACK)

    assert (once.step, once.program) == (Step.FORWARD, Program.UNKNOWN)
    assert twice.step is Step.REPORT


def test_back_in_the_protections_shows_the_one_before():  # G6
    second = at(Step.PROTECT, protection=Protection.POSTI)

    once, twice = press(second, Act.BACK), press(second, Act.BACK, Act.BACK)

    assert (once.step, once.protection) == (Step.PROTECT, Protection.CREDIT)
    assert twice.step is Step.FORWARD


def test_back_from_a_protection_opened_in_the_list_of_seven_goes_back_to_it():  # G6
    seven = press(at(Step.LIST), (Act.VISIT, Step.PROTECT))

    after = press(seven, (Act.PROTECTION, Protection.MOVE), Act.BACK)

    assert after == seven


def test_back_before_the_first_step_stays():  # G6: the screen leads to the menu
    assert press(BEGINNING, Act.BACK) == BEGINNING


def test_back_from_the_list_is_the_last_step():  # G6
    assert press(at(Step.LIST), Act.BACK).step is Step.REST


@pytest.mark.parametrize("kind", Kind)
def test_how_the_message_came_is_the_done_of_the_first_step(kind: Kind):  # G7
    after = press(BEGINNING, (Act.KIND, kind))

    assert (after.kind, after.step, after.marks[Step.SAFE]) == (kind, Step.PAY, Mark.DONE)


@pytest.mark.parametrize("step", [Step.KEEP, Step.FORWARD])
def test_later_it_only_changes_what_the_step_says(step: Step):  # G7, the opposite
    after = press(at(step), (Act.KIND, Kind.LETTER))

    assert after == at(step, kind=Kind.LETTER)


@pytest.mark.parametrize("which", Situation)
def test_what_is_different_is_told_and_taken_back_by_the_same_press(which: Situation):  # G8
    told = press(at(Step.REPORT), Act.SITUATION, (Act.TOGGLE, which))
    taken = press(told, (Act.TOGGLE, which))

    assert (told.situation, taken.situation) == ({which}, frozenset())
    assert (told.step, told.view, told.marks) == (Step.REPORT, View.SITUATION, BEGINNING.marks)


def test_a_guardian_is_not_under_18():  # G8
    child = press(BEGINNING, (Act.TOGGLE, Situation.UNDER_18), (Act.TOGGLE, Situation.CHILD))
    young = press(child, (Act.TOGGLE, Situation.UNDER_18))

    assert (child.situation, young.situation) == ({Situation.CHILD}, {Situation.UNDER_18})


@pytest.mark.parametrize("paid", Paid)
def test_telling_of_a_payment_moves_nobody(paid: Paid):  # G8
    step = press(at(Step.PAY), (Act.PAID, paid))
    page = press(at(Step.PAY), Act.SITUATION, (Act.PAID, paid))

    assert step == at(Step.PAY, paid=paid)
    assert page == at(Step.PAY, paid=paid, view=View.SITUATION)


def test_the_list_names_the_first_open_step():  # G9
    marks = (Mark.DONE, Mark.SKIPPED, *BEGINNING.marks[2:])

    assert next_open(at(Step.LIST, marks=marks)) is Step.ANSWER


def test_the_list_names_nothing_when_everything_has_been_dealt_with():  # G9, the opposite
    marks = tuple(Mark.OPEN if step is Step.FORWARD else Mark.DONE for step in STEPS)

    assert next_open(at(Step.LIST, marks=marks, kind=Kind.NONE)) is None
    assert next_open(at(Step.LIST, marks=marks, kind=Kind.EMAIL)) is Step.FORWARD


def test_the_protections_come_one_at_a_time_the_credit_ban_first():  # G10
    first = press(at(Step.FORWARD), Act.DONE)
    shown = [first.protection]
    place = first
    while place.step is Step.PROTECT:
        place = press(place, Act.DONE)
        shown.append(place.protection)

    assert shown == [*Protection, None]
    assert (place.step, place.marks[Step.PROTECT]) == (Step.REST, Mark.DONE)


def test_protections_dealt_with_are_not_offered_again():  # G10
    dealt = tuple(Mark.OPEN if one is Protection.MOVE else Mark.DONE for one in Protection)

    assert press(at(Step.FORWARD, protections=dealt), Act.DONE).protection is Protection.MOVE


def test_a_protection_done_from_the_list_leads_back_to_the_seven():  # G10
    seven = press(at(Step.LIST), (Act.VISIT, Step.PROTECT))

    after = press(seven, (Act.PROTECTION, Protection.COMPANY), Act.DONE)

    assert (after.step, after.protection, after.visiting) == (Step.PROTECT, None, True)
    assert after.protections[Protection.COMPANY] is Mark.DONE


def test_enough_for_today_keeps_the_tick_of_what_is_done():  # G11
    after = press(at(Step.PROTECT, protection=Protection.CREDIT), Act.DONE, Act.ENOUGH)

    assert (after.step, after.marks[Step.PROTECT]) == (Step.REST, Mark.DONE)
    assert after.protections.count(Mark.OPEN) == 6


def test_enough_before_anything_is_done_is_a_skip():  # G11, the opposite
    after = press(at(Step.PROTECT, protection=Protection.CREDIT), Act.ENOUGH)

    assert (after.step, after.marks[Step.PROTECT]) == (Step.REST, Mark.SKIPPED)


def test_enough_means_nothing_elsewhere():  # G12
    assert press(at(Step.PAY), Act.ENOUGH) == at(Step.PAY)


@pytest.mark.parametrize("one", [Act.DONE, Act.SKIP, Act.UNDO, Act.ENOUGH, Act.OPEN])
def test_at_the_list_there_is_nothing_to_mark(one: Act):  # G12
    assert press(at(Step.LIST), one) == at(Step.LIST)


def test_leaving_the_seven_by_done_goes_on():  # G4, G11
    after = press(at(Step.PROTECT, protection=None), Act.DONE)

    assert after.step is Step.REST


def test_the_draft_keeps_its_language():
    after = press(at(Step.REPORT), Act.DRAFT, (Act.WRITE_IN, DraftIn.SV), Act.BACK, Act.DRAFT)

    assert (after.view, after.draft) == (View.DRAFT, DraftIn.SV)


def test_the_list_can_be_opened_from_anywhere():
    assert press(at(Step.PAY, visiting=True), Act.LIST) == at(Step.LIST)


@pytest.mark.parametrize("one", Act)
def test_an_action_has_only_its_own_choices(one: Act):
    for choice in (-1, CHOICES.get(one, 1)):
        with pytest.raises(ValueError, match="has no choice"):
            Action(one, choice)


@given(places, actions)
def test_every_action_leads_somewhere_from_every_place(place: Place, action: Action):  # G12
    after = act(place, action)

    assert isinstance(after, Place)
    assert len(after.marks) == len(STEPS)
    assert len(after.protections) == len(Protection)


@given(places)
def test_everybody_reaches_the_list_by_going_on(place: Place):  # no dead end, no circle
    presses = 0
    while place.step is not Step.LIST:
        place, presses = press(place, Act.SKIP), presses + 1

        assert presses <= len(STEPS) + len(Protection) + 2


@given(places)
def test_everybody_reaches_the_first_step_or_the_list_by_going_back(place: Place):
    for _ in range(40):
        if place.view is View.STEP and place.step in (Step.SAFE, Step.LIST):
            return
        place = press(place, Act.BACK)

    raise AssertionError(place)


@given(places, actions)
def test_nothing_but_a_mark_ever_changes_a_mark(place: Place, action: Action):
    if action.act in (Act.DONE, Act.SKIP, Act.UNDO, Act.ENOUGH):
        return
    after = act(place, action)

    if action.act is Act.KIND and place.step is Step.SAFE:
        assert after.marks[1:] == place.marks[1:]
    else:
        assert after.marks == place.marks
    assert after.protections == place.protections
