"""Numbers as people write them: 500, 1 000,50, kaksisataa, tvåhundra, two hundred."""

import re
import unicodedata
from typing import Final

DIGITS: Final = (
    r"\d{1,3}(?:[ .,\u00a0\u202f']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
)

_ONES: Final = {
    "yksi": 1, "yhden": 1, "kaksi": 2, "kahden": 2, "kahdessa": 2, "kolme": 3, "kolmen": 3,
    "nelja": 4, "neljan": 4, "viisi": 5, "viiden": 5, "kuusi": 6, "kuuden": 6, "seitseman": 7,
    "kahdeksan": 8, "yhdeksan": 9, "kymmenen": 10, "en": 1, "ett": 1, "tva": 2, "tre": 3, "fyra": 4,
    "fem": 5, "sex": 6, "sju": 7, "atta": 8, "nio": 9, "tio": 10, "a": 1, "one": 1, "two": 2,
    "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "tolv": 12, "twelve": 12, "kaksitoista": 12, "kahdentoista": 12, "tjugo": 20, "twenty": 20,
    "kaksikymmenta": 20, "kahdenkymmenen": 20, "trettio": 30, "thirty": 30, "kolmekymmenta": 30,
    "fyrtio": 40, "forty": 40, "neljakymmenta": 40, "neljankymmenen": 40, "femtio": 50, "fifty": 50,
    "viisikymmenta": 50, "sjuttio": 70, "seventy": 70, "sextio": 60, "sixty": 60,
    "kuusikymmenta": 60,
}  # fmt: skip
_TIMES: Final = {
    "sata": 100, "sadan": 100, "sataa": 100, "hundra": 100, "hundred": 100, "tuhat": 1000,
    "tuhannen": 1000, "tuhatta": 1000, "tusen": 1000, "thousand": 1000,
}  # fmt: skip
_NAMES: Final = sorted((*_ONES, *_TIMES), key=len, reverse=True)
_CUT: Final = re.compile("|".join(_NAMES))
WORDS: Final = rf"(?:(?:{'|'.join(_NAMES)})[ -]?(?:and |och )?)+"
"""A number in words, in folded small letters."""


def value(written: str) -> float | None:
    """Return the number that `written` says, None if it says none."""
    text = written.strip()
    if text[:1].isdigit():
        return _digits(text)
    total = part = 0
    for found in _CUT.finditer(text):
        if found[0] in _TIMES:
            part = max(part, 1) * _TIMES[found[0]]
            if _TIMES[found[0]] == 1000:
                total, part = total + part, 0
        else:
            part += _ONES[found[0]]
    return float(total + part) or None


def _digits(text: str) -> float:
    bare = re.sub(r"[ \u00a0\u202f']", "", text)
    cents = re.search(r"[.,](\d{1,2})$", bare)
    whole = bare[: cents.start()] if cents else bare
    return float(re.sub(r"[.,]", "", whole)) + (float(f"0.{cents[1]}") if cents else 0.0)


class _Bare(dict[int, str]):
    """What each sign becomes; filled as signs are met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = unicodedata.normalize("NFD", sign.lower())[:1] or sign
        return self[code]


_BARE: Final = _Bare()


def bare(text: str) -> str:
    """Return `text` in small letters without marks, sign for sign as long as the original."""
    return text.translate(_BARE)
