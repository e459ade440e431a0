"""The limits of buttons: each refusal beside its permission."""

from typing import Any

import pytest

from tests.rehearsal.conftest import Hand


def button(**fields: Any) -> Any:
    return {"inline_keyboard": [[{"text": "x", **fields}]]}


ALLOWED = [
    (button(callback_data="x" * 64), {"callback_data": "x" * 64}),
    (button(copy_text={"text": "x" * 256}), {"copy_text": {"text": "x" * 256}}),
    (button(url="https://example.org/a"), {"url": "https://example.org/a"}),
    (button(url="example.org"), {"url": "http://example.org/"}),
    (button(url="tg://user?id=7"), {"url": "tg://user?id=7"}),
    (button(callback_data="a", style="danger"), {"callback_data": "a", "style": "danger"}),
    (button(switch_inline_query=""), {"switch_inline_query": ""}),
    (button(web_app={"url": "https://example.org"}), {"web_app": {"url": "https://example.org"}}),
]


@pytest.mark.parametrize(("markup", "kept"), ALLOWED)
async def test_a_button_within_its_limits_comes_back(hand: Hand, markup: Any, kept: Any) -> None:
    aino = await hand.person()

    sent = await hand.result("sendMessage", chat_id=aino, text="x", reply_markup=markup)

    assert sent["reply_markup"] == {"inline_keyboard": [[{"text": "x", **kept}]]}


REFUSED = [
    (button(callback_data="ä" * 33), "BUTTON_DATA_INVALID"),
    (button(callback_data=""), "BUTTON_DATA_INVALID"),
    (button(copy_text={"text": "x" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    (button(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    (button(url="nonsense"), "inline keyboard button URL 'nonsense' is invalid: Wrong HTTP URL"),
    (button(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    (button(callback_data="a", url="https://a.fi"),
     "inline keyboard button must have exactly one action, found url and callback_data"),
    (button(callback_data="a", style="pink"),
     "can't parse inline keyboard button: invalid button style specified"),
    (button(web_app={"url": "http://a.fi"}),
     "inline keyboard button Web App URL 'http://a.fi' is invalid: Only HTTPS links are allowed"),
    ({"inline_keyboard": [[{"text": "", "callback_data": "a"}]]},
     "inline keyboard button text must be non-empty"),
    ({"inline_keyboard": [[{"text": "x", "callback_data": "a"}] * 101]}, "reply markup is too long"),
    (button(callback_daat="x"), 'unknown field "callback_daat" in reply_markup.inline_keyboard'),
    ({"inline_keyboard": [[{"text": 1}]]},
     'parameter "inline_keyboard.0.0.text" is wrong: Input should be a valid string'),
    ({"keyboard": []}, "keyboard must contain at least one button"),
    ({"keyboard": [5]}, 'parameter "keyboard.0" is wrong: Input should be a valid list'),
    ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
    ({}, "object expected as reply markup"),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "why"), REFUSED)
async def test_a_button_beyond_its_limits_is_refused(hand: Hand, markup: Any, why: str) -> None:
    aino = await hand.person()

    refusal = await hand.refusal("sendMessage", chat_id=aino, text="x", reply_markup=markup)

    assert refusal == f"Bad Request: {why}"


async def test_a_hundred_buttons_pass(hand: Hand) -> None:
    aino = await hand.person()
    row = [{"text": "x", "callback_data": "a"}] * 10

    await hand.result(
        "sendMessage", chat_id=aino, text="x", reply_markup={"inline_keyboard": [row] * 10}
    )


async def test_a_number_is_asked_for_in_private_only(hand: Hand) -> None:
    aino = await hand.person()
    group = (await hand.post("groups", {"title": "Team", "members": [aino]}))["id"]
    asking = {"keyboard": [[{"text": "Number", "request_contact": True}]]}

    sent = await hand.result("sendMessage", chat_id=aino, text="x", reply_markup=asking)
    refusal = await hand.refusal("sendMessage", chat_id=group, text="x", reply_markup=asking)

    assert "reply_markup" not in sent
    assert (await hand.seen(aino))[-1]["reply_markup"] == asking
    assert refusal == "Bad Request: phone number can be requested in private chats only"


async def test_force_reply_and_removal_reach_the_person(hand: Hand) -> None:
    aino = await hand.person()

    for markup in ({"force_reply": True}, {"remove_keyboard": True}):
        await hand.result("sendMessage", chat_id=aino, text="x", reply_markup=markup)

    assert [m["reply_markup"] for m in (await hand.seen(aino))[-2:]] == [
        {"force_reply": True},
        {"remove_keyboard": True},
    ]


async def test_an_empty_keyboard_is_none(hand: Hand) -> None:
    aino = await hand.person()

    sent = await hand.result(
        "sendMessage", chat_id=aino, text="x", reply_markup={"inline_keyboard": [[]]}
    )

    assert "reply_markup" not in sent
