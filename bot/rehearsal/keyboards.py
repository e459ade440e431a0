"""The limits of keyboards under messages, which models cannot express.

Source: core.telegram.org/bots/api#inlinekeyboardbutton and #keyboardbutton; the sentences are
those of the real server.
"""

import re
from typing import Any

from bot.rehearsal.refusal import Refusal, bad
from bot.rehearsal.shape import Json, as_list, as_object

MAX_BUTTONS = 100
CALLBACK_DATA_BYTES = 64
COPY_TEXT_CHARACTERS = 256
ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
REQUESTS = (
    "request_contact",
    "request_location",
    "request_poll",
    "request_users",
    "request_chat",
    "web_app",
)
STYLES = ("danger", "success", "primary")
WEB_URL = re.compile(
    r"(?:(https?)://)?([^\s/?#:@]+(?:\.[^\s/?#:@]+)+|\[[0-9a-fA-F:]+\])(:\d{1,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)
APP_URL = re.compile(r"(?:tg|ton):(?://)?[A-Za-z0-9_-]+(?:[/?]\S*)?", re.IGNORECASE)


def checked_link(url: str) -> str | None:
    """Answer the link as Telegram keeps it (scheme filled in), or None when it is no link."""
    url = url.strip()
    if APP_URL.fullmatch(url):
        scheme, _, rest = url.partition(":")
        return f"{scheme.lower()}://{rest.removeprefix('//')}"
    match = WEB_URL.fullmatch(url)
    if match is None:
        return None
    scheme = (match[1] or "http").lower()
    rest = url if match[1] is None else url[len(match[1]) + 3 :]
    host = match[2] + (match[3] or "")
    path = rest[len(host) :]
    return f"{scheme}://{host.lower()}{path if path.startswith('/') else '/' + path}"


def spelled_out(markup: Any) -> Any:
    """Answer a reply keyboard with every button as an object: a bare text may stand for one."""
    rows = as_list((as_object(markup) or {}).get("keyboard"))
    if rows is None:
        return markup
    buttons = [row if as_list(row) is None else [_object(button) for button in row] for row in rows]
    return {**markup, "keyboard": buttons}


def _object(button: Any) -> Any:
    return {"text": button} if isinstance(button, str) else button


def check_markup(markup: Json, *, private: bool) -> Json:
    """Answer the markup as Telegram keeps it; raise Refusal 400 when a limit is broken."""
    if "inline_keyboard" in markup:
        return {"inline_keyboard": check_inline(markup["inline_keyboard"])}
    if "keyboard" in markup:
        _check_reply_keyboard(markup["keyboard"], private=private)
        placeholder = markup.get("input_field_placeholder")
        if placeholder is not None and len(placeholder) > 64:
            raise bad("input field placeholder is too long")
    if "remove_keyboard" in markup and markup["remove_keyboard"] is not True:
        raise bad("object expected as reply markup")
    return markup


def check_inline(rows: list[list[Json]]) -> list[list[Json]]:
    """Answer the rows of an inline keyboard without empty rows and empty fields."""
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return [[_inline_button(button) for button in row] for row in rows if row]


def _inline_button(button: Json) -> Json:
    kept = {key: value for key, value in button.items() if value is not None and value is not False}
    if not kept.get("text"):
        raise bad("inline keyboard button text must be non-empty")
    actions = [name for name in ACTIONS if name in kept]
    if not actions:
        raise _button("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram would silently use one of them; a bot that sets two is wrong.
        raise bad(
            f"inline keyboard button must have exactly one action, found {' and '.join(actions)}"
        )
    if "style" in kept and kept["style"] not in STYLES:
        raise _button("invalid button style specified")
    value: Any = kept[actions[0]]
    match actions[0]:
        case "callback_data":
            if not 1 <= len(value.encode()) <= CALLBACK_DATA_BYTES:
                raise bad("BUTTON_DATA_INVALID")
        case "copy_text":
            if not 1 <= len(value["text"]) <= COPY_TEXT_CHARACTERS:
                raise bad("BUTTON_COPY_TEXT_INVALID")
        case "url":
            kept["url"] = _button_link("URL", value)
        case "web_app":
            if not value["url"].startswith("https://"):
                raise bad(
                    f"inline keyboard button Web App URL '{value['url']}' is invalid: Only HTTPS links are allowed"
                )
        case "login_url":
            if not value["url"].startswith("https://"):
                raise bad(
                    f"inline keyboard button login URL '{value['url']}' is invalid: Only HTTPS links are allowed"
                )
        case "pay" | "callback_game":
            raise bad("BUTTON_TYPE_INVALID")
        case _:
            pass
    return kept


def _button_link(what: str, url: str) -> str:
    if re.fullmatch(r"tg://user\?id=\d+", url):
        return url
    link = checked_link(url)
    if link is None:
        raise bad(f"inline keyboard button {what} '{url}' is invalid: Wrong HTTP URL")
    return link


def _button(why: str) -> Refusal:
    return bad(f"can't parse inline keyboard button: {why}")


def _check_reply_keyboard(rows: list[list[Json]], *, private: bool) -> None:
    buttons = [button for row in rows for button in row]
    if not buttons:
        raise bad("keyboard must contain at least one button")
    if len(buttons) > 300:
        raise bad("reply markup is too long")
    for button in buttons:
        if not button.get("text"):
            raise bad("keyboard button text must be non-empty")
        asks: list[str] = [name for name in REQUESTS if button.get(name)]
        if len(asks) > 1:
            raise bad("keyboard button must have at most one action")
        if asks and not private:
            what = {
                "request_contact": "phone number",
                "request_location": "location",
                "request_poll": "poll",
            }
            raise bad(f"{what.get(asks[0], 'users')} can be requested in private chats only")
