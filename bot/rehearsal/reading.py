"""Reads a Bot API request: fields from the query, JSON, a form or multipart, as bots send them."""

import json
from urllib.parse import parse_qsl

from aiogram.types import BufferedInputFile
from aiohttp import web

from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json, as_object

Uploads = dict[str, BufferedInputFile]
NO_UPLOADS: Uploads = {}


async def read(request: web.BaseRequest) -> tuple[Json, Uploads]:
    """Answer the call's fields and uploaded files; raise Refusal 400 when they cannot be read."""
    fields: Json = dict(request.query) if request.query_string else {}
    if not request.can_read_body:
        return fields, NO_UPLOADS
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request, fields)
    body = await request.read()
    if not body:
        return fields, NO_UPLOADS
    if kind == "application/json":
        try:
            given = as_object(json.loads(body))
        except ValueError:
            raise bad("can't parse request JSON object") from None
        if given is None:
            raise bad("object expected as request")
        fields.update(given)
    elif kind == "application/x-www-form-urlencoded":
        fields.update(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    else:
        raise bad("unsupported content type of the request")
    return fields, NO_UPLOADS


async def _multipart(request: web.BaseRequest, fields: Json) -> tuple[Json, Uploads]:
    uploads: Uploads = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = BufferedInputFile(value.file.read(), filename=value.filename)
        else:
            fields[name] = value.decode() if isinstance(value, (bytes, bytearray)) else value
    return fields, uploads


def shown(fields: Json, uploads: Uploads) -> Json:
    """Answer the fields as the journal keeps them: files by name and size, not content."""
    if not uploads:
        return fields
    files = {
        name: {"file": upload.filename, "size": len(upload.data)}
        for name, upload in uploads.items()
    }
    return {**fields, **files}
