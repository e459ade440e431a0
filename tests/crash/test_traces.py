"""What a whole, troubled day of the service leaves on the disk and in the log: nothing of anybody."""

import asyncio
import json
import re
import resource
import shutil
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.rehearsing import TOKEN
from bot.web.door import HEADER, PATH
from tests.crash.process import Bot, Town, a_bot, a_town, free_port, until
from tests.promises.canaries import STEM, Canary, hits
from tests.promises.figures import Figures

pytestmark = pytest.mark.crash

SECRET = "a-secret-of-at-least-32-letters-_0"
WORDS = ("/start", "/language sv", "hei", "/crisis", "/nonsense")

BROKEN = (b"", b"{", b"[]", b"\xff\xfe", b'{"update_id": "%s"}', b'{"update_id": tru', b'"%s"',
          b'{"message": {"text": "%s"}}')  # fmt: skip


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with a_town() as one:
        yield one


async def trouble(town: Town) -> None:
    """Let Telegram fail in every way it can, a part of the time."""
    kinds = [("429", 0.1), ("500", 0.1), ("502", 0.1), ("cut_after", 0.1), ("broken_json", 0.1),
             ("cut_before", 0.1), ("blocked", 0.05)]  # fmt: skip
    for seed, (kind, share) in enumerate(kinds):
        fault = {"kind": kind, "share": share, "seed": seed, "method": "sendMessage"}
        await town.post("faults", fault)


async def a_day(town: Town, people: list[Canary]) -> None:
    """Everybody writes, shares a contact, and sends something that breaks the bot's reading."""
    for person in people:
        said = [person.wrote(text) for text in (WORDS[person.number % len(WORDS)], "kiitos")]
        broken = person.wrote("hei", date=STEM)
        await town.post("updates", [*said, person.shared_contact(), broken])


@dataclass
class Trust:
    """People who agree, give what is asked, look at it, correct it, take it back, are forgotten."""

    town: Town
    bot: Bot
    updates: int = 0
    """How many updates all this has made."""

    async def say(self, person: Canary, *texts: str) -> None:
        await self.town.post("updates", [person.said(text) for text in texts])
        self.updates += len(texts)

    async def tap(self, person: Canary, verb: str, detail: str = "") -> None:
        """Press the newest button with this verb, as soon as there is one."""
        found: list[tuple[int, int, int]] = []

        async def there() -> bool:
            found[:] = [
                (shown["message_id"], r, c)
                for shown in await self.town.answers(person.id)
                for r, row in enumerate(
                    (shown.get("reply_markup") or {}).get("inline_keyboard", [])
                )
                for c, button in enumerate(row)
                if button.get("callback_data", "").split(".")[::2][:1] == [verb]
                and button["callback_data"].split(".")[2].startswith(detail)
            ]
            return bool(found)

        await until(there)
        message, row, column = found[-1]
        place = {"message_id": message, "row": row, "column": column}
        await self.town.act(person.id, "press", **place)
        self.updates += 1

    async def agree(self, person: Canary, purpose: str) -> None:
        await self.say(person, "/start")
        for verb, detail in (("people", ""), ("ask", purpose), ("yes", purpose)):
            await self.tap(person, verb, detail)

    async def be_called(self, person: Canary) -> None:
        """Agree, and fill in and send the whole form; each line is asked for by itself."""
        await self.agree(person, "call")
        await self.tap_is_there(person, "skip")
        await self.say(person, person.name)
        await self.idle()
        await self.say(person, person.phone)
        for picked in ("language~fi", "suits~soon", "voicemail~no", "introduce~no", "topic~other"):
            await self.tap(person, "pick", picked)
        await self.tap_is_there(person, "skip", "words")
        await self.say(person, f"{STEM} soittakaa numeroon {person.phone}, {person.name}")
        await self.tap(person, "send")
        await self.tap_is_there(person, "pause")

    async def write(self, person: Canary) -> None:
        await self.agree(person, "write")
        await self.tap_is_there(person, "wrote")
        await self.say(person, f"{STEM} minua pelottaa {person.phone}", f"{person.name} taas")

    async def tap_is_there(self, person: Canary, verb: str, detail: str = "") -> None:
        """Wait until the bot has answered with a button of this verb."""
        button = re.compile(rf'"{verb}\.[a-z]+\.{detail}')

        async def there() -> bool:
            return bool(button.search(json.dumps(await self.town.answers(person.id))))

        await until(there)

    async def idle(self) -> None:
        """Wait until everybody has their answer: who floods the bot gets one for many."""
        await until(self.town.settled)
        await until(lambda: self.bot.waiting() == (0, 0))

    async def begin(self, people: list[Canary]) -> None:
        """While all is well: some wait for a call, some write, some do both and look at it."""
        await asyncio.gather(*(self.begin_one(person) for person in people))

    async def begin_one(self, person: Canary) -> None:
        kind = person.number % 4
        if kind != 1:
            await self.be_called(person)
            await self.idle()
        if kind != 0:
            await self.write(person)
            await self.idle()
        if kind > 1:
            await self.say(person, "/mydata")
            await self.tap(person, "json")

    async def go_on(self, people: list[Canary]) -> None:
        """While everything goes wrong: correct, look, take back, ask to be forgotten."""
        for person in people:
            if person.number % 4 == 0:
                await self.tap(person, "edit")
                await self.tap(person, "ask_line", "name")
            await self.say(person, f"{person.name} toinen {person.phone}", "/mydata")
            await self.say(person, "/withdraw" if person.number % 4 == 1 else "/forget")

    async def end(self, people: list[Canary]) -> None:
        """Afterwards: half of those who are left are forgotten."""
        for person in people:
            if person.number % 4 == 3:
                await self.say(person, "/forget")
                await self.tap(person, "gone")


async def rubbish(town: Town, door: str) -> None:
    """Strangers and a confused Telegram post what is no update at all."""
    personal = f"{STEM} {Canary(1).phone} {TOKEN}".encode()
    for secret in (SECRET, SECRET[:-1], STEM.replace("ä", "a")):
        for body in BROKEN:
            data = body.replace(b"%s", personal)
            async with town.session.post(f"{door}{PATH}", data=data, headers={HEADER: secret}) as r:
                assert r.status in (200, 403)


def no_core_files(bot: Bot) -> bool:
    return resource.prlimit(bot.pid, resource.RLIMIT_CORE) == (0, 0)


@pytest.mark.parametrize(
    "number", [40, pytest.param(250, marks=[pytest.mark.full, pytest.mark.timeout(300)])]
)
async def test_p20_p25_p27_nothing_of_anybody_is_in_the_files_the_log_or_a_crash(
    town: Town, tmp_path: Path, number: int, figure: Figures
):
    people = [Canary(n) for n in range(number)]
    trusting = people[::3]
    settlers = [{"id": one.id, "first_name": one.name} for one in trusting]
    await town.post("people", settlers)
    door = f"http://127.0.0.1:{free_port()}"
    webhook = {"MODE": "webhook", "PUBLIC_URL": door, "WEBHOOK_SECRET": SECRET,
               "LISTEN": door.removeprefix("http://"), "DEBUG": "true"}  # fmt: skip
    image = tmp_path / "image"
    bot_folder = tmp_path / "bot"
    bot_folder.mkdir()
    with a_bot(bot_folder, town, **webhook) as bot:
        bot.start()
        await until(lambda: listens(town, door))
        trust = Trust(town, bot)
        await trust.begin(trusting)
        await trouble(town)
        await a_day(town, people)
        await trust.go_on(trusting)
        await rubbish(town, door)
        await until(town.settled)
        assert sum(bot.waiting()) > 0
        crashed = bot.strike(signal.SIGABRT)
        shutil.copytree(bot_folder, image)  # a thief takes the machine in the middle of the work

        bot.start()
        await until(lambda: listens(town, door))
        assert no_core_files(bot)
        await town.session.delete(f"{town.url}/rehearsal/faults")
        await until(lambda: bot.waiting() == (0, 0), seconds=60)
        await trust.end(trusting)
        await until(town.settled)
        await until(lambda: bot.waiting() == (0, 0), seconds=60)
        ended, said, held = bot.states(), bot.said(), bot.persons()
        bot.strike(signal.SIGTERM)

    assert crashed == -signal.SIGABRT
    assert ended == {"done": 3 * number + trust.updates, "aside": number}
    assert held > 0
    figure("people who gave name, number or words", len(trusting), of=number)
    figure("files of the stopped machine searched", sum(p.is_file() for p in image.rglob("*")))
    figure("places where something of somebody can be read", len(hits(image) + hits(bot_folder)))
    figure("lines of the log", said.count("\n"))
    assert said.count("set_aside") == number
    assert "unreadable_webhook" in said
    assert {"told_to_wait", "send_fault", "update_failed"} <= set(said.split('"'))
    assert hits(image) == []
    assert hits(bot_folder) == []
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET):
        assert secret not in said
    assert list(bot.temporary.iterdir()) == []
    assert [path.name for path in bot_folder.rglob("core*")] == []
    for folder in (image, bot_folder):
        assert (folder / "mirror" / "keys.db").exists()
        assert list((folder / "backups").iterdir())


async def listens(town: Town, door: str) -> bool:
    try:
        async with town.session.get(f"{door}/health") as response:
            return response.status == 200
    except OSError:
        return False


def test_the_search_finds_what_it_looks_for(tmp_path: Path):
    person = Canary(7)
    (tmp_path / "a").write_bytes(str(person.id).encode())
    (tmp_path / "b").write_bytes(b"xx" + person.id.to_bytes(6, "big"))
    (tmp_path / "c").write_text(str(person.wrote("hei")), encoding="utf-16-le")
    (tmp_path / "d").write_text(f"call {person.phone}")

    found = {hit.rpartition(" in ")[2] for hit in hits(tmp_path)}

    assert found == {"a", "b", "c", "d"}
    assert asyncio.iscoroutinefunction(listens)
