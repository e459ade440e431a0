"""The place in a button: short, exact, and never more than a place (rule G13)."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.guide import (
    BEGINNING,
    Act,
    Action,
    DraftIn,
    Kind,
    Mark,
    Paid,
    Place,
    Program,
    Situation,
    Step,
    View,
)
from bot.domain.guide_code import ALPHABET, NotAPlace, read, write
from tests.domain.guide_places import actions, places

LAST = Place(
    step=Step.LIST,
    view=View.DRAFT,
    kind=Kind.NONE,
    paid=Paid.PAID,
    situation=frozenset(Situation),
    program=Program.OTHER,
    protection=None,
    visiting=True,
    draft=DraftIn.SV,
    marks=(Mark.SKIPPED,) * 8,
    protections=(Mark.SKIPPED,) * 7,
)


@given(places, actions)
@example(BEGINNING, Action(Act.OPEN))
@example(LAST, Action(Act.PROGRAM, Program.OTHER))
def test_what_was_written_is_read_again(place: Place, action: Action):
    assert read(write(action, place)) == (action, place)


@given(places, actions)
def test_a_detail_is_short_and_fits_into_a_payload(place: Place, action: Action):
    detail = write(action, place)

    assert len(detail) == 11
    assert re.fullmatch(r"[A-Za-z0-9_~-]{1,36}", detail)


@given(places, actions)
def test_one_place_has_one_detail(place: Place, action: Action):
    action_again, place_again = read(write(action, place))

    assert write(action_again, place_again) == write(action, place)


@pytest.mark.parametrize(
    ("detail", "action", "place"),
    [
        ("1oAAAAj68WO", Action(Act.OPEN), BEGINNING),
        (
            "1mESWVhyg0Y",
            Action(Act.PROGRAM, Program.OUTLOOK_DESKTOP),
            Place(
                step=Step.FORWARD,
                kind=Kind.EMAIL,
                paid=Paid.PAID,
                situation=frozenset({Situation.ABROAD}),
                marks=(Mark.DONE,) * 4 + (Mark.SKIPPED,) + (Mark.OPEN,) * 3,
            ),
        ),
    ],
)
def test_a_button_of_version_1_is_read_for_ever(detail: str, action: Action, place: Place):
    assert read(detail) == (action, place)


@pytest.mark.parametrize(
    "detail",
    ["", "1", "1o", "1oA", "1oAAAAAAAA", "1oAAAAAAAAAA", "0oAAAAAAAAA", "2oAAAAAAAAA", "1xAAAAAAAAA",
     "1o~AAAAAAAA", "1o.AAAAAAAA", "1oBAAAAAAAA", "1kFAAAAAAAA", "1oA~AAAAAAA", "1oA________",
     "1oAAAAAAAÄA", "1oA AAAAAAA", "' OR 1=1 --", "\u202e1oAAAAAAAA", "guide", "null", "🌐🌐🌐"],
)  # fmt: skip
def test_what_nobody_wrote_is_not_a_place(detail: str):
    with pytest.raises(NotAPlace):
        read(detail)


@given(st.text(max_size=40))
def test_any_foreign_text_is_a_place_or_not_a_place_and_nothing_else(detail: str):
    try:
        action, place = read(detail)
    except NotAPlace:
        return
    assert write(action, place) == detail


@given(st.text(alphabet=ALPHABET, min_size=8, max_size=8))
def test_any_eight_letters_are_a_place_or_not_a_place_and_nothing_else(letters: str):
    try:
        action, place = read(f"1oA{letters}")
    except NotAPlace:
        return
    assert write(action, place) == f"1oA{letters}"


@given(st.tuples(st.integers(0, 10), st.sampled_from(ALPHABET)), places, actions)
def test_a_changed_letter_never_gives_anything_but_a_place(
    change: tuple[int, str], place: Place, action: Action
):
    where, letter = change
    detail = write(action, place)
    try:
        read(detail[:where] + letter + detail[where + 1 :])
    except NotAPlace:
        return
