"""Make room for persons: consent, requests, messages, copies at staff, the audit log.

Why:    who asks for a human must be known again, and only after consent (decision 0023).
Data:   the letters that wait keep waiting; they belong to nobody who can be erased.
Speed:  adds two columns in place and makes empty tables; a few milliseconds.
Down:   drops everything about persons, their consents and the audit log: take a backup, and
        destroy the persons' keys afterwards, since nothing will sweep them any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    "audit_head",
    "audit",
    "staff_copy",
    "message",
    "callback",
    "agreement",
    "person",
    "shown",
)


def upgrade() -> None:
    """Make the tables, and let letters be held back and go away with their person."""
    op.add_column("outbox", sa.Column("person", sa.LargeBinary()))
    op.add_column(
        "outbox", sa.Column("until_mirrored", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(
        "ix_outbox_person", "outbox", ["person"], sqlite_where=sa.text("person is not null")
    )
    op.create_table(
        "shown",
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chat", "message", name="pk_shown"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.LargeBinary(), nullable=False),
        sa.Column("paused", sa.Integer(), nullable=False),
        sa.Column("asking", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("asking in ('name', 'number', 'message')", name="asking"),
        sa.CheckConstraint("paused in (0, 1)", name="paused"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("visitor", name="uq_person_visitor"),
    )
    op.create_table(
        "agreement",
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("person", sa.LargeBinary()),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column("text_digest", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint("purpose in ('call', 'write')", name="purpose"),
        sa.CheckConstraint("language in ('fi', 'sv', 'en')", name="language"),
        sa.CheckConstraint("reason in ('withdrawn', 'forgotten', 'lapsed')", name="reason"),
        sa.CheckConstraint("(withdrawn is null) = (reason is null)", name="ended"),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_agreement_person", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("receipt", name="pk_agreement"),
    )
    op.create_index(
        "uq_agreement_standing",
        "agreement",
        ["person", "purpose"],
        unique=True,
        sqlite_where=sa.text("withdrawn is null"),
    )
    op.create_table(
        "callback",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer()),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("number", sa.LargeBinary()),
        sa.CheckConstraint("state in ('draft', 'open', 'closed')", name="state"),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_callback_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
        sa.UniqueConstraint("person", name="uq_callback_person"),
    )
    op.create_table(
        "message",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_message_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("uq_message_person", "message", ["person", "place"], unique=True)
    op.create_table(
        "staff_copy",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("delete_by", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_copy"),
    )
    op.create_index("ix_staff_copy_person", "staff_copy", ["person"])
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.LargeBinary()),
        sa.Column("detail", sa.Text()),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_about", "audit", ["about"])
    op.create_table(
        "audit_head",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("base", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_audit_head"),
    )


def downgrade() -> None:
    """Drop what was made."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_outbox_person", "outbox")
    op.drop_column("outbox", "until_mirrored")
    op.drop_column("outbox", "person")
