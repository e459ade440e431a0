"""Faults on purpose: what networks and servers do to a bot, ordered in advance.

`429`, `500`, `502`, `blocked` and `deactivated` refuse a call before it has any effect;
`cut_before` closes the connection before the call has any effect; `cut_after`, `timeout_after`
and `broken_json` let the call take effect and spoil the answer; `delay` only makes it late.
"""

import random
from dataclasses import dataclass, field
from typing import Any

from bot.rehearsal.refusal import Refusal, forbidden, too_many

REFUSING = ("429", "500", "502", "blocked", "deactivated")
BEFORE = (*REFUSING, "cut_before", "delay")
AFTER = ("cut_after", "timeout_after", "broken_json")
KINDS = (*BEFORE, *AFTER)


@dataclass(slots=True)
class Fault:
    """One order: what goes wrong, for which calls, how often."""

    id: int
    kind: str
    method: str | None = None
    chat: int | None = None
    times: int | None = None
    """How often it still strikes; None is without end."""
    share: float = 1.0
    """The share of fitting calls it strikes, by chance from `seed`."""
    seed: int = 0
    retry_after: int = 1
    seconds: float = 0.0
    dice: random.Random = field(default_factory=random.Random)

    def strikes(self, method: str, chat: Any) -> bool:
        """Whether this call is hit; counts down `times` when it is."""
        if self.method is not None and self.method != method.lower():
            return False
        if self.chat is not None and str(self.chat) != str(chat):
            return False
        if self.times is not None and self.times <= 0:
            return False
        if self.share < 1.0 and self.dice.random() >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True

    def refusal(self) -> Refusal:
        """Answer the answer of a refusing fault."""
        match self.kind:
            case "429":
                return too_many(self.retry_after)
            case "502":
                return Refusal(502, "Bad Gateway")
            case "blocked":
                return forbidden("bot was blocked by the user")
            case "deactivated":
                return forbidden("user is deactivated")
            case _:
                return Refusal(500, "Internal Server Error")


class Faults:
    """The faults in force."""

    def __init__(self) -> None:
        self.row: list[Fault] = []
        self._last = 0

    def order(
        self,
        kind: str,
        *,
        method: str | None = None,
        chat: int | None = None,
        times: int | None = None,
        share: float = 1.0,
        seed: int = 0,
        retry_after: int = 1,
        seconds: float = 0.0,
    ) -> int:
        """Put a fault in force and answer its number; raise ValueError for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind of fault {kind!r}; known: {', '.join(KINDS)}")
        if not 0.0 <= share <= 1.0:
            raise ValueError("share must lie between 0 and 1")
        self._last += 1
        lowered = method.lower() if method else None
        dice = random.Random(seed)  # noqa: S311 - chance for tests, repeatable on purpose
        self.row.append(
            Fault(self._last, kind, lowered, chat, times, share, seed, retry_after, seconds, dice)
        )
        return self._last

    def clear(self) -> None:
        """All faults off."""
        self.row.clear()

    def struck(self, method: str, chat: Any) -> list[Fault]:
        """Answer the faults that hit this call: the delays, and the first of the others."""
        found: list[Fault] = []
        for fault in self.row:
            spoils = fault.kind != "delay"
            if spoils and any(other.kind != "delay" for other in found):
                continue
            if fault.strikes(method, chat):
                found.append(fault)
        return found
