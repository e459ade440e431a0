"""The command line, as an operator types it: real processes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.rehearsal import Rehearsal
from bot.rehearsing import MADE_UP

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


def of_children() -> float:
    """Seconds of work all finished child processes have had: the same on a busy machine."""
    times = os.times()
    return times.children_user + times.children_system


class Operator:
    """Somebody at a shell in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if "RINNALLA" not in name},
            **MADE_UP,
            "PYTHONPATH": str(ROOT),
            "RINNALLA_DATA": str(folder / "data"),
            "RINNALLA_KEY_FILE": str(folder / "keys" / "key"),
            "RINNALLA_SECRETS": str(folder / "nowhere"),
        }

    def types(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=self.folder,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return Operator(tmp_path)


def test_check_tells_all_faults_at_once_each_with_its_remedy(operator: Operator):
    (operator.folder / "keys").mkdir()
    (operator.folder / "keys" / "key").write_text("rinnalla-key-1 00 00")

    told = operator.types("check", "--offline", RINNALLA_LISTEN="nonsense")

    assert told.returncode == 1
    assert "RINNALLA_LISTEN" in told.stdout
    assert "damaged" in told.stdout
    assert "put it back" in told.stdout


def test_check_of_a_sound_set_up_says_so_without_asking_telegram(operator: Operator):
    told = operator.types("check", "--offline")

    assert told.returncode == 0, told.stdout
    for what in ("settings", "words", "contacts", "keys", "migrations"):
        assert f"✓ {what}" in told.stdout


async def test_check_asks_telegram_about_the_token(operator: Operator):
    import asyncio

    async with Rehearsal(limits=False) as town:
        known, unknown = [
            await asyncio.to_thread(
                operator.types,
                "check",
                RINNALLA_TELEGRAM_API=town.url,
                RINNALLA_TELEGRAM_TOKEN=token,
            )
            for token in (town.token, "1:wrong")
        ]

    assert "belongs to @rehearsal_bot" in known.stdout
    assert unknown.returncode == 1
    assert "does not know" in unknown.stdout


def test_check_warns_of_a_contact_nobody_has_checked_for_long(operator: Operator, tmp_path: Path):
    from datetime import date, timedelta

    from bot import contacts

    book = contacts.read()
    oldest = min(contact.checked for contact in book.by_id.values())

    assert book.stale(oldest + timedelta(days=180)) == []
    assert book.stale(oldest + timedelta(days=181))
    assert isinstance(oldest, date)


def test_migrate_makes_the_database_and_repeats_harmlessly(operator: Operator):
    first, second = operator.types("migrate"), operator.types("migrate")

    assert re.search(r"is at version \d{4}", first.stdout)
    assert second.returncode == 0
    assert (operator.folder / "data" / "data.db").stat().st_mode & 0o077 == 0


def test_a_key_is_created_once_and_verified(operator: Operator):
    created, again = operator.types("keys", "create"), operator.types("keys", "create")
    verified = operator.types("keys", "verify")

    assert created.returncode == 0
    assert again.returncode == 1
    assert "exists already" in again.stderr
    assert "whole" in verified.stdout
    secret = (operator.folder / "keys" / "key").read_text().split()[1]
    assert secret not in created.stdout + verified.stdout


def test_a_key_that_is_missing_or_wrong_is_refused_with_the_remedy(operator: Operator):
    missing = operator.types("keys", "verify")

    assert missing.returncode == 1
    assert "no key file" in missing.stderr


async def test_a_first_start_makes_key_and_data_and_a_wrong_key_is_refused_within_two_seconds(
    operator: Operator,
):
    import asyncio

    async with Rehearsal(limits=False) as town:
        there = {
            "RINNALLA_TELEGRAM_API": town.url,
            "RINNALLA_TELEGRAM_TOKEN": town.token,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env={**operator.environment, **there}, cwd=operator.folder,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        said = await asyncio.wait_for(process.stdout.readline(), 15)
        while not (operator.folder / "data" / "data.db").exists():
            await asyncio.sleep(0.02)
        process.terminate()
        await process.communicate()
        files = {p: p.read_bytes() for p in (operator.folder / "data").iterdir()}
        (operator.folder / "keys" / "key").unlink()
        operator.types("keys", "create")
        began = of_children()
        subprocess.run([sys.executable, "-c", "import bot.__main__"], check=True, cwd=ROOT)
        loaded = of_children() - began
        began = of_children()
        refused = operator.types("run", **there)
        took = of_children() - began

    assert b"new key file" in said
    assert refused.returncode == 1
    assert "does not belong" in refused.stderr
    # Loading the program is most of the two seconds promised. Compared with that, because the
    # speed of a machine that runs other tests too may halve from one minute to the next.
    assert took < 2 * loaded + 0.5
    assert {p: p.read_bytes() for p in (operator.folder / "data").iterdir()} == files


def test_data_without_its_key_is_not_touched(operator: Operator):
    operator.types("migrate")

    refused = operator.types("run")

    assert refused.returncode == 1
    assert "put it back" in refused.stderr
    assert not (operator.folder / "keys" / "key").exists()


def test_run_without_settings_names_every_missing_one(operator: Operator):
    empty = dict.fromkeys(MADE_UP, "")
    refused = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=operator.folder,
        env={k: v for k, v in operator.environment.items() if k not in empty},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert refused.returncode == 1
    for name in ("TELEGRAM_TOKEN", "ORGANISATION", "INCIDENT"):
        assert f"RINNALLA_{name}" in refused.stderr
