"""The commands for keys, as an operator types them: on real files, in a folder of their own."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bot.keys_commands import keys
from bot.rehearsing import MADE_UP
from bot.store import keyfile, keys_db, lock
from bot.store.audit_anchor import path_of
from bot.store.keyring import Keyring, Purpose
from bot.store.recovery_words import BadWords, as_table, secret_of, words_of
from bot.store.sealing import Place
from bot.store.verifying import BOUND, sealed_columns, verify_fields
from tests.conftest import NOON

AINO = b"a" * 16


class Operator:
    """Somebody at a shell, with the settings for an own folder."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.data, self.key_file, self.mirror = folder / "data", folder / "k" / "key", folder / "m"
        self.template = template
        self.environment = {
            **MADE_UP,
            "RINNALLA_DATA": str(self.data),
            "RINNALLA_KEY_FILE": str(self.key_file),
            "RINNALLA_KEY_MIRROR": str(self.mirror),
            "RINNALLA_SECRETS": str(folder / "nowhere"),
        }

    def types(self, *words: str, reads: str = "") -> Result:
        return CliRunner().invoke(keys, words, input=reads, env=self.environment)

    def ring(self) -> Keyring:
        kek = keyfile.read(self.key_file)
        return Keyring.open(self.data / "keys.db", kek, self.mirror, self.key_file)

    async def has_data(self) -> Keyring:
        """Let a service have run here, with one letter kept and one person."""
        self.data.mkdir()
        shutil.copy(self.template, self.data / "data.db")
        keyfile.create(self.key_file)
        ring = self.ring()
        ring.prepare(NOON)
        await ring.new_person(AINO)
        body = ring.seal(Purpose.INBOX, Place("inbox", "body", b"digest"), b"hei", now=NOON)
        chat, spoken = (
            ring.seal_for(AINO, Place("person", column, AINO, AINO), b"7000001")
            for column in ("chat", "language")
        )
        with closing(sqlite3.connect(self.data / "data.db")) as connection, connection:
            connection.execute(
                "insert into inbox (digest, received, state, tries, body)"
                " values (?, 0, 'waiting', 0, ?)",
                (b"digest", body),
            )
            connection.execute(
                "insert into person (id, visitor, since, chat, language, paused, version)"
                " values (?, 'x', 0, ?, ?, 0, 0)",
                (AINO, chat, spoken),
            )
        return ring


@pytest.fixture
def operator(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.chdir(tmp_path)  # where no .env is
    return Operator(tmp_path, template)


def test_a_key_is_created_once_and_verified(operator: Operator):
    created, again = operator.types("create"), operator.types("create")
    verified = operator.types("verify")

    assert created.exit_code == 0
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert "whole" in verified.output
    secret = operator.key_file.read_text().split()[1]
    assert secret not in created.output + verified.output


async def test_verify_opens_every_key_and_a_field_of_each_kind(operator: Operator):
    await operator.has_data()

    told = operator.types("verify")

    assert told.exit_code == 0, told.output
    assert "4 keys of days, 1 keys of persons, 3 sub-keys" in told.output
    assert "is equal" in told.output
    assert "3 opened" in told.output


async def test_verify_finds_a_field_that_does_not_open(operator: Operator):
    await operator.has_data()
    with closing(sqlite3.connect(operator.data / "data.db")) as connection, connection:
        connection.execute("update person set chat = language")

    told = operator.types("verify")

    assert told.exit_code == 1
    assert "person.chat" in told.output


async def test_verify_finds_a_wrapped_key_that_does_not_open(operator: Operator):
    await operator.has_data()
    with keys_db.writing(operator.data / "keys.db") as connection:
        connection.execute("update person_key set wrapped = zeroblob(60)")

    assert operator.types("verify").exit_code == 1


async def test_verify_tells_when_the_mirror_is_not_equal(operator: Operator):
    ring = await operator.has_data()
    operator.mirror.rename(operator.mirror.with_name("away"))
    await ring.erase_person(AINO, "forgotten", NOON)

    told = operator.types("verify")

    assert told.exit_code == 1
    assert "not equal" in told.output


async def test_a_row_whose_key_was_destroyed_as_promised_is_no_fault(operator: Operator):
    ring = await operator.has_data()
    await ring.erase_person(AINO, "forgotten", NOON)
    ring.destroy_expired(NOON + timedelta(days=30))

    fields = verify_fields(operator.data / "data.db", ring)

    assert {one.verdict for one in fields} == {"empty"}


def test_every_sealed_column_of_the_inventory_can_be_verified():
    assert {table for table, _ in sealed_columns()} == set(BOUND)


async def test_rotate_changes_the_key_file_and_all_opens(operator: Operator):
    ring = await operator.has_data()
    before = keyfile.read(operator.key_file)

    told = operator.types("rotate")

    assert told.exit_code == 0, told.output
    assert "1 keys of persons" in told.output
    assert keyfile.read(operator.key_file) != before
    assert operator.types("verify").exit_code == 0
    assert operator.ring().look_up("visitor", 1) == ring.look_up("visitor", 1)


async def test_rotate_without_the_mirror_says_that_it_must_be_run_again(operator: Operator):
    await operator.has_data()
    operator.mirror.rename(operator.mirror.with_name("away"))

    told = operator.types("rotate")

    assert told.exit_code == 1
    assert "again" in told.output
    operator.mirror.with_name("away").rename(operator.mirror)
    assert operator.types("rotate").exit_code == 0
    assert operator.types("verify").exit_code == 0


def test_rotate_without_data_is_refused(operator: Operator):
    assert "nothing to change" in operator.types("rotate").output


async def test_the_words_make_the_key_file_again(operator: Operator):
    await operator.has_data()
    before = keyfile.read(operator.key_file)
    printed = operator.types("words").output
    operator.key_file.unlink()

    table = "\n".join(line for line in printed.splitlines() if line[:3].strip().endswith("."))
    told = operator.types("from-words", reads=table)

    assert told.exit_code == 0, told.output
    assert keyfile.read(operator.key_file) == before
    assert operator.key_file.stat().st_mode & 0o777 == 0o400


def test_the_words_stand_in_four_columns_with_their_numbers():
    lines = as_table(words_of(bytes(32))).splitlines()

    assert len(lines) == 6
    assert lines[0].split()[::2] == ["1.", "2.", "3.", "4."]
    assert lines[5].split()[6:] == ["24.", "art"]


def test_from_words_never_overwrites_a_key_file(operator: Operator):
    operator.types("create")
    before = operator.key_file.read_bytes()

    told = operator.types("from-words", reads=" ".join(words_of(bytes(32))))

    assert told.exit_code == 1
    assert operator.key_file.read_bytes() == before


async def test_from_words_refuses_the_words_of_another_key(operator: Operator):
    await operator.has_data()
    operator.key_file.unlink()

    told = operator.types("from-words", reads=" ".join(words_of(bytes(32))))

    assert told.exit_code == 1
    assert "another key" in told.output
    assert not operator.key_file.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["art", *words_of(bytes(32))[1:]], "checksum"),
        ([*words_of(bytes(32))[:6], "abandom", *words_of(bytes(32))[7:]], r"word 7 \(abandom\)"),
        (words_of(bytes(32))[:23], "23 words"),
        ([], "0 words"),
    ],
)
def test_what_is_wrong_with_the_words_is_said(typed: list[str], said: str):
    with pytest.raises(BadWords, match=said):
        secret_of(" ".join(typed))


@given(st.binary(min_size=32, max_size=32))
def test_every_key_comes_back_from_its_words(secret: bytes):
    assert secret_of(as_table(words_of(secret)).upper()) == secret


async def test_keys_that_are_missing_come_back_from_the_mirror(operator: Operator):
    await operator.has_data()
    (operator.data / "keys.db").unlink()
    assert "from-mirror" in operator.types("verify").output

    told = operator.types("from-mirror")

    assert told.exit_code == 0, told.output
    assert operator.types("verify").exit_code == 0


async def test_nothing_is_put_back_while_a_service_runs(operator: Operator):
    await operator.has_data()
    (operator.data / "keys.db").unlink()

    with lock.hold(operator.data):
        told = operator.types("from-mirror")

    assert told.exit_code == 1
    assert not (operator.data / "keys.db").exists()


async def test_a_new_mirror_is_begun_on_request(operator: Operator):
    await operator.has_data()
    shutil.rmtree(operator.mirror)
    assert operator.types("verify").exit_code == 1

    assert operator.types("new-mirror").exit_code == 0

    assert operator.types("verify").exit_code == 0


async def test_reset_without_the_flag_says_what_is_lost_and_does_nothing(operator: Operator):
    await operator.has_data()
    operator.key_file.unlink()
    before = {path: path.read_bytes() for path in operator.data.iterdir()}

    told = operator.types("reset")

    assert told.exit_code == 1
    assert "everything about people" in told.output
    assert "guide" in told.output
    assert {path: path.read_bytes() for path in operator.data.iterdir()} == before
    assert not operator.key_file.exists()


async def test_reset_is_refused_while_the_key_file_fits(operator: Operator):
    await operator.has_data()

    told = operator.types("reset", "--i-understand")

    assert told.exit_code == 1
    assert "nothing is lost" in told.output
    assert (operator.data / "data.db").exists()


async def test_reset_is_refused_while_the_key_file_fits_the_mirror(operator: Operator):
    await operator.has_data()
    (operator.data / "keys.db").unlink()

    told = operator.types("reset", "--i-understand")

    assert told.exit_code == 1
    assert "from-mirror" in told.output
    assert (operator.data / "data.db").exists()


async def test_reset_is_refused_while_a_service_runs(operator: Operator):
    await operator.has_data()
    operator.key_file.unlink()

    with lock.hold(operator.data):
        told = operator.types("reset", "--i-understand")

    assert told.exit_code == 1
    assert (operator.data / "data.db").exists()


async def test_a_reset_keeps_a_key_file_that_does_not_fit(operator: Operator):
    await operator.has_data()
    operator.key_file.unlink()
    other = keyfile.create(operator.key_file)

    told = await asyncio.to_thread(operator.types, "reset", "--i-understand")

    assert told.exit_code == 0, told.output
    assert keyfile.read(operator.key_file.with_name("key.does-not-fit")) == other
    assert keyfile.read(operator.key_file) != other


async def test_a_reset_takes_the_anchor_of_the_old_audit_log_away_too(operator: Operator):
    ring = await operator.has_data()
    path_of(ring).write_text("{}")
    operator.key_file.unlink()

    operator.types("reset", "--i-understand")

    assert not path_of(ring).exists()


async def test_two_resets_on_a_day_overwrite_nothing(operator: Operator):
    await operator.has_data()
    operator.key_file.unlink()
    operator.types("reset", "--i-understand")
    operator.ring().prepare(NOON)
    operator.key_file.unlink()

    assert operator.types("reset", "--i-understand").exit_code == 0

    (archive,) = operator.data.glob("archive-*")
    assert {one.name for one in archive.iterdir()} >= {"keys.db", "keys.db.2", "mirror-keys.db.2"}
