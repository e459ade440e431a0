"""30 a second over all, about one a second per chat, 20 a minute per group."""

from typing import Any

from tests.rehearsal.conftest import Hand


async def send(hand: Hand, chat: int, times: int = 1) -> list[Any]:
    """The seconds each of the sends was told to wait, 0 for those that passed."""
    answers = [await hand.call("sendMessage", chat_id=chat, text="x") for _ in range(times)]
    return [answer.get("parameters", {}).get("retry_after", 0) for answer in answers]


async def test_a_chat_takes_a_short_burst_and_then_one_a_second(hand: Hand) -> None:
    aino = await hand.person()
    await hand.post("limits", {"on": True})

    burst = await send(hand, aino, 5)
    hand.rehearsal.clock.advance(1)
    later = await send(hand, aino, 2)

    assert burst == [0, 0, 0, 1, 1]
    assert later == [0, 1]


async def test_the_refusal_is_telegrams(hand: Hand) -> None:
    aino = await hand.person()
    await hand.post("limits", {"on": True})
    await send(hand, aino, 3)

    answer = await hand.call("sendMessage", chat_id=aino, text="x")

    assert answer == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_a_group_takes_twenty_a_minute(hand: Hand) -> None:
    aino = await hand.person()
    group = (await hand.post("groups", {"title": "Team", "members": [aino]}))["id"]
    await hand.post("limits", {"on": True})
    waits: list[int] = []
    for _ in range(20):
        waits += await send(hand, group)
        hand.rehearsal.clock.advance(1)

    assert waits == [0] * 20
    assert await send(hand, group) == [40]
    hand.rehearsal.clock.advance(40)
    assert await send(hand, group) == [0]


async def test_all_chats_together_take_thirty_a_second(hand: Hand) -> None:
    people = [await hand.person(f"P{n}") for n in range(31)]
    await hand.post("limits", {"on": True})

    waits = [(await send(hand, person))[0] for person in people]
    hand.rehearsal.clock.advance(1)

    assert waits == [0] * 30 + [1]
    assert await send(hand, people[-1]) == [0]


async def test_edits_answers_and_refused_messages_cost_nothing(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="x")
    await hand.post("limits", {"on": True})

    for n in range(5):
        await hand.result(
            "editMessageText", chat_id=aino, message_id=sent["message_id"], text=str(n)
        )
        await hand.refusal("sendMessage", chat_id=aino, text="")

    assert await send(hand, aino, 3) == [0, 0, 0]


async def test_without_limits_everything_passes(hand: Hand) -> None:
    aino = await hand.person()

    assert await send(hand, aino, 50) == [0] * 50
