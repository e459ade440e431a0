"""`rehearse`, which is what `make demo` starts: a town, a page and the real bot."""

import json
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


def ask(url: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read())


@pytest.mark.crash
def test_one_command_gives_a_link_under_which_a_person_is_answered(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "rehearse", "--port", "0", "--keep", str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        said = ""
        while "Open http" not in said:
            said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)[0]
        with urllib.request.urlopen(f"{address}/", timeout=10) as page:
            assert b"<html" in page.read()
        aino = ask(f"{address}/rehearsal/people", {"first_name": "Aino", "language_code": "fi"})
        ask(f"{address}/rehearsal/act", {"person": aino["id"], "do": "start"})
        answered: list[Any] = []
        while not answered:
            seen = ask(f"{address}/rehearsal/chats/{aino['id']}/messages?person={aino['id']}")
            answered = [message for message in seen if message["from"] == "bot"]
        assert "112" in answered[0]["text"]
        line = ""
        while "a helper: /start join_" not in line:
            line = process.stdout.readline()
        ask(
            f"{address}/rehearsal/act",
            {"person": aino["id"], "do": "write", "text": line.split(": ")[1].strip()},
        )
        while not any("auttaja" in message["text"] for message in seen[2:]):
            seen = ask(f"{address}/rehearsal/chats/{aino['id']}/messages?person={aino['id']}")
    finally:
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=15)

    assert (tmp_path / "data" / "data.db").exists()
    assert "Traceback" not in said
