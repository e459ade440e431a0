"""How the bot presents itself: commands, name, texts, menu button.

Source: core.telegram.org/bots/api#setmycommands and the methods after it, with their limits.
"""

import re
from typing import Any

from aiogram.methods import (
    DeleteMyCommands,
    GetChatMenuButton,
    GetMyCommands,
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetChatMenuButton,
    SetMyCommands,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
)

from bot.rehearsal.methods.register import offers
from bot.rehearsal.profile import Scope
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

MOST_COMMANDS = 100
NAME_LIMIT = 64
DESCRIPTION_LIMIT = 512
SHORT_LIMIT = 120


def _language(plain: Json) -> str:
    code: str = plain.get("language_code") or ""
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _scope(town: Town, plain: Json) -> Scope:
    scope: Json = plain.get("scope") or {"type": "default"}
    kind = scope["type"]
    chat = town.chat(scope["chat_id"]).id if kind.startswith("chat") else 0
    return kind, chat, int(scope.get("user_id") or 0)


@offers(SetMyCommands)
def set_my_commands(town: Town, call: SetMyCommands, plain: Json) -> bool:
    """Set the commands of a scope and language."""
    key = _scope(town, plain), _language(plain)
    commands: list[Json] = []
    if len(call.commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in call.commands:
        name = command.command.removeprefix("/")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description.strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": name, "description": command.description})
    if commands:
        town.profile.commands[key] = commands
    else:
        town.profile.commands.pop(key, None)
    return _told(town)


@offers(GetMyCommands)
def get_my_commands(town: Town, call: GetMyCommands, plain: Json) -> list[Json]:
    """Answer the commands of exactly this scope and language."""
    return town.profile.commands.get((_scope(town, plain), _language(plain)), [])


@offers(DeleteMyCommands)
def delete_my_commands(town: Town, call: DeleteMyCommands, plain: Json) -> bool:
    """Let a wider scope's commands show through again."""
    town.profile.commands.pop((_scope(town, plain), _language(plain)), None)
    return _told(town)


@offers(SetMyName)
def set_my_name(town: Town, call: SetMyName, plain: Json) -> bool:
    """Set the bot's name for a language."""
    _set_text(town.profile.names, plain, call.name, NAME_LIMIT, "name")
    # Messages carry the name; the card is drawn anew, older messages keep the old one.
    town.me = town.profile.card()
    return _told(town)


@offers(GetMyName)
def get_my_name(town: Town, call: GetMyName, plain: Json) -> Json:
    """Answer the name for a language."""
    return {"name": town.profile.names.get(_language(plain)) or town.profile.name}


@offers(SetMyDescription)
def set_my_description(town: Town, call: SetMyDescription, plain: Json) -> bool:
    """Set the text shown in an empty chat."""
    _set_text(town.profile.descriptions, plain, call.description, DESCRIPTION_LIMIT, "description")
    return _told(town)


@offers(GetMyDescription)
def get_my_description(town: Town, call: GetMyDescription, plain: Json) -> Json:
    """Answer the description for a language."""
    return {"description": _text(town.profile.descriptions, plain)}


@offers(SetMyShortDescription)
def set_my_short_description(town: Town, call: SetMyShortDescription, plain: Json) -> bool:
    """Set the text on the bot's profile page."""
    _set_text(
        town.profile.short_descriptions,
        plain,
        call.short_description,
        SHORT_LIMIT,
        "short description",
    )
    return _told(town)


@offers(GetMyShortDescription)
def get_my_short_description(town: Town, call: GetMyShortDescription, plain: Json) -> Json:
    """Answer the short description for a language."""
    return {"short_description": _text(town.profile.short_descriptions, plain)}


@offers(SetChatMenuButton)
def set_chat_menu_button(town: Town, call: SetChatMenuButton, plain: Json) -> bool:
    """Set what the button beside the text field opens."""
    button: Json = plain.get("menu_button") or {"type": "default"}
    if button["type"] == "web_app" and not button["web_app"]["url"].startswith("https://"):
        raise bad("menu button Web App URL is invalid: Only HTTPS links are allowed")
    if call.chat_id is None:
        town.profile.menu_button = {"type": "commands"} if button["type"] == "default" else button
    else:
        town.chat(call.chat_id).menu_button = None if button["type"] == "default" else button
    return _told(town)


@offers(GetChatMenuButton)
def get_chat_menu_button(town: Town, call: GetChatMenuButton, plain: Json) -> Json:
    """Answer what the menu button of a chat, or of all chats, opens."""
    own = None if call.chat_id is None else town.chat(call.chat_id).menu_button
    return own or town.profile.menu_button


def _set_text(texts: dict[str, str], plain: Json, text: Any, limit: int, what: str) -> None:
    code, given = _language(plain), (text or "").strip()
    if len(given) > limit:
        raise bad(f"{what} is too long")
    if given:
        texts[code] = given
    else:
        texts.pop(code, None)


def _text(texts: dict[str, str], plain: Json) -> str:
    return texts.get(_language(plain)) or texts.get("", "")


def _told(town: Town) -> bool:
    town.events.add("bot", town.profile.view())
    return True
