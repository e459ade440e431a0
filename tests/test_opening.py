"""The setting of opening hours, read strictly, and the days off in Finland (bot/opening.py)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.hours import ZONE, BadHours, Span
from bot.opening import is_holiday, read

SETTING = {
    "fi": {"mon-fri": "9-20", "sat": "10-14"},
    "sv": {"mon,wed": "9:30-12,13-14"},
    "en": {},
    "exceptions": {"2026-12-24": "closed", "2026-12-27": "12-16"},
}


def at(day: date, clock: str) -> datetime:
    shown = datetime.fromisoformat(f"{day} {clock:0>5}")
    return shown.replace(tzinfo=ZONE).astimezone(UTC)


def faults_of(setting: object) -> list[str]:
    try:
        read(setting)  # pyright: ignore[reportArgumentType]  # anything may be written there
    except BadHours as refusal:
        return list(refusal.faults)
    return []


# The setting.


def test_ranges_lists_and_single_days_are_read():
    hours = read(SETTING)

    nine_to_twenty = (Span(540, 1200),)
    assert hours.weekly == {
        "fi": {**dict.fromkeys(range(5), nine_to_twenty), 5: (Span(600, 840),)},
        "sv": dict.fromkeys((0, 2), (Span(570, 720), Span(780, 840))),
        "en": {},
    }
    assert hours.exceptions == {
        date(2026, 12, 24): (),
        date(2026, 12, 27): (Span(720, 960),),
    }


def test_json_text_and_what_it_decodes_to_are_read_alike():
    assert read(json.dumps(SETTING)) == read(SETTING)


def test_a_language_that_is_left_out_has_no_hours():
    hours = read({"fi": {"mon-sun": "0-24"}})

    noon = at(date(2026, 11, 3), "12:00")
    assert [hours.is_open(language, noon) for language in ("fi", "sv", "en")] == [
        True,
        False,
        False,
    ]


def test_a_setting_without_any_hours_is_read_and_never_open():
    assert read({}).next_opening("fi", at(date(2026, 11, 3), "12:00")) is None


@pytest.mark.parametrize(
    ("key", "weekdays"),
    [
        ("mon", [0]),
        ("mon-fri", [0, 1, 2, 3, 4]),
        ("Sat-Sun", [5, 6]),
        ("mon, wed-thu", [0, 2, 3]),
        ("wed-wed", [2]),
        ("fri-mon", "fi: fri-mon ends before it begins; a week begins on Monday"),
        ("monday", "fi: monday must look like mon, mon-fri or mon,wed"),
        ("ma-pe", "fi: ma-pe must look like mon, mon-fri or mon,wed"),
        ("mon-", "fi: mon- must look like mon, mon-fri or mon,wed"),
        ("mon,", "fi: mon, must look like mon, mon-fri or mon,wed"),
        ("", "fi:  must look like mon, mon-fri or mon,wed"),
        ("mon-fri,fri", "fi: Fri is given twice, again by mon-fri,fri"),
    ],
)
def test_a_weekday_is_understood_or_refused_by_name(key: str, weekdays: list[int] | str):
    setting = {"fi": {key: "9-20"}}

    if isinstance(weekdays, str):
        assert faults_of(setting) == [weekdays]
    else:
        assert list(read(setting).weekly["fi"]) == weekdays


@pytest.mark.parametrize(
    ("times", "spans"),
    [
        ("9-20", [(540, 1200)]),
        ("09:00-20:00", [(540, 1200)]),
        ("9:30-16:15,17-19", [(570, 975), (1020, 1140)]),
        ("9 - 12, 13 - 16", [(540, 720), (780, 960)]),
        ("0-24", [(0, 1440)]),
        ("closed", []),
    ],
)
def test_times_are_understood(times: str, spans: list[tuple[int, int]]):
    assert read({"fi": {"mon": times}}).weekly["fi"] == {0: tuple(Span(*one) for one in spans)}


@pytest.mark.parametrize(
    "times",
    ["", "9", "9-", "9-20,", "nine to five", "9.30-16", "9:60-10", "9:5-10", "٩-٢٠", "Closed?", 9, None, ["9-20"]],
)  # fmt: skip
def test_times_that_are_not_understood_are_refused_with_an_example(times: object):
    shown = json.dumps(times, ensure_ascii=False)

    assert faults_of({"fi": {"mon": times}}) == [
        f"fi: mon {shown} must look like 9-20, 9:30-16:15,17-19 or closed"
    ]


@pytest.mark.parametrize(
    ("setting", "fault"),
    [
        ({"sv": {"mon": "14-12"}}, "sv: Mon 14-12 ends before it begins"),
        ({"sv": {"mon": "9-12:30,12-14"}}, "sv: Mon 9-12:30 and 12-14 overlap"),
        ({"sv": {"mon": "22-25"}}, "sv: Mon 22-25 leaves the day, which lasts from 0 to 24"),
        ({"sv": {"mon-fri": "9-20", "fri": "9-16"}}, "sv: Fri is given twice, again by fri"),
        ({"sv": "9-20"}, "sv: must be a JSON object, in braces"),
        ({"se": {}}, "se: is none of fi, sv, en, exceptions"),
        ({"exceptions": ["2026-12-24"]}, "exceptions: must be a JSON object, in braces"),
        ({"exceptions": {"2026-02-29": "9-12"}}, "exceptions: 2026-02-29 must be a day such as 2026-12-24"),
        ({"exceptions": {"24.12.2026": "9-12"}}, "exceptions: 24.12.2026 must be a day such as 2026-12-24"),
        ({"exceptions": {"20261224": "9-12"}}, "exceptions: 20261224 must be a day such as 2026-12-24"),
        ({"exceptions": {"2026-12-24": "16-12"}}, "2026-12-24: 16-12 ends before it begins"),
        (
            {"exceptions": {"2026-12-24": "shut"}},
            '2026-12-24: "shut" must look like 9-20, 9:30-16:15,17-19 or closed',
        ),
        ("[]", "opening hours must be a JSON object, in braces"),
        ("{", "opening hours are not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ('{"fi": {"mon": "9-12", "mon": "9-20"}}', "written twice: mon"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(setting: object, fault: str):
    assert faults_of(SETTING) == []
    assert faults_of(setting) == [fault]


def test_all_faults_are_told_at_once():
    setting = {
        "fi": {"mon": "14-12", "tisdag": "9-12", "wed": "9"},
        "se": {},
        "sv": 5,
        "exceptions": {"soon": "closed", "2026-12-24": "16-12"},
    }

    assert len(faults_of(setting)) == 7


# The days off in Finland.


@pytest.mark.parametrize("year", range(2026, 2036))
def test_the_fixed_days_off_are_holidays_every_year(year: int):
    fixed = [(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)]

    assert all(is_holiday(date(year, month, day)) for month, day in fixed)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 4, 3), date(2027, 3, 26),  # Good Friday
        date(2026, 4, 5), date(2027, 3, 28),  # Easter Sunday
        date(2026, 4, 6), date(2027, 3, 29),  # Easter Monday
        date(2026, 5, 14), date(2027, 5, 6),  # Ascension Day
        date(2026, 5, 24), date(2027, 5, 16),  # Whit Sunday
        date(2026, 6, 19), date(2027, 6, 25),  # Midsummer Eve
        date(2026, 6, 20), date(2027, 6, 26),  # Midsummer Day
        date(2026, 10, 31), date(2027, 11, 6),  # All Saints' Day
    ],
)  # fmt: skip
def test_the_moving_days_off_are_holidays_on_their_day(day: date):
    assert is_holiday(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 2, 28),  # Kalevala Day: a flag day
        date(2026, 4, 4),  # Easter Saturday
        date(2026, 4, 30),  # the eve of May Day
        date(2026, 6, 4),  # Flag Day of the Defence Forces
        date(2026, 6, 9),  # Åland's Autonomy Day
        date(2026, 11, 6),  # Swedish Heritage Day
        date(2026, 12, 31),
        date(2027, 12, 7),
    ],
)
def test_flag_days_eves_and_days_after_are_worked(day: date):
    assert not is_holiday(day)


@pytest.mark.parametrize(
    "day",
    [date(2027, 12, 6), date(2026, 4, 3), date(2027, 3, 26), date(2026, 12, 24), date(2027, 12, 24), date(2026, 6, 19)],
)  # fmt: skip
def test_a_day_off_is_closed_unless_an_exception_opens_it(day: date):
    week = {"fi": {"mon-fri": "9-20"}}
    noon = at(day, "12:00")

    assert read(week).is_open("fi", noon - timedelta(days=7))
    assert not read(week).is_open("fi", noon)
    assert read({**week, "exceptions": {str(day): "12-16"}}).is_open("fi", noon)


def test_after_christmas_2026_the_next_opening_is_that_of_the_exception():
    closed_since_the_evening_of_the_23rd = at(date(2026, 12, 23), "20:00")

    assert read(SETTING).next_opening("fi", closed_since_the_evening_of_the_23rd) == at(
        date(2026, 12, 27), "12:00"
    )


def test_the_calendar_can_be_another_one():
    hours = read({"fi": {"mon": "9-20"}}, holiday=lambda day: day == date(2026, 11, 2))

    assert not hours.is_open("fi", at(date(2026, 11, 2), "12:00"))
    assert hours.is_open("fi", at(date(2026, 11, 9), "12:00"))
