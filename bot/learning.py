"""The index, learned once for each content and kept: loaded in milliseconds afterwards.

Learning takes a minute, hundreds of megabytes and a library that the running service must not
carry, so another process does it: `python -m bot learn` reads examples and writes the file.
"""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from bot.answers.alarm import CALL
from bot.answers.index import BadIndex, Index
from bot.answers.semantic import Meanings, Model, Semantic
from bot.answers.teaching import HARMLESS, Example, Progress, digest_of, teach, teach_alarm
from bot.domain.entries import Faq

ABOUT_CRISIS: Final = frozenset({"suicidal-thoughts", "panic-and-sleep", "why-not-112"})
KEPT: Final = 3
"""How many of each kind a folder keeps: today's, and those a roll-back would ask for."""


class LearningFailed(Exception):
    """The other process could not learn; what it said goes to the log of the operator."""


class Kind(Enum):
    """What is learned."""

    ANSWERS = "answers"
    CRISIS = "crisis"


@dataclass(frozen=True)
class Lesson:
    """What is to be learned, and from which examples."""

    kind: Kind
    examples: tuple[Example, ...]

    def path(self, folder: Path) -> Path:
        """Return where what was learned from exactly this is kept."""
        return folder / f"{self.kind.value}-{digest_of(self.examples)}.npz"


def lessons(content: Faq, calls: Iterable[str], harmless: Iterable[str]) -> tuple[Lesson, Lesson]:
    """Return what is learned from the FAQ, and from the examples of crisis.

    Ways of asking are everyday speech for the second, but for those of the entries that are
    about crisis themselves.
    """
    asked = [Example(text, name) for name, _, text in content.taught()]
    everyday = [Example(one.text) for one in asked if one.id not in ABOUT_CRISIS]
    heard = [Example(text, CALL) for text in calls]
    alike = [Example(text, HARMLESS) for text in harmless]
    return (
        Lesson(Kind.ANSWERS, tuple(asked)),
        Lesson(Kind.CRISIS, (*heard, *alike, *everyday)),
    )


def folder_of_user() -> Path:
    """Return where indexes are kept when no service is running: the user's cache folder."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "rinnalla"


def kept(lesson: Lesson, folder: Path) -> Index | None:
    """Return what was learned from exactly this, if the folder has it whole."""
    path = lesson.path(folder)
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
        _command(lesson.kind, path),
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
        *_command(lesson.kind, lesson.path(folder)),
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
        meanings = Meanings.learned(model, [(one.id, one.text) for one in lesson.examples])
        meanings.save(path)
    return Semantic(model, meanings)


def _command(kind: Kind, path: Path) -> list[str]:
    return [sys.executable, "-m", "bot", "learn", kind.value, str(path)]


def _after(code: int, lesson: Lesson, folder: Path) -> Index:
    index = kept(lesson, folder) if code == 0 else None
    if index is None:
        raise LearningFailed(f"learning ended with {code}")
    old = sorted(
        folder.glob(f"{lesson.kind.value}-*.npz"), key=lambda one: one.stat().st_mtime, reverse=True
    )
    for path in old[KEPT:]:
        path.unlink(missing_ok=True)
    return index


def _lines(examples: Iterable[Example]) -> bytes:
    return "".join(json.dumps([one.id, one.text]) + "\n" for one in examples).encode()


def study(kind: Kind, examples: Sequence[Example], tell: Progress) -> Index:
    """Learn, here and now."""
    return (teach if kind is Kind.ANSWERS else teach_alarm)(examples, tell)


def read_lines(lines: Iterable[str]) -> list[Example]:
    """Return the examples another process sent as JSON lines."""
    return [Example(str(text), str(name)) for name, text in map(json.loads, lines)]
