"""When helpers call, by Finnish clocks (bot/domain/hours.py); the calendar here is a handful of days."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.hours import AHEAD, ZONE, BadHours, Day, Hours, Opening, Span, local
from bot.domain.languages import LANGUAGES

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)

GOOD_FRIDAY = date(2027, 3, 26)
INDEPENDENCE_DAY = date(2027, 12, 6)
"""A Monday; that of 2026 is a Sunday, on which nobody calls anyway."""
CHRISTMAS_EVE = date(2026, 12, 24)
HOLIDAYS = {GOOD_FRIDAY, INDEPENDENCE_DAY, CHRISTMAS_EVE, date(2026, 12, 25)}

NEW_YEARS_EVE = date(2026, 12, 31)
SUNDAY_AFTER_CHRISTMAS = date(2026, 12, 27)

SPRING = [date(2026, 3, 29), date(2027, 3, 28)]
"""At 3:00 clocks go to 4:00."""
AUTUMN = [date(2026, 10, 25), date(2027, 10, 31)]
"""At 4:00 clocks go back to 3:00."""


def span(begins: float, ends: float) -> Span:
    return Span(round(begins * 60), round(ends * 60))


WORKDAYS = dict.fromkeys((MON, TUE, WED, THU, FRI), (span(9, 20),))
HOURS = Hours(
    weekly={"fi": WORKDAYS, "sv": dict.fromkeys(WORKDAYS, (span(12, 14),)), "en": {}},
    exceptions={NEW_YEARS_EVE: (), SUNDAY_AFTER_CHRISTMAS: (span(12, 16),)},
    holiday=HOLIDAYS.__contains__,
)


def around_the_clock(*spans: Span) -> Hours:
    """Hours that are the same on every day of the year."""
    return Hours({"fi": dict.fromkeys(range(7), spans)}, {}, lambda _: False)


def at(day: date, clock: str, *, fold: int = 0) -> datetime:
    """The moment at which a Finnish clock shows `clock`; the second time with fold=1."""
    shown = datetime.fromisoformat(f"{day} {clock:0>5}")
    return shown.replace(tzinfo=ZONE, fold=fold).astimezone(UTC)


def utc(day: date, clock: str) -> datetime:
    return datetime.fromisoformat(f"{day} {clock:0>5}").replace(tzinfo=UTC)


TUESDAY = date(2026, 11, 3)
FRIDAY = date(2026, 11, 6)


# Open or closed.


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [("8:59", False), ("9:00", True), ("19:59", True), ("20:00", False), ("00:00", False)],
)
def test_the_beginning_is_inside_and_the_end_outside(clock: str, is_open: bool):
    assert HOURS.is_open("fi", at(TUESDAY, clock)) is is_open
    assert HOURS.fits("fi", at(TUESDAY, clock)) is is_open


def test_each_language_has_its_own_hours():
    morning, noon = at(TUESDAY, "9:00"), at(TUESDAY, "12:00")

    assert [HOURS.is_open(language, morning) for language in LANGUAGES] == [True, False, False]
    assert [HOURS.is_open(language, noon) for language in LANGUAGES] == [True, True, False]


def test_a_time_told_in_any_zone_is_the_same_moment():
    in_finland, in_japan = (
        at(TUESDAY, "9:00"),
        at(TUESDAY, "9:00").astimezone(timezone(timedelta(hours=9))),
    )

    assert HOURS.is_open("fi", in_japan)
    assert HOURS.next_opening("fi", in_japan) == in_finland


def test_finnish_midnight_begins_the_day_not_that_of_utc():
    monday_evening_in_utc = utc(date(2026, 11, 2), "22:30")
    hours = Hours({"fi": {TUE: (span(0, 1),)}}, {}, lambda _: False)

    assert hours.is_open("fi", monday_evening_in_utc)


def test_a_pause_at_noon_is_closed_and_what_lies_around_it_is_open():
    hours = around_the_clock(span(13, 16.25), span(9.5, 12))

    seen = [
        hours.is_open("fi", at(TUESDAY, clock)) for clock in ("11:59", "12:30", "13:00", "16:15")
    ]

    assert seen == [True, False, True, False]


def test_a_day_and_night_line_is_never_closed_over_midnight():
    hours = around_the_clock(span(0, 24))

    assert hours.is_open("fi", at(TUESDAY, "23:59"))
    assert hours.is_open("fi", at(TUESDAY, "23:59") + timedelta(minutes=1))


# Holidays and exceptions.


@pytest.mark.parametrize("day", [GOOD_FRIDAY, INDEPENDENCE_DAY, CHRISTMAS_EVE])
def test_a_holiday_is_closed_and_the_same_weekday_a_week_earlier_is_open(day: date):
    assert not HOURS.is_open("fi", at(day, "12:30"))
    assert HOURS.is_open("fi", at(day - timedelta(days=7), "12:30"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            date(2027, 3, 25),
            date(2027, 3, 29),
        ),  # over Good Friday; Easter Monday is no holiday here
        (date(2027, 12, 3), date(2027, 12, 7)),
    ],
)
def test_the_next_opening_leaps_over_a_holiday(before: date, after: date):
    assert HOURS.next_opening("fi", at(before, "20:00")) == at(after, "9:00")


def test_an_exception_closes_a_day_that_has_hours():
    assert HOURS.is_open("fi", at(NEW_YEARS_EVE - timedelta(days=1), "12:30"))
    assert not HOURS.is_open("fi", at(NEW_YEARS_EVE, "12:30"))


def test_an_exception_opens_a_day_that_has_none():
    assert not HOURS.is_open("fi", at(SUNDAY_AFTER_CHRISTMAS, "11:59"))
    assert HOURS.is_open("fi", at(SUNDAY_AFTER_CHRISTMAS, "12:00"))
    assert not HOURS.is_open("fi", at(SUNDAY_AFTER_CHRISTMAS + timedelta(days=7), "12:00"))


def test_an_exception_replaces_the_hours_of_its_day():
    hours = Hours({"fi": WORKDAYS}, {TUESDAY: (span(18, 22),)}, lambda _: False)

    assert [hours.is_open("fi", at(TUESDAY, clock)) for clock in ("9:30", "21:30")] == [False, True]


def test_an_exception_overrules_a_holiday():
    hours = Hours({"fi": WORKDAYS}, {CHRISTMAS_EVE: (span(9, 12),)}, HOLIDAYS.__contains__)

    assert hours.is_open("fi", at(CHRISTMAS_EVE, "9:00"))


@pytest.mark.parametrize("week", [{}, {MON: ()}])
def test_an_exception_opens_no_language_that_nobody_speaks_in_any_week(week: dict):
    hours = Hours({**HOURS.weekly, "en": week}, HOURS.exceptions, HOURS.holiday)

    noon = at(SUNDAY_AFTER_CHRISTMAS, "12:00")

    assert [hours.is_open(language, noon) for language in LANGUAGES] == [True, True, False]


# The next opening and the days to choose from.


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (at(TUESDAY, "7:00"), at(TUESDAY, "9:00")),
        (at(TUESDAY, "12:34"), at(TUESDAY, "12:34")),
        (at(TUESDAY, "20:00"), at(date(2026, 11, 4), "9:00")),
        (at(FRIDAY, "20:00"), at(date(2026, 11, 9), "9:00")),
        (at(date(2026, 12, 23), "20:00"), at(SUNDAY_AFTER_CHRISTMAS, "12:00")),
    ],
)
def test_the_next_opening_is_now_if_helpers_call_now_and_else_the_first_one(
    now: datetime, opens: datetime
):
    assert HOURS.next_opening("fi", now) == opens


def test_a_language_without_hours_has_no_next_opening_and_no_days():
    assert HOURS.next_opening("en", at(TUESDAY, "12:00")) is None
    assert HOURS.days("en", at(TUESDAY, "12:00"), 3) == ()


@pytest.mark.parametrize(("days", "found"), [(AHEAD - 1, True), (AHEAD, False)])
def test_who_opens_within_a_year_is_found_and_who_opens_later_is_not(days: int, found: bool):
    opens = TUESDAY + timedelta(days=days)
    hours = Hours({"fi": WORKDAYS}, {opens: (span(9, 10),)}, lambda _: True)

    assert (hours.next_opening("fi", at(TUESDAY, "0:00")) is not None) is found


def test_the_days_to_choose_from_tell_their_openings():
    days = HOURS.days("sv", at(FRIDAY, "8:00"), 2)

    assert days == (
        Day(FRIDAY, (Opening(at(FRIDAY, "12:00"), at(FRIDAY, "14:00")),)),
        Day(
            date(2026, 11, 9),
            (Opening(at(date(2026, 11, 9), "12:00"), at(date(2026, 11, 9), "14:00")),),
        ),
    )


@pytest.mark.parametrize(
    ("clock", "begins"),
    [("8:00", [9, 13]), ("10:00", [9, 13]), ("12:00", [13]), ("15:59", [13]), ("16:00", [])],
)
def test_of_today_only_what_is_not_over_can_be_chosen(clock: str, begins: list[int]):
    hours = Hours({"fi": {TUE: (span(9, 12), span(13, 16))}}, {}, lambda _: False)

    first = hours.days("fi", at(TUESDAY, clock), 1)[0]

    today = first.openings if first.date == TUESDAY else ()
    assert [local(one.begins).hour for one in today] == begins


def test_the_openings_of_a_day_are_in_order_however_they_were_written():
    hours = around_the_clock(span(13, 16), span(9, 12))

    openings = hours.days("fi", at(TUESDAY, "0:00"), 1)[0].openings

    assert [local(one.begins).hour for one in openings] == [9, 13]
    assert hours.next_opening("fi", at(TUESDAY, "0:00")) == at(TUESDAY, "9:00")


def test_as_many_days_are_told_as_were_asked_for_and_a_negative_count_is_refused():
    assert [len(HOURS.days("fi", at(TUESDAY, "9:00"), count)) for count in (0, 1, 5)] == [0, 1, 5]
    with pytest.raises(BadHours, match="-1 days cannot be told"):
        HOURS.days("fi", at(TUESDAY, "9:00"), -1)


def test_a_closed_day_is_no_choice():
    days = [one.date.day for one in HOURS.days("fi", at(date(2026, 12, 23), "9:00"), 4)]

    assert days == [23, 27, 28, 29]


# Daylight saving.


@pytest.mark.parametrize("day", [*SPRING, *AUTUMN])
def test_hours_keep_to_the_clock_on_the_wall_before_and_after_a_change(day: date):
    hours = around_the_clock(span(9, 20))

    opened = [
        local(one.openings[0].begins)
        for one in hours.days("fi", at(day, "0:00") - timedelta(days=1), 3)
    ]

    assert [(one.day, one.hour) for one in opened] == [
        ((day + timedelta(days=n)).day, 9) for n in (-1, 0, 1)
    ]
    assert {one.utcoffset() for one in opened} == {timedelta(hours=2), timedelta(hours=3)}


@pytest.mark.parametrize("day", SPRING)
@pytest.mark.parametrize(
    ("given_span", "begins", "ends"),
    [
        (span(2, 5), "0:00", "2:00"),  # two hours instead of three
        (span(2, 3.5), "0:00", "1:00"),  # ends when 3:30 is passed over
        (span(3.5, 5), "1:00", "2:00"),  # begins then
        (span(3, 4.5), "1:00", "1:30"),
        (span(0, 24), "22:00", "21:00"),
    ],
)
def test_in_spring_what_begins_or_ends_in_the_lost_hour_does_so_at_the_change(
    day: date, given_span: Span, begins: str, ends: str
):
    hours = around_the_clock(given_span)

    opening = hours.days("fi", at(day, "0:00"), 1)[0].openings[0]

    began_on = day - timedelta(days=1) if begins == "22:00" else day
    assert opening == Opening(utc(began_on, begins), utc(day, ends))


@pytest.mark.parametrize("day", SPRING)
@pytest.mark.parametrize("lost", [span(3, 4), span(3.25, 3.75)])
def test_in_spring_hours_that_lie_in_the_lost_hour_are_none_and_come_back_the_day_after(
    day: date, lost: Span
):
    hours = around_the_clock(lost)

    opens = hours.next_opening("fi", at(day, "0:00"))

    assert opens is not None
    assert local(opens).date() == day + timedelta(days=1)


@pytest.mark.parametrize("day", AUTUMN)
@pytest.mark.parametrize(
    ("given_span", "begins", "ends"),
    [
        (span(2, 5), "23:00", "3:00"),  # four hours instead of three
        (span(2, 3.5), "23:00", "0:30"),  # ends when 3:30 comes first
        (span(3.5, 5), "0:30", "3:00"),  # begins then
        (span(3, 4), "0:00", "2:00"),
        (span(0, 24), "21:00", "22:00"),
    ],
)
def test_in_autumn_the_first_of_two_equal_times_counts(
    day: date, given_span: Span, begins: str, ends: str
):
    hours = around_the_clock(given_span)

    opening = hours.days("fi", at(day, "0:00"), 1)[0].openings[0]

    began_on = day - timedelta(days=1) if begins in ("21:00", "23:00") else day
    assert opening == Opening(utc(began_on, begins), utc(day, ends))


@pytest.mark.parametrize("day", AUTUMN)
def test_in_autumn_helpers_call_through_both_hours_if_they_call_at_three_and_at_four(day: date):
    hours = around_the_clock(span(2, 5))

    assert [hours.is_open("fi", at(day, "3:30", fold=fold)) for fold in (0, 1)] == [True, True]
    assert [hours.is_open("fi", at(day, clock)) for clock in ("1:59", "5:00")] == [False, False]


# Refusals.


@pytest.mark.parametrize(
    ("spans", "fault"),
    [
        ((span(12, 14),), None),
        ((span(14, 12),), "sv: Mon 14-12 ends before it begins"),
        ((span(12, 12),), "sv: Mon 12-12 ends as it begins"),
        ((span(0, 24),), None),
        ((span(20, 24.5),), "sv: Mon 20-24:30 leaves the day, which lasts from 0 to 24"),
        ((Span(-60, 60),), "sv: Mon -1-1 leaves the day, which lasts from 0 to 24"),
        ((span(12, 14), span(9, 12)), None),
        ((span(9, 12.25), span(12, 14)), "sv: Mon 9-12:15 and 12-14 overlap"),
        ((span(12, 14), span(12, 14)), "sv: Mon 12-14 and 12-14 overlap"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused_by_name(spans: tuple[Span, ...], fault: str | None):
    def made():
        return Hours({"sv": {MON: spans}}, {}, lambda _: False)

    if fault is None:
        assert made().weekly["sv"][MON] == spans
    else:
        with pytest.raises(BadHours) as refused:
            made()
        assert refused.value.faults == (fault,)


def test_a_faulty_exception_is_refused_by_its_day():
    with pytest.raises(BadHours, match=r"^2026-12-27: 16-12 ends before it begins$"):
        Hours({}, {SUNDAY_AFTER_CHRISTMAS: (span(16, 12),)}, lambda _: False)


@pytest.mark.parametrize(
    ("weekly", "fault"),
    [
        ({"de": {}}, "de: is none of fi, sv, en"),
        ({"fi": {7: ()}}, "fi: 7 is no weekday, Monday is 0 and Sunday 6"),
        ({"fi": {-1: ()}}, "fi: -1 is no weekday, Monday is 0 and Sunday 6"),
    ],
)
def test_an_unknown_language_or_weekday_is_refused(weekly: dict, fault: str):
    with pytest.raises(BadHours) as refused:
        Hours(weekly, {}, lambda _: False)

    assert refused.value.faults == (fault,)


def test_all_faults_are_told_at_once():
    with pytest.raises(BadHours) as refused:
        Hours(
            {"fi": {MON: (span(14, 12),)}, "sv": {SUN: (span(9, 9),)}},
            {NEW_YEARS_EVE: (span(9, 25),)},
            lambda _: False,
        )

    assert len(refused.value.faults) == 3
    assert str(refused.value) == "; ".join(refused.value.faults)


@pytest.mark.parametrize(
    "ask",
    [
        lambda when: HOURS.is_open("fi", when),
        lambda when: HOURS.fits("fi", when),
        lambda when: HOURS.next_opening("fi", when),
        lambda when: HOURS.days("fi", when, 1),
        local,
    ],
)
def test_a_time_without_zone_is_refused_and_the_same_time_with_one_is_answered(ask):
    assert ask(datetime(2026, 11, 3, 9, tzinfo=UTC))
    with pytest.raises(BadHours, match="2026-11-03T09:00:00 has no time zone"):
        ask(datetime(2026, 11, 3, 9))


# Whatever the hours and whenever it is.

QUARTER = timedelta(minutes=15)
CHANGES = [*SPRING, *AUTUMN]


@st.composite
def some_spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to three spans of one day, on quarter hours, apart or touching."""
    ends = sorted(draw(st.lists(st.integers(0, 96), max_size=6, unique=True)))
    return tuple(Span(15 * a, 15 * b) for a, b in zip(ends[::2], ends[1::2], strict=False))


SOME_HOURS = st.builds(
    Hours,
    weekly=st.fixed_dictionaries({"fi": st.dictionaries(st.integers(0, 6), some_spans())}),
    exceptions=st.dictionaries(
        st.dates(date(2026, 3, 1), date(2027, 11, 30)), some_spans(), max_size=3
    ),
    holiday=st.sets(st.dates(date(2026, 3, 1), date(2027, 11, 30)), max_size=5).map(
        lambda days: days.__contains__
    ),
)
SOME_TIMES = st.one_of(
    st.datetimes(datetime(2026, 3, 1), datetime(2027, 11, 30), timezones=st.just(UTC)),
    st.builds(
        lambda day, seconds: utc(day, "0:00") + timedelta(seconds=seconds),
        st.sampled_from(CHANGES),
        st.integers(-86_400, 86_400),
    ),
)  # fmt: skip


@given(SOME_HOURS, SOME_TIMES)
@example(around_the_clock(span(3.25, 3.75)), utc(SPRING[0], "0:00"))
@example(around_the_clock(span(3.25, 3.75)), utc(AUTUMN[0], "0:50"))
def test_the_next_opening_is_open_and_nothing_between_now_and_it_is(hours: Hours, now: datetime):
    opens = hours.next_opening("fi", now)

    end = opens or now + timedelta(days=30)
    assert opens is None or (opens >= now and hours.is_open("fi", opens))
    # Openings begin and end on quarter hours, so that between two of them nothing can hide.
    quarter = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + QUARTER
    while now < end:
        assert not hours.is_open("fi", now)
        now, quarter = quarter, quarter + QUARTER


@given(SOME_HOURS, SOME_TIMES)
def test_away_from_a_change_helpers_call_when_the_clock_on_the_wall_says_so(
    hours: Hours, now: datetime
):
    shown = local(now)
    minutes = 60 * shown.hour + shown.minute
    week = hours.weekly["fi"]
    spans = hours.exceptions.get(
        shown.date(), () if hours.holiday(shown.date()) else week.get(shown.weekday(), ())
    )

    said = any(week.values()) and any(one.begins <= minutes < one.ends for one in spans)

    if shown.date() not in AUTUMN:
        assert hours.is_open("fi", now) == said


@given(SOME_HOURS, SOME_TIMES, st.integers(0, 9))
def test_the_days_to_choose_from_are_in_order_ahead_and_open(
    hours: Hours, now: datetime, count: int
):
    days = hours.days("fi", now, count)

    openings = [one for day in days for one in day.openings]
    assert len(days) <= count
    assert [day.date for day in days] == sorted({day.date for day in days})
    assert all(local(one.begins).date() == day.date for day in days for one in day.openings)
    assert all(one.begins < one.ends and now < one.ends for one in openings)
    assert all(a.ends <= b.begins for a, b in pairwise(openings))
    assert all(hours.fits("fi", one.begins) for one in openings)
    assert all(hours.fits("fi", one.ends - timedelta(seconds=1)) for one in openings)
