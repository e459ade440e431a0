"""The people's side over HTTP: who lives here, what they do, what they see, what goes wrong.

Documented in docs/rehearsal.md. Errors are `{"error": "…"}` with 400 or 404.
"""

import json
from typing import Any

from aiohttp import web

from bot.rehearsal.acts import act, newcomers
from bot.rehearsal.people import Person
from bot.rehearsal.refusal import Refusal, Unwilling
from bot.rehearsal.shape import Json, as_list, as_object
from bot.rehearsal.town import Town
from bot.rehearsal.updates import PRESS_LASTS

LONGEST_WAIT = 60.0


async def answer(town: Town, request: web.BaseRequest) -> web.StreamResponse:
    """Answer one request of the people's side."""
    path = request.path.removeprefix("/rehearsal/").rstrip("/")
    first, _, rest = path.partition("/")
    try:
        given: Any = None
        if request.method == "POST":
            body = await request.read()
            given = json.loads(body) if body else {}
        if request.method == "GET" and first == "files":
            return _file(town, rest)
        found = await _answer(town, request, given, first, rest)
    except (Unwilling, ValueError, KeyError, TypeError) as error:
        why = f"missing {error}" if isinstance(error, KeyError) else str(error)
        return web.json_response({"error": why}, status=400)
    except Refusal as refusal:
        return web.json_response({"error": refusal.description}, status=400)
    if found is None:
        return web.json_response(
            {"error": f"nothing at {request.method} {request.path}"}, status=404
        )
    return web.json_response(found)


async def _answer(town: Town, request: web.BaseRequest, given: Any, first: str, rest: str) -> Any:
    query = request.query
    match request.method, first, rest:
        case "GET", "state", "":
            return state(town, query.get("language", ""))
        case "POST", "people", "":
            many = as_list(given)
            return [settle(town, one) for one in many] if many is not None else settle(town, given)
        case "POST", "groups", "":
            return newcomers.found_group(town, _object(given))
        case "POST", "act", "":
            return act(town, _object(given))
        case "POST", "updates", "":
            return {"update_ids": [newcomers.push_raw(town, one) for one in as_list(given) or ()]}
        case "POST", "updates", "jump":
            town.updates.jump(int(_object(given)["to"]))
            return {"next": int(_object(given)["to"])}
        case "GET", "chats", _ if rest.endswith("/messages"):
            return messages(
                town,
                int(rest.removesuffix("/messages")),
                query.get("person"),
                deleted="deleted" in query,
            )
        case "GET", "queries", _ if rest:
            return press(town, rest)
        case "GET", "calls", "":
            return town.journal.after(int(query.get("after", 0)), int(query.get("limit", 1000)))
        case "GET", "count", "":
            return count(town)
        case "POST", "faults", "":
            return {"id": town.faults.order(**_object(given))}
        case "DELETE", "faults", "":
            town.faults.clear()
            return {"faults": 0}
        case "POST", "clock", "":
            town.clock.advance(float(_object(given)["advance"]))
            return {"now": town.clock.iso()}
        case "POST", "limits", "":
            town.limits.on = bool(_object(given)["on"])
            return {"limits": town.limits.on}
        case "GET", "events", "":
            wait = min(float(query.get("wait", 0)), LONGEST_WAIT)
            return await town.events.wait(int(query.get("after", 0)), wait)
        case _:
            return None


def _object(given: Any) -> Json:
    found = as_object(given)
    if found is None:
        raise Unwilling("the body must be a JSON object")
    return found


def state(town: Town, language: str = "") -> Json:
    """Everything the page shows at a glance, the bot's texts in a `language` if one is named."""
    return {
        "bot": town.profile.view(language),
        "people": [person.view() for person in town.people.values()],
        "chats": [chat.view() for chat in town.chats.values()],
        "limits": town.limits.on,
        "now": town.clock.iso(),
        "webhook": town.webhook.info(),
    }


def settle(town: Town, given: Any) -> Json:
    """Settle a new person; `id` and everything but the first name may be left out."""
    given = _object(given)
    known = ("first_name", "last_name", "username", "language_code", "phone")
    if strange := [name for name in given if name not in (*known, "id")]:
        raise Unwilling(f"unknown {', '.join(strange)}; known: {', '.join(known)}, id")
    words: dict[str, Any] = {name: given[name] for name in known if given.get(name) is not None}
    if (
        not all(isinstance(word, str) and word for word in words.values())
        or "first_name" not in words
    ):
        raise Unwilling("a person needs a first_name, and every field but id is a text")
    number = int(given.get("id") or town.next_person())
    return town.settle(Person(id=number, **words)).view()


def messages(town: Town, chat_id: int, person: str | None, *, deleted: bool) -> list[Json]:
    """Answer what somebody sees in a chat, oldest first; only members look into a group."""
    chat = town.chats.get(chat_id)
    if chat is None:
        raise Unwilling(f"no chat has the id {chat_id}")
    if person is not None:
        who = town.person(int(person))
        if chat.person is not who and who.id not in chat.members:
            raise Unwilling(f"{who.first_name} is not in this chat")
    bot = town.profile.id
    return [
        message.view(bot) for message in chat.messages.values() if deleted or not message.deleted
    ]


def press(town: Town, query_id: str) -> Json:
    """Answer what became of a press."""
    query = town.queries.get(query_id)
    if query is None:
        raise Unwilling(f"no press has the id {query_id}")
    answered: Json = query.answer or {}
    return {
        "query_id": query.id,
        "person": query.person,
        "chat": query.chat,
        "answered": query.answer is not None,
        "expired": query.answer is None and town.clock.now() - query.at > PRESS_LASTS,
        "text": answered.get("text"),
        "show_alert": answered.get("show_alert", False),
        "url": answered.get("url"),
    }


def count(town: Town) -> Json:
    """Cheap counters."""
    return {
        "calls": dict(town.journal.calls),
        "refused": town.journal.refused,
        "pending": town.updates.pending(),
        "confirmed": town.updates.confirmed,
    }


def _file(town: Town, file_id: str) -> web.StreamResponse:
    file = town.files.find(file_id)
    if file is None:
        return web.json_response({"error": "no such file"}, status=404)
    # Shown as a download: a document of a stranger must not run as a page of this address.
    name = "".join(c for c in file.name if c.isascii() and (c.isalnum() or c in "._- "))
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }
    return web.Response(body=file.content, content_type=file.mime, headers=headers)
