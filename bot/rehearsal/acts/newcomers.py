"""New groups, and raw updates with strangers in them."""

from typing import Any

from bot.rehearsal.people import Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json, as_list, as_object
from bot.rehearsal.town import Town


def found_group(town: Town, given: Json) -> Json:
    """Found a group of `members` with the bot in it, told by my_chat_member; answers the chat.

    A forum is always a supergroup. The bot is an administrator unless `admin` is false.
    """
    members = [town.person(one).id for one in as_list(given.get("members")) or ()]
    if not members:
        raise Unwilling("a group needs at least one member; the first owns it")
    title = given.get("title")
    if not isinstance(title, str) or not title:
        raise Unwilling("a group needs a title")
    forum = bool(given.get("forum"))
    kind = "supergroup" if forum or given.get("supergroup") else "group"
    chat = town.found(kind, title, members, forum=forum)
    chat.started = True
    chat.bot_status = "member" if given.get("admin") is False else "administrator"
    update = town.bot_changed(chat, town.person(members[0]), "left", chat.bot_status)
    return {**chat.view(), "update_id": update}


def push_raw(town: Town, update: Any) -> int:
    """Queue a raw update as it is; who writes in it is known to the town from then on.

    So a bot can answer the chats of a bulk of raw updates. What is not shaped like a message
    of a person in a private chat goes into the queue all the same and changes nothing here.
    """
    body = as_object(update)
    if body is None:
        raise Unwilling("an update must be an object")
    for kind in ("message", "edited_message", "callback_query"):
        if (what := as_object(body.get(kind))) is not None:
            _know(town, kind, what)
    return town.updates.push_raw(body)


def _know(town: Town, kind: str, what: Json) -> None:
    user = as_object(what.get("from")) or {}
    message = what if kind != "callback_query" else as_object(what.get("message")) or {}
    number: Any = (as_object(message.get("chat")) or {}).get("id")
    if not isinstance(number, int) or number <= 0 or number != user.get("id"):
        return
    if number == town.profile.id:
        return
    if number not in town.people:
        town.settle(_stranger(number, user))
    town.chats[number].started = True
    if kind == "message":
        town.remember(town.chats[number], what)
    if kind == "callback_query":
        town.recall(what, number)


def _stranger(number: int, user: Json) -> Person:
    names = ("last_name", "username", "language_code")
    words: dict[str, Any] = {name: user[name] for name in names if isinstance(user.get(name), str)}
    return Person(id=number, first_name=str(user.get("first_name") or "?"), **words)
