import json
from pathlib import Path

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st

from bot.tg.updates import ALLOWED, KINDS, chat_of, language_tag_of

SPECIFICATION = Path(__file__).parents[2].parent / "shared" / "botapi" / "botapi.json"

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "chat", "from", "id", "user", "callback_query", "text"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def test_every_kind_of_update_is_decided():
    assert set(KINDS) == set(telegram.Update.ALL_TYPES)


@pytest.mark.parametrize("file", [SPECIFICATION] if SPECIFICATION.exists() else [])
def test_every_kind_the_official_bot_api_names_is_decided(file: Path):
    fields = json.loads(file.read_text())["types"]["Update"]["fields"]

    assert {field["name"] for field in fields} - {"update_id"} <= set(KINDS)


def test_telegram_is_asked_only_for_what_we_answer():
    assert set(ALLOWED) == {"message", "callback_query", "my_chat_member"}


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        ({"message": {"chat": {"id": 5}, "from": {"id": 6}}}, 5),
        ({"callback_query": {"from": {"id": 6}, "message": {"chat": {"id": 5}}}}, 5),
        ({"callback_query": {"from": {"id": 6}}}, 6),
        ({"my_chat_member": {"chat": {"id": -7}, "from": {"id": 6}}}, -7),
        ({"poll_answer": {"user": {"id": 8}}}, 8),
        ({"poll": {"id": "1"}}, None),
        ({"message": {"chat": {"id": True}}}, None),
    ],
)
def test_an_update_belongs_to_the_lane_of_its_chat(raw: dict, chat: int | None):
    assert chat_of(raw) == chat


@given(raw=st.dictionaries(st.sampled_from([*KINDS, "update_id"]), anything, max_size=3))
def test_the_strangest_data_only_ever_means_no_chat(raw: dict):
    assert chat_of(raw) is None or isinstance(chat_of(raw), int)
    assert language_tag_of(raw) is None or isinstance(language_tag_of(raw), str)
