"""Contacts: the numbers and links of locales/contacts.yaml, read strictly.

They are kept in one place so that a changed number is changed once. Sentences use them as the
standing blanks `{phone.<id>}` and `{link.<id>}`; `{contacts.checked}` is the oldest day on
which one of them was looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Generic, Literal, Self, TypeVar
from urllib.parse import urlsplit

import yaml
from babel.dates import format_date
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from bot.domain.languages import LANGUAGES, Language
from bot.words import FOLDER

FILE: Final = FOLDER / "contacts.yaml"
STALE_AFTER_DAYS: Final = 180

_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_PHONE: Final = re.compile(r"\+?[0-9]+(?: [0-9]+)*")


class BadContacts(ValueError):
    """The contacts file must not be used: `faults` names every reason, one a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def _phone(value: str) -> str:
    if not _PHONE.fullmatch(value):
        raise ValueError("must be digits in groups, such as 09 2525 0111")
    return value


def _link(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or "." not in parts.netloc or "@" in parts.netloc:
        raise ValueError("must be a full https:// address")
    if any(sign.isspace() or sign in "\"'<>" for sign in value):
        raise ValueError("must not hold spaces, quotes or angle brackets")
    return value


Phone = Annotated[str, AfterValidator(_phone)]
Address = Annotated[str, AfterValidator(_link)]
Value = TypeVar("Value")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PerLanguage(_Strict, Generic[Value]):
    """One value for each language."""

    fi: Value
    sv: Value
    en: Value

    def in_language(self, language: Language) -> Value:
        """Return the value for `language`."""
        return {"fi": self.fi, "sv": self.sv, "en": self.en}[language]


class Contact(_Strict):
    """Somebody who can be reached, where that is known from, and the day it was checked."""

    phone: PerLanguage[Phone] | None = None
    link: PerLanguage[Address] | None = None
    checked: date
    confidence: Literal["high", "medium"]
    source: str
    note: str = ""

    @field_validator("phone", "link", mode="before")
    @classmethod
    def _one_for_all(cls, value: Any) -> Any:
        """Accept one text for all three languages."""
        return dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value

    @field_validator("source")
    @classmethod
    def _is_a_page(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must be the address of the page the contact is known from")
        return value

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if self.phone is None and self.link is None:
            raise ValueError("needs a phone or a link")
        return self


_FILE: Final = TypeAdapter(dict[str, Contact])


@dataclass(frozen=True, slots=True)
class Contacts:
    """Everybody the texts name, by id."""

    by_id: Mapping[str, Contact]

    def standing(self, language: Language) -> dict[str, str]:
        """Return the standing blanks of `language`: phone.<id>, link.<id>, contacts.checked."""
        oldest = min(contact.checked for contact in self.by_id.values())
        blanks = {"contacts.checked": format_date(oldest, format="long", locale=language)}
        for name, contact in self.by_id.items():
            if contact.phone is not None:
                blanks[f"phone.{name}"] = contact.phone.in_language(language)
            if contact.link is not None:
                blanks[f"link.{name}"] = contact.link.in_language(language)
        return blanks

    def stale(self, today: date, *, after_days: int = STALE_AFTER_DAYS) -> list[str]:
        """Return, oldest first, the contacts nobody has checked for more than `after_days` days.

        Each says which, since when, and where to look. A date in the future counts as stale
        too: it cannot be true.
        """
        oldest_good = today - timedelta(days=after_days)
        old = [
            (contact.checked, name, contact.source)
            for name, contact in self.by_id.items()
            if not oldest_good <= contact.checked <= today
        ]
        return [f"{name} (checked {day}, see {source})" for day, name, source in sorted(old)]


def read(file: Path = FILE) -> Contacts:
    """Read the contacts; raise BadContacts naming every fault at once."""
    try:
        raw = yaml.load(file.read_text(encoding="utf-8"), Loader=_OnceOnly)  # noqa: S506  # a SafeLoader that also refuses repeated ids
    except FileNotFoundError:
        raise BadContacts([f"{file.name}: not found"]) from None
    except (yaml.YAMLError, ValueError) as fault:
        raise BadContacts([f"{file.name}: {' '.join(str(fault).split())}"]) from None
    if not isinstance(raw, dict) or not raw:
        raise BadContacts([f"{file.name}: must list contacts by id"])
    try:
        by_id = _FILE.validate_python(raw)
    except ValidationError as fault:
        faults = [_fault_line(error["loc"], error["msg"]) for error in fault.errors()]
        raise BadContacts(faults) from None
    wrong = [f"{name}: an id is lower case with _" for name in by_id if not _ID.fullmatch(name)]
    if wrong:
        raise BadContacts(wrong)
    return Contacts(by_id)


def _fault_line(place: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in place)}: {message.removeprefix('Value error, ')}"


class _OnceOnly(yaml.SafeLoader):
    """YAML lets a later key silently win over an earlier one; here a repeated id is a fault."""

    def construct_mapping(  # the loader's own signature
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002
    ) -> dict[Any, Any]:
        names = [str(key.value) for key, _ in node.value]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"written twice: {', '.join(twice)}")
        return super().construct_mapping(node, deep=deep)
