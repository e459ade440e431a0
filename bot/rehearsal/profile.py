"""How a bot presents itself: name, texts, commands, menu button, each per language."""

from dataclasses import dataclass, field

from bot.rehearsal.shape import Json

Scope = tuple[str, int, int]
"""A command scope: its type, and the chat and user it names (0 when none)."""


@dataclass(slots=True)
class Profile:
    """One bot's profile; the empty language code is for everybody without an own text."""

    id: int
    token: str
    username: str
    names: dict[str, str] = field(default_factory=dict[str, str])
    descriptions: dict[str, str] = field(default_factory=dict[str, str])
    short_descriptions: dict[str, str] = field(default_factory=dict[str, str])
    commands: dict[tuple[Scope, str], list[Json]] = field(
        default_factory=dict[tuple[Scope, str], list[Json]]
    )
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})

    @property
    def name(self) -> str:
        """The name for people whose language has none of its own."""
        return self.names.get("", "Rehearsal")

    def card(self) -> Json:
        """Answer the bot as Telegram's User in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def me(self) -> Json:
        """Answer the bot as getMe answers it."""
        return {
            **self.card(),
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def view(self, language: str = "") -> Json:
        """Answer the bot as the people's side shows it to a reader of `language`."""
        return {
            "id": self.id,
            "username": self.username,
            "name": text_for(self.names, language) or self.name,
            "description": text_for(self.descriptions, language),
            "short_description": text_for(self.short_descriptions, language),
            "commands": self.commands_for(language),
        }

    def commands_for(self, language: str, chat: int = 0) -> list[Json]:
        """Answer the commands a person sees in a private chat, the narrowest scope first."""
        scopes: tuple[Scope, ...] = (
            ("chat", chat, 0),
            ("all_private_chats", 0, 0),
            ("default", 0, 0),
        )
        for scope in scopes:
            for code in (language, "") if language else ("",):
                if (scope, code) in self.commands:
                    return self.commands[scope, code]
        return []


def text_for(texts: dict[str, str], language: str) -> str:
    """Answer the text for a language, else the one for everybody."""
    return texts.get(language) or texts.get("", "")
