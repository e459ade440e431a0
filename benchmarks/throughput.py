"""How many updates a second, at what cost: our bot beside bare python-telegram-bot.

All bots run in one go against the same local Bot API server, each in a process of its own,
bot and server each on a core, rounds interleaved; the medians are printed with their ratios.

    python benchmarks/throughput.py [--people 600] [--each 3] [--rounds 3] [--only a,d]

(a)  bare python-telegram-bot, echo, its default HTTP client (httpx)
(a') the same on our lean client (aiohttp)
(b)  (a) with one SQLite commit (synchronous=FULL) for each update
(b') (b) on our lean client
(c)  our bot answering a menu press (two calls: the button's clock and the edited message)
(d)  our bot taking a change (/language) through inbox, transaction and outbox
"""

import argparse
import asyncio
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
TOKEN = "1000001:benchmark-token-that-opens-nothing"
BOTS = ("a", "a'", "b", "b'", "c", "d")


@dataclass
class Figures:
    updates: float
    cpu_ms: float
    memory_mb: float


# --- the bots ---------------------------------------------------------------------------------


def bare(api: str, *, lean: bool, commit: bool) -> None:
    """Be a bare python-telegram-bot that echoes, maybe with one commit for each update."""
    import aiosqlite
    from telegram import Update
    from telegram.ext import Application, ContextTypes, MessageHandler, filters

    from bot.tg.api import LeanRequest, new_session

    store: dict[str, Any] = {}

    async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        if commit:
            await store["db"].execute("insert into seen values (?)", (update.update_id,))
            await store["db"].commit()
        await update.effective_message.reply_text(update.effective_message.text)

    async def begin(_: Application) -> None:
        if commit:
            folder = tempfile.mkdtemp(prefix="rinnalla-bench-")
            store["db"] = await aiosqlite.connect(f"{folder}/bare.db")
            await store["db"].execute("pragma journal_mode = wal")
            await store["db"].execute("pragma synchronous = full")
            await store["db"].execute("create table seen (id integer)")

    async def main() -> None:
        builder = Application.builder().token(TOKEN).base_url(f"{api}/bot")
        if lean:
            session = new_session()
            builder = builder.request(LeanRequest(session)).get_updates_request(
                LeanRequest(session)
            )
        application = builder.build()
        application.add_handler(MessageHandler(filters.TEXT, echo))
        await begin(application)
        async with application:
            await application.start()
            await application.updater.start_polling(timeout=10)
            await asyncio.Event().wait()

    asyncio.run(main())


def start_bot(which: str, api: str, folder: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    if which in ("c", "d"):
        from bot.learning import folder_of_user
        from bot.rehearsing import MADE_UP

        environment |= {
            **MADE_UP,
            "RINNALLA_TELEGRAM_TOKEN": TOKEN,
            "RINNALLA_TELEGRAM_API": api,
            "RINNALLA_DATA": str(folder / "data"),
            "RINNALLA_KEY_FILE": str(folder / "key"),
            "RINNALLA_KEY_MIRROR": str(folder / "mirror"),
            "RINNALLA_BACKUPS": str(folder / "backups"),
            "RINNALLA_INDEX": str(folder_of_user()),
            "RINNALLA_SEND_RATE": "10000",
        }
        command = [sys.executable, "-m", "bot", "run"]
    else:
        command = [sys.executable, __file__, "--be", which, "--api", api]
    return subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {0}),
    )


# --- the measuring ----------------------------------------------------------------------------


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


class Town:
    """The local Bot API server in a process of its own, on the other core."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot.rehearsal", "--port", "0", "--token", TOKEN, "--no-limits"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {1}),
        )
        self.url = self.process.stdout.readline().strip().removeprefix("Rehearsal on ").rstrip("/")

    async def ask(self, session: aiohttp.ClientSession, method: str, path: str, body: Any = None):
        async with session.request(method, self.url + path, json=body) as response:
            return await response.json()

    async def calls(self, session: aiohttp.ClientSession) -> dict[str, int]:
        return (await self.ask(session, "GET", "/rehearsal/count"))["calls"]

    async def until(self, session: aiohttp.ClientSession, method: str, number: int) -> None:
        while (await self.calls(session)).get(method, 0) < number:
            await asyncio.sleep(0.01)


def message(person: int, n: int, text: str) -> dict[str, Any]:
    entities = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if text.startswith("/")
        else []
    )
    return {
        "message": {
            "message_id": 100_000 + n,
            "date": int(time.time()),
            "chat": {"id": person, "type": "private", "first_name": "Aino"},
            "from": {"id": person, "is_bot": False, "first_name": "Aino", "language_code": "fi"},
            "text": text,
            **({"entities": entities} if entities else {}),
        }
    }


async def measure(which: str, people: int, each: int) -> Figures:
    town = Town()
    folder = Path(tempfile.mkdtemp(prefix="rinnalla-bench-"))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        ids = [
            (await town.ask(session, "POST", "/rehearsal/people", {"first_name": "Aino"}))["id"]
            for _ in range(people)
        ]
        bot = start_bot(which, town.url, folder)
        try:
            text = "/language sv" if which == "d" else "/start" if which == "c" else "hei"
            warm = [message(person, n, text) for n, person in enumerate(ids)]
            await town.ask(session, "POST", "/rehearsal/updates", warm)
            await town.until(session, "sendMessage", people)
            await asyncio.sleep(3.2)  # let Telegram's per-chat windows, which we keep, run empty
            method, load = "sendMessage", []
            if which == "c":
                method = "editMessageText"
                load = await presses(town, session, ids, each)
            else:
                for n in range(people * each):
                    load.append(message(ids[n % people], people + n, text))
            already = (await town.calls(session)).get(method, 0)
            cpu, began = cpu_seconds(bot.pid), time.perf_counter()
            await town.ask(session, "POST", "/rehearsal/updates", load)
            await town.until(session, method, already + len(load))
            took = time.perf_counter() - began
            used = cpu_seconds(bot.pid) - cpu
            return Figures(len(load) / took, used / len(load) * 1000, peak_memory_mb(bot.pid))
        finally:
            bot.kill()
            town.process.kill()
            bot.wait()
            town.process.wait()


async def presses(town: Town, session: aiohttp.ClientSession, ids: list[int], each: int):
    """Presses of menu buttons that change the text each time: about, back, privacy, …"""
    from bot.store import keyfile  # noqa: F401  # documents where the tags come from

    load: list[list[dict[str, Any]]] = [[] for _ in range(each)]
    for person in ids:
        path = f"/rehearsal/chats/{person}/messages?person={person}"
        shown = (await town.ask(session, "GET", path))[-1]
        buttons = [b for row in shown["reply_markup"]["inline_keyboard"] for b in row]
        turning = [b["callback_data"] for b in buttons if "callback_data" in b][1:]
        for n in range(each):
            load[n].append(
                {
                    "callback_query": {
                        "id": f"{person}{n}",
                        "from": {"id": person, "is_bot": False, "first_name": "Aino"},
                        "chat_instance": "1",
                        "data": turning[n % len(turning)],
                        "message": {
                            "message_id": shown["message_id"],
                            "date": shown["date"],
                            "chat": {"id": person, "type": "private", "first_name": "Aino"},
                        },
                    }
                }
            )
    return [press for turn in load for press in turn]


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--people", type=int, default=600)
    arguments.add_argument("--each", type=int, default=3)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", default=",".join(BOTS))
    arguments.add_argument("--json", type=Path)
    arguments.add_argument("--be")
    arguments.add_argument("--api")
    given = arguments.parse_args()
    if given.be:
        bare(given.api, lean=given.be.endswith("'"), commit=given.be.startswith("b"))
        return
    chosen = given.only.split(",")
    found: dict[str, list[Figures]] = {which: [] for which in chosen}
    for number in range(given.rounds):
        for which in chosen:
            figures = asyncio.run(measure(which, given.people, given.each))
            found[which].append(figures)
            print(f"round {number + 1} ({which}) {figures.updates:8.0f}/s", file=sys.stderr)
    medians = {
        which: Figures(
            *(statistics.median(getattr(f, name) for f in rounds)
              for name in ("updates", "cpu_ms", "memory_mb"))
        )
        for which, rounds in found.items()
    }  # fmt: skip
    show(medians, given.people * given.each)
    if given.json:
        given.json.write_text(json.dumps({k: vars(v) for k, v in medians.items()}, indent=1))


def show(medians: dict[str, Figures], updates: int) -> None:
    print(f"\n{date.today()}, {platform.machine()}, Python {platform.python_version()}, "
          f"{os.cpu_count()} cores, {updates} updates a round, medians")  # fmt: skip
    print(f"{'':4}{'updates/s':>12}{'CPU ms':>10}{'memory MB':>12}{'× (a)':>9}{'CPU × (a)':>11}")
    base = medians.get("a")
    for which, figures in medians.items():
        ratios = ""
        if base:
            ratios = f"{figures.updates / base.updates:9.2f}{figures.cpu_ms / base.cpu_ms:11.2f}"
        print(f"({which:2})"
              f"{figures.updates:12.0f}{figures.cpu_ms:10.2f}{figures.memory_mb:12.0f}{ratios}")  # fmt: skip
    if "d" in medians and "a'" in medians:
        print(
            f"(d) to (a') on the same client: {medians['d'].updates / medians[chr(97) + chr(39)].updates:.2f}"
        )


if __name__ == "__main__":
    main()
