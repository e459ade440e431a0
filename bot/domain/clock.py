"""What a clock can be asked. Only the composition root owns a real one; tests own a virtual one."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Two readings and a pause, so that no rule, store or sender reads time by itself."""

    def now(self) -> datetime:
        """Return the present moment in UTC; may jump when the machine's clock is set."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never run backwards, for pauses and limits."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Pause for `seconds`."""
        ...
