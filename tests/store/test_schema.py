import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, inspect

from bot.store import keyfile, schema
from bot.store.inventory import KEYS_DB, entries, undeclared
from bot.store.keyring import Keyring
from bot.store.tables import metadata

VERSIONS = sorted((schema.FOLDER / "versions").glob("v*.py"))
ROWS = {
    "inbox": "(digest, received, state, tries, body) values (x'01', 0, 'waiting', 0, x'02')",
    "outbox": "(ref, owed, state, body) values (x'03', 0, 'waiting', x'04')",
    "picked_language": "(visitor, language, until) values (x'05', 'sv', 1)",
    "tally": "(day, event, count) values ('2026-11-23', 'arrived', 7)",
    "shown": "values (x'06', 7, 8)",
    "person": "values (x'01', x'02', 0, x'03', x'04', 0, null, 1)",
    "agreement": "values ('K7QF-2M9D', x'01', 'call', '1', 'ab', 'sv', 5, null, null)",
    "callback": "(id, person, stage, urgency, asked, changed, paused, missed, resting, verified, version) values (x'07', x'01', 'draft', 0, 0, 0, 0, 0, 0, 0, 1)",
    "diary": "values (x'15', x'07', x'01', 1, 0, x'10', 'busy', null)",
    "blocked": "values (x'16', 9)",
    "alarm": "values ('nobody_fi', 9)",
    "message": "values (x'09', x'01', 1, 0, x'0a')",
    "staff_copy": "values (x'0b', x'01', 9, x'0c')",
    "audit": "values (1, 9, 'person', 'consent_given', x'01', null, x'0d')",
    "audit_head": "values ('head', 1, 1, x'0e', x'0f')",
    "staff": "values (x'10', x'11', 0, 'helper', 'fi,sv', 1, x'12', x'13', null, 1, null)",
    "invitation": "values (x'14', 'admin', 'en', 0, 86400, 'operator')",
    "entry_version": "values ('why-not-pay', 1, 'published', 'file', '{}', 0, null)",
}


def test_the_migrations_lead_to_exactly_the_declared_tables(template: Path):
    engine = create_engine(f"sqlite:///{template}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
        checks = {
            table: {one["name"] for one in inspect(connection).get_check_constraints(table)}
            for table in metadata.tables
        }
    engine.dispose()

    assert differences == []
    for name, table in metadata.tables.items():
        declared = {str(c.name) for c in table.constraints if type(c).__name__ == "CheckConstraint"}
        assert checks[name] == {
            one if one.startswith("ck_") else f"ck_{name}_{one}" for one in declared
        }


def test_migrations_are_linear_numbered_and_argued():
    numbers = [re.search(r"v(\d{4})_", path.name)[1] for path in VERSIONS]

    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]
    assert numbers[-1] == schema.NEWEST
    for path in VERSIONS:
        head = path.read_text().split('"""')[1]
        for part in ("Why:", "Data:", "Speed:", "Down:"):
            assert part in head, f"{path.name} does not say {part}"


def test_a_column_without_an_entry_in_the_inventory_is_found():
    nameless = Table("nameless", MetaData(), Column("id", Integer))

    assert undeclared(nameless.metadata) == ["nameless.id"]


def test_every_column_says_what_for_on_what_ground_and_how_long():
    """A column without an entry in the inventory fails the build."""
    assert undeclared(metadata) == []
    for entry in entries(metadata):
        assert entry.held.purpose
        assert entry.held.kept.words


def test_every_column_of_the_keys_stands_in_the_inventory_too(tmp_path: Path):
    Keyring.open(tmp_path / "keys.db", keyfile.create(tmp_path / "key"))
    with closing(sqlite3.connect(tmp_path / "keys.db")) as connection:
        tables = [
            name
            for (name,) in connection.execute("select name from sqlite_schema where type = 'table'")
        ]
        columns = {
            table: {row[1] for row in connection.execute(f"pragma table_info({table})")}
            for table in tables
            if not table.startswith("sqlite_")
        }

    assert columns == {table: set(declared) for table, declared in KEYS_DB.items()}


def test_a_database_with_rows_goes_down_and_up_again(tmp_path: Path):
    path = tmp_path / "data.db"
    schema.migrate(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table, row in ROWS.items():
            connection.execute(f"insert into {table} {row}")
    assert set(ROWS) == set(metadata.tables)

    schema.migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        kept = {t: connection.execute(f"select count(*) from {t}").fetchone()[0] for t in ROWS}
    schema.migrate(path, to="base")
    schema.migrate(path)

    assert kept == dict.fromkeys(ROWS, 1)
    assert schema.version(path) == schema.NEWEST


@pytest.mark.parametrize("wrong", [
    "insert into inbox (digest, received, state, tries) values (x'01', 0, 'other', 0)",
    "insert into picked_language values (x'05', 'de', 1)",
    "insert into outbox (ref, owed, state, body) values (x'03', 0, 'done', x'04')",
    "insert into person values (x'01', x'02', 0, x'03', x'04', 2, null, 1)",
    "insert into agreement values ('K', null, 'sell', '1', 'ab', 'sv', 5, null, null)",
    "insert into agreement values ('K', null, 'call', '1', 'ab', 'sv', 5, 6, null)",
    "insert into staff values (x'10', x'11', 0, 'helper', 'fi', 2, x'12', x'13', null, 1, null)",
    "insert into staff values (x'10', x'11', 0, 'helper', 'fi', 0, x'12', null, 9, 1, null)",
    "insert into staff values (x'10', x'11', 0, 'helper', 'fi', 0, null, x'13', 9, 1, null)",
    "insert into staff values (x'10', x'11', 0, 'helper', 'fi', 1, null, null, 9, 1, null)",
    "insert into entry_version values ('a', 1, 'live', 'file', '{}', 0, null)",
    "insert into entry_version values ('a', 1, 'scheduled', 'chat', '{}', 0, null)",
    "insert into entry_version values ('a', 1, 'draft', 'nowhere', '{}', 0, null)",
])  # fmt: skip
def test_a_row_that_makes_no_sense_is_refused_by_the_database(tmp_path: Path, wrong: str):
    path = tmp_path / "data.db"
    schema.migrate(path)

    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(wrong)


def test_a_file_that_does_not_exist_has_no_version(tmp_path: Path):
    (tmp_path / "empty.db").touch()

    assert schema.version(tmp_path / "none.db") is None
    assert schema.version(tmp_path / "empty.db") is None
