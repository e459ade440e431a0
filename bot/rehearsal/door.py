"""The bot's door: one call of the Bot API from its address to its answer."""

import asyncio
import inspect
import json
from typing import Any

from aiohttp import web

from bot.rehearsal.faults import AFTER, REFUSING, Fault
from bot.rehearsal.methods import METHODS, Method
from bot.rehearsal.reading import Uploads, read, shown
from bot.rehearsal.refusal import Refusal
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

NOT_FOUND = Refusal(404, "Not Found")
UNAUTHORIZED = Refusal(401, "Unauthorized")
encode = json.JSONEncoder(separators=(",", ":")).encode


async def call(town: Town, name: str, request: web.BaseRequest) -> web.Response:
    """Answer the call of a method, with the ordered faults if any strike."""
    method = METHODS.get(name.lower())
    if method is None:
        town.journal.note(name, {}, 404, NOT_FOUND.answer())
        return respond(404, NOT_FOUND.answer())
    fields: Json = {}
    uploads: Uploads = {}
    faults: list[Fault] = []
    try:
        fields, uploads = await read(request)
        if town.faults.row:
            faults = town.faults.struck(method.name, fields.get("chat_id"))
            await _before(faults, request)
        result = await _perform(town, method, fields, uploads)
        status, answer = 200, {"ok": True, "result": result}
    except Refusal as refusal:
        status, answer = refusal.code, refusal.answer()
    town.journal.note(method.name, shown(fields, uploads), status, answer)
    if faults:
        spoiled = await _after(faults, request)
        if spoiled is not None:
            return spoiled
    return respond(status, answer)


async def _perform(town: Town, method: Method, fields: Json, uploads: Uploads) -> Any:
    checked, plain = method.form.read(fields, uploads)
    result = method.act(town, checked, plain)
    return await result if inspect.isawaitable(result) else result


def respond(status: int, answer: Json) -> web.Response:
    """Answer the answer as Telegram sends it: JSON, and the status equal to error_code."""
    return web.Response(
        body=encode(answer).encode(), status=status, content_type="application/json"
    )


async def _before(faults: list[Fault], request: web.BaseRequest) -> None:
    for fault in faults:
        if fault.kind == "delay":
            # Faults last real seconds: they test the patience of the bot's own client.
            await asyncio.sleep(fault.seconds)
        elif fault.kind in REFUSING:
            raise fault.refusal()
        elif fault.kind == "cut_before":
            cut(request)


async def _after(faults: list[Fault], request: web.BaseRequest) -> web.Response | None:
    for fault in faults:
        if fault.kind not in AFTER:
            continue
        if fault.kind == "cut_after":
            cut(request)
        if fault.kind == "timeout_after":
            await asyncio.sleep(fault.seconds)
            return None
        return web.Response(body=b'{"ok":true,"result":', content_type="application/json")
    return None


def cut(request: web.BaseRequest) -> None:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError("cut on purpose")
