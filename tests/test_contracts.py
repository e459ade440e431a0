"""Each import contract is broken once on purpose, to see that it is watched."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

BROKEN = {
    "Rings: nobody imports outwards": ("bot/store/tally.py", "import bot.usecases.updates"),
    "The rules are pure: standard library only": ("bot/domain/letters.py", "import time"),
    "Only tg and web speak Telegram and HTTP": ("bot/usecases/updates.py", "import aiohttp"),
    "Only store speaks SQL": ("bot/usecases/language.py", "import sqlalchemy"),
    "Handlers and screens reach data only through use cases": (
        "bot/tg/handlers/menu.py",
        "import bot.store.inbox",
    ),
    "The rehearsal knows nothing of the bot": ("bot/rehearsal/faults.py", "import bot.domain.raw"),
    "The bot never imports the rehearsal": ("bot/tg/lanes.py", "import bot.rehearsal.faults"),
}


def contracts(folder: Path) -> str:
    told = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=folder, capture_output=True, text=True, check=False,
        env={"PATH": "", "PYTHONPATH": str(folder), "COLUMNS": "200"},
    )  # fmt: skip
    return told.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_project_keeps_all_its_contracts_and_each_has_a_way_to_be_broken(copy: Path):
    told = contracts(copy)

    assert f"Contracts: {len(BROKEN)} kept, 0 broken." in told
    for name in BROKEN:
        assert f"{name} KEPT" in told


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_contract_is_caught(copy: Path, name: str):
    file, wrong = BROKEN[name]
    path = copy / file
    path.write_text(f"{path.read_text()}\n{wrong}\n")

    assert f"{name} BROKEN" in contracts(copy)
