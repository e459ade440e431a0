import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import keyfile, keys_db
from bot.store.inventory import KEYS_DB
from bot.store.keyfile import BadKeyFile, KeyEncryptionKey, NoKeyFile
from bot.store.keyring import KeyGone, Keyring, Purpose, WrongKey, kid_for
from bot.store.sealing import Key, Place, seal
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
    with closing(sqlite3.connect(keyring.path)) as connection:
        wrapped = [row[0] for row in connection.execute("select wrapped from day_key")]

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


def ring_of_version_0_1_0(path: Path, kek: KeyEncryptionKey) -> bytes:
    """Write keys.db as version 0.1.0 did, with one day key; return a value sealed with it."""
    kid, secret = kid_for(Purpose.INBOX, NOON.date()), b"s" * 32
    wrapped = seal(
        Key.of(0, kek.derive("wrap")),
        Place("day_key", "wrapped", kid.to_bytes(4)),
        secret,
        nonce=b"n" * 12,
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("create table meta (name text primary key, value blob not null)")
        connection.execute("create table day_key (kid integer primary key, wrapped blob not null)")
        connection.execute("insert into meta values ('check', ?)", (kek.derive("check"),))
        connection.execute("insert into day_key values (?, ?)", (kid, wrapped))
    return seal(Key.of(kid, secret), PLACE, b"hello", nonce=b"m" * 12)


async def test_a_ring_of_version_0_1_0_opens_and_no_look_up_and_no_button_changes(tmp_path: Path):
    kek = keyfile.create(tmp_path / "key")
    sealed = ring_of_version_0_1_0(tmp_path / "keys.db", kek)

    first, ring = [Keyring.open(tmp_path / "keys.db", kek, tmp_path / "mirror") for _ in "12"]

    for each in (first, ring):
        assert each.unseal(PLACE, sealed) == b"hello"
        assert [each.index, each.button, each.audit] == [
            kek.derive(name) for name in ("index", "button", "audit")
        ]
    await ring.new_person(b"a" * 16)
    assert keys_db.read(tmp_path / "mirror" / "keys.db").persons.keys() == {b"a" * 16}


def test_the_sub_keys_of_a_new_ring_are_random_and_stay(keyring: Keyring):
    again = Keyring.open(keyring.path, keyring.kek)

    assert again.index == keyring.index != keyring.kek.derive("index")
    assert len({again.index, again.button, again.audit}) == 3


def test_a_first_start_that_was_cut_short_is_begun_again(tmp_path: Path):
    (tmp_path / "keys.db").touch()

    ring = Keyring.open(tmp_path / "keys.db", keyfile.create(tmp_path / "key"))

    ring.prepare(NOON)
    assert ring.keys


def test_a_change_cut_short_by_a_power_cut_is_undone_at_the_next_start(keyring: Keyring):
    """What a crash leaves: a half-written file and the journal with what stood there before."""
    before, journal = keyring.path.read_bytes(), keyring.path.with_name("keys.db-journal")
    with closing(sqlite3.connect(keyring.path, isolation_level=None)) as writer:
        writer.execute("pragma cache_size = 1")
        writer.execute("pragma cache_spill = 1")
        writer.execute("begin immediate")
        for n in range(200):
            writer.execute("insert into day_key values (?, ?)", (n, b"x" * 2000))
        half, undo = keyring.path.read_bytes(), journal.read_bytes()
        writer.execute("rollback")
    assert half != before
    keyring.path.write_bytes(half)
    journal.write_bytes(undo)

    again = Keyring.open(keyring.path, keyring.kek)

    assert again.keys.keys() == keyring.keys.keys()
    assert not journal.exists()


def test_the_inventory_names_every_column_of_keys_db(keyring: Keyring):
    with closing(sqlite3.connect(keyring.path)) as connection:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        found = {
            name: {column[1] for column in connection.execute(f"pragma table_info({name})")}
            for (name,) in tables.fetchall()
        }

    assert found == {name: set(columns) for name, columns in KEYS_DB.items()}
