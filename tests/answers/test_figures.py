"""The answers keep their quality on messages nobody who taught the engine has seen.

`heldout/` was written by other hands and is never used for teaching or tuning: a figure that
falls here has fallen for people too. The floors stand some points below what was measured on the
day in docs/answers.md, and never below what was promised unless it says so.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot import evaluating
from bot.answers.engine import Decision
from bot.domain.languages import LANGUAGES, Language
from bot.learning import lesson_of
from tests.taught import content, engine

HELDOUT = Path(__file__).parent / "heldout"

pytestmark = pytest.mark.slow


@cache
def figures() -> Any:
    questions = [one for path in sorted(HELDOUT.glob("*.jsonl")) for one in evaluating.read(path)]
    return evaluating.measure(engine(), questions)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_entry_is_first_and_among_three(language: Language):
    asked = figures()[language]["questions"]

    assert asked["count"] >= 600
    assert asked["top1"] >= 0.85
    assert asked["top3"] >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_answered_at_once_is_right(language: Language):
    asked = figures()[language]["questions"]

    assert asked["sure"] >= 0.55
    assert asked["precision_of_sure"] >= 0.97


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_entry_answers_is_not_answered(language: Language):
    assert figures()[language]["out_of_scope"]["not_answered"] >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
def test_cries_for_help_are_heard_and_strong_words_are_not(language: Language):
    heard = figures()[language]["crisis"]

    assert heard["count"] >= 200
    assert heard["recall"] >= 0.93
    assert heard["false_alarms"] <= 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_questions_are_answered_and_do_not_ring(language: Language):
    asked = list(evaluating.read(HELDOUT / f"questions-{language}.jsonl"))
    rung = [one for one in asked if engine().read(one.text, language).decision is Decision.CRISIS]

    # Among them are people who ask what to do with thoughts of dying: they shall ring.
    assert len(rung) / len(asked) <= 0.05


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blackmail_message_is_told_from_a_message_about_one(language: Language):
    looked = figures()[language]["ransom"]

    assert looked["recall"] >= 0.95
    assert looked["false_alarms"] <= 0.1
    assert min(looked["btc"], looked["amount"], looked["deadline"]) >= 0.9


def test_no_message_held_out_was_taught():
    taught = {_bare(one.text) for one in lesson_of(content()).examples}
    asked = [one for path in HELDOUT.glob("*.jsonl") for one in evaluating.read(path)]

    assert not [one.text for one in asked if _bare(one.text) in taught]


def _bare(text: str) -> str:
    # Without signs, so that a full stop does not make another message; signs alone are kept.
    return " ".join(re.findall(r"\w+", text.lower())) or text
