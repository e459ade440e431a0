"""The same install steps as the Dockerfile's, in a fresh virtual environment."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from bot.rehearsing import MADE_UP

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.mark.install
@pytest.mark.timeout(400)
def test_an_installed_bot_checks_itself_and_holds_no_build_tools(tmp_path: Path):
    venv = tmp_path / "venv"
    subprocess.run(["sh", "locks/install.sh", str(venv)], cwd=ROOT, check=True, timeout=380)
    environment = {
        "PATH": os.environ["PATH"],
        **MADE_UP,
        "RINNALLA_DATA": str(tmp_path / "data"),
        "RINNALLA_KEY_FILE": str(tmp_path / "key"),
    }

    checked = subprocess.run(
        [str(venv / "bin" / "rinnalla"), "check", "--offline"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "sentences in each of three languages" in checked.stdout
    packages = {path.name.lower() for path in venv.glob("lib/python*/site-packages/*")}
    for tool in ("pip", "setuptools", "hatchling", "tomlkit", "wheel", "aiogram", "pytest"):
        assert tool not in packages


def test_the_image_installs_by_the_tested_script_and_copies_all_it_needs():
    assert "RUN sh locks/install.sh /venv" in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text().split()
    for source in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, flags=re.MULTILINE):
        for one in source.split():
            assert (ROOT / one).exists()
            assert f"!{one}" in ignored


def test_the_image_runs_as_nobody_special_and_looks_after_its_health():
    last = DOCKERFILE.split("FROM ")[-1]

    assert re.search(r"^USER 10001:10001$", last, flags=re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert "pip uninstall" in last
    assert not re.search(r"apt-get|gcc|build-essential|pip install", last)


@pytest.mark.parametrize("lock", ["run", "rehearse", "dev"])
def test_p39_every_package_is_pinned_with_hashes(lock: str):
    text = (ROOT / "locks" / f"{lock}.txt").read_text()
    packages = re.findall(r"^([a-z0-9][^ \\\n]*)", text, flags=re.MULTILINE)

    assert len(packages) > 20
    for entry in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert re.match(r"[A-Za-z0-9._\[\]-]+==", entry), entry
        assert "--hash=sha256:" in entry
    assert "://" not in text


def test_what_runs_is_pinned_to_the_same_versions_as_what_was_tested():
    def pins(lock: str) -> set[str]:
        text = (ROOT / "locks" / f"{lock}.txt").read_text()
        return set(re.findall(r"^([A-Za-z0-9._-]+==[^ \\;]+)", text, flags=re.MULTILINE))

    assert pins("run") <= pins("dev")
    assert pins("rehearse") <= pins("dev")
