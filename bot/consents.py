"""Consents: the texts people agree to, as files with a version, read once and checked before use.

`locales/<lang>/consent/<purpose>-<version>.md`: a head between `---` lines (`since`), then the
text in Telegram's HTML with the standing blanks of `words`. A text that was published is never
changed: `locales/consent.lock` holds the SHA-256 of each, and a difference is refused. A better
text is a new version; the old ones stay, because receipts point to them.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

import yaml

from bot.domain.holding import PURPOSES, Purpose
from bot.domain.languages import LANGUAGES, Language
from bot.words import BLANK, FOLDER

LOCK: Final = "consent.lock"
NAME: Final = re.compile(r"(?P<purpose>[a-z]+)-(?P<version>\d{1,4})\.md")


class BadConsents(Exception):
    """The texts cannot be used; `faults` names every reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One text somebody can agree to."""

    purpose: Purpose
    version: str
    language: Language
    since: date
    text: str
    """Telegram's HTML with blanks."""

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hex: what the receipt proves."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Consents:
    """All published texts."""

    texts: Mapping[tuple[Purpose, str, Language], ConsentText] = field(
        default_factory=dict[tuple[Purpose, str, Language], ConsentText]
    )

    def newest(self, purpose: Purpose, language: Language) -> ConsentText:
        """Return the text that is shown today; raise KeyError if there is none."""
        versions = [v for p, v, spoken in self.texts if (p, spoken) == (purpose, language)]
        if not versions:
            raise KeyError(f"{language}/{purpose}")
        return self.texts[purpose, max(versions, key=int), language]

    def find(self, purpose: Purpose, version: str, language: Language) -> ConsentText | None:
        """Return the very text a receipt names; None if we do not have it."""
        return self.texts.get((purpose, version, language))


def read(folder: Path = FOLDER) -> Consents:
    """Read all consent texts; raise BadConsents with every fault at once."""
    faults: list[str] = []
    texts: dict[tuple[Purpose, str, Language], ConsentText] = {}
    for language in LANGUAGES:
        for path in sorted((folder / language / "consent").glob("*.md")):
            named = NAME.fullmatch(path.name)
            text = _text(path, language) if named else None
            if text is None:
                faults.append(f"{language}/{path.name}: not a consent text")
            else:
                texts[text.purpose, text.version, language] = text
    faults += _incomplete(texts) + _changed(texts, folder / LOCK)
    if faults:
        raise BadConsents(faults)
    return Consents(texts)


def lock_lines(consents: Consents) -> list[str]:
    """Return the lines of consent.lock for these texts."""
    return [f"{_name(one)} {one.digest}" for one in consents.texts.values()]


def _text(path: Path, language: Language) -> ConsentText | None:
    named = NAME.fullmatch(path.name)
    match path.read_text(encoding="utf-8").split("---\n", 2):
        case ["", head, body] if named and named["purpose"] in PURPOSES:
            since = cast("dict[str, Any]", yaml.safe_load(head)).get("since")
            if isinstance(since, date) and body.strip():
                purpose = cast("Purpose", named["purpose"])
                return ConsentText(purpose, named["version"], language, since, body.strip())
        case _:
            pass
    return None


def _incomplete(texts: Mapping[tuple[Purpose, str, Language], ConsentText]) -> list[str]:
    """Return what is missing in a language, and where the blanks differ."""
    faults = [
        f"{language}: no text for {purpose}"
        for purpose in PURPOSES
        for language in LANGUAGES
        if not any((p, spoken) == (purpose, language) for p, _, spoken in texts)
    ]
    published: list[tuple[Purpose, str]] = sorted({(p, v) for p, v, _ in texts})
    for purpose, version in published:
        found = [texts.get((purpose, version, language)) for language in LANGUAGES]
        present = [one for one in found if one is not None]
        if len(present) < len(found):
            faults.append(f"{purpose}-{version}: missing in a language")
        if len({frozenset(BLANK.findall(one.text)) for one in present}) > 1:
            faults.append(f"{purpose}-{version}: the languages have different blanks")
    return faults


def _changed(texts: Mapping[Any, ConsentText], lock: Path) -> list[str]:
    """Return the texts that are not what was published under their version."""
    lines = lock.read_text(encoding="utf-8").split("\n") if lock.exists() else []
    published = dict(line.split() for line in lines if line.strip())
    ours = {_name(one): one.digest for one in texts.values()}
    return [
        f"{name}: changed after it was published; make a new version"
        if name in ours
        else f"{name}: a published text is gone"
        for name in sorted(published)
        if ours.get(name) != published[name]
    ] + [f"{name}: not in {LOCK}" for name in sorted(ours.keys() - published.keys())]


def _name(one: ConsentText) -> str:
    return f"{one.language}/{one.purpose}-{one.version}"
