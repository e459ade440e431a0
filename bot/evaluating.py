"""Measuring answers on questions whose right answer is known.

A line of a file tells by what it holds what it asks for: `id` an entry (`also` others that are
right too), `crisis`, `ransom`; with none of these it is a message no entry answers.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, quantiles
from typing import Any, cast

from bot.answers.crisis import Degree
from bot.answers.engine import Decision, Engine, Reading
from bot.domain.languages import is_language

Figures = dict[str, Any]


class BadQuestion(ValueError):
    """A line of a file is no question; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message and what is right for it."""

    text: str
    lang: str
    style: str
    right: tuple[str, ...] = ()
    out_of_scope: bool = False
    crisis: bool | None = None
    ransom: Mapping[str, Any] | None = None


def read(path: Path) -> Iterator[Question]:
    """Yield the questions of a file; raise BadQuestion for a line that is none."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = cast("dict[str, Any]", json.loads(line))
                yield _question(row)
            except (ValueError, KeyError, TypeError, AttributeError) as fault:
                raise BadQuestion(
                    f"{path.name}:{number}: {type(fault).__name__}: {fault}"
                ) from None


def _question(row: Mapping[str, Any]) -> Question:
    if not isinstance(row["text"], str) or not isinstance(row["lang"], str):
        raise BadQuestion("text and lang are words")  # a fault of content
    crisis = row.get("crisis")
    ransom = row if "ransom" in row else None
    right = (row["id"], *row.get("also", ())) if row.get("id") else ()
    style = row.get("style") or row.get("kind") or "any"
    scope = not right and crisis is None and ransom is None
    return Question(row["text"], row["lang"], str(style), right, scope, crisis, ransom)


@dataclass(frozen=True, slots=True)
class Tried:
    """A question and what the engine made of it."""

    question: Question
    reading: Reading
    seconds: float

    @property
    def ids(self) -> list[str]:
        """The candidates, best first."""
        return [one.id for one in self.reading.candidates]

    @property
    def rank(self) -> int | None:
        """The place of the first right entry, from 1; None if it is not among the candidates."""
        right = self.question.right
        return next((place for place, one in enumerate(self.ids, 1) if one in right), None)

    @property
    def sure(self) -> bool:
        """Whether it was answered at once."""
        return self.reading.decision is Decision.ANSWER

    @property
    def confidence(self) -> float:
        """How likely the first was held to be right."""
        return self.reading.candidates[0].confidence if self.reading.candidates else 0.0


def measure(engine: Engine, questions: Sequence[Question]) -> Figures:
    """Ask the engine everything and return the figures by language and style."""
    engine.read("warm up")
    tried = [_try(engine, one) for one in questions]
    by_language: defaultdict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        by_language[one.question.lang].append(one)
    figures: Figures = {"all": _figures(tried)}
    for lang in sorted(by_language):
        figures[lang] = _figures(by_language[lang])
        styles = sorted({one.question.style for one in by_language[lang] if one.question.right})
        figures[lang]["styles"] = {
            style: _matching(
                [
                    one
                    for one in by_language[lang]
                    if one.question.right and one.question.style == style
                ]
            )
            for style in styles
        }
    return figures


def _try(engine: Engine, question: Question) -> Tried:
    begun = time.perf_counter()
    reading = engine.read(question.text, question.lang if is_language(question.lang) else None)
    return Tried(question, reading, time.perf_counter() - begun)


def _figures(tried: Sequence[Tried]) -> Figures:
    asked = [one for one in tried if one.question.right]
    outside = [one for one in tried if one.question.out_of_scope]
    figures: Figures = {}
    if asked:
        figures["questions"] = _matching(asked)
    if outside:
        figures["out_of_scope"] = _outside(asked, outside)
    figures |= _of_crisis(tried) | _of_ransom(tried)
    spent = [one.seconds * 1000 for one in tried]
    figures["ms"] = {
        "mean": fmean(spent),
        "p99": quantiles(spent, n=100)[98] if len(spent) > 1 else spent[0],
        "most": max(spent),
    }
    return figures


def _matching(asked: Sequence[Tried]) -> Figures:
    sure = [one for one in asked if one.sure]
    offered = [one for one in asked if one.reading.decision is Decision.CHOICES]
    return {
        "count": len(asked),
        "top1": _mean(one.rank == 1 for one in asked),
        "top3": _mean(one.rank is not None for one in asked),
        "mrr": fmean(1 / one.rank if one.rank else 0.0 for one in asked),
        "sure": len(sure) / len(asked),
        "precision_of_sure": _mean(one.rank == 1 for one in sure),
        "choices": len(offered) / len(asked),
        "right_among_choices": _mean(one.rank is not None for one in offered),
    }


def _of_crisis(tried: Sequence[Tried]) -> Figures:
    crisis = [one for one in tried if one.question.crisis]
    calm = [one for one in tried if one.question.crisis is False]
    if not crisis and not calm:
        return {}
    return {
        "crisis": {
            "recall": _mean(one.reading.crisis is Degree.CERTAIN for one in crisis),
            "false_alarms": _mean(one.reading.crisis is Degree.CERTAIN for one in calm),
            "count": len(crisis) + len(calm),
        }
    }


def _of_ransom(tried: Sequence[Tried]) -> Figures:
    every = [(one, one.question.ransom) for one in tried if one.question.ransom is not None]
    if not every:
        return {}
    pasted = [(one, row) for one, row in every if row["ransom"]]
    told = [one for one, row in every if not row["ransom"]]
    found = [(one.reading.demand, row) for one, row in pasted if one.reading.demand is not None]
    return {
        "ransom": {
            "recall": _mean(one.reading.demand is not None for one, _ in pasted),
            "false_alarms": _mean(one.reading.demand is not None for one in told),
            "btc": _mean(list(demand.btc) == list(row.get("btc") or []) for demand, row in found),
            "amount": _mean(demand.amount_eur == row.get("amount_eur") for demand, row in found),
            "deadline": _mean(
                demand.deadline_hours == row.get("deadline_hours") for demand, row in found
            ),
            "count": len(every),
        }
    }


def _outside(asked: Sequence[Tried], outside: Sequence[Tried]) -> Figures:
    """Return how well what no entry answers is told from what one does."""
    sure = [one for one in (*asked, *outside) if one.sure]
    figures: Figures = {
        "count": len(outside),
        "not_answered": fmean(not one.sure for one in outside),
        "unknown": fmean(one.reading.decision is Decision.UNKNOWN for one in outside),
    }
    if asked:
        figures["precision_of_sure_with_these"] = _mean(one.rank == 1 for one in sure)
        figures["auroc"] = _auroc(
            [one.confidence for one in asked], [one.confidence for one in outside]
        )
    return figures


def _mean(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return fmean(listed) if listed else None


def _auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Return how often a question is held for surer than a message out of scope."""
    ordered = sorted([(value, 1) for value in inside] + [(value, 0) for value in outside])
    below, won, place = 0, 0.0, 0
    while place < len(ordered):
        tied = [one for one in ordered[place:] if one[0] == ordered[place][0]]
        positives = sum(kind for _, kind in tied)
        negatives = len(tied) - positives
        won += positives * (below + negatives / 2)
        below += negatives
        place += len(tied)
    return won / (len(inside) * len(outside))


def table(figures: Figures) -> str:
    """Return the figures as lines to read."""
    lines: list[str] = []
    for lang, parts in figures.items():
        for name, values in parts.items():
            if name == "styles":
                lines += [f"{lang:4} {style:16} {_row(one)}" for style, one in values.items()]
            else:
                lines.append(f"{lang:4} {name:16} {_row(values)}")
    return "\n".join(lines)


def _row(values: Mapping[str, Any]) -> str:
    return "  ".join(
        f"{name} {value if isinstance(value, int) else '–' if value is None else format(value, '.3f')}"
        for name, value in values.items()
    )
