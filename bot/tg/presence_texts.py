"""What people see of the bot before they write: names, descriptions, commands. Keys, as data."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, tuple[str, int]]] = {
    "name": ("presence.name", 64),
    "description": ("presence.description", 512),
    "short_description": ("presence.short_description", 120),
}
"""Each text of the bot's profile: its key and the most signs Telegram takes."""

COMMANDS: Final[Mapping[str, str]] = {
    "start": "presence.command.start",
    "help": "presence.command.help",
    "ask": "presence.command.ask",
    "language": "presence.command.language",
    "crisis": "presence.command.crisis",
    "human": "presence.command.human",
    "about": "presence.command.about",
    "mydata": "presence.command.mydata",
    "withdraw": "presence.command.withdraw",
    "forget": "presence.command.forget",
    "clear": "presence.command.clear",
    "privacy": "presence.command.privacy",
}
"""Each command of Telegram's menu and the key of its description, in the order shown."""
