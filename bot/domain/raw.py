"""Reading data from outside, which may be anything at all."""

from collections.abc import Mapping
from typing import Any, cast


def fields(value: object) -> Mapping[str, Any]:
    """Return `value` if it is a JSON object, else an empty one. Never raises."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def number(value: object) -> int | None:
    """Return `value` if it is a whole number (True and False are none), else None."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
