"""Words: every sentence the bot can say, read once from locales/ and checked before use.

A sentence has a symbolic key and stands in each language's catalogue
(`locales/<lang>/LC_MESSAGES/*.po`). It is written in Telegram's HTML; its blanks look like
`{name}`. What fills a blank is escaped here, so foreign text never meets a parser.
Standing blanks need no filling at the call: `{organisation}`, `{incident}`,
`{incident_since}`, `{phone.<contact>}` and `{link.<contact>}` (locales/contacts.yaml).
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from babel.core import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.domain.languages import LANGUAGES, Language

BLANK: Final = re.compile(r"\{([a-z][a-z0-9_.]*)\}")

DATES: Final[Mapping[Language, str]] = {"en": "en_GB"}
"""Locales for dates where the language alone means another country: 23 November, not November 23."""

FOLDER: Final = next(
    folder
    for folder in (Path(__file__).parent / "locales", Path(__file__).parents[1] / "locales")
    if folder.is_dir()
)
"""Inside the package once it is installed, beside it in a checkout."""


class UnknownKey(KeyError):
    """A sentence was asked for that no catalogue holds: a mistake in the code."""


class UnfilledBlank(KeyError):
    """A sentence has a blank that nobody filled: a mistake in the code or the catalogue."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One catalogue entry: its plural forms (one when it has none), cut at the blanks.

    `forms[i]` alternates fixed text and blank names: text, blank, text, blank, …, text.
    """

    forms: tuple[tuple[str, ...], ...]

    @property
    def blanks(self) -> frozenset[str]:
        """The names of all blanks in any form."""
        return frozenset(name for form in self.forms for name in form[1::2])


@dataclass(frozen=True, slots=True)
class Voice:
    """The words in one language, ready to speak: `say("menu.text")`."""

    language: Language
    sentences: Mapping[str, Sentence]
    standing: Mapping[str, str]
    plural_index: "PluralIndex"

    def __call__(self, key: str, /, n: int | None = None, **blanks: object) -> str:
        """Return the sentence of `key` as Telegram HTML; values are escaped, never parsed.

        `n` chooses the plural form and fills the blank `{n}`.
        Raises UnknownKey for a key nobody wrote, UnfilledBlank for a blank nobody filled.
        """
        return self._fill(key, n, blanks, foreign=_escaped)

    def plain(self, key: str, /, n: int | None = None, **blanks: object) -> str:
        """Return the sentence as plain text, for labels, alerts and copy buttons."""
        return html.unescape(self._fill(key, n, blanks, foreign=str))

    def fill(self, text: str, /, **blanks: object) -> str:
        """Return a text that stands in a file of its own, with its blanks filled and escaped.

        Raises UnfilledBlank for a blank nobody filled.
        """
        return self._filled("text", tuple(BLANK.split(text)), None, blanks, foreign=_escaped)

    def day(self, day: date) -> str:
        """Return a day with its weekday, as this language writes them."""
        return format_date(day, format="full", locale=DATES.get(self.language, self.language))

    def short_day(self, day: date) -> str:
        """Return a day with its weekday as short as this language writes them, for labels."""
        return format_skeleton("EEEMd", day, locale=DATES.get(self.language, self.language))

    def brief_day(self, day: date) -> str:
        """Return day and month in numbers, as this language writes them."""
        return format_skeleton("Md", day, locale=DATES.get(self.language, self.language))

    def date(self, day: date | datetime) -> str:
        """Return `day` as this language writes it in running text."""
        return format_date(day, format="long", locale=DATES.get(self.language, self.language))

    def moment(self, at: datetime) -> str:
        """Return a day and time, with its time zone, as this language writes them."""
        return format_datetime(at, format="long", locale=DATES.get(self.language, self.language))

    def time(self, at: datetime) -> str:
        """Return the time of day, in the zone of `at`, as this language writes it."""
        return format_time(at, format="short", locale=DATES.get(self.language, self.language))

    def number(self, value: float) -> str:
        """Return a number as this language writes it."""
        return format_decimal(value, locale=self.language)

    def _fill(
        self,
        key: str,
        n: int | None,
        blanks: Mapping[str, object],
        *,
        foreign: Callable[[object], str],
    ) -> str:
        try:
            sentence = self.sentences[key]
        except KeyError:
            raise UnknownKey(key) from None
        form = sentence.forms[0 if n is None else self.plural_index(n, len(sentence.forms))]
        return self._filled(key, form, n, blanks, foreign=foreign)

    def _filled(
        self,
        key: str,
        form: tuple[str, ...],
        n: int | None,
        blanks: Mapping[str, object],
        *,
        foreign: Callable[[object], str],
    ) -> str:
        if len(form) == 1:
            return form[0]
        parts = list(form)
        for place in range(1, len(parts), 2):
            name = parts[place]
            if name == "n" and n is not None:
                parts[place] = format_decimal(n, locale=self.language)
            elif name in blanks:
                parts[place] = foreign(blanks[name])
            elif name in self.standing:
                parts[place] = foreign(self.standing[name])
            else:
                raise UnfilledBlank(f"{key}: {name}")
        return "".join(parts)


def _escaped(value: object) -> str:
    return html.escape(str(value), quote=False)


@dataclass(frozen=True, slots=True)
class PluralIndex:
    """Which plural form a number takes: each of our languages has one for one, one for others."""

    language: Language

    def __call__(self, n: int, forms: int) -> int:
        """Return the place of the form for `n` among `forms` forms."""
        is_one = Locale(self.language).plural_form(n) == "one"
        return min(0 if is_one else 1, forms - 1)


@dataclass(frozen=True)
class Words:
    """The catalogues of all languages, compiled in memory."""

    catalogues: Mapping[Language, Mapping[str, Sentence]]
    standing: Mapping[Language, Mapping[str, str]] = field(
        default_factory=lambda: {language: {} for language in LANGUAGES}
    )

    @cached_property
    def voices(self) -> Mapping[Language, Voice]:
        """One voice a language."""
        return {
            language: Voice(
                language, self.catalogues[language], self.standing[language], PluralIndex(language)
            )
            for language in LANGUAGES
        }

    def __getitem__(self, language: Language) -> Voice:
        return self.voices[language]

    def faults(self) -> list[str]:
        """Return every reason why these words must not be used; an empty list when complete.

        A key missing in a language, other blanks, or other plural forms than elsewhere; and a
        blank nobody can fill because it names an unknown contact.
        """
        found: list[str] = []
        every_key = sorted({key for one in self.catalogues.values() for key in one})
        for key in every_key:
            present: dict[Language, Sentence] = {}
            for language in LANGUAGES:
                if key in self.catalogues[language]:
                    present[language] = self.catalogues[language][key]
                else:
                    found.append(f"{language}: {key}: missing")
            if len({sentence.blanks for sentence in present.values()}) > 1:
                found.append(f"{key}: the languages have different blanks")
            if len({len(sentence.forms) for sentence in present.values()}) > 1:
                found.append(f"{key}: the languages have different plural forms")
            for language, sentence in present.items():
                found.extend(
                    f"{language}: {key}: nobody knows {{{blank}}}"
                    for blank in sorted(sentence.blanks)
                    if "." in blank and blank not in self.standing[language]
                )
        return found


def _sentences(catalogue: Catalog) -> dict[str, Sentence]:
    sentences: dict[str, Sentence] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
        texts = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if all(texts):
            sentences[str(key)] = Sentence(tuple(tuple(BLANK.split(str(text))) for text in texts))
    return sentences


def read_catalogues(folder: Path = FOLDER) -> dict[Language, dict[str, Sentence]]:
    """Read and compile the .po files of every language; fuzzy and empty entries do not count."""
    catalogues: dict[Language, dict[str, Sentence]] = {}
    for language in LANGUAGES:
        catalogues[language] = {}
        for path in sorted((folder / language / "LC_MESSAGES").glob("*.po")):
            with path.open("rb") as file:
                catalogues[language] |= _sentences(read_po(file, locale=language))
    return catalogues
