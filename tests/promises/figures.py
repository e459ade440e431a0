"""What a promise test has measured: kept with its report, so that the figures can be shown.

As a plugin (`pytest -p tests.promises.figures --figures-to FILE`) it also writes a line of JSON
for each test that ends; `python -m bot promises` reads them.
"""

import json
from pathlib import Path

import pytest

NAME = "figure"
"""Under which name figures stand among the user properties of a report (and in JUnit files)."""


def written(value: float) -> str:
    """Write a number as people read it: 24,523 · 0.41 · 99.9875."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")


class Figures:
    """Takes down the figures of one test: `figure("lost", 0, of=1502)`."""

    def __init__(self, item: pytest.Item) -> None:
        self.item = item

    def __call__(self, what: str, value: float, *, of: int | None = None, unit: str = "") -> None:
        parts = [what, written(value), unit, *(["of", written(of)] if of is not None else [])]
        text = " ".join(part for part in parts if part)
        self.item.user_properties.append((NAME, text))
        self.item.add_report_section("call", "figure", text)


# --- the plugin ---------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--figures-to", type=Path, help="write each result as a line of JSON here")


def pytest_configure(config: pytest.Config) -> None:
    place = config.getoption("--figures-to", None)
    # Under xdist only the one who gathers the reports writes.
    if place is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Lines(place))


class Lines:
    """Writes what is found and what has ended, a line each."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def _write(self, line: dict[str, object]) -> None:
        with self.place.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._write({"found": len(session.items)})

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Write the end of a test: its call, or whatever kept it from being called."""
        if report.when == "call" or report.outcome != "passed":
            said = [str(text) for name, text in report.user_properties if name == NAME]
            self._write({"test": report.nodeid, "outcome": report.outcome, "figures": said})
