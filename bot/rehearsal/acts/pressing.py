"""Pressing buttons under messages, also with a client that sends what it likes."""

from typing import Any

from bot.rehearsal.acts.doing import Deed, open_place
from bot.rehearsal.people import Message, Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Query, Town


def press(town: Town, person: Person, given: Json) -> Json:
    """Press the button at `row` and `column`, or send raw `data` as a modified client can.

    A button that opens a link or copies a text tells the bot nothing and answers that instead.
    """
    chat = open_place(town, person, given)
    message = chat.find(int(given["message_id"]))
    if message is None or message.sender != town.profile.id:
        raise Unwilling("there is no such message of the bot")
    if "data" in given:
        data: Any = given["data"]
        if not isinstance(data, str):
            raise Unwilling("data must be a text")
    else:
        button = _button(message, int(given["row"]), int(given["column"]))
        if "callback_data" not in button:
            return {key: value for key, value in button.items() if key != "text"}
        data = button["callback_data"]
    number = len(town.queries) + 1
    query = Query(f"{town.profile.id}{number:09d}", person.id, chat.id, town.clock.now())
    town.queries[query.id] = query
    chat.started = True
    what: Json = {
        "id": query.id,
        "from": person.card(),
        "message": message.body,
        "chat_instance": town.chat_instance(chat),
        "data": data,
    }
    return {"update_id": town.updates.push("callback_query", what), "query_id": query.id}


def _button(message: Message, row: int, column: int) -> Json:
    rows: list[list[Json]] = (message.markup or {}).get("inline_keyboard", [])
    if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
        raise Unwilling(f"there is no button at row {row}, column {column}")
    return rows[row][column]


ACTS: dict[str, Deed] = {"press": press}
