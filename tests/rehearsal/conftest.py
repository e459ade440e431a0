"""A town with nobody in it, a hand to move people, and two unchanged clients as bots."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram import Bot as TelegramBot

from bot.rehearsal import Clock, Rehearsal

NOON = 1_795_435_200.0
"""23 November 2026, 12:00 UTC."""


class Hand:
    """What a test does on the people's side and, unchecked, on the bot's side, over HTTP."""

    def __init__(self, rehearsal: Rehearsal, session: aiohttp.ClientSession) -> None:
        self.rehearsal = rehearsal
        self.session = session

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.rehearsal.url}/rehearsal/{path}") as response:
            return await response.json()

    async def post(self, path: str, body: Any) -> Any:
        async with self.session.post(
            f"{self.rehearsal.url}/rehearsal/{path}", json=body
        ) as response:
            return await response.json()

    async def person(self, first_name: str = "Aino", *, started: bool = True, **more: Any) -> int:
        found = await self.post("people", {"first_name": first_name, **more})
        if started:
            await self.act(found["id"], "start")
        return found["id"]

    async def act(self, person: int, do: str, **more: Any) -> Any:
        return await self.post("act", {"person": person, "do": do, **more})

    async def call(self, method: str, **fields: Any) -> Any:
        """Call a Bot API method as raw JSON and answer the whole answer."""
        url = f"{self.rehearsal.url}/bot{self.rehearsal.token}/{method}"
        async with self.session.post(url, json=fields) as response:
            answer = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    async def refusal(self, method: str, **fields: Any) -> str:
        answer = await self.call(method, **fields)
        assert not answer["ok"], answer
        return answer["description"]

    async def result(self, method: str, **fields: Any) -> Any:
        answer = await self.call(method, **fields)
        assert answer["ok"], answer
        return answer["result"]

    async def seen(self, chat: int, person: int | None = None) -> Any:
        return await self.get(f"chats/{chat}/messages" + (f"?person={person}" if person else ""))


@pytest.fixture
async def rehearsal() -> AsyncIterator[Rehearsal]:
    async with Rehearsal(limits=False, clock=Clock(NOON, runs=False)) as running:
        yield running


@pytest.fixture
async def hand(rehearsal: Rehearsal) -> AsyncIterator[Hand]:
    async with aiohttp.ClientSession() as session:
        yield Hand(rehearsal, session)


@pytest.fixture
async def telegram_bot(rehearsal: Rehearsal) -> AsyncIterator[TelegramBot]:
    url = rehearsal.url
    async with TelegramBot(
        rehearsal.token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot"
    ) as bot:
        yield bot


@pytest.fixture
async def aiogram_bot(rehearsal: Rehearsal) -> AsyncIterator[AiogramBot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(rehearsal.url))
    async with AiogramBot(rehearsal.token, session=session) as bot:
        yield bot
