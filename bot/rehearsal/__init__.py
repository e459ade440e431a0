"""Rehearsal: a local Telegram for trying, training and testing a bot. Knows nothing of the bot."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.rehearsal.clock import Clock
    from bot.rehearsal.server import DEFAULT_TOKEN, Rehearsal

__all__ = ["DEFAULT_TOKEN", "Clock", "Rehearsal"]


def __getattr__(name: str) -> Any:
    """Import on first use: `python -m bot.rehearsal` must come first, to load the models quickly."""
    if name not in __all__:
        raise AttributeError(name)
    module = "clock" if name == "Clock" else "server"
    return getattr(import_module(f"bot.rehearsal.{module}"), name)
