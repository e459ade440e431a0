"""Keep the FAQ as versions.

Why:    an answer is changed, tried, approved and rolled back while the service runs (0031).
Data:   a new table; the first start fills it from the files.
Speed:  a few milliseconds.
Down:   drops the table; export what was changed in the chat first (`rinnalla faq export`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "entry_version",
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("publish_at", sa.Integer()),
        sa.CheckConstraint("state in ('draft', 'scheduled', 'published', 'retired')", name="state"),
        sa.CheckConstraint("origin in ('file', 'chat')", name="origin"),
        sa.CheckConstraint("(state = 'scheduled') = (publish_at is not null)", name="scheduled"),
        sa.PrimaryKeyConstraint("entry", "number", name="pk_entry_version"),
    )
    op.create_index(
        "uq_entry_version_published",
        "entry_version",
        ["entry"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("entry_version")
