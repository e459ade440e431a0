"""What a blackmail message demands: how many euros, and within how many hours."""

import re
from typing import Final

from bot.answers.numerals import DIGITS, WORDS, bare, value

_EURO: Final = r"(?:€|euro(?:a|n|s|ja|illa|lla|seen)?\b|eur(?:oa)?\b|e\b(?!-))"
_SUM: Final = re.compile(
    rf"(?:€|\beur(?:o)?\b) ?(?P<before>{DIGITS})"
    rf"|(?<![\d.,])(?P<after>{DIGITS})[ \u00a0\u202f-]?{_EURO}"
    rf"|\b(?P<words>{WORDS}) ?{_EURO}"
)
_PAID: Final = re.compile(
    r"\b(?:maks|lahet|siirr|suorit|vaad|lunna|hinta|summa|bitcoin|btc|osta"
    r"|betal|skick|krav|losen|belopp|overfor|kop"
    r"|pay|send|transfer|demand|amount|sum|ransom|worth|buy|fee|deposit|price)"
)
"""Near these words a sum is the one demanded, not the price of something else."""
_NEAR: Final = 60

_UNIT: Final = (
    r"(?:(?P<hours>h\b|t\b|tim(?:mar|me|mars|mes)?\b|tunti\w*|tunnin\b|tuntia\b|hours?\b|hrs?\b)"
    r"|(?P<days>d\b|vrk\b|vuorokau\w*|paiv\w*|dygn\w*|dag(?:ar|ars|en)?\b|days?\b)"
    r"|(?P<weeks>viiko\w*|viikkoa?\b|veck(?:a|or|ors)\b|weeks?\b))"
)
_TIME: Final = re.compile(rf"(?<![\d.,])(?P<count>\d{{1,3}}|\b{WORDS})[ -]?{_UNIT}")
_ONE: Final = re.compile(
    r"\b(?:vuorokauden|paivan|viikon|tunnin) (?:kuluessa|sisalla|aikana)"
    r"|\b(?:within|in) (?:a|the next|one) (?:day|hour|week)\b|\binom (?:ett dygn|en dag|en vecka|en timme)"
)
_HOURS: Final = (("tun", 1), ("hour", 1), ("timm", 1), ("viik", 168), ("week", 168), ("veck", 168))
_LIMITS: Final = re.compile(
    r"kulue|sisal|aika|mennessa|ennen|inom|tid|senast|fore|within|have|next|deadline|until|left"
    r"|before|aika|jalje|kvar|otherwise|in\b|har\b|efter|after|jalkeen|given|get\b|hinta|maaraai"
)


def euros(text: str) -> float | None:
    """Return the first sum in euros that is demanded, None if no sum in euros is."""
    read = bare(text)
    found = [(one, _amount(one)) for one in _SUM.finditer(read)]
    sums = [(one, amount) for one, amount in found if amount]
    for one, amount in sums:
        around = read[max(0, one.start() - _NEAR) : one.end() + _NEAR]
        if _PAID.search(around):
            return amount
    return sums[0][1] if sums else None


def _amount(found: re.Match[str]) -> float | None:
    return value(found["before"] or found["after"] or found["words"])


def hours(text: str) -> float | None:
    """Return the first deadline in hours; a day counts 24. None if there is none in hours or days."""
    read = bare(text)
    places: list[tuple[int, float, bool]] = []
    for one in _TIME.finditer(read):
        count = value(one["count"])
        if count is None:
            continue
        size = 1 if one["hours"] else 24 if one["days"] else 168
        around = read[max(0, one.start() - 40) : one.end() + 25]
        places.append((one.start(), count * size, _LIMITS.search(around) is not None))
    for one in _ONE.finditer(read):
        size = next((hours for word, hours in _HOURS if word in one[0]), 24)
        places.append((one.start(), float(size), True))
    limits = [length for _, length, limit in sorted(places) if limit]
    return limits[0] if limits else None
