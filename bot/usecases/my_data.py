"""My data as a file: the same as on the screen, for people and machines (Art. 15 and 20)."""

import json
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any

from bot.domain.holding import Holding


def as_json(held: Holding) -> bytes:
    """Return everything held about a person as JSON, in UTF-8, readable by people too."""
    return json.dumps(asdict(held), ensure_ascii=False, indent=2, default=_plain).encode(
        errors="surrogatepass"
    )


def _plain(value: Any) -> str:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Enum():
            return str(value.value)
        case _:
            raise TypeError(type(value).__name__)
