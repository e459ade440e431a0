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
from bot.tg.presence_texts import COMMANDS, DESCRIPTION, NAME, SHORT_DESCRIPTION
from bot.words import Voice, Words

_TEXTS: Final = (
    ("getMyName", "setMyName", "name", NAME),
    ("getMyDescription", "setMyDescription", "description", DESCRIPTION),
    ("getMyShortDescription", "setMyShortDescription", "short_description", SHORT_DESCRIPTION),
)


async def announce(api: Api, words: Words) -> int:
    """Bring Telegram's idea of us up to date; return how many things had to be changed.

    A fault here (Telegram limits renames) keeps nobody from being helped: it is logged.
    """
    changed = 0
    tags: list[tuple[str, Language]] = [("", FALLBACK), *((lang, lang) for lang in LANGUAGES)]
    for tag, language in tags:
        say = words[language]
        where = {"language_code": tag}
        for get, set_, field, key in _TEXTS:
            changed += await _bring(api, get, set_, {field: say.plain(key)}, where)
        changed += await _bring_commands(api, say, where)
    await api.call("setChatMenuButton", {"menu_button": {"type": "commands"}})
    return changed


async def _bring(
    api: Api, get: str, set_: str, wanted: Mapping[str, str], where: Mapping[str, str]
) -> int:
    outcome = await api.call(get, where)
    if isinstance(outcome, Delivered) and outcome.result == wanted:
        return 0
    return _changed(await api.call(set_, {**wanted, **where}), set_)


async def _bring_commands(api: Api, say: Voice, where: Mapping[str, str]) -> int:
    wanted: list[dict[str, Any]] = [
        {"command": command, "description": say.plain(key)} for command, key in COMMANDS
    ]
    scope = {"scope": {"type": "all_private_chats"}, **where}
    outcome = await api.call("getMyCommands", scope)
    if isinstance(outcome, Delivered) and outcome.result == wanted:
        return 0
    return _changed(await api.call("setMyCommands", {"commands": wanted, **scope}), "setMyCommands")


def _changed(outcome: Outcome, method: str) -> int:
    if isinstance(outcome, Delivered):
        return 1
    log.warning("presence_not_set", method=method)
    return 0
