"""Rehearsal: a local Telegram for trying, training and testing a bot. Knows nothing of the bot."""

from bot.rehearsal.clock import Clock
from bot.rehearsal.server import DEFAULT_TOKEN, Rehearsal

__all__ = ["DEFAULT_TOKEN", "Clock", "Rehearsal"]
