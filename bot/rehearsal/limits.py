"""Telegram's sending limits: 30 a second over all, about 1 a second per chat, 20 a minute per group.

Source: core.telegram.org/bots/faq, "My bot is hitting limits". A short burst of three into one
chat is let through, as Telegram does. Only new messages are counted (sent, copied, forwarded).
"""

import math
from collections import deque

OVERALL = 30
PER_CHAT_BURST = 3
PER_GROUP = 20
MINUTE = 60.0


class Limits:
    """Says how long a bot must wait before it may send, in the town's seconds."""

    def __init__(self, *, on: bool) -> None:
        self.on = on
        self._overall: deque[float] = deque(maxlen=OVERALL)
        self._chats: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}

    def pay(self, chat: int, now: float, *, group: bool, messages: int = 1) -> int:
        """Count `messages` to `chat` and answer 0, or count nothing and answer the seconds to wait."""
        if not self.on:
            return 0
        wait = max(
            self._overall_wait(now),
            self._chat_wait(chat, now),
            self._group_wait(chat, now) if group else 0.0,
        )
        if wait > 0:
            return max(1, math.ceil(wait))
        for _ in range(messages):
            self._overall.append(now)
            if group:
                self._groups.setdefault(chat, deque(maxlen=PER_GROUP)).append(now)
        tokens, _ = self._chats[chat]
        # An album or a copy of many is let through whole and paid for afterwards.
        self._chats[chat] = (tokens - messages, now)
        return 0

    def _overall_wait(self, now: float) -> float:
        if len(self._overall) < OVERALL:
            return 0.0
        return self._overall[0] + 1.0 - now

    def _chat_wait(self, chat: int, now: float) -> float:
        tokens, seen = self._chats.get(chat, (float(PER_CHAT_BURST), now))
        tokens = min(float(PER_CHAT_BURST), tokens + (now - seen))
        self._chats[chat] = (tokens, now)
        return 1.0 - tokens

    def _group_wait(self, chat: int, now: float) -> float:
        sent = self._groups.get(chat)
        if sent is None or len(sent) < PER_GROUP:
            return 0.0
        return sent[0] + MINUTE - now
