"""The one renderer: a screen becomes the fields of a Bot API call."""

from typing import Any

from bot.domain.languages import Language
from bot.tg.payload import Payload, encode
from bot.tg.screen import Button, Copy, Go, Link, Screen


def text_fields(screen: Screen, language: Language, *, user: int, key: bytes) -> dict[str, Any]:
    """Return text, keyboard and options of `screen`, its buttons bound to `user`.

    Previews are off: a link in a text must not unfold into a picture on a lock screen.
    Source: Bot API, sendMessage, editMessageText, sendDocument, ReplyKeyboardMarkup.
    """
    fields: dict[str, Any] = {"parse_mode": "HTML"}
    if screen.file is None:
        fields |= {"text": screen.text, "link_preview_options": {"is_disabled": True}}
    else:
        fields |= {"caption": screen.text, "document": screen.file}
    if screen.share is not None:
        share = {"text": screen.share, "request_contact": True}
        fields["reply_markup"] = {
            "keyboard": [[share]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
    elif screen.puts_away:
        fields["reply_markup"] = {"remove_keyboard": True}
    elif screen.rows:
        fields["reply_markup"] = {
            "inline_keyboard": [
                [_button(button, language, user, key) for button in row] for row in screen.rows
            ]
        }
    return fields


def _button(button: Button, language: Language, user: int, key: bytes) -> dict[str, Any]:
    match button:
        case Go():
            payload = Payload(button.verb, button.language or language, button.detail)
            return {"text": button.label, "callback_data": encode(payload, user=user, key=key)}
        case Link():
            return {"text": button.label, "url": button.url}
        case Copy():
            return {"text": button.label, "copy_text": {"text": button.text}}
