"""Masking personal identifiers in whole updates: wherever people write, nowhere else."""

import copy
import json
from typing import Any

import pytest

from bot.answers.identifiers import DOT
from bot.answers.masking import ANOTHERS, MASKED, NOT_WORDS, mask_update
from tests.promises.made import message, pressed, wrote
from tests.promises.specification import BOT_API

AINO = 4_000_001
HETU = "131052-952K"
"""From the range of temporary codes, which nobody is given for good."""


def update(text: str, **more: Any) -> dict[str, Any]:
    return {"update_id": 7, **wrote(AINO, text, **more)}


def test_an_ordinary_update_comes_back_itself():
    raw = update("Sain viestin, 200 euroa")

    same, kinds = mask_update(raw)

    assert same is raw
    assert kinds == frozenset()


def test_an_update_is_masked_in_a_copy_and_says_so():
    raw = update(f"olen {HETU}", entities=[{"type": "bold", "offset": 5, "length": 11}])
    before = copy.deepcopy(raw)

    changed, kinds = mask_update(raw)

    assert raw == before
    assert kinds == {"identity_code"}
    assert changed[MASKED] == ["identity_code"]
    assert changed["message"]["text"] == f"olen {DOT * 11}"
    assert changed["message"]["entities"] == raw["message"]["entities"]
    assert HETU not in json.dumps(changed, ensure_ascii=False)


@pytest.mark.parametrize(
    "more",
    [
        {"caption": HETU}, {"from": {"id": AINO, "first_name": HETU}}, {"contact": {"vcard": HETU}},
        {"document": {"file_name": f"{HETU}.pdf"}}, {"audio": {"performer": HETU, "title": HETU}},
        {"poll": {"question": HETU, "options": [{"text": "a"}, {"text": HETU}], "explanation": "b"}},
        {"venue": {"title": "x", "address": HETU}}, {"quote": {"text": HETU, "position": 0}},
        {"checklist": {"title": "x", "tasks": [{"id": 1, "text": HETU}]}},
        {"a_field_of_tomorrow": [[{"words": HETU}]]},
    ],
)  # fmt: skip
def test_wherever_a_person_writes_it_is_masked(more: dict[str, Any]):
    changed, kinds = mask_update({"update_id": 7, "message": message(AINO, "moi") | more})

    assert kinds == {"identity_code"}
    assert HETU not in json.dumps(changed, ensure_ascii=False)


def test_what_telegram_and_our_buttons_fill_is_never_touched():
    same = dict.fromkeys(sorted(NOT_WORDS), HETU) | {"file_id": HETU, "media_group_id": HETU}

    assert mask_update({"update_id": 7, "message": same})[0] == {"update_id": 7, "message": same}


def test_a_number_in_a_shared_contact_is_left():
    contact = {"phone_number": "+447700900123", "first_name": "Aino"}
    raw = {"update_id": 7, "message": message(AINO, contact=contact)}

    assert mask_update(raw) == (raw, frozenset())


@pytest.mark.parametrize("around", sorted(ANOTHERS))
def test_an_earlier_message_that_comes_along_is_masked_but_not_reported(around: str):
    changed, kinds = mask_update(update("moi", **{around: message(AINO, HETU)}))

    assert kinds == frozenset()
    assert MASKED not in changed
    assert HETU not in json.dumps(changed, ensure_ascii=False)


def test_a_press_under_our_own_message_reports_nothing():
    under = message(AINO, HETU) | {"from": {"id": 1, "is_bot": True, "first_name": "Rinnalla"}}

    changed, kinds = mask_update({"update_id": 7, **pressed(AINO, f"x:{HETU}", under, 5)})

    assert kinds == frozenset()
    assert changed["callback_query"]["data"] == f"x:{HETU}"
    assert changed["callback_query"]["message"]["text"] == under["text"]  # ours: never holds any


@pytest.mark.parametrize("wrap", [lambda inner: {"text": inner}, lambda inner: [inner]])
def test_hostile_nesting_is_survived(wrap: Any):
    deep: Any = {"text": HETU}
    for _ in range(100_000):
        deep = wrap(deep)
    raw = {"update_id": 7, "message": {"text": deep}}

    changed, kinds = mask_update(raw)

    assert kinds == {"identity_code"}
    dismantle(raw)
    dismantle(changed)


def dismantle(tree: Any) -> None:
    """Take a deep tree apart from the top: dropping it whole would exhaust the stack."""
    waiting = [tree]
    while waiting:
        one = waiting.pop()
        waiting += (
            list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else []
        )
        if isinstance(one, (dict, list)):
            one.clear()


@pytest.mark.parametrize("raw", [{}, {"message": None}, {"message": [HETU, 5, None, True]},
                                 {"message": {"text": 131052}}, {"text": {"text": []}}])  # fmt: skip
def test_any_shape_is_survived(raw: dict[str, Any]):
    changed, _ = mask_update(raw)

    assert HETU not in json.dumps(changed)


KNOWN_WORDS = frozenset(
    {
        "address", "author_signature", "base_name", "bio", "button_text", "caption", "city", "comment",
        "custom_title", "description", "explanation", "file_name", "first_name", "forward_text",
        "last_name", "name", "new_chat_title", "option_text", "performer", "post_code",
        "prize_description", "query", "question", "reason", "sender_tag", "sender_user_name",
        "street_line1", "street_line2", "switch_inline_query",
        "switch_inline_query_current_chat", "tag", "text", "title", "vcard", "web_app_name",
    }
)  # fmt: skip


@pytest.mark.parametrize("described", [BOT_API["types"]] if BOT_API else [])
def test_every_text_field_of_an_update_is_decided(described: dict[str, Any]):
    """A new field of Telegram is masked until somebody decides; this test asks for it."""
    waiting, seen, texts = ["Update"], set[str](), set[str]()
    while waiting:
        kind = waiting.pop()
        if kind in seen or kind not in described:
            continue
        seen.add(kind)
        waiting += described[kind].get("subtypes", [])
        for field in described[kind].get("fields", []):
            kinds = {name.replace("Array of ", "") for name in field["types"]}
            texts |= {field["name"]} if "String" in kinds else set()
            waiting += kinds - {"String"}

    undecided = {name for name in texts - NOT_WORDS - KNOWN_WORDS if not name.endswith("_id")}

    assert undecided == set()
