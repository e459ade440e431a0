"""The forty promises: what tests show of each, the table of the threat model, and their run."""

import ast
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
DECLARED = TESTS / "promises" / "promises.yaml"
NUMBERS = range(1, 41)

BEGIN = "<!-- promises: made by `python -m bot promises --table`; do not edit here -->"
END = "<!-- /promises -->"


@dataclass(frozen=True)
class Shown:
    """A test function, by its file (from the project's folder) and name."""

    file: str
    function: str

    def __str__(self) -> str:
        return f"{self.file}::{self.function}"


@dataclass(frozen=True)
class Promise:
    """One of the forty: what stands in the file by hand, and the tests that show it."""

    number: int
    short: str
    missing: str = ""
    note: str = ""
    also: tuple[Shown, ...] = ()
    shown: tuple[Shown, ...] = ()

    @property
    def state(self) -> str:
        """What may be said of it today; never more than the tests show."""
        if not self.shown:
            return "not yet"
        return "partly" if self.missing else "kept"


def functions(path: Path) -> Iterator[str]:
    """Name the test functions of a file without importing it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if is_function and node.name.startswith("test_"):
            yield node.name


def numbers_in(function: str) -> list[int]:
    """Read the numbers at the head of a name: test_p20_p25_nothing_… shows 20 and 25."""
    head = re.match(r"test_((?:p\d+_)+)", function)
    return [int(one) for one in re.findall(r"\d+", head[1])] if head else []


def numbered(tests: Path = TESTS) -> dict[int, list[Shown]]:
    """Find all tests that carry a promise's number, in the order of their files."""
    found: defaultdict[int, list[Shown]] = defaultdict(list)
    for path in sorted(tests.rglob("test_*.py")):
        for function in functions(path):
            for number in numbers_in(function):
                found[number].append(Shown(path.relative_to(tests.parent).as_posix(), function))
    return dict(found)


def declared(path: Path = DECLARED) -> dict[int, Promise]:
    """Read what is written by hand; no tests are in it but those listed under `also`."""
    given: dict[int, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    promises: dict[int, Promise] = {}
    for number, entry in given.items():
        also = tuple(Shown(*one.split("::")) for one in entry.pop("also", ()))
        promises[number] = Promise(number, entry.pop("promise"), also=also, **entry)
    return promises


def promises(path: Path = DECLARED, tests: Path = TESTS) -> dict[int, Promise]:
    """Bring both together: each promise with all tests that show it."""
    by_number = numbered(tests)
    return {
        number: Promise(
            number, one.short, one.missing, one.note, one.also,
            (*by_number.get(number, ()), *one.also),
        )
        for number, one in declared(path).items()
    }  # fmt: skip


def table(every: dict[int, Promise]) -> str:
    """Write the Markdown table of the threat model."""
    lines = [
        "| P | promise, in short | today | shown by, and what is missing |",
        "|---|---|---|---|",
    ]
    for number, promise in sorted(every.items()):
        counted: defaultdict[str, int] = defaultdict(int)
        for one in promise.shown:
            counted[one.file] += 1
        shown = ", ".join(
            f"`{file}`" + (f" ({count} tests)" if count > 1 else "")
            for file, count in counted.items()
        )
        missing = promise.missing and f"{'Missing: ' if shown else ''}{promise.missing}"
        said = ". ".join(
            part.strip().rstrip(".") for part in (shown, promise.note, missing) if part
        )
        lines.append(f"| {number} | {promise.short} | {promise.state} | {said} |")
    return "\n".join(lines)


# --- running them -------------------------------------------------------------------------------


@dataclass
class Result:
    """How the tests of one promise have ended."""

    passed: int = 0
    failed: list[str] = field(default_factory=list[str])
    figures: list[str] = field(default_factory=list[str])

    def verdict(self, promise: Promise) -> str:
        """Say what this run has shown, in a word."""
        if self.failed:
            return "broken"
        if not self.passed:
            return "no test"
        return "partly" if promise.missing else "kept"


def what_is_lacking() -> str | None:
    """Tell what has to be there before promises can be tested, or None when all is."""
    if not DECLARED.exists():
        return (
            "The tests are not here: they come with the source, not with the installed package. "
            "Get the source, and run this from its folder."
        )
    if importlib.util.find_spec("pytest") is None:
        return (
            "The tests need pytest and what else stands in locks/dev.txt: run `make test-fast` "
            "once, or `pip install --require-hashes -r locks/dev.txt`."
        )
    return None


def gather(lines: Sequence[str], chosen: dict[int, Promise]) -> dict[int, Result]:
    """Sort the results of the tests by promise; a test may belong to several."""
    results = {number: Result() for number in chosen}
    whose: defaultdict[str, list[int]] = defaultdict(list)
    for number, promise in chosen.items():
        for one in promise.shown:
            whose[str(one)].append(number)
    for line in map(json.loads, lines):
        if "test" not in line:
            continue
        test: str = line["test"]
        for number in whose[test.partition("[")[0]]:
            result = results[number]
            result.passed += line["outcome"] == "passed"
            if line["outcome"] == "failed":
                result.failed.append(test)
            result.figures += line["figures"]
    return results


def run(chosen: dict[int, Promise], *, full: bool) -> tuple[dict[int, Result], str]:
    """Run the tests of `chosen` and return the results by number, and what pytest has said."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    tests = sorted({str(one) for promise in chosen.values() for one in promise.shown})
    with tempfile.TemporaryDirectory() as folder:
        lines, said = Path(folder, "lines"), Path(folder, "said")
        lines.touch()
        order = [sys.executable, "-m", "pytest", "-p", "tests.promises.figures", "--figures-to",
                 str(lines), "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=short",
                 *([] if full else ["-m", "not full"]), *tests]  # fmt: skip
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                   TimeElapsedColumn())  # fmt: skip
        with said.open("wb") as out, Progress(*columns, transient=True) as progress:
            task = progress.add_task("Testing …", total=None)
            process = subprocess.Popen(  # noqa: S603  # our own tests, no shell, nothing foreign
                order, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT
            )
            ended = False
            while not ended:
                # Looked at after a last look at the process, so that no line is missed.
                ended = _waited(process)
                _show(progress, task, lines.read_text(encoding="utf-8").splitlines())
        return gather(lines.read_text(encoding="utf-8").splitlines(), chosen), said.read_text(
            encoding="utf-8", errors="replace"
        )


def _waited(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(0.3)
    except subprocess.TimeoutExpired:
        return False
    return True


def _show(progress: Any, task: Any, lines: list[str]) -> None:
    whole = [json.loads(line) for line in lines if line.endswith("}")]
    found = sum(line.get("found", 0) for line in whole)
    ended = [line for line in whole if "test" in line]
    now = ended[-1]["test"].rpartition("::")[2][:60] if ended else "Testing …"
    progress.update(task, total=found or None, completed=len(ended), description=now)


def show(chosen: dict[int, Promise], results: dict[int, Result]) -> None:
    """Print number, promise, verdict and figures."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    colours = {"kept": "green", "partly": "yellow", "broken": "bold red"}
    page = Table("P", "promise", "verdict", "measured", show_lines=True)
    for number, promise in sorted(chosen.items()):
        verdict = results[number].verdict(promise)
        colour = colours.get(verdict, "dim")
        measured = "\n".join(dict.fromkeys(results[number].figures))
        short = promise.short.replace("`", "")
        page.add_row(
            str(number), escape(short), f"[{colour}]{verdict}[/]", escape(measured)
        )  # fmt: skip
    Console().print(page)


def command(
    number: Annotated[
        list[int] | None, typer.Argument(help="Only these promises, 1 to 40.")
    ] = None,
    full: Annotated[  # noqa: FBT002  # an option, always named
        bool, typer.Option("--full", help="Also the full figures (200 kills, 400 cuts, …): long.")
    ] = False,
    table_only: Annotated[  # noqa: FBT002
        bool, typer.Option("--table", help="Print the table of docs/threat-model.md; run nothing.")
    ] = False,
) -> None:
    """Run the tests of the forty promises and print what they measured."""
    if lacking := what_is_lacking():
        typer.secho(f"✗ {lacking}", fg=typer.colors.RED, err=True)
        raise typer.Exit(2)
    every = promises()
    if table_only:
        typer.echo(table(every))
        return
    if unknown := set(number or ()) - set(every):
        typer.secho(
            f"✗ There is no promise {min(unknown)}: 1 to 40.", fg=typer.colors.RED, err=True
        )
        raise typer.Exit(2)
    chosen = {one: every[one] for one in number} if number else every
    results = {one: Result() for one in chosen}
    said = ""
    if any(promise.shown for promise in chosen.values()):
        results, said = run(chosen, full=full)
    show(chosen, results)
    broken = [one for one, result in results.items() if result.failed]
    untested = [one for one in chosen if chosen[one].shown and not results[one].passed]
    if broken or untested:
        typer.echo(said)
    if broken:
        raise typer.Exit(1)
    if untested:
        typer.secho("✗ The tests could not be run; see above.", fg=typer.colors.RED, err=True)
        raise typer.Exit(2)
