"""What a blackmail message demands: how many euros, and within how many hours."""

import re
from typing import Final

from bot.answers.numerals import DIGITS, WORDS, bare, value

_EURO: Final = r"(?:€|euro(?:a|n|s|ja|illa|lla|seen)?\b|eur(?:oa)?\b|e\b(?!-))"
_SUM: Final = re.compile(
    rf"(?:€|\beur(?:o)?\b) ?(?P<before>{DIGITS})"
    rf"|(?<![\d.,])(?P<after>{DIGITS})[ \u00a0\u202f-]?{_EURO}"
    rf"|\b(?P<words>{WORDS})(?:\(\d+\) )? ?{_EURO}"
)
_PAID: Final = re.compile(
    r"\b(?:maks|lahet|siirr|suorit|vaad|lunna|hinta|summa|bitcoin|btc|osta"
    r"|betal|skick|krav|losen|belopp|overfor|kop"
    r"|pay|send|transfer|demand|amount|sum|ransom|worth|buy|fee|deposit|price)"
)
"""Near these words a sum is the one demanded, not the price of something else."""
_NEAR: Final = 60
_COMPANYS: Final = 50_000
"""Nobody demands so much of a single person: it is what was demanded of the company."""

_HOURS_IN: Final = (
    (r"tun(?:ti|ni|ne|nis)\w*|tuntia|tim(?:mar|me|mars|mes|man)?|hours?|hrs?", 1),
    (r"vuorokau\w*|paiv\w*|dygn\w*|dag(?:ar|ars|en)?|days?", 24),
    (r"viiko\w*|viikkoa?|veck(?:a|or|ors)|weeks?", 168),
)
_SHORT: Final = (("h|t", 1), ("d|vrk|pv", 24), ("vk", 168))
"""Units that are cut short; only after figures: "at" is no hour."""
_TIMES: Final = tuple(
    (re.compile(pattern), hours)
    for (unit, hours), (short, _) in zip(_HOURS_IN, _SHORT, strict=True)
    for pattern in (
        rf"(?<![\d.,])(?P<count>\d{{1,3}})[ \u00a0-]?(?:{unit}|{short})\b",
        rf"\b(?P<count>{WORDS})(?:\(\d+\) )?[ -]?(?:more )?(?:{unit})\b",
    )
)
_ONE: Final = re.compile(
    r"\b(?:vuorokauden|paivan|viikon|tunnin) (?:kuluessa|sisalla|aikana|aikaa|kuluttua)"
    r"|\b(?:within|in) (?:a|the next|one) (?:day|hour|week)\b|\binom (?:ett dygn|en dag|en vecka|en timme)"
)
_HOURS: Final = (("tun", 1), ("hour", 1), ("timm", 1), ("viik", 168), ("week", 168), ("veck", 168))
_LIMITS: Final = re.compile(
    r"kulue|sisa|aika|mennessa|ennen|inom|tid|senast|fore|within|have|next|deadline|until|left"
    r"|before|aika|jalje|kvar|otherwise|in\b|har\b|efter|after|jalkeen|given|get\b|hinta|maaraai|euro|eur\b|€"
)
_OVER: Final = re.compile(
    r"^ ?(?:sitten|sedan|ago)\b"
    r"|^[^.!?\n]{0,20}(?:har gatt ut|ovat? kulu|on kulunut|have passed|has passed|umpeutu)"
)
"""What says that a time is over: no deadline."""
_QUOTED: Final = re.compile(r"^\s*>+ ?(.*)$", re.MULTILINE)
_LONG_WORD: Final = re.compile(r"\b(?=\w*\d)\w{20,}\b")


def euros(text: str) -> float | None:
    """Return the first sum in euros that is demanded, None if no sum in euros is."""
    read = _demanding(text)
    found = [(one, _amount(one)) for one in _SUM.finditer(read)]
    sums = [(one, amount) for one, amount in found if amount]
    near = [
        amount
        for one, amount in sums
        if _PAID.search(read[max(0, one.start() - _NEAR) : one.end() + _NEAR])
    ]
    every = near + [amount for _, amount in sums]
    ones = [amount for amount in every if amount < _COMPANYS]
    return next(iter(ones or every), None)


def _demanding(text: str) -> str:
    """Return the part of the text that demands, in small bare letters, without addresses.

    Where somebody quotes line by line, what stands around is their own.
    """
    quoted = "\n".join(_QUOTED.findall(text))
    return _LONG_WORD.sub("#", bare(quoted or text))


def _amount(found: re.Match[str]) -> float | None:
    return value(found["before"] or found["after"] or found["words"])


def hours(text: str) -> float | None:
    """Return the first deadline in hours; a day counts 24. None if there is none in hours or days."""
    read = _demanding(text)
    places: list[tuple[int, float, bool]] = []
    for pattern, size in _TIMES:
        for one in pattern.finditer(read):
            count = value(one["count"])
            if count is None or _OVER.search(read[one.end() : one.end() + 40]):
                continue
            around = read[max(0, one.start() - 40) : one.end() + 25]
            places.append((one.start(), count * size, _LIMITS.search(around) is not None))
    for one in _ONE.finditer(read):
        size = next((hours for word, hours in _HOURS if word in one[0]), 24)
        places.append((one.start(), float(size), True))
    places.sort()
    limits = [length for _, length, limit in places if limit]
    # A bare time ("200 e, 24 h, or else") is a deadline too where no other is named.
    return next(iter(limits or [length for _, length, _ in places]), None)
