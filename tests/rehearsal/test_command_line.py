"""The server as a process of its own."""

import asyncio
import signal
import sys

import aiohttp


async def test_it_says_its_address_answers_and_stops_at_once() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.rehearsal", "--port", "0", "--token", "42:a", "--quiet",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    line = (await process.stdout.readline()).decode()
    url = line.removeprefix("Rehearsal on ").strip()
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "a"}]]}

    async with aiohttp.ClientSession() as session:
        person = {"first_name": "Aino"}
        await session.post(f"{url}rehearsal/people", json=person)
        await session.post(f"{url}rehearsal/act", json={"person": 7000001, "do": "start"})
        message = {"chat_id": 7000001, "text": "x", "reply_markup": markup}
        async with session.post(f"{url}bot42:a/sendMessage", json=message) as response:
            sent = await response.json()
        poll = asyncio.ensure_future(
            session.get(f"{url}bot42:a/getUpdates?timeout=50&offset=100000002")
        )
        await asyncio.sleep(0)
        process.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(process.communicate(), 5)
        await asyncio.gather(poll, return_exceptions=True)

    assert line.startswith("Rehearsal on http://127.0.0.1:")
    assert sent["ok"]
    assert process.returncode == 0
    assert errors == b""


async def test_a_token_that_is_none_is_refused() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.rehearsal", "--token", "nonsense",
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, errors = await process.communicate()

    assert process.returncode == 1
    assert b"a bot token looks like" in errors
