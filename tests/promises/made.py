"""Updates as Telegram makes them, for tests that need many of them."""

from itertools import count
from typing import Any

_messages = count(50_000_000)
DATE = 1_795_000_000


def somebody(person: int, **more: Any) -> dict[str, Any]:
    return {"id": person, "is_bot": False, "first_name": "Aino", "language_code": "fi", **more}


def message(person: int, text: str | None = None, **more: Any) -> dict[str, Any]:
    """A message in a person's private chat; a text that begins with / is a command."""
    body: dict[str, Any] = {
        "message_id": next(_messages),
        "date": DATE,
        "chat": {"id": person, "type": "private", "first_name": "Aino"},
        "from": somebody(person),
        **more,
    }
    if text is not None:
        body["text"] = text
        if text.startswith("/"):
            length = len(text.split()[0])
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
    return body


def wrote(person: int, text: str, **more: Any) -> dict[str, Any]:
    """An update (without its number): somebody wrote `text`."""
    return {"message": message(person, text, **more)}


def pressed(person: int, data: str, under: dict[str, Any], number: int) -> dict[str, Any]:
    """An update (without its number): somebody pressed a button with this payload."""
    return {
        "callback_query": {
            "id": str(number),
            "from": somebody(person),
            "message": under,
            "chat_instance": "1",
            "data": data,
        }
    }
