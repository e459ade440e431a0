"""Showing a phone number without telling it."""

from typing import Final

SHOWN: Final = 4
HIDDEN: Final = 4
"""At least so many digits of the number itself stay hidden."""

ONE: Final = frozenset("17")
TWO: Final = frozenset(
    str(code)
    for codes in (
        (20, 27, *range(30, 35), 36, 39, 40, 41, *range(43, 50), *range(51, 59)),
        (*range(60, 67), 81, 82, 84, 86, *range(90, 96), 98),
    )
    for code in codes
)
"""Country codes of one and two digits (ITU-T E.164); all others have three."""


def masked(number: str) -> str:
    """Return a number in international form as `+358 •• ••• 4567`: country and last four digits.

    Of a short number fewer digits are shown, so that at least four stay hidden.
    """
    digits = "".join(sign for sign in number if sign.isdigit())
    country = digits[: 1 if digits[:1] in ONE else 2 if digits[:2] in TWO else 3]
    own = digits[len(country) :]
    shown = own[-min(SHOWN, max(0, len(own) - HIDDEN)) :] if len(own) > HIDDEN else ""
    return f"+{country} •• ••• {shown}".rstrip()
