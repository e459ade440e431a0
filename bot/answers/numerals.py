"""Numbers as people write them: 500, 1 000,50, kaksisataa, tvåhundra, two hundred."""

import re
import unicodedata
from typing import Final

DIGITS: Final = (
    r"\d{1,3}(?:[ .,\u00a0\u202f']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
)

_ONES: Final = {
    # Finnish in the forms that stand before "euroa", "tunnin", "päivässä"; spoken ones too.
    "yksi": 1, "yhden": 1, "yhta": 1, "yhdessa": 1, "yks": 1,
    "kaksi": 2, "kahden": 2, "kahta": 2, "kahdessa": 2, "kaks": 2,
    "kolme": 3, "kolmen": 3, "kolmea": 3, "kolmessa": 3, "kol": 3,
    "nelja": 4, "neljan": 4, "neljaa": 4, "neljassa": 4, "nel": 4,
    "viisi": 5, "viiden": 5, "viitta": 5, "viidessa": 5, "viis": 5,
    "kuusi": 6, "kuuden": 6, "kuutta": 6, "kuudessa": 6, "kuus": 6,
    "seitseman": 7, "seitsemaa": 7, "seitsemassa": 7, "seittaman": 7, "seiska": 7,
    "kahdeksan": 8, "kahdeksaa": 8, "kahdeksassa": 8, "kaheksan": 8,
    "yhdeksan": 9, "yhdeksaa": 9, "yhdeksassa": 9, "yheksan": 9, "puolitoista": 1.5,
    "en": 1, "ett": 1, "tva": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "atta": 8,
    "nio": 9, "tio": 10, "elva": 11, "tolv": 12, "tretton": 13, "fjorton": 14, "femton": 15,
    "sexton": 16, "sjutton": 17, "arton": 18, "nitton": 19, "tjugo": 20, "trettio": 30,
    "fyrtio": 40, "femtio": 50, "sextio": 60, "sjuttio": 70, "attio": 80, "nittio": 90,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_TENS: Final = ("kymmenen", "kymmenta", "kymmenessa", "kymppia", "kyta", "kyt")
"""Ten times what stands before them, ten alone: kolmekymmentä, kymmenen."""
_TEENS: Final = ("toista",)
"""Ten more than what stands before them: kaksitoista."""
_TIMES: Final = {
    "sata": 100, "sadan": 100, "sataa": 100, "sadassa": 100, "hundra": 100, "hundred": 100,
    "tuhat": 1000, "tuhannen": 1000, "tuhatta": 1000, "tusen": 1000, "ettusen": 1000,
    "thousand": 1000,
}  # fmt: skip
_NAMES: Final = sorted((*_ONES, *_TENS, *_TEENS, *_TIMES), key=len, reverse=True)
_CUT: Final = re.compile("|".join(_NAMES))
WORDS: Final = rf"(?:(?:{'|'.join(_NAMES)})[ -]?(?:and |och )?)+"
"""A number in words, in folded small letters."""


def value(written: str) -> float | None:
    """Return the number that `written` says, None if it says none."""
    text = written.strip()
    if text[:1].isdigit():
        return _digits(text)
    total = part = last = 0.0
    for found in _CUT.finditer(text):
        name = found[0]
        if name in _TIMES:
            part = max(part, 1) * _TIMES[name]
            if _TIMES[name] == 1000:
                total, part = total + part, 0.0
            last = 0.0
        elif name in _TENS:
            part += 9 * last if last else 10
            last = 0.0
        else:
            last = 10 if name in _TEENS else _ONES[name]
            part += last
    return total + part or None


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
