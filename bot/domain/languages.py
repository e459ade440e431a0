"""The three languages Rinnalla speaks, all of them equal."""

from typing import Final, Literal, TypeGuard, get_args

Language = Literal["fi", "sv", "en"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)

FALLBACK: Final[Language] = "en"
"""Spoken to somebody of whom no language is known: the one most strangers can read."""


def is_language(code: object) -> TypeGuard[Language]:
    """Tell whether `code` names one of the three languages."""
    return code in LANGUAGES


def from_telegram(code: str | None) -> Language | None:
    """Return our language for Telegram's IETF tag (`sv-FI`, `en-GB` …), None for any other.

    Source: Bot API, User.language_code ("IETF language tag of the user's language").
    """
    short = (code or "").lower().replace("_", "-").split("-")[0]
    return short if is_language(short) else None


def choose(
    *, picked: Language | None, telegram: Language | None, written: Language | None
) -> Language:
    """Choose the language to answer in.

    What the person picked comes first, then Telegram's own setting, then the language
    they write in, and English for strangers (PRODUCT.md, "Arrive").
    """
    return picked or telegram or written or FALLBACK
