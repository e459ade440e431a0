"""Masking the personal identifiers in an update, before it is kept."""

from collections.abc import Mapping
from typing import Any, Final, cast

from bot.answers.identifiers import mask

MASKED: Final = "rinnalla_masked"
"""The field a masked update carries: the kinds of identifiers that were in it, sorted."""

NOT_WORDS: Final = frozenset(
    {
        "bot_username", "callback_data", "chat_instance", "chat_type", "codec",
        "connected_website", "country_code", "country_codes", "currency", "data",
        "date_time_format", "email", "emoji", "file_path", "foursquare_type",
        "game_short_name", "google_place_type", "hash", "id", "invite_link", "invoice_payload",
        "language", "language_code", "last_resale_currency", "mime_type", "offset",
        "option_persistent_ids", "origin", "paid_media_payload", "phone_number", "point", "rarity",
        "secret", "set_name", "source", "start_parameter", "state", "status", "style",
        "theme_name", "type", "url", "username",
    }
)  # fmt: skip
"""Fields that Telegram or a button fills, not a person's words; with them all that end in `_id`."""

ANOTHERS: Final = frozenset({"reply_to_message", "pinned_message", "external_reply"})
"""Earlier messages inside this one: masked too, but not what the person wrote just now."""


def mask_update(raw: Mapping[str, Any]) -> tuple[Mapping[str, Any], frozenset[str]]:
    """Return `raw` with the identifiers in people's words masked, and which kinds were there.

    Without any, `raw` itself comes back, untouched. Otherwise a copy, with `MASKED` at its top
    if the person wrote them just now: in earlier messages, which come along with answers, they
    are masked without being reported. What a bot wrote is not looked at: our own messages, which
    come along with every press, never hold any. Any shape and depth is survived; nothing is ever
    raised about it.
    """
    found, kinds = _look(raw)
    if not found:
        return raw, frozenset()
    copied = _copy(raw, found)
    if kinds:
        copied[MASKED] = sorted(kinds)
    return copied, frozenset(kinds)


def _look(raw: Mapping[str, Any]) -> tuple[dict[str, str], set[str]]:
    """Return all texts that must be masked, with their masked form, and the kinds to report."""
    found: dict[str, str] = {}
    kinds: set[str] = set()
    # A stack of our own: hostile nesting would exhaust Python's.
    waiting: list[tuple[str, object, bool]] = [("", raw, True)]
    while waiting:
        key, value, just_now = waiting.pop()
        if isinstance(value, str):
            if _is_words(key):
                masked, held = mask(value)
                if held:
                    found[value] = masked
                    if just_now:
                        kinds |= held
        elif isinstance(value, dict):
            inner = cast("dict[str, object]", value)
            if _by_bot(inner):
                continue
            now = just_now and key not in ANOTHERS
            waiting += [(name, one, now) for name, one in inner.items()]
        elif isinstance(value, list):
            waiting += [(key, one, just_now) for one in cast("list[object]", value)]
    return found, kinds


def _copy(raw: Mapping[str, Any], found: Mapping[str, str]) -> dict[str, Any]:
    """Return a copy of `raw` in which the words that were found are masked."""
    top: dict[str, Any] = dict(raw)
    waiting: list[tuple[str, dict[str, Any] | list[Any]]] = [("", top)]
    while waiting:
        key, copied = waiting.pop()
        places: list[Any] = list(copied) if isinstance(copied, dict) else list(range(len(copied)))
        for place in places:
            name = place if isinstance(copied, dict) else key
            value: Any = cast("Any", copied)[place]
            if isinstance(value, str) and _is_words(name):
                value = found.get(value, value)
            elif isinstance(value, (dict, list)):
                value = cast("dict[str, Any] | list[Any]", value).copy()
                waiting.append((name, value))
            cast("Any", copied)[place] = value
    return top


def _is_words(key: object) -> bool:
    return isinstance(key, str) and key not in NOT_WORDS and not key.endswith("_id")


def _by_bot(message: Mapping[str, object]) -> bool:
    """Tell whether a bot wrote this message: its words are no person's."""
    sender = message.get("from")
    return isinstance(sender, dict) and cast("dict[str, object]", sender).get("is_bot") is True
