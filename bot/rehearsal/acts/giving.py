"""Sending other things than text: contacts, pictures, files, voices, places, dice."""

import base64

from bot.rehearsal.acts.doing import Deed, open_place, say, text_of
from bot.rehearsal.methods.media import document_of, photo_of, sticker_of, voice_of
from bot.rehearsal.people import Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

CAPTION_LIMIT = 1024


def contact(town: Town, person: Person, given: Json) -> Json:
    """Share one's own number, or `of` somebody else, or any typed `phone`."""
    whose = town.person(given["of"]) if given.get("of") else person
    phone = given.get("phone") or whose.phone
    if not phone:
        raise Unwilling(f"{whose.first_name} has no phone number")
    card: Json = {"phone_number": str(phone), "first_name": whose.first_name}
    if whose.last_name:
        card["last_name"] = whose.last_name
    card["user_id"] = whose.id
    return _give(town, person, given, {"contact": card})


def photo(town: Town, person: Person, given: Json) -> Json:
    """Send a picture."""
    file = town.files.store("photos", "photo.jpg", _content(given, b"a picture"))
    return _give(town, person, given, {"photo": photo_of(file), **_caption(given)})


def document(town: Town, person: Person, given: Json) -> Json:
    """Send a file `name` with `content_base64`."""
    name = given.get("name")
    if not isinstance(name, str) or not name:
        raise Unwilling("a document needs a name")
    file = town.files.store(
        "documents", name, _content(given, b"a document"), given.get("mime_type")
    )
    return _give(town, person, given, {"document": document_of(file), **_caption(given)})


def voice(town: Town, person: Person, given: Json) -> Json:
    """Send a voice message."""
    file = town.files.store("voice", "voice.ogg", _content(given, b"a voice"))
    return _give(town, person, given, {"voice": voice_of(file), **_caption(given)})


def video_note(town: Town, person: Person, given: Json) -> Json:
    """Send a round video."""
    file = town.files.store("video_notes", "note.mp4", _content(given, b"a round video"))
    return _give(town, person, given, {"video_note": {"length": 240, "duration": 3, **file.card()}})


def sticker(town: Town, person: Person, given: Json) -> Json:
    """Send a sticker."""
    file = town.files.store("stickers", "sticker.webp", _content(given, b"a sticker"))
    return _give(
        town, person, given, {"sticker": sticker_of(file, str(given.get("emoji") or "🙂"))}
    )


def location(town: Town, person: Person, given: Json) -> Json:
    """Send a place; Helsinki, when none is given."""
    place: Json = {
        "latitude": float(given.get("latitude", 60.17)), "longitude": float(given.get("longitude", 24.94))
    }  # fmt: skip
    return _give(town, person, given, {"location": place})


def poll(town: Town, person: Person, given: Json) -> Json:
    """Send a poll."""
    options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("Yes", "No")]
    shown: Json = {
        "id": str(5_000_000 + int(town.clock.now())),
        "question": str(given.get("question") or "A question?"),
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    return _give(town, person, given, {"poll": shown})


def dice(town: Town, person: Person, given: Json) -> Json:
    """Throw a die."""
    eyes = int(given.get("value") or int(town.clock.now()) % 6 + 1)
    return _give(
        town, person, given, {"dice": {"emoji": str(given.get("emoji") or "🎲"), "value": eyes}}
    )


def _give(town: Town, person: Person, given: Json, content: Json) -> Json:
    return say(town, person, open_place(town, person, given), content, given)


def _content(given: Json, otherwise: bytes) -> bytes:
    encoded = given.get("content_base64")
    return otherwise if encoded is None else base64.b64decode(str(encoded), validate=True)


def _caption(given: Json) -> Json:
    if not given.get("caption"):
        return {}
    if len(str(given["caption"])) > CAPTION_LIMIT:
        raise Unwilling("a caption has at most 1024 characters")
    return text_of(given["caption"], "caption")


ACTS: dict[str, Deed] = {
    "contact": contact, "photo": photo, "document": document, "voice": voice, "video_note": video_note,
    "sticker": sticker, "location": location, "poll": poll, "dice": dice,
}  # fmt: skip
