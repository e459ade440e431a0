"""The local Telegram and the real bot as processes of their own, to be killed and started again."""

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.rehearsing import MADE_UP, TOKEN
from tests.taught import index_folder

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0


class NothingHappened(AssertionError):
    """What the test waited for did not come in time."""


async def until(
    reached: Callable[[], Any], *, seconds: float = PATIENCE, step: float = 0.01
) -> float:
    """Wait until something in another process is so; return the seconds it took."""
    began = time.monotonic()
    while True:
        found = reached()
        if await found if asyncio.iscoroutine(found) else found:
            return time.monotonic() - began
        if time.monotonic() - began > seconds:
            raise NothingHappened
        await asyncio.sleep(step)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass
class Town:
    """The local Telegram, from the people's side."""

    url: str
    session: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        async with self.session.get(f"{self.url}/rehearsal/{path}") as response:
            assert response.status < 400, await response.text()
            return await response.json()

    async def post(self, path: str, body: Any) -> Any:
        async with self.session.post(f"{self.url}/rehearsal/{path}", json=body) as response:
            assert response.status < 400, await response.text()
            return await response.json()

    async def people(self, number: int, language: str = "fi") -> list[int]:
        """Settle many people at once."""
        body = [{"first_name": "Aino", "language_code": language}] * number
        return [person["id"] for person in await self.post("people", body)]

    async def act(self, person: int, do: str, **more: Any) -> Any:
        return await self.post("act", {"person": person, "do": do, **more})

    async def answers(self, person: int) -> list[dict[str, Any]]:
        """What the bot has said to this person."""
        seen = await self.get(f"chats/{person}/messages?person={person}")
        return [message for message in seen if message["from"] == "bot"]

    async def calls(self, method: str) -> int:
        """How often the bot has called a method, answered or refused."""
        return (await self.get("count"))["calls"].get(method, 0)

    async def settled(self) -> bool:
        """Whether the bot has confirmed everything there is."""
        return (await self.get("count"))["pending"] == 0


@asynccontextmanager
async def a_town() -> AsyncIterator[Town]:
    """Run `python -m bot.rehearsal` while the context is open."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.rehearsal", "--port", "0", "--no-limits", "--quiet",
         "--token", TOKEN],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        line = await asyncio.to_thread(process.stdout.readline)
        async with aiohttp.ClientSession() as session:
            yield Town(line.removeprefix("Rehearsal on ").strip().rstrip("/"), session)
    finally:
        process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


@dataclass
class Bot:
    """`python -m bot run` in a folder of its own; `more` are further settings without prefix."""

    folder: Path
    api: str
    more: dict[str, str] = field(default_factory=dict[str, str])
    process: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Everything all its lives have written to standard output and standard error."""
        return self.folder / "log"

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "RINNALLA" not in name}
        settings = {
            "TELEGRAM_API": self.api,
            "DATA": str(self.data),
            "KEY_FILE": str(self.folder / "keys" / "key"),
            "SECRETS": str(self.folder / "nowhere"),
            "SEND_RATE": "1000",
            "INDEX": str(index_folder()),
            **self.more,
        }
        named = {f"RINNALLA_{name}": value for name, value in settings.items()}
        return {**kept, **MADE_UP, **named, "PYTHONPATH": str(ROOT), "TMPDIR": str(self.temporary)}

    @property
    def temporary(self) -> Path:
        place = self.folder / "temporary"
        place.mkdir(exist_ok=True)
        return place

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder, env=self.environment(), stdout=log, stderr=log,
            )  # fmt: skip

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def strike(self, number: int = signal.SIGKILL) -> int:
        """Send a signal (kill -9 if none is named) and wait for the end; return the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(20)

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    @contextmanager
    def ledger(self) -> Iterator[sqlite3.Connection]:
        """data.db as it is on the disk now, for looking only."""
        with closing(
            sqlite3.connect(f"file:{self.data / 'data.db'}?mode=ro", uri=True, timeout=10)
        ) as connection:
            yield connection

    def waiting(self) -> tuple[int, int]:
        """How many updates and letters wait."""
        with self.ledger() as c:
            [(updates,)] = c.execute("select count(*) from inbox where state = 'waiting'")
            [(letters,)] = c.execute("select count(*) from outbox")
        return updates, letters

    def states(self) -> dict[str, int]:
        """How many updates of the inbox are in which state."""
        with self.ledger() as c:
            return dict(c.execute("select state, count(*) from inbox group by state"))

    def persons(self) -> int:
        """How many people there are who have agreed to something."""
        with self.ledger() as c:
            [(number,)] = c.execute("select count(*) from person")
        return number

    def tally(self) -> dict[str, int]:
        with self.ledger() as c:
            return dict(c.execute("select event, sum(count) from tally group by event"))


@contextmanager
def a_bot(folder: Path, town: Town, **more: str) -> Iterator[Bot]:
    """A bot that is not started yet; whatever runs of it at the end is killed."""
    bot = Bot(folder, town.url, dict(more))
    try:
        yield bot
    finally:
        if bot.alive:
            bot.strike()


async def begun(town: Town, lives: int) -> bool:
    """Whether the bot has begun to listen for the `lives`-th time."""
    return (await town.calls("deleteWebhook")) >= lives
