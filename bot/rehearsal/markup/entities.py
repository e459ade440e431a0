"""Entities: parts of a text with a meaning, counted in UTF-16 code units."""

import re
from typing import Any

from bot.rehearsal.keyboards import checked_link
from bot.rehearsal.refusal import Refusal, bad
from bot.rehearsal.shape import Json

DETECTED = frozenset(
    {
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bank_card_number",
    }
)
"""Kinds Telegram finds by itself; a bot that sends them is not listened to."""
SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
PLAIN = (*SPLITTABLE, *QUOTES, "code")
RANK = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip
USER_LINK = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d+)(?:[&#].*)?", re.IGNORECASE)

# Control characters become spaces; carriage returns, line separators, direction marks and three
# combining lines vanish. This is what the real server does to every text.
_SPOILED = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")
_VANISHES = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_HINT = re.compile(r"[/@#]|\w\.\w")
_COMMAND = re.compile(r"(?<![\w/<>])/([A-Za-z0-9_]{1,64})(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_MENTION = re.compile(r"(?<!\w)@[A-Za-z0-9_]{2,32}(?!\w)")
_HASHTAG = re.compile(r"(?<!\w)#(?=\w*[^\W\d_])\w{1,256}")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
# The real server knows every top-level domain; a bare name is a link here only under these.
_URL = re.compile(
    r"(?:(?:https?|ftp|tg|ton|tonsite)://[^\s<>\"«»]+"
    r"|(?<![\w@.-])(?:[A-Za-z0-9-]+\.)+(?:fi|se|com|org|net|info|eu|io|me|dev|app|gov|edu|uk|de)"
    r"(?![\w-])(?:[/?#][^\s<>\"«»]*)?)",
    re.IGNORECASE,
)
_TRAILING = ".,:;!?'()[]{}\"`"
_FINDERS = (
    ("mention", _MENTION),
    ("bot_command", _COMMAND),
    ("hashtag", _HASHTAG),
    ("email", _EMAIL),
    ("url", _URL),
)


def utf16(text: str) -> int:
    """Answer the length of a text as Telegram counts it."""
    return (
        len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)
    )


def span(kind: str, offset: int, length: int, **more: Any) -> Json:
    """One entity as Telegram writes it."""
    return {"offset": offset, "length": length, "type": kind, **more}


def link(url: str, offset: int, length: int) -> Json | None:
    """Answer a text_link or text_mention entity, or None when Telegram drops the link and keeps the text."""
    person = USER_LINK.fullmatch(url)
    if person:
        user: Json = {"id": int(person[1]), "is_bot": False, "first_name": ""}
        return span("text_mention", offset, length, user=user)
    checked = checked_link(url)
    return span("text_link", offset, length, url=checked) if checked else None


def date_time(offset: int, length: int, unix: int, form: str) -> Json:
    """Answer a date_time entity; raise Refusal when its format is none Telegram knows."""
    if form and not re.fullmatch(r"[rR]|[tTdDwW]*", form):
        raise unparsed("Invalid date-time format specified")
    return span(
        "date_time", offset, length, unix_time=unix, **({"date_time_format": form} if form else {})
    )


def unparsed(why: str) -> Refusal:
    """400: markup that does not parse."""
    return bad(f"can't parse entities: {why}")


def settled(entity: Json) -> Json:
    """Answer an entity a bot sent, with only the fields of its kind; {} for kinds Telegram finds itself."""
    kind, offset, length = entity["type"], int(entity["offset"]), int(entity["length"])
    if offset < 0 or offset > 1_000_000:
        raise bad(f"receive an entity with incorrect offset {offset}")
    if length < 0 or length > 1_000_000:
        raise bad(f"receive an entity with incorrect length {length}")
    if kind in DETECTED or length == 0:
        return {}
    match kind:
        case "text_link":
            found = link(entity.get("url") or "", offset, length)
            if found is None:
                raise bad("entity Wrong HTTP URL")
            return found
        case "text_mention":
            return span(kind, offset, length, user=entity["user"])
        case "pre":
            language = entity.get("language")
            return span(kind, offset, length, **({"language": language} if language else {}))
        case "custom_emoji":
            return span(kind, offset, length, custom_emoji_id=entity["custom_emoji_id"])
        case "date_time":
            return date_time(
                offset, length, int(entity["unix_time"]), entity.get("date_time_format") or ""
            )
        case _:
            if kind not in PLAIN:
                raise bad("can't parse MessageEntity: Unsupported type specified")
            return span(kind, offset, length)


def order(entity: Json) -> tuple[int, int, int]:
    """Outer before inner: by start, then the longer, then by kind."""
    return entity["offset"], -entity["length"], RANK.get(entity["type"], 50)


def clean(text: str, spans: list[Json]) -> tuple[str, list[Json]]:
    """Take out what Telegram takes out of every text, trim it, and move the entities along."""
    if spans:
        _within(text, spans)
    if _SPOILED.search(text):
        spans = _without(text, spans)
        text = _CONTROL.sub(" ", _VANISHES.sub("", text))
    ended = text.rstrip()
    begun = ended.lstrip(" \n")
    if len(begun) == len(text):
        return text, spans
    last = utf16(ended)
    spans = [
        {**entity, "length": min(entity["length"], last - entity["offset"])}
        for entity in spans
        if entity["offset"] < last
    ]
    lead = len(ended) - len(begun)
    if spans:
        lead = min(lead, *(entity["offset"] for entity in spans))
        spans = [{**entity, "offset": entity["offset"] - lead} for entity in spans]
    return ended[lead:], spans


def _within(text: str, spans: list[Json]) -> None:
    """Refuse entities that leave the text or cut a character in two, as the real server does."""
    total = utf16(text)
    inside: set[int] = set()
    if total != len(text):
        at = 0
        for character in text:
            if character > "\uffff":
                inside.add(at + 1)
                at += 1
            at += 1
    for entity in spans:
        offset, end = entity["offset"], entity["offset"] + entity["length"]
        if offset >= total:
            raise bad(f"entity begins after the end of the text at UTF-16 offset {offset}")
        if end > total:
            raise bad(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {end}"
            )
        if offset in inside:
            raise bad(
                f"entity begins in a middle of a UTF-16 symbol at byte offset {_bytes(text, offset)}"
            )
        if end in inside:
            raise bad(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol"
                f" at byte offset {_bytes(text, end)}"
            )


def _bytes(text: str, units: int) -> int:
    """Where the character after the one cut in two begins, in UTF-8 bytes."""
    return len(text.encode("utf-16-le")[: units * 2 + 2].decode("utf-16-le", "ignore").encode())


def _without(text: str, spans: list[Json]) -> list[Json]:
    gone = [utf16(text[: match.start()]) for match in _VANISHES.finditer(text)]
    if not gone or not spans:
        return spans

    def before(units: int) -> int:
        return sum(at < units for at in gone)

    moved = [
        {
            **entity,
            "offset": entity["offset"] - before(entity["offset"]),
            "length": entity["length"]
            - before(entity["offset"] + entity["length"])
            + before(entity["offset"]),
        }
        for entity in spans
    ]
    return [entity for entity in moved if entity["length"] > 0]


def found_in(text: str, spans: list[Json]) -> list[Json]:
    """Add the entities Telegram finds by itself, where no link, code or mention is already."""
    if not _HINT.search(text):
        return sorted(spans, key=order) if len(spans) > 1 else spans
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in spans
        if entity["type"] not in SPLITTABLE and entity["type"] not in QUOTES
    ]
    all_found = list(spans)
    for kind, pattern in _FINDERS:
        for match in pattern.finditer(text):
            end = match.end()
            while kind == "url" and end > match.start() and text[end - 1] in _TRAILING:
                end -= 1
            offset = utf16(text[: match.start()])
            length = utf16(text[match.start() : end])
            if length and not any(
                start < offset + length and offset < stop for start, stop in taken
            ):
                taken.append((offset, offset + length))
                all_found.append(span(kind, offset, length))
    return sorted(all_found, key=order)
