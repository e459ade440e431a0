"""Seeded people whose names, numbers and words can be found again in any writing."""

import json
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.promises.made import message, somebody

FIRST = 0x5AFEC0DE0000
"""Telegram ids from here on: all begin alike, in digits and in bytes."""

STEM = "Kanariäx"
PHONE = "2025550"
ID = str(FIRST)[:9]


@dataclass(frozen=True)
class Canary:
    """One person and everything personal about them."""

    number: int

    @property
    def id(self) -> int:
        return FIRST + self.number

    @property
    def phone(self) -> str:
        return f"+1{PHONE}{self.number:03d}"

    @property
    def name(self) -> str:
        return f"{STEM}{self.number}"

    def wrote(self, text: str, **more: Any) -> dict[str, Any]:
        """An update: this person wrote `text` with a canary behind it."""
        name = self.name
        whom = somebody(self.id, first_name=name, last_name=name, username=name.replace("ä", "a"))
        chat = {"id": self.id, "type": "private", "first_name": name}
        said = f"{text} {STEM}text{self.number} {self.phone}" if text else None
        return {"message": {**message(self.id, said, **more), "from": whom, "chat": chat}}

    def said(self, text: str) -> dict[str, Any]:
        """An update: this person wrote exactly `text`."""
        update = self.wrote("")
        update["message"] |= {**message(self.id, text), **update["message"]}
        return update

    def shared_contact(self) -> dict[str, Any]:
        card = {"phone_number": self.phone, "first_name": STEM, "user_id": self.id}
        return self.wrote("", contact=card)


def _inner(text: bytes, offset: int) -> bytes:
    """Return the part of base64 that is the same whatever stands around `text` at this offset."""
    coded = b64encode(bytes(offset) + text)
    return coded[4 if offset else 0 : -4]


def writings(text: str) -> dict[str, bytes]:
    """Return a text in eight writings by which it could lie in a file."""
    plain = text.encode()
    return {
        "utf-8": plain,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "base64 at 0": _inner(plain, 0),
        "base64 at 1": _inner(plain, 1),
        "base64 at 2": _inner(plain, 2),
        "hex": plain.hex().encode(),
        "json": json.dumps(text)[1:-1].encode(),
    }


def needles() -> dict[str, bytes]:
    """Return everything that must not be found, by a name that tells what it is."""
    spaced = ["202 555 0", "202-555-0", "202.555.0", "(202) 555-0", "20 25 55 0", "2 025 550"]
    found = {f"{what} as {how}": code for what in (STEM, STEM.replace("ä", "a"), PHONE, ID)
             for how, code in writings(what).items()}  # fmt: skip
    found |= {f"phone {one}": one.encode() for one in spaced}
    found["id in bytes, big end first"] = FIRST.to_bytes(6, "big")[:4]
    found["id in bytes, little end first"] = FIRST.to_bytes(6, "little")[2:]
    found["id in hex"] = b"5afec0de"
    return found


def hits(folder: Path) -> list[str]:
    """Return where in the files of `folder` something personal is found, and in which writing."""
    return [
        f"{name} in {path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for name, needle in needles().items()
        if needle in path.read_bytes() or needle.upper() in path.read_bytes()
    ]
