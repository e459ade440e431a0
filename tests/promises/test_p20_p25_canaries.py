"""P20 and P25: what a person wrote and who they are stands in no file and in no log line."""

import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.rehearsal import Rehearsal
from bot.rehearsing import MADE_UP
from tests.world import PATIENCE, Person, World

ROOT = Path(__file__).parents[2]
SECRET = "canary-token-that-must-not-show-0123456789"
CANARIES = tuple(f"Canary{n} Ääkkönen +4477009001{n:02}" for n in range(20))


def encodings(text: str) -> set[bytes]:
    """The eight ways in which a text could stand in a file."""
    raw = text.encode()
    found = {raw, text.encode("utf-16-le"), text.encode("utf-16-be"), raw.hex().encode()}
    found.add(json.dumps(text)[1:-1].encode())
    for offset in range(3):  # base64 looks different at each of three offsets
        whole = base64.b64encode(b"\0" * offset + raw + b"\0" * 3)
        found.add(whole[4 if offset else 0 : len(raw) // 3 * 4 - 4])
    return found


def hits(content: bytes, texts: tuple[str, ...]) -> list[str]:
    return [text for text in texts if any(one in content for one in encodings(text))]


def test_the_search_itself_finds_a_canary_in_every_encoding():
    for text in CANARIES[:3]:
        for one in encodings(text):
            assert hits(b"x" * 7 + one + b"y", (text,)) == [text]


@pytest.mark.timeout(120)
async def test_p20_p25_a_full_run_at_debug_leaves_no_trace_in_files_and_logs(tmp_path: Path):
    token = f"1000001:{SECRET}"
    async with Rehearsal(tokens=[token], limits=False) as rehearsal, aiohttp.ClientSession() as s:
        town = World(rehearsal, s)
        surroundings = {
            **os.environ,
            **MADE_UP,
            "RINNALLA_TELEGRAM_TOKEN": token,
            "RINNALLA_TELEGRAM_API": rehearsal.url,
            "RINNALLA_DATA": str(tmp_path / "data"),
            "RINNALLA_KEY_FILE": str(tmp_path / "keys" / "key"),
            "RINNALLA_DEBUG": "true",
            "TMPDIR": str(tmp_path / "tmp"),
        }
        (tmp_path / "tmp").mkdir()
        log = tmp_path / "log"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                env=surroundings, cwd=ROOT, stdout=file, stderr=file,
            )  # fmt: skip
            try:
                people = await everything_goes_wrong(town)
            finally:
                process.terminate()
                process.wait(timeout=15)
        key = (tmp_path / "keys" / "key").read_text().split()[1]

    said = log.read_bytes()
    kept = b"".join(f.read_bytes() for f in (tmp_path / "data").rglob("*") if f.is_file())
    who = (*CANARIES, *(str(person.id) for person in people))
    assert hits(said, (*who, SECRET, key)) == []
    assert hits(kept, (*who, SECRET, key)) == []
    assert list((tmp_path / "tmp").iterdir()) == []
    assert re.search(rb"send_fault|told_to_wait", said), "the faults did not strike"
    assert b"update_failed" in said, "no update failed"


async def everything_goes_wrong(town: World) -> list[Person]:
    """People write and press while Telegram fails in every way, and one update is poison."""
    people: list[Person] = []
    for number, canary in enumerate(CANARIES):
        person = Person(
            town,
            (await town.post("people", {"first_name": canary, "language_code": "uk",
                                        "id": 734_551_000 + number}))["id"],
        )  # fmt: skip
        people.append(person)
    for kind in ("429", "500", "502", "cut_after", "cut_before", "broken_json"):
        await town.post("faults", {"kind": kind, "times": 2, "method": "sendMessage"})
    await town.post("faults", {"kind": "broken_json", "times": 1, "method": "getUpdates"})
    for person, canary in zip(people, CANARIES, strict=True):
        await person.act("start")
        await person.act("write", text=f"{canary} writes something long enough to be read")
        await person.act("write", text="/language sv")
    poison = {
        "message": {"message_id": 1, "date": "x", "chat": {"id": people[0].id, "type": "private"},
                    "from": {"id": people[0].id, "first_name": CANARIES[0]}, "text": CANARIES[0]}
    }  # fmt: skip
    await town.post("updates", [poison])
    for person in people:
        await until_answered(person, 3)
    await until_answered(people[0], 4)
    return people


async def until_answered(person: Person, times: int) -> None:
    import asyncio

    deadline = asyncio.get_running_loop().time() + PATIENCE * 4
    while sum(message["from"] == "bot" for message in await person.chat()) < times:
        assert asyncio.get_running_loop().time() < deadline, "the bot did not answer"
        await asyncio.sleep(0.05)
