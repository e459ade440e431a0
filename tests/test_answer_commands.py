"""The commands `answer` and `evaluate`, as a jury types them: one process, lines in, lines out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.words import FOLDER
from tests.answers.samples import BLACKMAIL, CRISIS, WALLET
from tests.taught import content, index_folder

# The first test of a machine waits until the FAQ was learned, which takes minutes.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

LATEST = 100
"""Seconds a command may take before it is stopped."""


def types(*words: str, reads: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command of the project as an operator does."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=reads,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LATEST,
        check=False,
        cwd=FOLDER.parent,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
    )


def lines_of(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


REPORT = content().entries["report-online"].answers
SAID: list[dict[str, Any]] = [
    {"text": REPORT["fi"].title, "lang": "fi"},
    {"text": REPORT["sv"].title, "lang": "sv"},
    {"text": REPORT["en"].title, "lang": "en"},
    {"text": CRISIS["fi"], "lang": "fi"},
    {"text": CRISIS["sv"]},
    {"text": CRISIS["en"], "lang": "fi"},
    {"text": BLACKMAIL["fi"]},
    {"text": BLACKMAIL["sv"], "lang": "sv"},
    {"text": BLACKMAIL["en"], "lang": "en"},
    {"text": "", "lang": "sv"},
    {"text": "   \n\t"},
    {"text": "😱😱😱"},
    {"text": "кошка не ест", "lang": "ru"},
    {"text": "half \ud83d sign", "lang": None},
    {"text": "\x00\x1b[31m", "lang": 5},
    {"text": "a@" * 100},
    {"text": "word " * 3_000, "more": ["nobody", "reads"]},
]


@pytest.fixture(scope="module")
def run() -> subprocess.CompletedProcess[str]:
    index_folder()
    # JSON may escape what no file can hold: the half of a sign.
    return types("answer", reads="".join(json.dumps(row) + "\n" for row in SAID))


@pytest.fixture(scope="module")
def told(run: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_each_line_gets_one_line_and_nothing_else_is_said(
    run: subprocess.CompletedProcess[str], told: list[dict[str, Any]]
):
    assert run.returncode == 0, run.stderr
    assert len(told) == len(SAID)
    assert "Traceback" not in run.stderr


def test_each_line_has_exactly_the_keys_of_the_format(told: list[dict[str, Any]]):
    for row in told:
        assert list(row) == ["lang", "decision", "answers", "crisis", "ransom"]
        assert row["lang"] in {"fi", "sv", "en"}
        assert row["decision"] in {"answer", "choices", "unknown", "crisis", "ransom"}
        assert isinstance(row["crisis"], bool)
        assert len(row["answers"]) == 3
        for one in row["answers"]:
            assert list(one) == ["id", "confidence"]
            assert one["id"] in content().entries
            assert 0 <= one["confidence"] <= 1


def test_lines_stand_in_the_order_they_were_asked(told: list[dict[str, Any]]):
    assert [row["decision"] for row in told[3:9]] == ["crisis"] * 3 + ["ransom"] * 3
    assert [row["crisis"] for row in told] == [3 <= place < 6 for place in range(len(SAID))]
    assert [row["ransom"] is not None for row in told] == [
        6 <= place < 9 for place in range(len(SAID))
    ]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_title_finds_its_entry_in_every_language(told: list[dict[str, Any]], place: int):
    assert told[place]["lang"] == SAID[place]["lang"]
    assert told[place]["decision"] == "answer"
    assert told[place]["answers"][0]["id"] == "report-online"


@pytest.mark.parametrize("place", [6, 7, 8])
def test_a_blackmail_message_is_read_and_no_name_is_told(
    told: list[dict[str, Any]], run: subprocess.CompletedProcess[str], place: int
):
    assert told[place]["ransom"] == {"btc": [WALLET], "amount_eur": 200.0, "deadline_hours": 24.0}
    assert "Lehtonen" not in run.stdout + run.stderr


def test_the_language_is_the_written_one_or_the_given_one(told: list[dict[str, Any]]):
    assert [row["lang"] for row in told[3:9]] == ["fi", "sv", "en", "fi", "sv", "en"]
    assert told[9]["lang"] == "sv"


def test_what_says_nothing_is_never_answered_at_once(told: list[dict[str, Any]]):
    assert {row["decision"] for row in told[9:12]} <= {"unknown", "choices"}


@pytest.mark.parametrize(
    "bad",
    ["no json", "[]", "5", "null", '"text"', "{}", '{"text": 5}', '{"text": null}', '{"lang": "fi"}',
     "", '{"text": "cut'],
)  # fmt: skip
def test_a_bad_line_is_named_and_what_stood_before_it_was_answered(bad: str):
    index_folder()

    ended = types(
        "answer", reads=lines_of({"text": "hei"}) + bad + "\n" + lines_of({"text": "hei"})
    )

    assert ended.returncode == 1
    assert len(ended.stdout.splitlines()) == 1
    assert "line 2" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_no_lines_get_no_lines():
    index_folder()

    ended = types("answer")

    assert (ended.returncode, ended.stdout) == (0, "")


# Measuring

TAUGHT = {
    "cats": ["my cat does not eat", "kissa ei syö", "what do cats eat", "feeding a kitten"],
    "boats": ["my boat leaks", "vene vuotaa", "how do i paint a boat", "mooring the boat"],
    "bread": ["how to bake bread", "leivän leipominen", "the bread did not rise", "rye bread"],
    "": ["what is the weather", "who won the match", "tell me a joke", "what time is it"],
}

QUESTIONS: list[dict[str, Any]] = [
    {"lang": "en", "text": "my cat does not eat", "id": "cats", "style": "short"},
    {"lang": "en", "text": "my boat leaks", "id": "bread", "also": ["boats"], "style": "short"},
    {"lang": "en", "text": "how to bake bread", "id": "nobody", "also": [], "style": "long"},
    {"lang": "fi", "text": "kissa ei syö", "id": "cats", "style": "short"},
    {"lang": "en", "text": "what is the weather", "kind": "chat"},
    {"lang": "en", "text": CRISIS["en"], "crisis": True, "kind": "explicit"},
    {"lang": "fi", "text": CRISIS["fi"], "crisis": True, "kind": "explicit"},
    {"lang": "en", "text": "my cat does not eat", "crisis": True, "kind": "indirect"},
    {"lang": "en", "text": "how do i report this", "crisis": False},
    {"lang": "en", "text": CRISIS["en"], "crisis": False},
    {
        "lang": "en", "text": BLACKMAIL["en"], "ransom": True, "btc": [WALLET],
        "amount_eur": 200, "deadline_hours": 24,
    },
    {
        "lang": "sv", "text": BLACKMAIL["sv"], "ransom": True, "btc": [],
        "amount_eur": None, "deadline_hours": 24,
    },
    {"lang": "en", "text": "pay me", "ransom": True, "btc": [], "amount_eur": 1},
    {"lang": "en", "text": "should i pay the blackmailer", "ransom": False},
]  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_folder()  # what is learned for cries is not that of the examples
    folder = tmp_path_factory.mktemp("questions")
    (folder / "examples.jsonl").write_text(
        lines_of(
            *({"lang": "en", "text": one, "id": name} for name in TAUGHT for one in TAUGHT[name])
        )
    )
    (folder / "questions.jsonl").write_text(lines_of(*QUESTIONS[:5]) + "\n")
    (folder / "more.jsonl").write_text(lines_of(*QUESTIONS[5:]))
    return folder


def evaluates(files: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return types(
        "evaluate",
        *("--questions", str(files / "questions.jsonl"), "--questions", str(files / "more.jsonl")),
        *("--examples", str(files / "examples.jsonl"), *more),
    )


@pytest.fixture(scope="module")
def figures(files: Path) -> dict[str, Any]:
    ended = evaluates(files, "--json")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def test_figures_are_told_for_all_and_for_each_language(figures: dict[str, Any]):
    assert set(figures) == {"all", "fi", "sv", "en"}
    assert set(figures["all"]) == {"questions", "out_of_scope", "crisis", "ransom", "ms"}
    assert set(figures["en"]["styles"]) == {"short", "long"}
    assert "questions" not in figures["sv"]


def test_the_figures_of_questions_are_right(figures: dict[str, Any]):
    every = figures["all"]["questions"]

    # Cats, boats (told as another right one) and the Finnish cats are right; nobody is not.
    assert every["count"] == 4
    assert every["top1"] == every["top3"] == every["mrr"] == 0.75
    assert figures["en"]["questions"]["top1"] == pytest.approx(2 / 3)
    assert figures["en"]["styles"]["short"]["top1"] == 1
    assert figures["en"]["styles"]["long"]["top1"] == 0
    assert figures["fi"]["questions"]["top1"] == 1


def test_the_figures_of_what_nothing_answers_are_shares(figures: dict[str, Any]):
    outside = figures["all"]["out_of_scope"]

    assert outside["count"] == 1
    assert outside["not_answered"] in {0, 1}
    assert outside["unknown"] <= outside["not_answered"]
    assert 0 <= outside["auroc"] <= 1


def test_the_figures_of_crisis_are_right(figures: dict[str, Any]):
    assert figures["all"]["crisis"] == {
        "recall": pytest.approx(2 / 3),
        "false_alarms": 0.5,
        "count": 5,
    }
    assert figures["fi"]["crisis"] == {"recall": 1, "false_alarms": None, "count": 1}


def test_the_figures_of_blackmail_are_right(figures: dict[str, Any]):
    # Two of three are recognised; of one of these address and sum are told otherwise.
    assert figures["all"]["ransom"] == {
        "recall": pytest.approx(2 / 3),
        "false_alarms": 0,
        "btc": 0.5,
        "amount": 0.5,
        "deadline": 1,
        "count": 4,
    }


def test_times_are_told_in_milliseconds(figures: dict[str, Any]):
    spent = figures["all"]["ms"]

    assert 0 < spent["mean"] <= spent["most"] < 1_000


def test_without_json_the_same_figures_are_lines_to_read(files: Path):
    ended = evaluates(files)

    assert ended.returncode == 0
    assert "all  questions        count 4  top1 0.750" in ended.stdout
    assert "crisis" in ended.stdout
    assert "–" in ended.stdout


@pytest.mark.parametrize("option", ["--questions", "--examples"])
def test_a_missing_file_is_refused_in_words(files: Path, option: str):
    ended = evaluates(files, option, str(files / "nowhere.jsonl"))

    assert ended.returncode == 1
    assert "nowhere.jsonl" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize(
    "bad",
    ["no json", "[]", "5", "null", "{}", '{"text": "a"}', '{"lang": "fi"}', '{"lang": "fi", "text": 5}'],
)  # fmt: skip
def test_a_bad_line_of_questions_is_named(files: Path, tmp_path: Path, bad: str):
    path = tmp_path / "bad.jsonl"
    path.write_text(lines_of(QUESTIONS[0]) + bad + "\n")

    ended = evaluates(files, "--questions", str(path))

    assert ended.returncode == 1
    assert "bad.jsonl:2" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "bad", ["no json", "[]", "{}", '{"text": 5, "id": "cats"}', '{"id": "cats"}']
)
def test_a_bad_line_of_examples_is_named(files: Path, tmp_path: Path, bad: str):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "a", "id": "cats", "lang": "en"}\n\n' + bad + "\n")

    ended = evaluates(files, "--examples", str(path))

    assert ended.returncode == 1
    assert "bad.jsonl:3" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_and_bytes_are_refused_in_words(files: Path, tmp_path: Path):
    path = tmp_path / "bytes.jsonl"
    path.write_bytes(b"\xff\xfe\x00")

    for file in (path, tmp_path):
        ended = evaluates(files, "--questions", str(file))
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr


def test_an_empty_file_of_questions_is_refused_in_words(files: Path, tmp_path: Path):
    path = tmp_path / "empty.jsonl"
    path.write_text("\n")

    ended = types("evaluate", "--questions", str(path), "--examples", str(files / "examples.jsonl"))

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr


def test_examples_of_one_entry_are_refused_in_words(files: Path, tmp_path: Path):
    path = tmp_path / "one.jsonl"
    path.write_text(lines_of({"text": "my cat", "id": "cats", "lang": "en"}))

    ended = types(
        "evaluate", "--questions", str(files / "questions.jsonl"), "--examples", str(path)
    )

    assert ended.returncode == 1
    assert ended.stdout == ""


def test_several_files_stand_behind_one_option_or_each_behind_its_own(files: Path, tmp_path: Path):
    second = tmp_path / "second.jsonl"
    second.write_text(lines_of(QUESTIONS[0]))
    first, examples = str(files / "questions.jsonl"), str(files / "examples.jsonl")

    together = types(
        "evaluate", "--questions", first, str(second), "--examples", examples, "--json"
    )
    apart = types(
        "evaluate", "--json", "--questions", first, "--questions", str(second),
        "--examples", examples,
    )  # fmt: skip

    assert together.returncode == apart.returncode == 0
    counts = [json.loads(one.stdout)["all"]["questions"]["count"] for one in (together, apart)]
    assert counts[0] == counts[1] > 0


def test_a_file_behind_no_option_is_refused(files: Path):
    ended = types("evaluate", str(files / "questions.jsonl"))

    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
