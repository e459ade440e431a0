"""Figures: every event there is, also those of consent, hides small numbers and names nobody."""

import re

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.web.metrics import SMALL, TECHNICAL, render
from tests.promises.figures import Figures
from tests.test_docs import codes

EVENTS = sorted(codes("event"))
ABOUT_PEOPLE = [event for event in EVENTS if event not in TECHNICAL]
CODE = re.compile(r"[a-z]+(?:_[a-z]+)*")


def told(totals: dict[str, int]) -> dict[str, tuple[str, float]]:
    """What the page says of each event: whether it was few, and the number shown."""
    page = render(totals, {}, waiting=0, sending=0, up=True).decode()
    [family] = [
        one for one in text_string_to_metric_families(page) if one.name == "rinnalla_events"
    ]
    return {one.labels["event"]: (one.labels["few"], one.value) for one in family.samples}


@pytest.mark.parametrize("number", range(1, SMALL))
def test_p26_no_event_about_people_tells_a_small_number(number: int, figure: Figures):
    shown = told(dict.fromkeys(ABOUT_PEOPLE, number))

    figure("small figures told", sum(one != ("yes", 0) for one in shown.values()), of=len(shown))
    assert set(shown) == set(ABOUT_PEOPLE)
    assert set(shown.values()) == {("yes", 0)}


def test_p26_from_five_on_the_number_is_told():
    assert set(told(dict.fromkeys(ABOUT_PEOPLE, SMALL)).values()) == {("no", SMALL)}


def test_p26_what_people_do_with_their_consent_counts_as_about_people():
    acts = {"consented", "withdrew", "erased", "gave_or_corrected", "my_data_opened"}

    assert acts <= set(ABOUT_PEOPLE)


def test_p26_every_event_is_a_code_without_a_digit():
    assert [event for event in EVENTS if not CODE.fullmatch(event)] == []
