"""getUpdates: what is confirmed, what expires, who may poll."""

import asyncio
import io
import json
from typing import Any

from tests.rehearsal.conftest import Hand

DAY = 24 * 3600.0


async def ids(hand: Hand, **fields: Any) -> list[int]:
    return [update["update_id"] for update in await hand.result("getUpdates", **fields)]


async def written(hand: Hand, aino: int, count: int) -> list[int]:
    return [(await hand.act(aino, "write", text=str(n)))["update_id"] for n in range(count)]


async def test_updates_come_again_until_the_offset_confirms_them(hand: Hand) -> None:
    aino = await hand.person(started=False)
    one, two, three = await written(hand, aino, 3)

    assert await ids(hand) == [one, two, three]
    assert await ids(hand, limit=1) == [one]
    assert await ids(hand, offset=two) == [two, three]
    assert await ids(hand, offset=one) == [two, three]
    assert await ids(hand, offset=three + 1) == []
    assert (await hand.get("count"))["confirmed"] == 3


async def test_a_negative_offset_keeps_only_the_last_ones(hand: Hand) -> None:
    aino = await hand.person(started=False)
    *_, three = await written(hand, aino, 3)

    assert await ids(hand, offset=-1) == [three]
    assert await ids(hand) == [three]


async def test_an_offset_far_ahead_confirms_nothing(hand: Hand) -> None:
    aino = await hand.person(started=False)
    waiting = await written(hand, aino, 2)

    assert await ids(hand, offset=waiting[-1] + 1000) == waiting


async def test_after_a_jump_the_highest_number_is_no_offset_any_more(hand: Hand) -> None:
    aino = await hand.person(started=False)
    (old,) = await written(hand, aino, 1)
    await hand.post("updates/jump", {"to": 500})
    (new,) = await written(hand, aino, 1)

    assert new == 500
    assert await ids(hand) == [old, new]
    assert await ids(hand, offset=old + 1) == [new]
    assert await ids(hand, offset=old + 1) == [new]
    assert await ids(hand, offset=new + 1) == []


async def test_messages_wait_a_day_and_presses_150_seconds(hand: Hand) -> None:
    aino = await hand.person(started=False)
    (message,) = await written(hand, aino, 1)
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "a"}]]}
    sent = await hand.result("sendMessage", chat_id=aino, text="x", reply_markup=markup)
    press = await hand.act(aino, "press", message_id=sent["message_id"], row=0, column=0)

    assert await ids(hand) == [message, press["update_id"]]
    hand.rehearsal.clock.advance(151)
    assert await ids(hand) == [message]
    hand.rehearsal.clock.advance(DAY)
    assert await ids(hand) == []


async def test_allowed_updates_last_until_changed(hand: Hand) -> None:
    aino = await hand.person()
    await hand.result("getUpdates", allowed_updates=["my_chat_member"])

    written_then = await hand.act(aino, "write", text="unheard")
    blocked = await hand.act(aino, "block")
    await hand.act(aino, "unblock")
    await hand.result("getUpdates", allowed_updates=[])
    written_now = await hand.act(aino, "write", text="heard")

    assert written_then["update_id"] is None
    assert blocked["update_id"] is not None
    assert written_now["update_id"] is not None


async def test_reactions_come_only_when_asked_for(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="x")
    react = {"message_id": sent["message_id"], "emoji": "👍"}

    unheard = await hand.act(aino, "reaction", **react)
    await hand.result("getUpdates", allowed_updates=["message_reaction"])
    heard = await hand.act(aino, "reaction", **react)

    assert unheard["update_id"] is None
    assert heard["update_id"] is not None


async def test_a_long_poll_ends_with_the_first_update(hand: Hand) -> None:
    aino = await hand.person()
    await hand.result("getUpdates", offset=-1)
    seen = (await ids(hand))[-1]
    poll = asyncio.ensure_future(ids(hand, offset=seen + 1, timeout=30))
    await until(lambda: waits(hand))

    new = await hand.act(aino, "write", text="x")

    assert await poll == [new["update_id"]]


async def test_a_second_poller_ends_the_first(hand: Hand) -> None:
    first = asyncio.ensure_future(hand.call("getUpdates", timeout=30))
    await until(lambda: waits(hand))

    second = await hand.call("getUpdates")

    assert second["ok"]
    assert await first == {
        "ok": False,
        "error_code": 409,
        "description": "Conflict: terminated by other getUpdates request;"
        " make sure that only one bot instance is running",
    }


async def test_polling_and_webhook_exclude_each_other(hand: Hand) -> None:
    first = asyncio.ensure_future(hand.call("getUpdates", timeout=30))
    await until(lambda: waits(hand))

    await hand.result("setWebhook", url=f"{hand.rehearsal.url}/nobody")

    assert (await first)["description"] == "Conflict: terminated by setWebhook request"
    assert (await hand.call("getUpdates"))["description"] == (
        "Conflict: can't use getUpdates method while webhook is active;"
        " use deleteWebhook to delete the webhook first"
    )
    await hand.result("deleteWebhook")
    await hand.result("getUpdates")


async def test_raw_updates_go_through_as_they_are(hand: Hand) -> None:
    strange = {"update_id": 77, "message": {"chat": 5, "text": ["?"]}, "future_kind": {"x": 1}}
    person = {"id": 7000042, "is_bot": False, "first_name": "Xander"}
    plain = {
        "message": {
            "message_id": 5,
            "from": person,
            "chat": {"id": 7000042, "type": "private", "first_name": "Xander"},
            "date": 1,
            "text": "hei",
        }
    }

    put = await hand.post("updates", [strange, plain])

    assert put["update_ids"] == [77, 78]
    assert await hand.result("getUpdates") == [strange, {**plain, "update_id": 78}]
    answer = await hand.result("sendMessage", chat_id=7000042, text="hei")
    assert answer["message_id"] == 6
    assert [message["text"] for message in await hand.seen(7000042)] == ["hei", "hei"]


async def test_ten_thousand_updates_at_once_are_fine(hand: Hand) -> None:
    many = [
        {
            "message": {
                "message_id": n,
                "from": {"id": 8_000_000 + n % 100, "is_bot": False, "first_name": "Xander"},
                "chat": {"id": 8_000_000 + n % 100, "type": "private"},
                "date": 1,
                "text": "x",
            }
        }
        for n in range(1, 10_001)
    ]

    body = io.BytesIO(json.dumps(many).encode())
    url = f"{hand.rehearsal.url}/rehearsal/updates"
    async with hand.session.post(url, data=body) as response:
        put = await response.json()

    assert len(put["update_ids"]) == 10_000
    assert (await hand.get("count"))["pending"] == 10_000
    assert len(await hand.result("getUpdates", offset=put["update_ids"][9_950])) == 50


def waits(hand: Hand) -> bool:
    return hand.rehearsal.town.updates.polled


async def until(true: Any) -> None:
    """Let the server run until something is so; but not for ever."""
    for _ in range(100_000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never became so")
