"""Health: whether we still hear Telegram, and which alarms ring. No persons in it."""

from dataclasses import dataclass, field
from typing import Final

SILENT_AFTER: Final = 120.0


@dataclass
class Health:
    """What the health page and the metrics are answered from."""

    heard: float | None = None
    """Monotonic seconds of the last time Telegram answered our poll or called our webhook."""
    alarms: dict[str, int] = field(default_factory=dict[str, int])
    """How often each alarm has rung in this life."""
    polls: bool = True

    def receiving(self, monotonic: float) -> None:
        """Telegram answered."""
        self.heard = monotonic

    def alarm(self, code: str) -> None:
        """Ring an alarm: for the operator's metrics now, for the staff group with later work."""
        self.alarms[code] = self.alarms.get(code, 0) + 1

    def up(self, monotonic: float) -> bool:
        """Tell whether we hear Telegram: in webhook mode always, when polling within two minutes."""
        return not self.polls or (self.heard is not None and monotonic - self.heard < SILENT_AFTER)
