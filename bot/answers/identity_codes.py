"""Personal identity codes in a text: the Finnish ones, and the Swedish ones.

Found in plain signs (bot/answers/signs.py). Dates and check signs are python-stdnum's matter;
here it is only decided how people write them, and which numbers merely look alike.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from stdnum import luhn
from stdnum.fi import hetu
from stdnum.se import personnummer

Span = tuple[int, int]

_NAMED: Final = re.compile(
    r"hetu|henkilotun|sotu|sosiaaliturvatun|personbeteckn|personnum|personsignum|socialskyddss"
    r"|identity (?:code|number)|personal (?:id|code|number)|\bid code|\bssn\b|social security"
)
"""Words that announce an identity code: behind them a looser shape is enough."""

_NAME_REACHES: Final = 40
"""How many signs before a number such a word still announces it."""

_FINNISH: Final = re.compile(
    r"(?<!\d)(?=(?P<whole>"
    r"(?P<day>[0-3]\d)(?P<dot>[ ./-]?)(?P<month>[01]\d)(?P=dot)(?P<century>18|19|20)?(?P<year>\d\d)"
    r"(?P<before>[ \n]{0,3})(?P<sign>--?|[+a-fu-y]|)(?P<after>[ \n]{0,3})"
    r"(?P<own>\d{3})(?P<gap> ?)(?P<check>[0-9a-z])))"
)

_ENDING: Final = re.compile(
    r"(?:loppuosa|tunnuksen loppu|slutdel|slutsiffr|last (?:four|4)|sista fyra)[a-z]*"
    r"[ :=,]{1,3}(?:(?:on|oli|ar|var|is|was|of my id)[ :]{1,2})?(?P<own>\d{3}[0-9a-y])(?![a-z0-9])"
)
"""The second half alone, by which people are asked to prove who they are."""

_SWEDISH: Final = re.compile(
    r"(?<!\d)(?<!\d[-.])(?<!\+)(?P<century>18|19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    r"(?P<sign> ?[-+] ?| ?)(?P<own>\d{4})(?!\d|-\d)"
)


def identity_codes(plain: str) -> Iterator[Span]:
    """Yield where Finnish identity codes stand in `plain`, then Swedish ones.

    A Finnish code with a wrong check sign is taken too where its shape leaves no doubt: a
    slip of the finger does not make it less personal.
    """
    for found in _FINNISH.finditer(plain):
        if _is_finnish(found, plain):
            yield found.start("whole"), found.end("whole")
    for found in _ENDING.finditer(plain):
        yield found.span("own")
    for found in _SWEDISH.finditer(plain):
        if _is_swedish(found, plain):
            yield found.start(), found.end()


def _named(plain: str, start: int) -> bool:
    sentence = re.split(r"[.!?]\s", plain[max(0, start - _NAME_REACHES) : start])
    return _NAMED.search(sentence[-1]) is not None


def _is_finnish(found: re.Match[str], plain: str) -> bool:
    end = found.end("whole")
    following = plain[end : end + 1]
    letter = found["check"].isalpha()
    # "131052-308T:n" and "131052-308Tja" are codes; "131052-308 kertaa" is none.
    glued = letter and following.isalpha()
    if (glued and found["gap"]) or (not letter and re.match(r"-?\d", plain[end : end + 2])):
        return False
    signs = (found["sign"][:1] or _sign_of(found["century"])).upper()
    valid = any(_fits(found, sign) for sign in signs)
    named = _named(plain, found.start())
    if named and valid:
        return True
    tight = not (found["dot"] or found["century"] or found["before"] or found["after"])
    if found["sign"] and not found["dot"]:
        slip = tight and letter and not glued and not found["gap"] and _is_day(found)
        return valid or slip or (named and tight and _is_day(found))
    # Without the sign of the century, or with a date in full: any date before any number looks
    # like this, so the last sign has to be a letter, and the right one.
    return (valid or (named and _is_day(found))) and letter and not glued and not found["gap"]


def _sign_of(century: str | None) -> str:
    return {"18": "+", "19": "-", "20": "A"}.get(century or "", "-A")


def _fits(found: re.Match[str], sign: str) -> bool:
    code = f"{found['day']}{found['month']}{found['year']}{sign}{found['own']}{found['check']}"
    return hetu.is_valid(code, allow_temporary=True)


def _is_day(found: re.Match[str]) -> bool:
    try:
        # A leap year: which century it was does not matter here.
        date(2000, int(found["month"]), int(found["day"]))
    except ValueError:
        return False
    return True


def _is_swedish(found: re.Match[str], plain: str) -> bool:
    if not luhn.is_valid(found["year"] + found["month"] + found["day"] + found["own"]):
        return False
    if not _is_birthday(found):
        return False
    if _named(plain, found.start()):
        return True
    # A date of the last years before four digits is far more often an order or a ticket.
    recent = found["year"] >= "20" if found["century"] == "20" else "20" <= found["year"] <= "29"
    if recent and found["century"] != "19":
        return False
    return found["sign"] in ("-", "+") or (not found["sign"] and found["century"] is not None)


def _is_birthday(found: re.Match[str]) -> bool:
    # Co-ordination numbers, given to people who are not registered, add 60 to the day.
    day = int(found["day"])
    day -= 60 if day > 60 else 0
    year = found["century"] + found["year"] if found["century"] else found["year"]
    sign = found["sign"].strip() or "-"
    try:
        personnummer.get_birth_date(f"{year}{found['month']}{day:02}{sign}{found['own']}")
    except personnummer.ValidationError:
        return False
    return True
