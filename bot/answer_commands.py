"""The commands that judge answers: `learn`, `answer` and `evaluate`."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, TextIO, cast

import typer
from typer.core import TyperCommand

from bot import evaluating, faq, learning
from bot.answers.crisis import Degree
from bot.answers.engine import Engine, Reading
from bot.answers.teaching import Example, teach
from bot.domain.languages import is_language


class SeveralFiles(TyperCommand):
    """A command whose options take several values each: `--questions ONE TWO --examples THREE`."""

    SEVERAL: ClassVar = frozenset({"--questions", "--examples"})

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Write the option anew before each of its further values, as the library wants it."""
        spread: list[str] = []
        option = ""
        for one in args:
            if one.startswith("-"):
                option = one if one in self.SEVERAL else ""
            elif option and spread[-1] != option:
                spread.append(option)
            spread.append(one)
        return super().parse_args(ctx, spread)


class BadLine(ValueError):
    """A line is not what the command reads; the message says which and why."""


def learn(
    into: Annotated[Path, typer.Argument(help="Where what was learned goes.")],
) -> None:
    """Learn from examples on standard input (done by the service and by `answer`)."""
    from rich.console import Console
    from rich.progress import Progress

    examples = learning.read_lines(sys.stdin)
    asked_by = os.getppid()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Learning from the ways of asking", total=1.0)

        def tell(_what: str, share: float) -> None:
            if os.getppid() != asked_by:
                raise typer.Exit(1)  # whoever asked is gone: nobody waits for this any more
            progress.update(task, completed=share)

        index = teach(examples, tell)
    index.save(into)


def engine_of_files(*, examples: list[Example] | None = None) -> Engine:
    """Return the engine taught from the files (or from `examples`), learning first if need be."""
    content, folder = faq.read(), learning.folder_of_user()
    lesson = learning.lesson_of(content)
    if examples is not None:
        lesson = learning.Lesson(tuple(examples))
    index = learning.learned(lesson, folder)
    return Engine(faq.read_crisis(content), faq.read_ransom(), index)


def answer() -> None:
    """Say for each JSON line on standard input what would be answered: one JSON line out for each.

    In: {"text": …, "lang": "fi", "sv", "en" or left out}. Nothing is kept.
    """
    engine = engine_of_files()
    for number, line in enumerate(sys.stdin, 1):
        try:
            said = _said(line)
        except ValueError as fault:
            typer.secho(f"line {number}: {fault}", fg=typer.colors.RED, err=True)
            raise typer.Exit(1) from None
        lang = said.get("lang")
        known = lang if isinstance(lang, str) and is_language(lang) else None
        reading = engine.read(str(said["text"]), known)
        print(json.dumps(as_json(reading), ensure_ascii=False), flush=True)  # noqa: T201  # what the command is for


def _said(line: str) -> Mapping[str, Any]:
    said = cast("object", json.loads(line))
    if not isinstance(said, dict) or not isinstance(cast("dict[str, Any]", said).get("text"), str):
        raise BadLine('each line is {"text": …} with an optional "lang"')
    return cast("dict[str, Any]", said)


def as_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as the command says it."""
    demand = reading.demand
    return {
        "lang": reading.language,
        "decision": reading.decision.value,
        "answers": [{"id": one.id, "confidence": one.confidence} for one in reading.candidates],
        "crisis": reading.crisis is Degree.CERTAIN,
        "ransom": demand
        and {
            "btc": list(demand.btc),
            "amount_eur": demand.amount_eur,
            "deadline_hours": demand.deadline_hours,
        },
    }


def evaluate(
    questions: Annotated[list[Path], typer.Option(help="Files of questions with their answers.")],
    examples: Annotated[
        list[Path] | None, typer.Option(help="Teach from these files instead of the FAQ.")
    ] = None,
    *,
    as_data: Annotated[
        bool, typer.Option("--json", help="One JSON object instead of tables.")
    ] = False,
) -> None:
    """Measure answers on files of questions: how often right, how sure, how fast."""
    try:
        asked = [one for path in questions for one in evaluating.read(path)]
        if not asked:
            raise evaluating.BadQuestion("there is no question in these files")
        taught = [_example(one) for path in examples or [] for one in _rows(path)]
    except (OSError, ValueError) as fault:
        typer.secho(str(fault), fg=typer.colors.RED, err=True)
        raise typer.Exit(1) from None
    engine = engine_of_files(examples=taught if examples else None)
    figures = evaluating.measure(engine, asked)
    print(json.dumps(figures, indent=2) if as_data else evaluating.table(figures))  # noqa: T201


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from _objects(file, path.name)


def _objects(file: TextIO, name: str) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield _said(line)
            except ValueError as fault:
                raise BadLine(f"{name}:{number}: {fault}") from None


def _example(row: Mapping[str, Any]) -> Example:
    return Example(str(row["text"]), str(row.get("id") or ""))
