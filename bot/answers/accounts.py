"""Bank accounts and payment cards in a text.

Found in plain signs (bot/answers/signs.py). Checksums and the countries' formats are
python-stdnum's matter.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from stdnum import iban, luhn, numdb

Span = tuple[int, int]

_STARTS: Final = re.compile(r"(?=([a-z]{2}) ?\d ?\d)")
_NEXT: Final = re.compile(r"[ \n.-]{0,3}([0-9a-z])")
"""One sign of an account number, after what people put between the groups."""

_FINNISH_SHAPE: Final = re.compile(
    r"(?<![a-z0-9])fi[ -]?\d\d[ -]?(?:\d{4}[ -]?){3}\d\d(?![\d-])"
    r"|(?<![\d-])\d\d[ -]\d{4}[ -]\d{4}[ -]\d{4}[ -]\d\d(?![\d-])"
)
"""Written as accounts are; with a slip in it, or without its country."""

_DOMESTIC: Final = re.compile(r"(?<![\d-])([1-8]\d{5}) ?- ?(\d{2,8})(?!\d|-\d)")
_NAMED: Final = re.compile(r"\btili(?!a|ma)|konto|account")
_NAME_REACHES: Final = 40

_GAP: Final = r"[ \n./_-]{1,3}"
_CARD: Final = re.compile(
    r"(?<!\d)(?<!\d[-/.])(?<!\+)(?:"
    rf"(?P<fours>\d{{4}}(?:{_GAP}\d{{4}}){{2}}{_GAP}\d{{1,4}}(?!\d))(?P<rest>{_GAP}\d{{1,3}}(?!\d))?"
    rf"|\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}}"
    rf"|\d{{8}}{_GAP}\d{{8}}"
    r"|\d{13,19}"
    r")(?!\d)"
)
"""The usual groups. What follows four groups may belong to the number, or be the month it ends."""

_ANOTHERS: Final = re.compile(
    r"(?:viite|refer|tilaus|order|bestall|lasku|invoice|faktura)[^.!?\n]*$|\bjj[a-z]{1,2}$"
)
"""The number of a bill, an order or a parcel, which passes for a card's one time in ten."""

_BACK: Final = re.compile(
    r"(?:[ ,;/|]{1,3}\d{1,2} ?[/.-] ?\d{2,4}|[ ,;/|]{1,3}\d{4}(?=[ ,;/|]))?"
    r"[ ,;/|]{1,3}\d{3}(?!\d|[ -]\d)"
)
"""The month a card ends and the three digits from its back, written after its number."""

_ISSUERS: Final = re.compile(
    r"4(?:\d{15}|\d{18})"
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}"
    r"|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}(?:\d\d)?"
    r"|(?:6011|65\d\d|64[4-9]\d|62\d\d|352[89]|35[3-8]\d)\d{12,15}"
    r"|(?:5018|5020|5038|5893|6304|6759|676[1-3]|9792|220[0-4])\d{8,15}"
)
"""Visa, Mastercard, American Express, Diners, Discover, UnionPay, JCB; Maestro and the rest."""


def accounts(plain: str) -> Iterator[Span]:
    """Yield where account numbers stand in `plain`: IBANs of all countries, old Finnish ones."""
    for start in _STARTS.finditer(plain):
        if end := _iban_end(plain, start):
            yield start.start(), end
    for found in _FINNISH_SHAPE.finditer(plain):
        # Spelt out with its country the shape is proof enough; bare digits must fit.
        bare = re.sub(r"[ -]", "", found[0])
        if bare.startswith("fi") or iban.is_valid(f"FI{bare}", check_country=False):
            yield found.span()
    for found in _DOMESTIC.finditer(plain):
        if _named(plain, found.start()) and luhn.is_valid(_electronic(found[1], found[2])):
            yield found.span()


def cards(plain: str) -> Iterator[Span]:
    """Yield where card numbers stand in `plain`: an issuer's beginning, a right last digit.

    With the number go the three digits from its back, if they follow.
    """
    for found in _CARD.finditer(plain):
        if _ANOTHERS.search(plain, max(0, found.start() - _NAME_REACHES), found.start()):
            continue
        for part in (0, "fours"):
            digits = re.sub(r"\D", "", found[part] or "")
            if _ISSUERS.fullmatch(digits) and luhn.is_valid(digits):
                start, end = found.span(part)
                back = _BACK.match(plain, end)
                yield start, back.end() if back else end
                break


def _named(plain: str, start: int) -> bool:
    sentence = re.split(r"[.!?]\s", plain[max(0, start - _NAME_REACHES) : start])
    return _NAMED.search(sentence[-1]) is not None


def _iban_end(plain: str, start: re.Match[str]) -> int | None:
    """Return where the IBAN that begins at `start` ends, None if there is none."""
    length = _length(start[1].upper())
    if length is None:
        return None
    signs: list[str] = []
    place = start.start()
    while len(signs) < length:
        found = _NEXT.match(plain, place)
        if found is None:
            return None
        signs.append(found[1])
        place = found.end()
    if plain[place : place + 1].isdigit() or not _in_usual_groups(plain[start.start() : place]):
        return None
    # Which banks exist is not asked: an account of a bank we do not know is still an account.
    return place if iban.is_valid("".join(signs), check_country=False) else None


def _in_usual_groups(written: str) -> bool:
    """Tell whether blanks stand where people put them; between digits that is anywhere."""
    groups = re.split(r"[ \n.-]+", written)
    if len(groups) > 1 and len(groups[0]) == 2:
        groups[:2] = [groups[0] + groups[1]]
    fours = all(len(group) == 4 for group in groups[:-1])
    return fours or "".join(groups)[2:].isdigit()


@cache
def _length(country: str) -> int | None:
    """Return how many signs an IBAN of `country` has, None if there is no such country."""
    ((_, about), *_) = numdb.get("iban").info(country)
    groups = re.findall(r"(\d+)!", about.get("bban", ""))
    return 4 + sum(map(int, groups)) if groups else None


def _electronic(branch: str, rest: str) -> str:
    """Return an old Finnish account number with the zeros it is written without.

    Savings and co-operative banks (4 and 5) put them after the seventh digit, all others after
    the sixth.
    """
    if branch[0] in "45":
        branch, rest = branch + rest[0], rest[1:]
    return branch + rest.rjust(14 - len(branch), "0")
