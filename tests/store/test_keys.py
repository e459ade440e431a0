from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import keyfile
from bot.store.keyfile import BadKeyFile, NoKeyFile
from bot.store.keyring import KeyGone, Keyring, Purpose, WrongKey
from bot.store.sealing import Place
from tests.conftest import NOON

PLACE = Place("inbox", "body", b"row")


def test_a_new_key_file_opens_again_and_only_its_owner_may_read_it(tmp_path: Path):
    made = keyfile.create(tmp_path / "sub" / "key")

    assert keyfile.read(tmp_path / "sub" / "key") == made
    assert (tmp_path / "sub" / "key").stat().st_mode & 0o777 == 0o400


def test_a_key_file_is_never_overwritten(tmp_path: Path):
    keyfile.create(tmp_path / "key")

    with pytest.raises(FileExistsError):
        keyfile.create(tmp_path / "key")


@pytest.mark.parametrize(
    "text",
    ["", "x", "rinnalla-key-1 zz zz", "rinnalla-key-1 00ff 12345678", "\xff\xfe", "{good}0 {sum}"],
)
def test_a_damaged_key_file_is_refused_in_words_without_its_content(tmp_path: Path, text: str):
    path = tmp_path / "key"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadKeyFile, match=r"key"):
        keyfile.read(path)


def test_one_wrong_digit_in_the_key_file_is_noticed(tmp_path: Path):
    keyfile.create(tmp_path / "key")
    text = (tmp_path / "key").read_text()
    digit = text[20]
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "key").write_text(text[:20] + ("0" if digit != "0" else "1") + text[21:])

    with pytest.raises(BadKeyFile, match="damaged"):
        keyfile.read(tmp_path / "key")


def test_no_key_file_is_said_so(tmp_path: Path):
    with pytest.raises(NoKeyFile):
        keyfile.read(tmp_path / "nowhere")


def test_a_wrong_key_is_refused_and_nothing_is_written(keyring: Keyring, tmp_path: Path):
    before = keyring.path.read_bytes()
    other = keyfile.create(tmp_path / "other")

    with pytest.raises(WrongKey):
        Keyring.open(keyring.path, other)

    assert keyring.path.read_bytes() == before


def test_the_same_key_opens_the_ring_again_with_all_its_keys(keyring: Keyring):
    sealed = keyring.seal(Purpose.INBOX, PLACE, b"hello", now=NOON)

    again = Keyring.open(keyring.path, keyring.kek)

    assert again.unseal(PLACE, sealed) == b"hello"


def test_an_inbox_key_is_destroyed_after_two_days_and_its_values_are_gone(keyring: Keyring):
    sealed = keyring.seal(Purpose.INBOX, PLACE, b"hello", now=NOON)
    later = NOON + timedelta(days=3)

    keyring.destroy_expired(later)

    with pytest.raises(KeyGone):
        keyring.unseal(PLACE, sealed)
    with pytest.raises(KeyGone):
        Keyring.open(keyring.path, keyring.kek).unseal(PLACE, sealed)


def test_an_inbox_key_is_kept_for_its_two_days(keyring: Keyring):
    sealed = keyring.seal(Purpose.INBOX, PLACE, b"hello", now=NOON)

    keyring.destroy_expired(NOON + timedelta(days=2))

    assert keyring.unseal(PLACE, sealed) == b"hello"


def test_a_destroyed_key_leaves_no_byte_of_its_wrapping_in_the_file(keyring: Keyring):
    import sqlite3

    with sqlite3.connect(keyring.path) as connection:
        wrapped = [row[0] for row in connection.execute("select wrapped from day_key")]
    connection.close()

    keyring.destroy_expired(NOON + timedelta(days=30))

    content = keyring.path.read_bytes()
    assert not any(value in content for value in wrapped)


def test_a_clock_that_jumps_back_finds_its_key(keyring: Keyring):
    yesterday = NOON - timedelta(days=1)

    sealed = keyring.seal(Purpose.INBOX, PLACE, b"hello", now=yesterday)

    assert keyring.unseal(PLACE, sealed) == b"hello"


def test_keys_print_nothing_of_themselves(keyring: Keyring):
    assert keyring.kek.secret.hex() not in repr(keyring)
    assert keyring.button.hex() not in repr(keyring)
    assert repr(keyring.kek.secret) not in repr(keyring)
