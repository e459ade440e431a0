"""Begin with an inbox, an outbox, the picked language and the tally.

Why:    nothing said to us may be lost, nothing we owe forgotten (decisions 0002, 0003).
Data:   the first tables; there is none to touch.
Speed:  a few milliseconds on an empty file.
Down:   drops all four; what waited in them is lost, so pay the outbox first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("body", sa.LargeBinary()),
        sa.CheckConstraint("state in ('waiting', 'done', 'aside')", name="state"),
        sa.PrimaryKeyConstraint("seq", name="pk_inbox"),
        sa.UniqueConstraint("digest", name="uq_inbox_digest"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_state", "inbox", ["state"], sqlite_where=sa.text("state != 'done'"))
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ref", sa.LargeBinary(), nullable=False),
        sa.Column("owed", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'aside')", name="state"),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("ref", name="uq_outbox_ref"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "picked_language",
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.CheckConstraint("language in ('fi', 'sv', 'en')", name="language"),
        sa.PrimaryKeyConstraint("visitor", name="pk_picked_language"),
    )
    op.create_table(
        "tally",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "event", name="pk_tally"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("tally", "picked_language", "outbox", "inbox"):
        op.drop_table(table)
