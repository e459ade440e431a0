"""The index, learned once for each content and kept: loaded in milliseconds afterwards.

Learning takes a minute, hundreds of megabytes and a library that the running service must not
carry, so another process does it: `python -m bot learn` reads examples and writes the file.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

from bot.answers.index import BadIndex, Index
from bot.answers.listening import CRISIS, LABELS, RANSOM
from bot.answers.semantic import Meanings, Model, Semantic
from bot.answers.teaching import Example, digest_of
from bot.domain.entries import Faq
from bot.faq import read_crisis_examples, read_judges, read_ransom_examples

KEPT: Final = 3
"""How many indexes a folder keeps: today's, and those a roll-back would ask for."""


class LearningFailed(Exception):
    """The other process could not learn; what it said goes to the log of the operator."""


@dataclass(frozen=True)
class Lesson:
    """What is to be learned from."""

    examples: tuple[Example, ...]

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The entries and their ways of asking, without the examples for the listeners."""
        return [
            (one.id, one.text) for one in self.examples if one.id not in LABELS and not one.judges
        ]

    def path(self, folder: Path) -> Path:
        """Return where what was learned from exactly this is kept."""
        return folder / f"answers-{digest_of(self.examples)}.npz"


def lesson_of(content: Faq) -> Lesson:
    """Return what is learned from the FAQ, and from the examples for the listeners."""
    calls, harmless = read_crisis_examples()
    demands, told = read_ransom_examples()
    labelled = (
        (CRISIS.yes, calls),
        (CRISIS.no, harmless),
        (RANSOM.yes, demands),
        (RANSOM.no, told),
    )
    return Lesson(
        (
            *(Example(text, name) for name, _, text in content.taught()),
            *(Example(text, label) for label, texts in labelled for text in texts),
            *(Example(text, name, also, judges=True) for text, name, also in read_judges()),
        )
    )


def folder_of_user() -> Path:
    """Return where indexes are kept when no service is running: the user's cache folder."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "rinnalla"


def kept(lesson: Lesson, folder: Path) -> Index | None:
    """Return what was learned from exactly this, if the folder has it whole."""
    return kept_at(lesson.path(folder))


def kept_at(path: Path) -> Index | None:
    """Return the index at `path`; None if there is none, or not a whole one of this version."""
    try:
        return Index.load(path) if path.exists() else None
    except BadIndex:
        return None


def learned(lesson: Lesson, folder: Path) -> Index:
    """Return what the lesson teaches; learn it first if the folder does not have it.

    Progress goes to standard error. Raises LearningFailed.
    """
    if (index := kept(lesson, folder)) is not None:
        return index
    path = lesson.path(folder)
    done = subprocess.run(  # noqa: S603  # ourselves
        _command(path),
        input=_lines(lesson.examples),
        check=False,
    )
    return _after(done.returncode, lesson, folder)


async def learn(lesson: Lesson, folder: Path) -> Index:
    """Do as `learned`, while everything else goes on; stopped with the caller."""
    index = await asyncio.to_thread(kept, lesson, folder)
    if index is not None:
        return index
    process = await asyncio.create_subprocess_exec(
        *_command(lesson.path(folder)),
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        await process.communicate(_lines(lesson.examples))
    except asyncio.CancelledError:
        process.kill()
        await process.wait()
        raise
    return await asyncio.to_thread(_after, process.returncode or 0, lesson, folder)


def second_reader(model: Model, lesson: Lesson, folder: Path) -> Semantic:
    """Return the second reader for what the lesson teaches; learn it first if need be (minutes)."""
    path = folder / f"meanings-{digest_of(lesson.examples)}-{model.digest}.npz"
    try:
        meanings = Meanings.load(path)
    except BadIndex:
        meanings = Meanings.learned(model, lesson.asked)
        meanings.save(path)
    return Semantic(model, meanings)


def _command(path: Path) -> list[str]:
    return [sys.executable, "-m", "bot", "learn", str(path)]


def _after(code: int, lesson: Lesson, folder: Path) -> Index:
    index = kept(lesson, folder) if code == 0 else None
    if index is None:
        raise LearningFailed(f"learning ended with {code}")
    old = sorted(folder.glob("answers-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True)
    for path in old[KEPT:]:
        path.unlink(missing_ok=True)
    return index


def _lines(examples: Iterable[Example]) -> bytes:
    return "".join(json.dumps(astuple(one)) + "\n" for one in examples).encode()


def read_lines(lines: Iterable[str]) -> list[Example]:
    """Return the examples another process sent as JSON lines."""
    rows = map(json.loads, lines)
    return [Example(text, name, tuple(also), judges) for text, name, also, judges in rows]
