"""The documentation says what is there: settings, commands, alarms, links, licences, promises."""

import ast
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from bot import settings
from bot.__main__ import app
from bot.settings import PREFIX, Settings
from bot.tg.presence_texts import COMMANDS
from bot.tg.routes import COMMANDS as ROUTED
from bot.web.metrics import TECHNICAL, render

ROOT = Path(__file__).parents[1]
DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SOURCES = sorted(
    path for path in (ROOT / "bot").rglob("*.py") if "rehearsal" not in path.relative_to(ROOT).parts
)
FOLDERS = ("bot", "docs", "tests", "locales", "locks", "benchmarks", ".ci")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    """The text below `heading`, up to the next heading of the same or a higher rank."""
    rank = len(heading) - len(heading.lstrip("#"))
    _, found, rest = read(page).partition(f"\n{heading}\n")
    assert found, f"{page} has no {heading!r}"
    return re.split(rf"(?m)^#{{1,{rank}}} ", rest)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of each row of the tables in `text`, without headings and rulers."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    ruler = {number for number, row in enumerate(cells) if set(row[0]) <= set("-: ") and row[0]}
    return [
        row for number, row in enumerate(cells) if number not in ruler and number + 1 not in ruler
    ]


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


# --- settings and commands --------------------------------------------------------------------


def settings_in_code() -> dict[str, str]:
    """Each setting with its default as the README writes it."""
    found = {f"{PREFIX}SECRETS": "/run/secrets"}
    for name, field in Settings.model_fields.items():
        default = "needed" if field.is_required() else "unset"
        if field.default is not None and not field.is_required():
            default = str(field.default).lower() if name == "debug" else str(field.default)
            default = "[]" if field.default == frozenset() else default
        found[PREFIX + name.upper()] = default
    return found


def test_the_table_of_settings_is_complete_and_tells_the_true_defaults():
    table = rows(section("README.md", "## Settings"))

    told = [(row[0].strip("`"), row[-1].strip("`")) for row in table]

    assert sorted(told) == sorted(settings_in_code().items())
    assert all(row[1] for row in table)


@pytest.mark.parametrize("path", [*map(name_of, PAGES), "Dockerfile", "Makefile"])
def test_no_page_names_a_setting_that_does_not_exist(path: str):
    named = set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*", read(path)))

    assert named <= set(settings_in_code())


def test_the_example_settings_of_the_readme_can_be_used(tmp_path: Path, monkeypatch):
    for name in settings_in_code():
        monkeypatch.delenv(name, raising=False)
    example = re.findall(rf"(?m)^{PREFIX}\w+=.*$", section("README.md", "## On Telegram"))
    (tmp_path / ".env").write_text("\n".join(example), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    loaded = settings.load()

    assert loaded.organisation.sv
    assert loaded.incident.since


def commands_of(group: Any, before: str = "rinnalla") -> Iterator[tuple[str, set[str]]]:
    """Each command of the program with its options."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands_of(command, f"{before} {name}")
        else:
            options = {option for one in command.params for option in one.opts}
            yield f"{before} {name}", {option for option in options if option.startswith("--")}


def test_every_command_of_the_program_stands_in_the_readme_with_its_options():
    told = {row[0].strip("`"): row[1] for row in rows(section("README.md", "## Commands"))}
    there = dict(commands_of(typer.main.get_command(app)))

    assert set(told) == set(there)
    for command, options in there.items():
        written = {span.split()[0] for span in spans(told[command]) if span.startswith("--")}
        assert written == options - {"--help"}, command


def test_every_command_of_the_bot_is_explained_and_no_other():
    [sentence] = re.findall(r"(?m)^What people can type.*$", read("README.md"))

    told = {span.split()[0].removeprefix("/") for span in spans(sentence) if span[0] == "/"}

    assert told == set(COMMANDS) | set(ROUTED)


def test_every_make_target_is_explained():
    [targets] = re.findall(r"(?m)^\.PHONY: (.+)$", read("Makefile"))
    told = set(re.findall(r"make ([a-z-]+)", read("README.md") + read("CONTRIBUTING.md")))

    assert set(targets.split()) <= told


# --- what the operator meets ------------------------------------------------------------------


def calls() -> Iterator[tuple[str, str, ast.expr]]:
    """Each alarm, log line and counted event in the source: what it is, where, its code."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            act, owner = node.func.attr, ast.unparse(node.func.value).split(".")[-1]
            where = f"{name_of(path)}:{node.lineno}"
            if act == "alarm":
                yield "alarm", where, node.args[0]
            elif owner == "log" and act in ("debug", "info", "warning", "error", "critical"):
                yield "line", where, node.args[0]
            elif owner == "log" and act == "log":
                yield "line", where, node.args[1]
            elif owner == "context" and act == "count":
                yield "event", where, node.args[0]
            elif owner == "tally" and act == "count":
                yield "event", where, node.args[1]


PASSED_ON = {"bot/usecases/updates.py"}
"""Where events that handlers have counted are written down; they are found at the handlers."""


def codes(what: str) -> set[str]:
    found = set[str]()
    for kind, where, code in calls():
        if kind != what or (where.split(":")[0] in PASSED_ON and isinstance(code, ast.Name)):
            continue
        assert isinstance(code, ast.Constant), f"{where}: a code must stand in the source"
        found.add(code.value)
    return found


@pytest.mark.parametrize(
    ("what", "heading"),
    [
        ("alarm", "### Alarms"),
        ("event", "### Events in the figures"),
        ("line", "### Lines in the log"),
    ],
)
def test_every_alarm_event_and_line_is_explained_to_the_operator_and_no_other(
    what: str, heading: str
):
    table = rows(section("docs/operator-guide.md", heading))
    told = Counter(span for row in table for span in spans(row[0]))
    there = codes(what) | (TECHNICAL if what == "event" else set())

    assert set(told) == there
    assert set(told.values()) == {1}
    assert all(row[1] for row in table)


def test_every_figure_is_explained_to_the_operator_and_no_other():
    page = render({"arrived": 9}, {"second_poller": 1}, waiting=0, sending=0, up=True).decode()
    intro = section("docs/operator-guide.md", "## Health page and metrics").split("###")[0]

    told = {span.partition("{")[0] for row in rows(intro) for span in spans(row[0])}

    assert told == set(re.findall(r"# HELP (\w+)", page))


# --- pages, links, paths ----------------------------------------------------------------------


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", [*map(name_of, PAGES)])
def test_every_link_leads_somewhere(path: str):
    text = re.sub(r"(?s)```.*?```", "", read(path))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (ROOT / path).parent / file if file else ROOT / path
        assert there.exists(), f"{path}: {target}"
        if anchor:
            headings = re.findall(r"(?m)^#+ (.+)$", there.read_text(encoding="utf-8"))
            assert anchor in map(slug, headings), f"{path}: {target}"


@pytest.mark.parametrize("path", [*map(name_of, PAGES)])
def test_every_file_a_page_names_exists(path: str):
    places = re.compile(r"(?:bot|tests|docs|locales|locks|benchmarks)/[\w./-]+")
    for span in spans(read(path)):
        if places.fullmatch(span):
            assert (ROOT / span).exists(), f"{path}: {span}"


def test_every_page_the_code_points_to_exists():
    missing: list[str] = []
    for path in SOURCES:
        text = path.read_text(encoding="utf-8")
        pages = re.findall(r"docs/[\w./-]+\.md", text)
        missing += [f"{name_of(path)}: {page}" for page in pages if not (ROOT / page).exists()]
        named = re.findall(r"docs/decisions/(\d{4})|\(decisions? (\d{4})(?:, (\d{4}))?\)", text)
        numbers = {number for found in named for number in found if number}
        known = {page.name[:4] for page in DECISIONS}
        missing += [f"{name_of(path)}: decision {number}" for number in numbers - known]

    assert missing == []


def test_no_file_holds_the_path_of_somebodys_machine():
    homes = re.compile(r"(?<![\w.~-])/(?:home|root|Users|work)/\w")
    files = [
        path for path in ROOT.iterdir() if path.is_file() and path.name not in (".env", ".coverage")
    ]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in files:
        if path.suffix in (".pyc", ".png", ".ico"):
            continue
        found = homes.search(path.read_text(encoding="utf-8", errors="replace"))
        assert found is None, f"{name_of(path)}: {found and found[0]}"


# --- decisions and promises -------------------------------------------------------------------


def test_decisions_are_numbered_without_gaps_and_all_are_listed():
    index = read("docs/decisions/README.md")

    assert [path.name[:4] for path in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    for path in DECISIONS:
        title = path.read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {path.name[:4]} ")
        assert f"| [{path.name[:4]}]({path.name}) | {title[7:]} |" in index


@pytest.mark.parametrize("path", [*map(name_of, DECISIONS)])
def test_a_decision_says_its_status_context_alternatives_and_consequences(path: str):
    for part in ("Status", "Context", "Decision", "Alternatives, and why they lost"):
        assert f"\n**{part}" in read(path), part
    assert "\n**Consequences.**" in read(path)


PROMISES = rows(section("docs/threat-model.md", "## Forty promises"))


def test_each_of_the_forty_promises_has_its_line():
    assert [row[0] for row in PROMISES] == [str(number) for number in range(1, 41)]
    assert {row[2] for row in PROMISES} <= {"kept", "partly", "not yet"}


@pytest.mark.parametrize("row", PROMISES, ids=lambda row: f"P{row[0]}")
def test_what_is_said_to_be_kept_names_the_tests_that_show_it(row: list[str]):
    named = [span for span in spans(row[3]) if span.startswith("tests/")]

    assert named or row[2] == "not yet"


def test_every_adversary_has_a_line():
    lines = rows(section("docs/threat-model.md", "## Adversaries"))

    assert [row[0] for row in lines] == [str(number) for number in range(1, 26)]


def test_the_newest_entry_of_the_changelog_is_this_version():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]

    assert re.findall(r"(?m)^## (\S+),", read("CHANGELOG.md"))[0] == version


# --- what others have made --------------------------------------------------------------------

PINNED = re.compile(r"(?m)^([A-Za-z0-9._-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)")


def pinned(lock: str) -> set[tuple[str, str]]:
    return set(PINNED.findall(read(f"locks/{lock}.txt")))


def test_notice_names_every_package_that_is_installed_to_run_and_no_other():
    named = re.findall(r"(?m)^  ([A-Za-z0-9._-]+)$", read("NOTICE"))
    needed = {name for name, _ in pinned("run") | pinned("rehearse")}

    assert sorted(named) == sorted(needed)


def test_each_package_of_notice_has_a_licence():
    licences = re.findall(r"(?m)^  [A-Za-z0-9._-]+\n      ([^;\n]+); https://\S+$", read("NOTICE"))

    assert len(licences) == len({name for name, _ in pinned("run") | pinned("rehearse")})
    assert "LGPL-3.0-only" in licences


def test_the_licence_is_the_unchanged_text_of_apache_2():
    digest = hashlib.sha256(read("LICENSE").encode()).hexdigest()

    assert digest == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
