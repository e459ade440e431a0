"""`rehearse`: the local Telegram and the bot, side by side, as two ordinary processes.

The bot is the same one as in production and is started by the same command; only the
address of the Bot API, a made-up organisation and a made-up case differ.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Final

from bot.learning import folder_of_user

TOKEN: Final = "1000001:rehearsal-token-that-opens-nothing"  # noqa: S105  # it opens nothing

MADE_UP: Final = {
    "RINNALLA_TELEGRAM_TOKEN": TOKEN,
    "RINNALLA_ORGANISATION": (
        '{"fi": "Harjoituskaupungin kriisitiimi (harjoitus)",'
        ' "sv": "Övningsstadens kristeam (övning)",'
        ' "en": "Practice City crisis team (rehearsal)"}'
    ),
    "RINNALLA_INCIDENT": (
        '{"fi": "Lehtokeskuksen tietomurto", "sv": "dataintrånget i Lundcentret",'
        ' "en": "the Lehto Centre data breach", "since": "2026-10-24"}'
    ),
    "RINNALLA_OFFERS": '["call", "write"]',
    "RINNALLA_HOURS": '{"fi": {"mon-fri": "9-20"}, "sv": {"mon-fri": "12-14"}, "en": {"mon-fri": "9-16"}}',
    "RINNALLA_LISTEN": "127.0.0.1:0",
}


STAFF: Final = {"a helper": ("helper",), "a moderator and admin": ("moderator", "admin")}
"""Who may come in at a rehearsal, and what for."""
JOIN: Final = re.compile(r"join_[A-Za-z0-9_-]+")
ATTEMPTS: Final = 30


def rehearse(port: int, keep: Path | None) -> int:
    """Run both until Ctrl-C or until one of them ends; return the exit code."""
    if find_spec("aiogram") is None:
        print("The local Telegram is not installed: pip install 'rinnalla[rehearsal]'")  # noqa: T201
        return 1
    town = subprocess.Popen(  # noqa: S603  # our own module, our own interpreter
        [sys.executable, "-m", "bot.rehearsal", "--port", str(_free(port)), "--token", TOKEN],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = town.stdout.readline().strip() if town.stdout else ""
        if not line.startswith("Rehearsal on "):
            print("The local Telegram did not start.", file=sys.stderr)  # noqa: T201
            return 1
        address = line.removeprefix("Rehearsal on ").rstrip("/")
        with tempfile.TemporaryDirectory(prefix="rinnalla-") as folder:
            return _with_bot(town, address, keep or Path(folder))
    finally:
        _stop(town)


def _free(port: int) -> int:
    """Return `port` if nobody listens there, else 0: any free one will do."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _with_bot(town: subprocess.Popen[str], address: str, folder: Path) -> int:
    surroundings = {
        **MADE_UP,
        **os.environ,
        "RINNALLA_TELEGRAM_TOKEN": TOKEN,
        "RINNALLA_TELEGRAM_API": address,
        "RINNALLA_MODE": "polling",
        "RINNALLA_DATA": str(folder / "data"),
        "RINNALLA_KEY_FILE": str(folder / "keys" / "rinnalla.key"),
        "RINNALLA_KEY_MIRROR": str(folder / "mirror"),
        "RINNALLA_BACKUPS": str(folder / "backups"),
        # Learned once for all rehearsals, not anew in each throw-away folder.
        "RINNALLA_INDEX": str(folder_of_user()),
    }
    bot = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=surroundings)
    print(f"\n  Open {address}/ and be several people at once. Ctrl-C ends it.\n", flush=True)  # noqa: T201
    Thread(target=_invite, args=(surroundings,), daemon=True).start()

    def end(_signal: int, _frame: object) -> None:
        _stop(bot)

    signal.signal(signal.SIGTERM, end)
    try:
        return bot.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(bot)


def _invite(surroundings: dict[str, str]) -> None:
    """Print what makes people of the town members of staff, once the bot is there."""
    for what, roles in STAFF.items():
        chosen = [word for role in roles for word in ("--role", role)]
        for _ in range(ATTEMPTS):
            done = subprocess.run(  # noqa: S603  # our own module, our own interpreter
                [sys.executable, "-m", "bot", "staff", "invite", *chosen],
                env=surroundings,
                check=False,
                capture_output=True,
                text=True,
            )
            if done.returncode == 0 and (found := JOIN.search(done.stdout)):
                print(f"  Whoever writes this there is {what}: /start {found[0]}", flush=True)  # noqa: T201
                break
            time.sleep(1)


def _stop(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
