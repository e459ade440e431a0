"""The FAQ as files: what the database is first filled from, and what it is exported to.

`locales/<lang>/faq/<id>.md`: a head between `---` lines (title, topic, related, sources,
checked), then the answer in Telegram's HTML. `<id>.txt` beside it holds the ways of asking, one
a line; `locales/<lang>/unanswered.txt` messages that no entry answers.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

import yaml

from bot.answers.crisis import Crisis, Signs
from bot.answers.ransom import Marks, Ransom
from bot.domain.entries import Answer, Entry, Faq
from bot.domain.guide import Step
from bot.domain.languages import LANGUAGES, Language
from bot.words import FOLDER

UNANSWERED: Final = "unanswered.txt"
HEAD: Final = ("title", "topic", "related", "sources", "checked")
MAY_BE_LEFT_OUT: Final = frozenset({"guide"})

# libyaml's readers, which every wheel brings, cost a start a tenth of the others.
_VALUES: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""Reads every word as a word, for lists: nothing becomes a number, a day or a truth value."""


class BadFaq(Exception):
    """The content must not be used; `faults` names every reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def read(folder: Path = FOLDER) -> Faq:
    """Read all entries; raise BadFaq with every fault at once."""
    faults: list[str] = []
    heads: dict[str, dict[str, Any]] = {}
    answers: dict[str, dict[Language, Answer]] = {}
    for language in LANGUAGES:
        for path in sorted((folder / language / "faq").glob("*.md")):
            try:
                head, body = _parts(path)
            except ValueError as fault:
                faults.append(f"{language}/{path.name}: {fault}")
                continue
            shared = {name: value for name, value in head.items() if name != "title"}
            if heads.setdefault(path.stem, shared) != shared:
                faults.append(f"{path.stem}: {language}: another head than in {LANGUAGES[0]}")
            asks = _lines(path.with_suffix(".txt"))
            answers.setdefault(path.stem, {})[language] = Answer(str(head["title"]), body, asks)
    order = sorted(heads)
    entries = {name: _entry(name, heads[name], answers[name]) for name in order}
    unanswered: dict[Language, tuple[str, ...]] = {
        language: _lines(folder / language / UNANSWERED) for language in LANGUAGES
    }
    faq = Faq(entries, unanswered)
    faults += faq.faults()
    if faults:
        raise BadFaq(faults)
    return faq


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    """Return head and body of a file; raise ValueError when it is not made of both."""
    text = path.read_text(encoding="utf-8")
    above, line, body = text.partition("\n---\n")
    if not above.startswith("---\n") or not line:
        raise ValueError("begins with a head between --- lines")
    try:
        head = cast("object", yaml.load(above.removeprefix("---\n"), _VALUES))  # noqa: S506  # a SafeLoader, written in C
    except yaml.YAMLError as fault:
        raise ValueError(f"the head cannot be read ({type(fault).__name__})") from None
    if not isinstance(head, dict):
        raise ValueError("the head is no list of names and values")  # noqa: TRY004  # a fault of content
    named = cast("dict[str, Any]", head)
    wrong = set(HEAD).symmetric_difference(set(named) - MAY_BE_LEFT_OUT)
    if wrong:
        raise ValueError(f"missing or unknown in the head: {', '.join(sorted(wrong))}")
    if not isinstance(named["checked"], date):
        raise ValueError("checked is a day such as 2026-11-23")  # noqa: TRY004  # the same
    if str(named.get("guide", "safe")).upper() not in Step.__members__:
        raise ValueError(f"guide is one of: {', '.join(one.name.lower() for one in Step)}")
    for name in ("related", "sources"):
        if not isinstance(named[name], list):
            raise ValueError(f"{name} is a list: [one, another]")  # noqa: TRY004  # the same
    return named, body.strip()


def _entry(name: str, head: Mapping[str, Any], answers: Mapping[Language, Answer]) -> Entry:
    return Entry(
        id=name,
        topic=head["topic"],
        related=tuple(map(str, head["related"])),
        sources=tuple(map(str, head["sources"])),
        checked=head["checked"],
        answers=answers,
        guide=Step[head["guide"].upper()] if "guide" in head else None,
    )


def write(faq: Faq, folder: Path) -> int:
    """Write all entries into `folder` as `read` reads them; return how many files there are.

    What else the folder holds stays. Reading what was written gives the same content.
    """
    written = 0
    for language in LANGUAGES:
        (folder / language / "faq").mkdir(parents=True, exist_ok=True)
        for entry in faq.entries.values():
            answer = entry.answers[language]
            path = folder / language / "faq" / f"{entry.id}.md"
            path.write_text(_head(entry, answer) + f"{answer.body}\n", encoding="utf-8")
            written += 1 + _write_lines(path.with_suffix(".txt"), answer.asks)
        written += _write_lines(folder / language / UNANSWERED, faq.unanswered.get(language, ()))
    return written


def _head(entry: Entry, answer: Answer) -> str:
    named = {
        "title": answer.title,
        "topic": entry.topic,
        "related": list(entry.related),
        "sources": list(entry.sources),
        "checked": entry.checked,
    }
    if entry.guide is not None:
        named["guide"] = entry.guide.name.lower()
    dumped = yaml.safe_dump(
        named, sort_keys=False, allow_unicode=True, width=1_000, default_flow_style=None
    )
    return f"---\n{dumped}---\n"


def _write_lines(path: Path, lines: Sequence[str]) -> int:
    if not lines:
        path.unlink(missing_ok=True)
        return 0
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return 1


def _lines(path: Path) -> tuple[str, ...]:
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def read_crisis(known: Faq | None = None, folder: Path = FOLDER) -> Crisis:
    """Read the signs of crisis of all languages; the words of `known` count as rightly spelt."""
    signs = [Signs(**_listed(folder / one / "crisis.yaml", "reviewed")) for one in LANGUAGES]
    words = {w for _, _, text in known.taught() for w in text.split()} if known else set[str]()
    return Crisis(signs, words)


def read_crisis_examples(folder: Path = FOLDER) -> tuple[list[str], list[str]]:
    """Read sentences that are cries for help, and harmless ones that sound alike."""
    calls = [text for one in LANGUAGES for text in _lines(folder / one / "crisis-calls.txt")]
    harmless = [text for one in LANGUAGES for text in _lines(folder / one / "crisis-harmless.txt")]
    return calls, harmless


def read_judges(folder: Path = FOLDER) -> list[tuple[str, str, tuple[str, ...]]]:
    """Read messages by another hand: text, entry ("" for none), others that are right too.

    From them is learned how sure to be, and nothing else.
    """
    rows = [json.loads(line) for one in LANGUAGES for line in _lines(folder / one / "judges.jsonl")]
    return [(row["text"], row.get("id", ""), tuple(row.get("also", ()))) for row in rows]


def read_ransom_examples(folder: Path = FOLDER) -> tuple[list[str], list[str]]:
    """Read blackmail messages, and messages that only speak of them or use the same words."""
    found: tuple[list[str], list[str]] = [], []
    for one in LANGUAGES:
        for line in _lines(folder / one / "ransom-examples.jsonl"):
            row = json.loads(line)
            found[0 if row["ransom"] else 1].append(str(row["text"]))
    return found


def read_ransom(folder: Path = FOLDER) -> Ransom:
    """Read what blackmail messages are known by, in all languages."""
    return Ransom(Marks(**_listed(folder / one / "ransom.yaml")) for one in LANGUAGES)


def _listed(path: Path, *but: str) -> dict[str, Any]:
    # Every word stays a word: YAML would take "no" and "off" for truth values.
    held = yaml.load(path.read_text(encoding="utf-8"), _WORDS)  # noqa: S506  # the safest loader there is, written in C
    return {name: value for name, value in cast("dict[str, Any]", held).items() if name not in but}
