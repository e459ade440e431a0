"""The table of promises says what tests show: no more, no less."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import promises_command as promising
from bot.promises_command import Promise, Shown
from tests.promises.figures import Figures

EVERY = promising.promises()
PAGE = promising.ROOT / "docs/threat-model.md"


def between_the_markers(page: str) -> str:
    _, begun, rest = page.partition(promising.BEGIN)
    inner, ended, _ = rest.partition(promising.END)
    assert begun, "the first marker of the table is gone"
    assert ended, "the second marker of the table is gone"
    return inner.strip()


def test_the_threat_model_holds_the_table_as_the_tests_make_it():
    told = between_the_markers(PAGE.read_text(encoding="utf-8"))

    assert told == promising.table(EVERY), "run: python -m bot promises --table"


def test_each_of_the_forty_promises_is_declared_and_no_other():
    assert sorted(EVERY) == list(promising.NUMBERS)
    assert all(promise.short for promise in EVERY.values())


def test_no_test_carries_the_number_of_a_promise_that_does_not_exist():
    assert set(promising.numbered()) <= set(promising.NUMBERS)


def test_every_test_of_a_promises_file_carries_its_number():
    faults = [
        f"{path.name}: {function}"
        for path in sorted((promising.TESTS / "promises").glob("test_p[0-9][0-9]_*.py"))
        for function in promising.functions(path)
        if int(path.name[6:8]) not in promising.numbers_in(function)
    ]

    assert faults == []


def test_every_test_listed_by_hand_exists_and_is_not_found_by_its_name_already():
    for promise in EVERY.values():
        for one in promise.also:
            assert one.function in promising.functions(promising.ROOT / one.file), one
            assert promise.number not in promising.numbers_in(one.function), one


@pytest.mark.parametrize(
    ("shown", "missing", "state"),
    [
        ((), "", "not yet"),
        ((), "no staff", "not yet"),
        ((Shown("tests/a.py", "test_p01_x"),), "half of it", "partly"),
        ((Shown("tests/a.py", "test_p01_x"),), "", "kept"),
    ],
)
def test_a_promise_is_kept_only_if_a_test_shows_it_and_nothing_is_missing(
    shown: tuple[Shown, ...], missing: str, state: str
):
    assert Promise(1, "nothing is lost", missing, shown=shown).state == state


def test_the_numbers_at_the_head_of_a_name_are_read():
    assert promising.numbers_in("test_p20_p25_p27_nothing_of_anybody") == [20, 25, 27]
    assert promising.numbers_in("test_a_page_of_p12_is_shown") == []


def test_results_are_sorted_by_promise_and_one_failure_breaks_it():
    whole, broken = Shown("tests/a.py", "test_p01_p02_x"), Shown("tests/a.py", "test_p02_y")
    chosen = {
        1: Promise(1, "one", shown=(whole,)),
        2: Promise(2, "two", shown=(whole, broken)),
        3: Promise(3, "three"),
    }
    lines = [
        '{"found": 2}',
        '{"test": "tests/a.py::test_p01_p02_x[40]", "outcome": "passed", "figures": ["lost 0"]}',
        '{"test": "tests/a.py::test_p02_y", "outcome": "failed", "figures": []}',
    ]

    results = promising.gather(lines, chosen)

    assert [results[n].verdict(chosen[n]) for n in chosen] == ["kept", "broken", "no test"]
    assert results[1].figures == results[2].figures == ["lost 0"]


def the_command(*words: str) -> tuple[int, str]:
    import typer

    app = typer.Typer()
    app.command()(promising.command)
    result = CliRunner().invoke(app, words)
    return result.exit_code, result.output


def test_the_command_runs_the_tests_of_a_promise_and_tells_verdict_and_figures():
    code, said = the_command("33")

    assert code == 0
    assert "masked" in said
    assert "kept" in said or "partly" in said


def test_the_command_prints_the_table_and_refuses_an_unknown_number():
    assert the_command("--table") == (0, promising.table(EVERY) + "\n")
    assert the_command("41")[0] == 2


def test_without_the_tests_the_command_says_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(promising, "DECLARED", tmp_path / "promises.yaml")

    code, said = the_command()

    assert code == 2
    assert "source" in said


def test_a_figure_is_kept_with_the_report_of_its_test(
    figure: Figures, request: pytest.FixtureRequest
):
    figure("lost", 0, of=1502)
    figure("slowest answer", 0.41, unit="s")

    kept = [text for name, text in request.node.user_properties if name == "figure"]
    assert kept == ["lost 0 of 1,502", "slowest answer 0.41 s"]
