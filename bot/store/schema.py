"""The schema's version: where a database file stands, and the way to the newest."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

NEWEST: Final = "0005"
FOLDER: Final = Path(__file__).parent / "migrations"


def version(path: Path) -> str | None:
    """Return the revision the file at `path` stands at; None for no file or an empty one.

    Looks without Alembic, so that an up-to-date service starts without loading it.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        try:
            row = connection.execute("select version_num from alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
    return row[0] if row else None


def migrate(path: Path, *, to: str = "head") -> None:
    """Bring the file at `path` to revision `to`, making the file if there is none.

    Each migration is one transaction; an interrupted one leaves the file as it was.
    """
    from alembic import command  # loaded only when there is something to migrate
    from alembic.config import Config
    from sqlalchemy import Connection, create_engine, event

    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)

    def own_begin(connection: sqlite3.Connection, _entry: object) -> None:
        connection.isolation_level = None
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma secure_delete = on")

    def begin_immediate(connection: Connection) -> None:
        connection.exec_driver_sql("begin immediate")

    event.listen(engine, "connect", own_begin)
    event.listen(engine, "begin", begin_immediate)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        order = command.upgrade if to == "head" else command.downgrade
        order(config, to)
    engine.dispose()
    path.chmod(0o600)
