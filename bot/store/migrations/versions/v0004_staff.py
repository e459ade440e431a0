"""Make room for members of staff and for invitations.

Why:    helpers, moderators and admins are known by a row, so that removing it ends what they may
        do at the next press (promise 13).
Data:   two new, empty tables; nobody is on the staff until the operator invites somebody.
Speed:  a few milliseconds.
Down:   drops both: nobody is on the staff any more. The sweep destroys
        their keys, which are nobody's then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "staff",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("on_duty", sa.Integer(), nullable=False),
        sa.Column("chat", sa.LargeBinary()),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("removed", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("on_duty in (0, 1)", name="on_duty"),
        sa.CheckConstraint(
            "removed is null or (chat is null and name is null and on_duty = 0)", name="removed"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("visitor", name="uq_staff_visitor"),
    )
    op.create_table(
        "invitation",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_invitation"),
    )


def downgrade() -> None:
    """Drop what was made."""
    op.drop_table("invitation")
    op.drop_table("staff")
