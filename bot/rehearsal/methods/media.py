"""Sending files, and fetching those people sent."""

from typing import Any

from aiogram.methods import GetFile, SendDocument, SendPhoto, SendSticker, SendVoice
from aiogram.types import BufferedInputFile

from bot.rehearsal.files import DOWNLOAD_LIMIT, File
from bot.rehearsal.methods.placing import caption_content, place
from bot.rehearsal.methods.register import offers
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024


def document_of(file: File) -> Json:
    """Answer a file as Telegram's Document."""
    return {"file_name": file.name, "mime_type": file.mime, **file.card()}


def photo_of(file: File) -> list[Json]:
    """Answer a file as Telegram's sizes of a photo; pictures are not measured, the sizes are invented."""
    return [{**file.card(), "width": width, "height": width * 3 // 4} for width in (320, 800)]


def voice_of(file: File, seconds: int = 3) -> Json:
    """Answer a file as Telegram's Voice."""
    return {"duration": seconds, "mime_type": file.mime, **file.card()}


def sticker_of(file: File, emoji: str | None = None) -> Json:
    """Answer a file as Telegram's Sticker."""
    sticker: Json = {
        "type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, **file.card()
    }  # fmt: skip
    return {**sticker, "emoji": emoji} if emoji else sticker


@offers(SendDocument)
def send_document(town: Town, call: SendDocument, plain: Json) -> Json:
    """Send any file."""
    caption = caption_content(plain)
    town.writable(call.chat_id)
    return place(
        town,
        plain,
        {"document": document_of(_file(town, plain["document"], "documents")), **caption},
    ).body


@offers(SendPhoto)
def send_photo(town: Town, call: SendPhoto, plain: Json) -> Json:
    """Send a picture."""
    caption = caption_content(plain)
    town.writable(call.chat_id)
    file = _file(town, plain["photo"], "photos", PHOTO_LIMIT)
    content: Json = {"photo": photo_of(file), **caption}
    if plain.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return place(town, plain, content).body


@offers(SendVoice)
def send_voice(town: Town, call: SendVoice, plain: Json) -> Json:
    """Send a voice message."""
    caption = caption_content(plain)
    town.writable(call.chat_id)
    file = _file(town, plain["voice"], "voice")
    return place(
        town, plain, {"voice": voice_of(file, int(plain.get("duration") or 0)), **caption}
    ).body


@offers(SendSticker)
def send_sticker(town: Town, call: SendSticker, plain: Json) -> Json:
    """Send a sticker."""
    town.writable(call.chat_id)
    file = _file(town, plain["sticker"], "stickers")
    return place(town, plain, {"sticker": sticker_of(file, plain.get("emoji"))}).body


@offers(GetFile)
def get_file(town: Town, call: GetFile, plain: Json) -> Json:
    """Where a file can be downloaded; at most 20 MB."""
    file = town.files.find(call.file_id)
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > DOWNLOAD_LIMIT:
        raise bad("file is too big")
    return {**file.card(), "file_path": file.path}


def _file(town: Town, given: Any, folder: str, limit: int = UPLOAD_LIMIT) -> File:
    """Find the file a call uploads or names by its file_id. Addresses are never fetched from here."""
    if isinstance(given, BufferedInputFile):
        if not given.data:
            raise bad("file must be non-empty")
        if len(given.data) > limit:
            raise bad("file is too big")
        return town.files.store(folder, given.filename or "file", given.data)
    if given.startswith(("http://", "https://")):
        raise bad("failed to get HTTP URL content")
    file = town.files.find(given)
    if file is None:
        raise bad("wrong file identifier/HTTP URL specified")
    return file
