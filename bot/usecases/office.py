"""Where the staff sits: its group in Telegram, and when helpers are there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.hours import NEVER, Hours
from bot.domain.languages import FALLBACK, Language


@dataclass(frozen=True, slots=True)
class Office:
    """Where notices go. Without a group they go to the members on duty, one by one."""

    group: int | None = None
    language: Language = FALLBACK
    topics: Mapping[str, int] = field(default_factory=dict[str, int])
    """In a forum, by what is told; without one, a notice goes where the group begins."""

    hours: Hours = NEVER


NO_OFFICE: Final = Office()
"""Nobody has said where the staff sits: members on duty are told one by one."""
