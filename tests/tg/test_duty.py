"""When helpers are there: told where somebody looks for a human, in the language's own hours."""

from datetime import UTC, datetime

import pytest

from bot import opening
from bot.domain.hours import NEVER, Hours
from bot.domain.languages import LANGUAGES, Language
from bot.tg.screens.people import on_duty, people
from tests.tg.test_menu_screens import WORDS

HOURS = opening.read(
    '{"fi": {"mon-fri": "9-20"}, "sv": {"mon-fri": "12-14"},'
    ' "exceptions": {"2026-12-01": "closed"}}'
)
MONDAY_NOON = datetime(2026, 11, 30, 10, 30, tzinfo=UTC)  # 12.30 in Finland
MONDAY_NIGHT = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)


def told(language: Language, now: datetime, hours: Hours = HOURS) -> str:
    return on_duty(WORDS[language], hours, now)


@pytest.mark.parametrize(("language", "until"), [("fi", "20"), ("sv", "14")])
def test_who_looks_within_the_hours_learns_until_when(language: Language, until: str):
    line = told(language, MONDAY_NOON)

    assert until in line
    assert "2026" not in line


@pytest.mark.parametrize(
    ("language", "day", "begins"), [("fi", "keskiviikko", "9"), ("sv", "onsdag", "12")]
)
def test_who_looks_outside_learns_the_next_day_that_is_open(
    language: Language, day: str, begins: str
):
    line = told(language, MONDAY_NIGHT)  # Tuesday is an exception

    assert day in line.lower()
    assert begins in line


def test_a_language_without_hours_and_no_hours_at_all_promise_nothing():
    assert told("en", MONDAY_NOON) == ""
    assert [told(one, MONDAY_NOON, NEVER) for one in LANGUAGES] == ["", "", ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_stands_only_where_helpers_are_offered(language: Language):
    say = WORDS[language]

    assert "LINE" in people(say, offered=("call",), duty="LINE").text
    assert "LINE" not in people(say, duty="LINE").text
