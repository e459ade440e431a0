"""What people see of the bot before they write: names, descriptions, commands. Keys, as data."""

from typing import Final

NAME: Final = "presence.name"
DESCRIPTION: Final = "presence.description"
SHORT_DESCRIPTION: Final = "presence.short_description"

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("start", "presence.command.start"),
    ("help", "presence.command.help"),
    ("language", "presence.command.language"),
    ("crisis", "presence.command.crisis"),
    ("human", "presence.command.human"),
    ("about", "presence.command.about"),
    ("privacy", "presence.command.privacy"),
)
"""Each command of Telegram's menu and the key of its description, in the order shown."""
