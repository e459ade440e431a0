"""The Bot API: one function per method, gathered by subject."""

from bot.rehearsal.methods import (
    chats,
    copying,
    deleting,
    editing,
    fetching,
    media,
    presenting,
    queries,
    sending,
    topics,
)
from bot.rehearsal.methods.register import METHODS, Method

__all__ = [
    "METHODS", "Method", "chats", "copying", "deleting", "editing", "fetching", "media", "presenting", "queries",
    "sending", "topics",
]  # fmt: skip
