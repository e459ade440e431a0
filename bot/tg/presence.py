"""Presence: the bot's name, descriptions, commands and menu button in each language.

Set at start, and only what differs: Telegram limits how often a bot may rename itself.
Source: Bot API, setMyName, setMyDescription, setMyShortDescription, setMyCommands.
"""

from collections.abc import Mapping
from typing import Any, Final

from bot.domain.languages import FALLBACK, LANGUAGES, Language
from bot.safelog import log
from bot.tg.api import Api
from bot.tg.outcome import Delivered, Outcome
from bot.tg.presence_texts import COMMANDS, TEXTS
from bot.words import Voice, Words

_METHODS: Final[Mapping[str, str]] = {
    "name": "MyName",
    "description": "MyDescription",
    "short_description": "MyShortDescription",
}
"""The field of each text → the methods that get and set it."""


async def announce(api: Api, words: Words) -> int:
    """Bring Telegram's idea of us up to date; return how many things had to be changed.

    A fault here (Telegram limits renames) keeps nobody from being helped: it is logged.
    """
    changed = 0
    tags: list[tuple[str, Language]] = [("", FALLBACK), *((lang, lang) for lang in LANGUAGES)]
    for tag, language in tags:
        say = words[language]
        where = {"language_code": tag}
        for field, (key, _) in TEXTS.items():
            changed += await _bring(api, _METHODS[field], {field: say.plain(key)}, where)
        changed += await _bring_commands(api, say, where)
    await api.call("setChatMenuButton", {"menu_button": {"type": "commands"}})
    return changed


async def _bring(api: Api, what: str, wanted: Mapping[str, str], where: Mapping[str, str]) -> int:
    outcome = await api.call(f"get{what}", where)
    if isinstance(outcome, Delivered) and outcome.result == wanted:
        return 0
    return _changed(await api.call(f"set{what}", {**wanted, **where}), what)


async def _bring_commands(api: Api, say: Voice, where: Mapping[str, str]) -> int:
    wanted: list[dict[str, Any]] = [
        {"command": command, "description": say.plain(key)} for command, key in COMMANDS.items()
    ]
    scope = {"scope": {"type": "all_private_chats"}, **where}
    outcome = await api.call("getMyCommands", scope)
    if isinstance(outcome, Delivered) and outcome.result == wanted:
        return 0
    return _changed(await api.call("setMyCommands", {"commands": wanted, **scope}), "MyCommands")


def _changed(outcome: Outcome, what: str) -> int:
    if isinstance(outcome, Delivered):
        return 1
    log.warning("presence_not_set", what=what)
    return 0
