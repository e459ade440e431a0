"""Each import contract is broken once on purpose, in a copy of the package, and is seen caught."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
]

BREACHES = [
    ("Rings: nobody imports outwards", "usecases/language.py", "import bot.tg.sender"),
    ("Rings: nobody imports outwards", "store/inbox.py", "from bot.usecases import updates"),
    ("Rings: nobody imports outwards", "store/outbox.py", "from bot.answers import language"),
    ("Rings: nobody imports outwards", "tg/desk.py", "from bot.web import door"),
    ("Rings: nobody imports outwards", "tg/health.py", "from bot import wiring"),
    ("The rules are pure: standard library only", "domain/guide.py", "import time"),
    ("The rules are pure: standard library only", "domain/letters.py", "import babel"),
    ("Only tg and web speak Telegram and HTTP", "usecases/updates.py", "import telegram"),
    ("Only tg and web speak Telegram and HTTP", "words.py", "import aiohttp"),
    ("Only store speaks SQL", "usecases/language.py", "from sqlalchemy import select"),
    ("Only store speaks SQL", "tg/desk.py", "import sqlite3"),
    (
        "Handlers and screens reach data only through use cases",
        "tg/handlers/menu.py",
        "from bot.store import tally",
    ),
    (
        "Handlers and screens reach data only through use cases",
        "tg/screens/menu.py",
        "import bot.store.inbox",
    ),
    ("The rehearsal knows nothing of the bot", "rehearsal/town.py", "from bot.domain import raw"),
    ("The bot never imports the rehearsal", "tg/api.py", "from bot.rehearsal import Rehearsal"),
    ("The bot never imports the rehearsal", "wiring.py", "import aiogram"),
]  # fmt: skip


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package's modules, and of the contracts."""
    copied = tmp_path / "bot"
    shutil.copytree(ROOT / "bot", copied, ignore=shutil.ignore_patterns("__pycache__", "page"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return copied


def verdicts(folder: Path) -> dict[str, str]:
    """Run the linter as `make lint` does; return KEPT or BROKEN for each contract."""
    told = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    plain = re.sub(r"\x1b\[[0-9;]*m", "", told.stdout)
    found = re.findall(r"^(.+) (KEPT|BROKEN)(?: \(.*\))?$", plain, re.MULTILINE)
    assert found, told.stdout + told.stderr
    return dict(found)


def test_the_package_as_it_is_keeps_every_contract(package: Path):
    assert verdicts(package.parent) == dict.fromkeys(CONTRACTS, "KEPT")


@pytest.mark.parametrize(("contract", "module", "line"), BREACHES)
def test_a_breach_is_caught(package: Path, contract: str, module: str, line: str):
    file = package / module
    file.write_text(f"{file.read_text()}\n{line}\n")

    assert verdicts(package.parent)[contract] == "BROKEN"


def test_every_contract_is_broken_once_here():
    assert {contract for contract, _, _ in BREACHES} == set(CONTRACTS)
