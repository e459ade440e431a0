"""The tables of data.db. Each column's purpose and time of keeping stands in its comment."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "pk": "pk_%(table_name)s",
    }
)

inbox = Table(
    "inbox",
    metadata,
    Column("seq", Integer, primary_key=True, comment="order of arrival; 7 days"),
    Column(
        "digest",
        LargeBinary,
        nullable=False,
        unique=True,
        comment="keyed code of the update, to know it again; 7 days",
    ),
    Column(
        "received",
        Integer,
        nullable=False,
        comment="hour of arrival, seconds since 1970, UTC; 7 days",
    ),
    Column("state", Text, nullable=False, comment="waiting, done or aside; 7 days"),
    Column("tries", Integer, nullable=False, comment="how often handling it failed; 7 days"),
    Column("reason", Text, comment="class name of the last failure, never a text; 24 hours"),
    Column(
        "body",
        LargeBinary,
        comment="sealed raw update; emptied when done, set-aside ones after 24 hours",
    ),
    CheckConstraint("state in ('waiting', 'done', 'aside')", name="state"),
    sqlite_autoincrement=True,
)
Index("ix_inbox_state", inbox.c.state, sqlite_where=inbox.c.state != "done")

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, comment="order of owing; until delivered"),
    Column(
        "ref",
        LargeBinary,
        nullable=False,
        unique=True,
        comment="random name of the letter; until delivered",
    ),
    Column(
        "owed",
        Integer,
        nullable=False,
        comment="hour of owing, seconds since 1970, UTC; until delivered, set-aside ones 7 days",
    ),
    Column("state", Text, nullable=False, comment="waiting or aside; as owed"),
    Column("reason", Text, comment="why it was set aside: a class name or a known code; 7 days"),
    Column("body", LargeBinary, nullable=False, comment="sealed letter; as owed"),
    CheckConstraint("state in ('waiting', 'aside')", name="state"),
    sqlite_autoincrement=True,
)

picked_language = Table(
    "picked_language",
    metadata,
    Column(
        "visitor", LargeBinary, primary_key=True, comment="keyed code of the Telegram id; 24 hours"
    ),
    Column(
        "language", Text, nullable=False, comment="fi, sv or en, as picked by the person; 24 hours"
    ),
    Column(
        "until",
        Integer,
        nullable=False,
        comment="when this row goes, seconds since 1970, UTC; 24 hours",
    ),
    CheckConstraint("language in ('fi', 'sv', 'en')", name="language"),
)

tally = Table(
    "tally",
    metadata,
    Column("day", Text, primary_key=True, comment="day, UTC; a figure without persons, 24 months"),
    Column(
        "event", Text, primary_key=True, comment="what happened, a code from the source; 24 months"
    ),
    Column("count", Integer, nullable=False, comment="how often; 24 months"),
)
