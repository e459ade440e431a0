"""A whole world for a test: the local Telegram, the real bot on it over HTTP, and people."""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.rehearsal import Rehearsal
from bot.rehearsing import MADE_UP
from bot.settings import Settings
from bot.wiring import Running, service
from tests.taught import index_folder

PATIENCE = 10.0


class NobodyAnswered(AssertionError):
    """The bot did not do in time what the test waited for."""


@dataclass
class Person:
    """Somebody with Telegram on a phone."""

    world: "World"
    id: int
    last_press: Any = None

    async def act(self, do: str, **more: Any) -> Any:
        return await self.world.post("act", {"person": self.id, "do": do, **more})

    async def chat(self) -> list[dict[str, Any]]:
        """What this person sees in the private chat."""
        return await self.world.get(f"chats/{self.id}/messages?person={self.id}")

    async def shown(self) -> dict[str, Any]:
        """The newest message of the bot."""
        return [m for m in await self.chat() if m["from"] == "bot"][-1]

    async def message(self, number: int) -> dict[str, Any]:
        """The message with this number, as it stands now."""
        return next(m for m in await self.chat() if m["message_id"] == number)

    async def write(self, text: str) -> dict[str, Any]:
        """Write, and wait for the answer."""
        before = await self.world.answered()
        await self.act("write", text=text)
        await self.world.until_answered(before)
        return await self.shown()

    async def start(self, payload: str | None = None) -> dict[str, Any]:
        before = await self.world.answered()
        await self.act("start", **({"payload": payload} if payload else {}))
        await self.world.until_answered(before)
        return await self.shown()

    async def press(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """Press the button whose label begins with `label`, and wait for what it does."""
        message = message or await self.shown()
        for row, buttons in enumerate(rows(message)):
            for column, button in enumerate(buttons):
                if button["text"].startswith(label):
                    return await self.press_at(message, row, column)
        raise NobodyAnswered(f"no button {label!r} among {labels(message)}")

    async def press_verb(
        self, verb: str, detail: str = "", message: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Press the button, of the newest message, that has this verb and begins of a detail."""
        message = message or await self.shown()
        for row, column, button in buttons(message):
            payload = button["callback_data"].split(".")
            if payload[0] == verb and payload[2].startswith(detail):
                return await self.press_at(message, row, column)
        raise NobodyAnswered(f"no button {verb} {detail!r} among {labels(message)}")

    async def press_at(self, message: dict[str, Any], row: int, column: int) -> dict[str, Any]:
        return await self._pressed(message_id=message["message_id"], row=row, column=column)

    async def press_data(self, message: dict[str, Any], data: str) -> dict[str, Any]:
        """Press as a changed client can: with any payload."""
        return await self._pressed(message_id=message["message_id"], data=data)

    async def _pressed(self, **what: Any) -> dict[str, Any]:
        before = await self.world.answered()
        self.last_press = await self.act("press", **what)
        await self.world.until_answered(before)
        return await self.shown()

    async def toast(self) -> dict[str, Any]:
        """What the bot answered on the button pressed last."""
        return await self.world.get(f"queries/{self.last_press['query_id']}")


def rows(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return (message.get("reply_markup") or {}).get("inline_keyboard", [])


def labels(message: dict[str, Any]) -> list[str]:
    return [button["text"] for row in rows(message) for button in row]


def buttons(message: dict[str, Any]) -> list[tuple[int, int, dict[str, Any]]]:
    """The buttons that come back to the bot, with their places."""
    return [
        (r, c, button)
        for r, row in enumerate(rows(message))
        for c, button in enumerate(row)
        if "callback_data" in button
    ]


@dataclass
class World:
    rehearsal: Rehearsal
    session: aiohttp.ClientSession
    running: Running | None = None
    people: list[Person] = field(default_factory=list)

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.rehearsal.url}/rehearsal/{path}") as response:
            return await response.json()

    async def post(self, path: str, body: Any) -> Any:
        # As a stream: aiohttp warns of large bodies (mail files) otherwise.
        async with self.session.post(
            f"{self.rehearsal.url}/rehearsal/{path}",
            data=io.BytesIO(json.dumps(body).encode()),
            headers={"Content-Type": "application/json"},
        ) as response:
            answer = await response.json()
            assert response.status < 400, answer
            return answer

    async def person(self, name: str = "Aino", language: str | None = "fi") -> Person:
        body = {"first_name": name, **({"language_code": language} if language else {})}
        person = Person(self, (await self.post("people", body))["id"])
        self.people.append(person)
        return person

    async def answered(self) -> int:
        """How many updates the bot has finished with."""
        return self.running.intake.finished if self.running else 0

    async def until_answered(self, before: int) -> None:
        await self.until(lambda: self.running is not None and self.running.intake.finished > before)
        await self.until(lambda: self.running is not None and len(self.running.sender) == 0)

    async def until(self, reached: Callable[[], Any], *, seconds: float = PATIENCE) -> None:
        """Wait for real work over real sockets to be done; the only waiting tests do."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not reached():
            if asyncio.get_running_loop().time() > deadline:
                raise NobodyAnswered
            await asyncio.sleep(0.002)


def settings_for(rehearsal: Rehearsal, folder: Path, **more: Any) -> Settings:
    """The settings of a bot on this local Telegram, in this folder."""
    given: dict[str, Any] = {
        "telegram_token": rehearsal.token,
        "telegram_api": rehearsal.url,
        "data": folder / "data",
        "key_file": folder / "keys" / "rinnalla.key",
        "key_mirror": folder / "mirror",
        "backups": folder / "backups",
        "index": index_folder(),
        "offers": ["call", "write"],
        "organisation": json.loads(MADE_UP["RINNALLA_ORGANISATION"]),
        "incident": json.loads(MADE_UP["RINNALLA_INCIDENT"]),
        "listen": "127.0.0.1:0",
        "send_rate": 1000,
        **more,
    }
    return Settings(_env_file=None, **given)


@asynccontextmanager
async def world(
    folder: Path, *, clock: Any = None, town_clock: Any = None, limits: bool = False, **more: Any
) -> AsyncGenerator[World]:
    """Open a world whose bot keeps its data in `folder`."""
    async with (
        Rehearsal(limits=limits, clock=town_clock) as rehearsal,
        aiohttp.ClientSession() as session,
        service(settings_for(rehearsal, folder, **more), clock=clock) as running,
    ):
        yield World(rehearsal, session, running)
