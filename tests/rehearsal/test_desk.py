"""The people's side: state, journal, events, several bots, who may come in."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
from yarl import URL

from bot.rehearsal import Clock, Rehearsal
from tests.rehearsal.conftest import NOON, Hand
from tests.rehearsal.test_polling import until


async def test_the_state_shows_bot_people_and_chats(hand: Hand) -> None:
    aino = await hand.person("Aino", language_code="fi")
    commands = [{"command": "start", "description": "Start"}]
    await hand.result("setMyCommands", commands=commands)

    state = await hand.get("state")

    assert state["bot"]["commands"] == commands
    assert state["people"][0]["id"] == aino == 7000001
    assert state["chats"][0]["type"] == "private"
    assert state["limits"] is False
    assert state["now"] == "2026-11-23T12:00:00.000+00:00"


async def test_the_journal_keeps_calls_and_can_be_read_on(hand: Hand) -> None:
    aino = await hand.person()
    for text in "abc":
        await hand.result("sendMessage", chat_id=aino, text=text)
    await hand.refusal("sendMessage", chat_id=1, text="d")

    calls = await hand.get("calls?after=1&limit=2")
    last = (await hand.get("calls?after=3"))[0]

    assert [call["fields"]["text"] for call in calls] == ["b", "c"]
    assert (last["n"], last["status"]) == (4, 400)
    assert last["answer"]["description"] == "Bad Request: chat not found"
    assert (await hand.get("count"))["refused"] == 1


async def test_events_can_be_waited_for(hand: Hand) -> None:
    aino = await hand.person()
    seen = (await hand.get("events"))["last"]
    waiting = asyncio.ensure_future(hand.get(f"events?after={seen}&wait=25"))
    await until(lambda: hand.rehearsal.town.events.awaited)

    await hand.act(aino, "write", text="x")

    (event,) = (await waiting)["events"]
    assert (event["kind"], event["chat"], event["message"]["text"]) == ("message", aino, "x")


async def test_every_kind_of_event_is_told(hand: Hand) -> None:
    aino = await hand.person()
    sent = await hand.result("sendMessage", chat_id=aino, text="x")
    where = {"chat_id": aino, "message_id": sent["message_id"]}
    await hand.result("editMessageText", text="y", **where)
    press = await hand.act(aino, "press", message_id=sent["message_id"], data="a")
    await hand.result("answerCallbackQuery", callback_query_id=press["query_id"], text="ok")
    await hand.result("deleteMessage", **where)
    await hand.result("sendChatAction", chat_id=aino, action="typing")
    await hand.result("setMyName", name="Rinnalla")
    await hand.post("groups", {"title": "Team", "members": [aino]})

    events = (await hand.get("events"))["events"]

    kinds = {event["kind"] for event in events}
    assert kinds == {
        "people", "message", "edited", "query", "deleted", "action", "bot", "chats", "call",
    }  # fmt: skip
    assert [event["n"] for event in events] == list(range(1, len(events) + 1))
    assert next(e for e in events if e["kind"] == "call")["call"]["method"] == "sendMessage"
    assert next(e for e in events if e["kind"] == "query")["text"] == "ok"


async def test_the_clock_and_the_limits_can_be_set(hand: Hand) -> None:
    moved = await hand.post("clock", {"advance": 3600})
    limited = await hand.post("limits", {"on": True})

    assert moved["now"] == "2026-11-23T13:00:00.000+00:00"
    assert limited == {"limits": True}
    assert "error" in await hand.post("clock", {"advance": -1})


async def test_what_is_not_there_is_404_and_what_is_wrong_400(hand: Hand) -> None:
    url = hand.rehearsal.url

    async def status(path: str, **more: Any) -> int:
        async with hand.session.post(f"{url}{path}", **more) as response:
            return response.status

    assert await status("/rehearsal/nothing") == 404
    assert await status("/rehearsal/act", data=b"{") == 400
    assert await status("/rehearsal/act", json={}) == 400
    assert await status("/rehearsal/act", json=[]) == 400
    assert await status("/rehearsal/updates", json=[5]) == 400
    assert await status("/page/../server.py") == 404
    assert await status("/page/..%2fserver.py") == 404


async def test_other_hosts_and_other_pages_may_not_come_in(hand: Hand) -> None:
    url = f"{hand.rehearsal.url}/rehearsal/state"

    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        async with hand.session.get(url, headers=headers) as response:
            assert response.status == 403
    async with hand.session.get(url, headers={"Origin": hand.rehearsal.url}) as response:
        assert response.status == 200


async def test_the_page_is_served_from_its_folder_only(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.html").write_text("<p>Hei</p>")
    (page / "page.js").write_text("1")
    (tmp_path / "secret.txt").write_text("s")

    async with Rehearsal(page=page) as rehearsal, aiohttp.ClientSession() as session:

        async def fetch(path: str) -> tuple[int, str]:
            url = URL(f"{rehearsal.url}{path}", encoded=True)
            async with session.get(url) as response:
                return response.status, response.content_type

        assert await fetch("/") == (200, "text/html")
        assert (await fetch("/page/page.js"))[0] == 200
        for path in ("/page/../secret.txt", "/page/%2e%2e/secret.txt", "/page//etc/passwd", "/x"):
            assert (await fetch(path))[0] == 404


async def test_each_token_is_a_bot_in_its_own_town() -> None:
    tokens = ["11:one", "22:two"]
    async with (
        Rehearsal(tokens, limits=False, clock=Clock(NOON, runs=False)) as rehearsal,
        aiohttp.ClientSession() as session,
    ):
        hand = Hand(rehearsal, session)
        await hand.person("Aino")
        other = await hand.get("state?bot=22")

        assert (await hand.get("state"))["bot"]["id"] == 11
        assert (other["bot"]["id"], other["people"]) == (22, [])
