"""The receiver: our own long polling. An offset moves on only over what is committed.

python-telegram-bot's Updater confirms updates that are in memory only (measured: 939 of
2,500 lost under `kill -9` in bursts). Here a batch is in the inbox before the next request
tells Telegram that we have it. No offset is stored: Telegram keeps what is unconfirmed, and
after a quiet week its numbers start anew anywhere; the inbox knows what it has seen.
Source: Bot API, getUpdates.
"""

from dataclasses import dataclass
from typing import Any, Final, cast

from bot.domain.clock import Clock
from bot.safelog import log
from bot.store.engine import StoreUnavailable
from bot.store.inbox import Raw
from bot.tg.api import Api
from bot.tg.health import Health
from bot.tg.intake import Intake
from bot.tg.outcome import Again, Delivered, Outcome, Refused, Wait
from bot.tg.updates import ALLOWED

LONG_POLL: Final = 25
PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
CONFLICT_PAUSE: Final = 5.0
CROWDED_PAUSE: Final = 0.05


@dataclass
class Receiver:
    """Polls until cancelled; nothing that happens on the way ends it."""

    api: Api
    intake: Intake
    clock: Clock
    health: Health
    _offset: int | None = None
    _faults: int = 0

    async def run(self) -> None:
        """Fetch, keep, confirm, again."""
        while True:
            while self.intake.crowded:
                await self.clock.sleep(CROWDED_PAUSE)
            await self._poll()

    async def _poll(self) -> None:
        fields: dict[str, Any] = {
            "timeout": LONG_POLL,
            "limit": 100,
            "allowed_updates": list(ALLOWED),
        }
        if self._offset is not None:
            fields["offset"] = self._offset
        outcome = await self.api.call("getUpdates", fields, seconds=LONG_POLL + 15)
        match outcome:
            case Delivered(result) if isinstance(result, list):
                await self._take(cast("list[Any]", result))
                self._faults = 0
                self.health.receiving(self.clock.monotonic())
            case Wait(seconds):
                await self.clock.sleep(seconds)
            case Refused(status=409):
                # Somebody else polls with our token: a second copy by mistake, or a thief.
                self.health.alarm("second_poller")
                log.critical("second_poller")
                await self.clock.sleep(CONFLICT_PAUSE)
            case _:
                await self._pause(outcome)

    async def _take(self, batch: list[Any]) -> None:
        """Keep a batch and only then let the offset move over it."""
        raws: list[Raw] = [raw for raw in batch if isinstance(raw, dict)]
        self._offset = None
        if not raws:
            return
        while True:
            try:
                await self.intake.take(raws)
                break
            except StoreUnavailable:
                self.health.alarm("store_unavailable")
                log.error("store_unavailable")
                await self.clock.sleep(1.0)
        # The batch's last number, not the highest ever seen, and for one request only: numbers
        # may jump down, and an offset above the new numbers would confirm them unseen.
        numbers = [raw["update_id"] for raw in raws if isinstance(raw.get("update_id"), int)]
        if numbers:
            self._offset = numbers[-1] + 1

    async def _pause(self, outcome: Outcome) -> None:
        code = outcome.code if isinstance(outcome, Again | Refused) else type(outcome).__name__
        log.warning("poll_fault", code=code)
        pause = PAUSES[min(self._faults, len(PAUSES) - 1)]
        self._faults += 1
        if self._faults > len(PAUSES):
            self.health.alarm("telegram_unreachable")
        await self.clock.sleep(pause)
