"""The key is lost for good: what was sealed stays closed, and the service begins anew."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.keys_commands import keys
from bot.rehearsing import MADE_UP
from bot.store import keyfile
from bot.store.keyring import Keyring, Purpose, WrongKey
from bot.store.sealing import Place, Unsealable
from bot.store.verifying import verify_fields
from tests.conftest import NOON
from tests.promises.canaries import STEM, Canary, hits, needles
from tests.promises.figures import Figures

pytestmark = pytest.mark.slow

PEOPLE = 200


class Files:
    """Where the files of this service are."""

    def __init__(self, folder: Path) -> None:
        self.data, self.key_file, self.mirror = folder / "data", folder / "k" / "key", folder / "m"

    def ring(self) -> Keyring:
        kek = keyfile.read(self.key_file)
        return Keyring.open(self.data / "keys.db", kek, self.mirror, self.key_file)

    def types(self, *words: str) -> int:
        environment = {
            **MADE_UP,
            "RINNALLA_DATA": str(self.data),
            "RINNALLA_KEY_FILE": str(self.key_file),
            "RINNALLA_KEY_MIRROR": str(self.mirror),
        }
        return CliRunner().invoke(keys, words, env=environment).exit_code

    async def fill(self, template: Path) -> list[tuple[Place, bytes]]:
        """Keep names, numbers and texts of many people; return what was sealed, and where."""
        self.data.mkdir()
        shutil.copy(template, self.data / "data.db")
        keyfile.create(self.key_file)
        ring = self.ring()
        ring.prepare(NOON)
        sealed: list[tuple[Place, bytes]] = []
        with closing(sqlite3.connect(self.data / "data.db")) as connection, connection:
            for one in map(Canary, range(PEOPLE)):
                person = one.number.to_bytes(16)
                await ring.new_person(person)
                fields = {"chat": str(one.id), "language": f"{STEM} {one.phone}"}
                row: dict[str, bytes] = {}
                for column, value in fields.items():
                    place = Place("person", column, person, person)
                    row[column] = ring.seal_for(person, place, value.encode())
                    sealed.append((place, row[column]))
                place = Place("inbox", "body", person)
                body = ring.seal(Purpose.INBOX, place, str(one.wrote("hei")).encode(), now=NOON)
                sealed.append((place, body))
                connection.execute(
                    "insert into person (id, visitor, since, chat, language, paused, version)"
                    " values (?, ?, 0, ?, ?, 0, 0)",
                    (person, ring.look_up("visitor", one.id), row["chat"], row["language"]),
                )
                connection.execute(
                    "insert into inbox (digest, received, state, tries, body)"
                    " values (?, 0, 'waiting', 0, ?)",
                    (person, body),
                )
        return sealed


async def test_p40_without_the_key_nothing_is_read_again_and_the_service_begins_anew(
    tmp_path: Path, template: Path, figure: Figures, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    here = Files(tmp_path)
    sealed = await here.fill(template)
    here.key_file.unlink()
    began = time.monotonic()

    assert here.types("reset", "--i-understand") == 0

    ring = here.ring()
    ring.prepare(NOON)
    took = time.monotonic() - began
    (archive,) = here.data.glob("archive-*")
    assert {path.name for path in archive.iterdir()} == {"data.db", "keys.db", "mirror-keys.db"}
    found = hits(tmp_path)
    opened = 0
    for place, value in sealed:
        with pytest.raises(Unsealable):
            opened += bool(ring.unseal(place, value))
    for old in ("keys.db", "mirror-keys.db"):
        with pytest.raises(WrongKey):
            Keyring.open(archive / old, ring.kek)
    figure("found in the archive", len(found), of=len(needles()))
    figure("opened", opened, of=len(sealed))
    figure("seconds until usable", round(took, 2), unit="s")
    assert not found
    assert opened == 0

    # The service is of use again: a new person is kept, in both places.
    shutil.copy(template, here.data / "data.db")
    await ring.new_person(b"a" * 16)
    place = Place("callback", "name", b"row", b"a" * 16)
    assert here.ring().unseal(place, ring.seal_for(b"a" * 16, place, b"Aino")) == b"Aino"
    assert {one.verdict for one in verify_fields(here.data / "data.db", ring)} == {"empty"}
    assert here.types("verify") == 0


async def test_p40_the_old_keys_do_not_open_with_any_part_of_the_new_ones(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
):
    """Even somebody who forges the check of the old keys.db gets nothing out of it."""
    monkeypatch.chdir(tmp_path)
    here = Files(tmp_path)
    await here.fill(template)
    here.key_file.unlink()
    here.types("reset", "--i-understand")
    ring = here.ring()
    (archive,) = here.data.glob("archive-*")
    with closing(sqlite3.connect(archive / "keys.db")) as connection, connection:
        connection.execute("update meta set value = ? where name = 'check'", (ring.wrapping.check,))

    with pytest.raises(WrongKey):
        Keyring.open(archive / "keys.db", ring.kek)


@pytest.mark.parametrize("what", ["wrong", "missing", "damaged"])
async def test_p40_a_key_that_does_not_serve_is_refused_within_two_seconds_and_nothing_written(
    tmp_path: Path, template: Path, figure: Figures, monkeypatch: pytest.MonkeyPatch, what: str
):
    monkeypatch.chdir(tmp_path)
    here = Files(tmp_path)
    await here.fill(template)
    here.key_file.unlink()
    if what == "wrong":
        keyfile.create(here.key_file)
    elif what == "damaged":
        here.key_file.write_text("rinnalla-key-1 00 00")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    began = time.monotonic()

    refused = here.types("verify")

    took = time.monotonic() - began
    figure("refused after", round(took, 3), unit="s")
    assert refused == 1
    assert took < 2
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
