"""The form: what is asked next, when it is ready, which times can be picked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.form import (
    LINES,
    NEEDED,
    SHORTEST,
    SOON,
    Form,
    Topic,
    can_be_picked,
    earliest,
    slot_of,
    slots,
)
from bot.domain.hours import NEVER, Hours, Span

WHOLE = Form("Robin", "+12025550123", True, "fi", SOON, False, True, Topic.OTHER, "")
WEEK = Hours({"fi": {day: (Span(9 * 60, 20 * 60),) for day in range(5)}}, {}, lambda _: False)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Ten in the morning on a Finnish wall."""


def test_f1_lines_are_asked_one_by_one_in_their_order():
    form, asked = Form(name="Robin"), []
    while (line := form.next()) is not None:
        asked.append(line)
        form = replace(form, **{line: getattr(WHOLE, line)})

    assert tuple(asked) == LINES[1:]
    assert form.next() is None


@pytest.mark.parametrize("line", LINES)
def test_f3_a_form_is_ready_when_all_but_name_and_words_are_there(line: str):
    assert WHOLE.ready
    assert replace(WHOLE, **{line: None}).ready == (line not in NEEDED)


def test_f4_parts_of_the_next_open_days_are_offered_and_nothing_else():
    found = slots(WEEK, "fi", MONDAY)

    assert [one.code for one in found[:4]] == [
        "20261123-0900-1200", "20261123-1200-1700", "20261123-1700-2000", "20261124-0900-1200",
    ]  # fmt: skip
    assert len(found) == 12
    assert slots(WEEK, "sv", MONDAY) == slots(NEVER, "fi", MONDAY) == ()


def test_f4_a_part_that_is_nearly_over_is_not_offered():
    at = datetime(2026, 11, 23, 9, 31, tzinfo=UTC)  # 11:31: the morning has 29 minutes left

    assert slots(WEEK, "fi", at)[0].code == "20261123-1200-1700"
    assert slots(WEEK, "fi", at - timedelta(minutes=1))[0].code == "20261123-0900-1200"
    assert SHORTEST == timedelta(minutes=30)


def test_f4_what_has_passed_or_is_closed_is_refused_and_soon_never_is():
    morning = "20261123-0900-1200"

    assert can_be_picked(morning, WEEK, "fi", MONDAY)
    assert not can_be_picked(morning, WEEK, "fi", MONDAY + timedelta(hours=3))
    assert not can_be_picked(morning, WEEK, "sv", MONDAY)
    assert not can_be_picked("20261123-0300-0400", WEEK, "fi", MONDAY)
    assert can_be_picked(SOON, NEVER, "sv", MONDAY)


def test_a_call_suits_from_the_beginning_of_the_time_and_never_before_now():
    assert earliest("20261124-0900-1200", MONDAY) == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert earliest("20261123-0900-1200", MONDAY) == MONDAY
    assert earliest(SOON, MONDAY) == MONDAY


@given(st.text(max_size=24))
def test_a_code_nobody_made_is_no_time(code: str):
    found = slot_of(code)

    assert found is None or found.begins < found.ends


@pytest.mark.parametrize("code", ["20261323-0900-1200", "20261123-1200-0900", "20261123-2500-2600"])
def test_a_time_that_does_not_exist_is_none(code: str):
    assert slot_of(code) is None


@pytest.mark.parametrize("now", ["2026-10-24T12:00", "2027-03-27T12:00"])
def test_every_offered_time_is_named_by_its_code_also_when_the_clock_changes(now: str):
    always = Hours({"fi": {day: (Span(0, 1440),) for day in range(7)}}, {}, lambda _: False)
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    for one in slots(always, "fi", at):
        assert slot_of(one.code) == one
        assert can_be_picked(one.code, always, "fi", at)
