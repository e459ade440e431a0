"""Faults on purpose: refused before, cut, late, spoiled after."""

import aiohttp
import pytest

from tests.rehearsal.conftest import Hand


@pytest.mark.parametrize(
    ("kind", "status", "why"),
    [
        ("429", 429, "Too Many Requests: retry after 7"),
        ("500", 500, "Internal Server Error"),
        ("502", 502, "Bad Gateway"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
        ("deactivated", 403, "Forbidden: user is deactivated"),
    ],
)
async def test_a_refusing_fault_strikes_as_often_as_ordered(
    hand: Hand, kind: str, status: int, why: str
) -> None:
    aino = await hand.person()
    await hand.post("faults", {"kind": kind, "method": "sendMessage", "times": 1, "retry_after": 7})

    struck = await hand.call("sendMessage", chat_id=aino, text="x")
    spared = await hand.call("sendMessage", chat_id=aino, text="x")

    assert (struck["error_code"], struck["description"]) == (status, why)
    assert spared["ok"]
    assert len(await hand.seen(aino)) == 2


async def test_a_fault_strikes_only_the_named_chat_and_method(hand: Hand) -> None:
    aino, bertil = await hand.person("Aino"), await hand.person("Bertil")
    await hand.post("faults", {"kind": "500", "method": "SENDMESSAGE", "chat": aino})

    assert not (await hand.call("sendMessage", chat_id=aino, text="x"))["ok"]
    assert (await hand.call("sendMessage", chat_id=bertil, text="x"))["ok"]
    assert (await hand.call("sendChatAction", chat_id=aino, action="typing"))["ok"]


@pytest.mark.parametrize(("kind", "arrived"), [("cut_before", 0), ("cut_after", 1)])
async def test_a_cut_loses_the_answer_and_perhaps_the_message(
    hand: Hand, kind: str, arrived: int
) -> None:
    aino = await hand.person()
    await hand.post("faults", {"kind": kind, "times": 1})

    with pytest.raises(aiohttp.ClientError):
        await hand.call("sendMessage", chat_id=aino, text="x")

    assert [m["from"] for m in await hand.seen(aino)].count("bot") == arrived


async def test_broken_json_comes_after_the_message_is_accepted(hand: Hand) -> None:
    aino = await hand.person()
    await hand.post("faults", {"kind": "broken_json", "times": 1})

    with pytest.raises(ValueError, match="Expecting value"):
        await hand.call("sendMessage", chat_id=aino, text="x")

    assert len(await hand.seen(aino)) == 2


async def test_a_late_answer_outlasts_the_clients_patience(hand: Hand) -> None:
    aino = await hand.person()
    await hand.post("faults", {"kind": "timeout_after", "seconds": 5, "times": 1})
    url = f"{hand.rehearsal.url}/bot{hand.rehearsal.token}/sendMessage"
    patience = aiohttp.ClientTimeout(total=0.05)

    with pytest.raises(TimeoutError):
        await hand.session.post(url, json={"chat_id": aino, "text": "x"}, timeout=patience)

    assert len(await hand.seen(aino)) == 2


async def test_a_delay_only_delays(hand: Hand) -> None:
    aino = await hand.person()
    await hand.post("faults", {"kind": "delay", "seconds": 0.01})

    await hand.result("sendMessage", chat_id=aino, text="x")


async def test_a_share_strikes_by_a_repeatable_chance(hand: Hand) -> None:
    async def struck() -> list[bool]:
        await hand.post("faults", {"kind": "500", "share": 0.5, "seed": 7})
        found = [not (await hand.call("getMe"))["ok"] for _ in range(40)]
        async with hand.session.delete(f"{hand.rehearsal.url}/rehearsal/faults") as response:
            assert response.status == 200
        return found

    first, second = await struck(), await struck()

    assert first == second
    assert 10 < sum(first) < 30
    assert (await hand.call("getMe"))["ok"]


async def test_an_unknown_fault_is_refused(hand: Hand) -> None:
    assert "unknown kind" in (await hand.post("faults", {"kind": "flood"}))["error"]
    assert "error" in await hand.post("faults", {"kind": "500", "share": 2})
