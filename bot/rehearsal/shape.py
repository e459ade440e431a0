"""What travels over the wire: Telegram's objects, kept as plain JSON dictionaries.

A message is built once, by hand, and never changed afterwards (an edit makes a new
dictionary), so the journal, the queue and the chat may all point at the same one.
"""

from typing import Any, TypeAlias, cast

Json: TypeAlias = dict[str, Any]


def as_object(value: Any) -> Json | None:
    """Answer the value as a JSON object, or None when it is something else."""
    return cast("Json", value) if isinstance(value, dict) else None


def as_list(value: Any) -> list[Any] | None:
    """Answer the value as a JSON array, or None when it is something else."""
    return cast("list[Any]", value) if isinstance(value, list) else None
