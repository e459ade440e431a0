"""Reading a phone number as people write it."""

from typing import Final

import phonenumbers

HOME: Final = "FI"
"""A number without a country is a Finnish one."""


def read_number(text: str) -> str | None:
    """Return the number in international form (+358…), None if `text` is no possible number.

    The library also takes numbers out of a sentence; here the text must be the number alone,
    so that nothing else a person writes is taken for one.
    """
    cleaned = text.strip()
    if not cleaned or any(sign.isalpha() for sign in cleaned):
        return None
    try:
        number = phonenumbers.parse(cleaned, HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
