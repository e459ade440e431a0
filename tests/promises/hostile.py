"""Updates that are wrong in every way somebody or something could make them wrong."""

import copy
import unicodedata
from random import Random
from typing import Any

from tests.promises.made import DATE, message, pressed, somebody

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
CONTROLS = "".join(chr(n) for n in [*range(32), *range(127, 160)])
FORMATS = "".join(chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) == "Cf")
PILE = "a" + "\u0301" * 500
MARKUP = (
    "<b>", "</a>", "<a href='tg://user?id=1'>", "&amp;", "&", "&#x202e;", "<script>", "*_`[", "}}",
    "{name}", "%s", "%(x)s", "\\u0000", "tg://user?id=7000001", "https://example.com", "@rehearsal_bot",
    "/start", "/language sv", "'; drop table inbox; --", "${jndi:ldap://x}", "../../etc/passwd",
)  # fmt: skip

TEXTS = (
    "", " ", "\x00", "\ud800", "\udfff\ud800", BIDI, CONTROLS, FORMATS, PILE, "💣" * 300, "\ufeff",
    "\ufffe", "İı", "x" * 100_000, "/" * 100, "/start " + "x" * 5000, "/language " + BIDI, "/@", "/",
    *MARKUP,
)  # fmt: skip

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 1e308,
    float("inf"), float("nan"), [], {}, [[]], [None], {"": None}, {"id": None}, [1, 2, 3], "0", "-1",
    *TEXTS,
)  # fmt: skip


def nested(depth: int) -> Any:
    """Junk inside junk."""
    found: Any = "bottom"
    for n in range(depth):
        found = [found] if n % 2 else {"x": found}
    return found


def sound(person: int, number: int) -> list[dict[str, Any]]:
    """One update of each kind we hear, and of some that we leave be."""
    member = {"status": "member", "user": {"id": 5550100, "is_bot": True, "first_name": "bot"}}
    chat = {"id": person, "type": "private", "first_name": "Aino"}
    contact = {"phone_number": "+447700900123", "first_name": "Aino", "user_id": person}
    return [
        {"message": message(person, "hei")},
        {"message": message(person, "/start")},
        {"message": message(person, "/language sv")},
        {"message": message(person, None, contact=contact)},
        {"message": message(person, None, sticker={"file_id": "x", "file_unique_id": "x",
            "type": "regular", "width": 1, "height": 1, "is_animated": False, "is_video": False})},
        {"message": message(person, None, location={"longitude": 24.9, "latitude": 60.1})},
        {"edited_message": message(person, "hei", edit_date=DATE + 1)},
        {"message": message(person, "x", reply_to_message=message(person, "y"))},
        {"message": message(person, "/start", forward_origin={"type": "hidden_user", "date": DATE,
            "sender_user_name": "Xander"})},
        pressed(person, "menu.fi..AAAAAAAAAAAAAAAA", message(person, "x"), number),
        {"my_chat_member": {"chat": chat, "from": somebody(person), "date": DATE,
            "old_chat_member": member, "new_chat_member": {**member, "status": "kicked",
                                                           "until_date": 0}}},
        {"poll_answer": {"poll_id": "1", "user": somebody(person), "option_ids": [0]}},
        {"inline_query": {"id": "1", "from": somebody(person), "query": "x", "offset": ""}},
        {"message_of_next_year": {"from": somebody(person), "chat": chat, "wonder": nested(5)}},
    ]  # fmt: skip


def places(value: Any) -> list[tuple[Any, ...]]:
    """Every place inside a JSON value, as the keys that lead there."""
    found: list[tuple[Any, ...]] = []
    ahead: list[tuple[tuple[Any, ...], Any]] = [((), value)]
    while ahead:
        way, here = ahead.pop()
        inner = here.items() if isinstance(here, dict) else ()
        inner = enumerate(here) if isinstance(here, list) else inner
        for key, one in inner:
            found.append((*way, key))
            ahead.append(((*way, key), one))
    return found


def mutated(update: dict[str, Any], chance: Random) -> dict[str, Any]:
    """Return a copy that is wrong in one to four places."""
    update = copy.deepcopy(update)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        way = chance.choice(places(update))
        inside: Any = update
        for key in way[:-1]:
            inside = inside[key]
        match chance.randrange(5):
            case 0:
                del inside[way[-1]]
            case 1:
                inside[way[-1]] = nested(chance.choice((3, 30, 100)))
            case 2 if isinstance(inside, dict):
                inside[chance.choice(TEXTS)[:300]] = copy.deepcopy(chance.choice(VALUES))
            case 3:
                inside[way[-1]] = [inside[way[-1]]]
            case _:
                inside[way[-1]] = copy.deepcopy(chance.choice(VALUES))
        if not update:
            update["message"] = copy.deepcopy(chance.choice(VALUES))
    return update


def hostile_updates(people: list[int], seed: int) -> list[dict[str, Any]]:
    """One mutated update for each person, the kinds in turn. Numbers stay Telegram's own."""
    chance = Random(seed)
    found: list[dict[str, Any]] = []
    for n, person in enumerate(people):
        kinds = sound(person, 1_000_000 + n)
        update = mutated(kinds[n % len(kinds)], chance)
        update.pop("update_id", None)
        found.append(update)
    return found
