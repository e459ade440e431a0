"""The FAQ as files: every fault is told beside what is right, and our own content has none."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import faq
from bot.domain.entries import LONGEST_TITLE, TOPICS, Answer, Entry, Faq, code_of
from bot.domain.guide import Step
from bot.domain.languages import LANGUAGES, Language
from bot.faq import BadFaq
from tests.taught import content

CHECKED = date(2026, 11, 23)


def head(**more: str) -> dict[str, str]:
    return {
        "title": "A title",
        "topic": "message",
        "related": "[]",
        "sources": '["1.1"]',
        "checked": "2026-11-23",
        **more,
    }


def write_entry(
    folder: Path, name: str = "first", *, languages: tuple[Language, ...] = LANGUAGES, **more: str
) -> None:
    """Write an entry as an editor would."""
    lines = "".join(f"{key}: {value}\n" for key, value in head(**more).items())
    for language in languages:
        place = folder / language / "faq"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{name}.md").write_text(f"---\n{lines}---\nAn answer.\n", encoding="utf-8")
        (place / f"{name}.txt").write_text(f"how {language}\nwhy\n", encoding="utf-8")


def faults(folder: Path) -> str:
    with pytest.raises(BadFaq) as refused:
        faq.read(folder)
    return "\n".join(refused.value.faults)


# Reading


def test_a_right_folder_is_read(tmp_path: Path):
    write_entry(tmp_path, related="[second]", guide="pay")
    write_entry(tmp_path, "second", topic="law")
    (tmp_path / "sv" / "unanswered.txt").write_text(" hej \n\nhej\nvädret?\n", encoding="utf-8")

    read = faq.read(tmp_path)

    answers = {one: Answer("A title", "An answer.", (f"how {one}", "why")) for one in LANGUAGES}
    assert list(read.entries) == ["first", "second"]
    assert read.entries["first"] == Entry(
        "first", "message", ("second",), ("1.1",), CHECKED, answers, Step.PAY
    )
    assert read.entries["second"].guide is None
    assert read.unanswered == {"fi": (), "sv": ("hej", "vädret?"), "en": ()}


def test_an_empty_folder_is_an_empty_faq(tmp_path: Path):
    assert faq.read(tmp_path).entries == {}


@pytest.mark.parametrize("missing", LANGUAGES)
def test_a_missing_language_is_told(tmp_path: Path, missing: Language):
    write_entry(tmp_path, "right")
    write_entry(tmp_path, languages=tuple(one for one in LANGUAGES if one != missing))

    assert faults(tmp_path) == f"first: no {missing}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "law"),
        ("related", "[right]"),
        ("sources", "[]"),
        ("checked", "2026-11-24"),
        ("guide", "pay"),
    ],
)
def test_a_head_that_differs_between_languages_is_told(tmp_path: Path, name: str, value: str):
    write_entry(tmp_path, "right")
    write_entry(tmp_path, languages=("fi", "en"))
    write_entry(tmp_path, languages=("sv",), **{name: value})

    assert faults(tmp_path) == "first: sv: another head than in fi"


def test_titles_may_differ_between_languages(tmp_path: Path):
    for language in LANGUAGES:
        write_entry(tmp_path, languages=(language,), title=f"Title {language}")

    assert faq.read(tmp_path).entries["first"].answers["sv"].title == "Title sv"


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"topic": "weather"}, "no topic weather"),
        ({"related": "[nobody]"}, "no entry nobody"),
        ({"guide": "nowhere"}, "guide is one of:"),
        ({"guide": ""}, "guide is one of:"),
        ({"title": '"' + "x" * (LONGEST_TITLE + 1) + '"'}, f"title has {LONGEST_TITLE + 1} signs"),
        ({"title": '""'}, "title or answer is empty"),
        ({"checked": "yesterday"}, "checked is a day"),
        ({"checked": "2026-02-31"}, "day"),
        ({"checked": "23.11.2026"}, "checked is a day"),
        ({"checked": "20261123"}, "checked is a day"),
        ({"author": "Eero"}, "missing or unknown in the head: author"),
        ({"title": "[a"}, ""),
        ({"title": "a: b"}, ""),
        ({"title": "@a"}, ""),
        ({"related": ""}, "related"),
        ({"related": "second"}, "related"),
        ({"sources": "5"}, "sources"),
    ],
)
def test_a_fault_of_a_head_is_told_with_the_entry(tmp_path: Path, more: dict[str, str], fault: str):
    write_entry(tmp_path, "right")
    write_entry(tmp_path, **more)

    told = faults(tmp_path)

    assert "first" in told
    assert fault in told
    assert "right" not in told


def test_a_title_of_the_greatest_length_is_right(tmp_path: Path):
    write_entry(tmp_path, title="x" * LONGEST_TITLE)

    assert faq.read(tmp_path).entries


@pytest.mark.parametrize("name", faq.HEAD)
def test_what_is_missing_in_a_head_is_told(tmp_path: Path, name: str):
    write_entry(tmp_path)
    path = tmp_path / "en" / "faq" / "first.md"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{name}:")))

    assert f"en/first.md: missing or unknown in the head: {name}" in faults(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "An answer without a head.\n",
        "\n---\ntitle: A\n---\nAn answer.\n",
        "---\ntitle: A\nAn answer.\n",
        "---\njust words\n---\nAn answer.\n",
        "---\n- a\n- list\n---\nAn answer.\n",
        "---\n---\nAn answer.\n",
    ],
)
def test_a_file_without_a_head_is_told_by_its_name(tmp_path: Path, text: str):
    write_entry(tmp_path)
    (tmp_path / "sv" / "faq" / "first.md").write_text(text)

    assert "sv/first.md: " in faults(tmp_path)


def test_an_empty_answer_is_told(tmp_path: Path):
    write_entry(tmp_path)
    path = tmp_path / "sv" / "faq" / "first.md"
    path.write_text(path.read_text().replace("An answer.", " "))

    assert faults(tmp_path) == "first: sv: title or answer is empty"


@pytest.mark.parametrize("lines", ["", "\n \n", None])
def test_an_entry_nobody_can_ask_for_is_told(tmp_path: Path, lines: str | None):
    # Rule E1: ways of asking in all three languages.
    write_entry(tmp_path, "right")
    write_entry(tmp_path)
    path = tmp_path / "sv" / "faq" / "first.txt"
    path.unlink()
    if lines is not None:
        path.write_text(lines)

    assert "first: sv" in faults(tmp_path)


def test_a_file_in_other_letters_is_told(tmp_path: Path):
    write_entry(tmp_path)
    path = tmp_path / "sv" / "faq" / "first.md"
    path.write_bytes(path.read_bytes().replace(b"An answer.", b"Svaret \xe4r."))

    assert "sv/first.md: " in faults(tmp_path)


def test_every_fault_is_told_at_once(tmp_path: Path):
    write_entry(tmp_path, "a", topic="weather", related="[nobody]")
    write_entry(tmp_path, "b", languages=("fi",))
    write_entry(tmp_path, "c", checked="soon")

    told = faults(tmp_path)

    for fault in ("a: no topic", "a: no entry", "b: no sv", "b: no en", "fi/c.md", "en/c.md"):
        assert fault in told


def test_two_entries_with_one_code_are_told():
    names: dict[str, str] = {}
    number = 0
    while (code := code_of(f"entry-{number}")) not in names:
        names[code] = f"entry-{number}"
        number += 1
    twins = [names[code], f"entry-{number}"]
    answers = {language: Answer("A title", "An answer.", ("how",)) for language in LANGUAGES}
    entries = {one: Entry(one, "law", (), (), CHECKED, answers) for one in (*twins, "another")}

    del_one = {name: one for name, one in entries.items() if name != twins[0]}

    assert Faq(entries).faults() == ["two entries have the same code: give one another name"]
    assert Faq(del_one).faults() == []


# Writing


def entry(name: str = "first", title: str = "A title", body: str = "An answer.") -> Entry:
    answers = {one: Answer(title, body, (f"how {one}", "why")) for one in LANGUAGES}
    return Entry(name, "law", (), ("1.1", "2"), CHECKED, answers, Step.PAY)


def test_what_was_written_is_read_again(tmp_path: Path):
    second = Entry("second", "bot", ("first",), (), CHECKED, entry().answers)
    whole = Faq({"first": entry(), "second": second}, {"fi": ("sää",), "sv": (), "en": ("a", "b")})

    count = faq.write(whole, tmp_path)

    assert faq.read(tmp_path) == whole
    assert count == sum(one.is_file() for one in tmp_path.rglob("*"))


def test_our_own_content_is_the_same_when_it_was_written(tmp_path: Path):
    faq.write(content(), tmp_path)

    assert faq.read(tmp_path) == content()


def test_writing_again_takes_away_lines_and_leaves_what_else_is_there(tmp_path: Path):
    faq.write(Faq({"first": entry()}, {"fi": ("sää",)}), tmp_path)
    (tmp_path / "fi" / "crisis.yaml").write_text("mine")

    faq.write(Faq({"first": entry()}), tmp_path)

    assert faq.read(tmp_path).unanswered["fi"] == ()
    assert (tmp_path / "fi" / "crisis.yaml").read_text() == "mine"


PRINTED = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=LONGEST_TITLE
)


@pytest.mark.parametrize(
    "title",
    ["yes", "null", "2026", "2026-11-23", "a: b", "# no", "- a", "'", '"', "{organisation}", "wait---",
     "---", "...", "é😀", "a  b", "[a]", "&a", "*a", "!a", "%a", "@a", "a #b", "?", "x" * 45],
)  # fmt: skip
def test_any_title_an_editor_writes_is_read_again(tmp_path: Path, title: str):
    whole = Faq({"first": entry(title=title)}, {"fi": (), "sv": (), "en": ()})

    faq.write(whole, tmp_path)

    assert faq.read(tmp_path) == whole


@given(PRINTED, PRINTED, st.lists(PRINTED.map(str.strip).filter(bool), min_size=1, unique=True))
def test_anything_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, title: str, body: str, asks: list[str]
):
    folder = tmp_path_factory.mktemp("faq")
    answers = {one: Answer(title, f"<b>{body}</b>\n\nmore", tuple(asks)) for one in LANGUAGES}
    one = Entry("first", "law", (), ("1.1",), CHECKED, answers)
    whole = Faq({"first": one}, {"fi": tuple(asks), "sv": (), "en": ()})

    faq.write(whole, folder)

    assert faq.read(folder) == whole


# Our own content

FEWEST_WAYS = 60
FEWEST_UNANSWERED = 300
MOST_SENTENCES = 5
LONGEST_ANSWER = 900
ADDRESS = re.compile(r"https?:|www\.")
"""Names of sites may be read; where a link leads is a blank."""
PHONE = re.compile(r"\+\d|\b0\d[\d -]{4,}|\b1(?:12|16 ?\d{3})\b|\b\d{3}[ -]\d{3,}")
ENDS = re.compile(r"[.!?]+(?=\s|$)")


def bodies() -> list[tuple[str, str]]:
    return [
        (f"{one.id} {language}", re.sub(r"<[^>]*>", "", answer.body))
        for one in content().entries.values()
        for language, answer in one.answers.items()
    ]


def test_our_own_faq_has_64_entries_in_three_languages():
    assert len(content().entries) == 64
    assert all(set(one.answers) == set(LANGUAGES) for one in content().entries.values())


def test_our_own_faq_has_no_fault():
    assert content().faults() == []


def test_every_related_entry_of_our_own_exists_and_is_another_one():
    for one in content().entries.values():
        assert set(one.related) <= set(content().entries) - {one.id}
        assert len(set(one.related)) == len(one.related)


def test_every_topic_of_our_own_has_entries():
    assert all(content().of_topic(topic) for topic in TOPICS)


def test_our_own_answers_are_short():
    long = {
        name: (len(ENDS.findall(body)), len(body))
        for name, body in bodies()
        if len(ENDS.findall(body)) > MOST_SENTENCES or len(body) > LONGEST_ANSWER
    }

    assert not long


def test_no_number_or_address_stands_in_our_own_answers_in_clear():
    clear = {
        (one.id, language): found[0]
        for one in content().entries.values()
        for language, answer in one.answers.items()
        for found in (PHONE.search(answer.body), ADDRESS.search(answer.body))
        if found
    }

    assert not clear


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("call +358 9 1234", True),
        ("call 0800 162 062", True),
        ("call 116 006", True),
        ("call 112", True),
        ("see https://example.org", True),
        ("see www.example.org", True),
        ('see <a href="{link.police}">poliisi.fi</a>', False),
        ("call {contact}", False),
        ("on 26 February 2026: 6 years", False),
        ("30.4.2024", False),
        ("5500/R/123", False),
        ("200 euros", False),
    ],
)
def test_what_stands_in_clear_is_known(text: str, clear: bool):
    assert bool(PHONE.search(text) or ADDRESS.search(text)) is clear


def test_no_way_of_asking_of_our_own_asks_for_two_entries():
    asked: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name, language, text in content().taught():
        asked[language, " ".join(text.lower().split())].add(name or "unanswered")

    assert not {key: names for key, names in asked.items() if len(names) > 1}


def test_our_own_faq_can_be_asked_in_many_ways():
    # The data are still being gathered: red until there are enough.
    few = {
        f"{one.id} {language}": len(answer.asks)
        for one in content().entries.values()
        for language, answer in one.answers.items()
        if len(answer.asks) < FEWEST_WAYS
    }
    unanswered = {language: len(content().unanswered[language]) for language in LANGUAGES}

    assert not few
    assert all(count >= FEWEST_UNANSWERED for count in unanswered.values()), unanswered
