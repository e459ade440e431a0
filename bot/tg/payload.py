"""What a button carries: verb, language, detail and a tag that binds it to one person.

`verb.language.detail.tag`, 64 bytes at most. The tag is 12 bytes of HMAC-SHA256 over the rest
and the person's id: a payload that was made up, changed, or copied from somebody else's
button is refused. It decides nothing else; what a press may do is read at the press.
Source: Bot API, InlineKeyboardButton.callback_data (1-64 bytes); PROMISES.md T6.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import Enum
from hmac import compare_digest
from hmac import digest as hmac_digest
from typing import Final, TypeVar

from bot.domain.languages import Language, is_language

SIZE: Final = 64
TAG_BYTES: Final = 12
DETAIL: Final = re.compile(r"[A-Za-z0-9_~-]*")
ID_BYTES: Final = 16
"""Length of the random ids that stand for requests and members of staff."""

Choice = TypeVar("Choice", bound=Enum)


class PayloadTooLong(ValueError):
    """A screen asked for a button that Telegram would refuse: a mistake in the code."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A button's meaning once its tag has been checked."""

    verb: str
    language: Language
    detail: str


def encode(payload: Payload, *, user: int, key: bytes) -> str:
    """Return the callback_data of a button for this person.

    Raises PayloadTooLong beyond 64 bytes, ValueError for signs a detail may not hold.
    """
    if not DETAIL.fullmatch(payload.detail):
        raise ValueError("a detail holds letters, digits, _, ~ and - only")
    body = f"{payload.verb}.{payload.language}.{payload.detail}"
    data = f"{body}.{_tag(body, user, key)}"
    if len(data) > SIZE:
        raise PayloadTooLong(payload.verb)
    return data


def decode(data: str, *, user: int, key: bytes) -> Payload | None:
    """Return what a pressed button means for this person, None for anything not made for them."""
    body, dot, tag = data.rpartition(".")
    if not dot or not compare_digest(tag.encode(errors="replace"), _tag(body, user, key).encode()):
        return None
    match body.split("."):
        case [verb, language, detail] if is_language(language):
            return Payload(verb, language, detail)
        case _:
            return None


def ref(one: bytes) -> str:
    """Return a random id as a detail carries it."""
    return urlsafe_b64encode(one).decode().rstrip("=")


def id_of(text: str) -> bytes:
    """Return the id that `ref` wrote; for any other text an id nobody has."""
    try:
        one = urlsafe_b64decode(f"{text}==")
    except ValueError:
        one = b""
    return one if len(one) == ID_BYTES else bytes(ID_BYTES)


def one_of(kind: type[Choice], code: str) -> Choice | None:
    """Return the member of `kind` that a detail carries by its value; None for any other text."""
    return next((one for one in kind if str(one.value) == code), None)


def _tag(body: str, user: int, key: bytes) -> str:
    code = hmac_digest(key, f"{user}|{body}".encode(errors="surrogatepass"), "sha256")[:TAG_BYTES]
    return urlsafe_b64encode(code).decode()
