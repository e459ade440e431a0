"""Give a request its stages, its place in the line, its holder, and what a call needs to know.

Why:    helpers call people back through a moderated queue (docs/rules/callback.md).
Data:   every request becomes a draft with its name and number as they are, since what else a
        call needs was never asked: the person finds the first open question when they ask again.
        Nobody could be called before, so nothing that was promised is lost.
Speed:  rewrites `person` and `callback`, to change what SQLite checks; 1 s for 100,000 persons.
Down:   requests lose everything but name and number, and are open; notes, attempts and blocks go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

STAGES = "('draft', 'waiting', 'approved', 'claimed', 'calling', 'done', 'aside')"


def upgrade() -> None:
    """Rewrite two tables and make three."""
    _person("('name', 'number', 'words', 'message')")
    op.create_table(
        "callback_new",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer()),
        sa.Column("since", sa.Integer()),
        sa.Column("paused", sa.Integer(), nullable=False),
        sa.Column("holder", sa.LargeBinary()),
        sa.Column("held_until", sa.Integer()),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.Integer()),
        sa.Column("resting", sa.Integer(), nullable=False),
        sa.Column("remind", sa.Integer()),
        sa.Column("verified", sa.Integer(), nullable=False),
        sa.Column("number_code", sa.LargeBinary()),
        sa.Column("card", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("number", sa.LargeBinary()),
        sa.Column("suits", sa.LargeBinary()),
        sa.Column("voicemail", sa.LargeBinary()),
        sa.Column("introduce", sa.LargeBinary()),
        sa.Column("topic", sa.LargeBinary()),
        sa.Column("words", sa.LargeBinary()),
        sa.CheckConstraint(f"stage in {STAGES}", name=op.f("ck_callback_stage")),
        sa.CheckConstraint("language in ('fi', 'sv', 'en')", name=op.f("ck_callback_language")),
        sa.CheckConstraint("urgency in (0, 1, 2)", name=op.f("ck_callback_urgency")),
        sa.CheckConstraint(
            "stage = 'draft' or (since is not null and language is not null)",
            name=op.f("ck_callback_sent"),
        ),
        sa.CheckConstraint(
            "(stage in ('claimed', 'calling')) = (holder is not null)",
            name=op.f("ck_callback_held"),
        ),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_callback_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
        sa.UniqueConstraint("person", name="uq_callback_person"),
    )
    op.execute(
        "insert into callback_new (id, person, stage, urgency, asked, changed, told, paused, missed,"
        " resting, verified, version, name, number)"
        " select callback.id, person, 'draft', 0, asked, changed, told, person.paused, 0, 0, 0, 1,"
        " name, number from callback join person on person.id = callback.person"
    )
    op.drop_table("callback")
    op.rename_table("callback_new", "callback")
    _index(
        "queue",
        "language, urgency desc, since, id",
        "stage = 'approved' and paused = 0 and resting = 0",
    )
    in_line = "stage = 'approved' and paused = 0 and resting = 0"
    _index("offered", "language, urgency desc, since, id", f"{in_line} and not_before is null")
    _index("later", "not_before", f"{in_line} and not_before is not null")
    _index("review", "urgency desc, since, id", "stage = 'waiting'")
    _index("holder", "holder", "holder is not null")
    _index("held_until", "held_until", "held_until is not null")
    _index("remind", "remind", "remind is not null")
    _index("resting", "not_before", "resting = 1")
    _index("number", "number_code", "number_code is not null")
    _index("ended", "changed", "stage in ('done', 'aside')")
    op.create_table(
        "diary",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text()),
        sa.Column("note", sa.LargeBinary()),
        sa.CheckConstraint("(outcome is null) <> (note is null)", name="kind"),
        sa.ForeignKeyConstraint(
            ["request"], ["callback.id"], name="fk_diary_request", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_diary"),
    )
    op.create_index("uq_diary_request", "diary", ["request", "place"], unique=True)
    op.create_table(
        "blocked",
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("visitor", name="pk_blocked"),
    )
    op.create_table(
        "alarm",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_alarm"),
    )
    op.add_column("staff", sa.Column("asking", sa.Text()))
    op.create_index("ix_staff_on_duty", "staff", ["on_duty"], sqlite_where=sa.text("on_duty = 1"))


def downgrade() -> None:
    """Go back to a request that is open or not."""
    op.drop_index("ix_staff_on_duty", "staff")
    op.drop_column("staff", "asking")
    op.drop_table("alarm")
    op.drop_table("blocked")
    op.drop_table("diary")
    op.create_table(
        "callback_old",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer()),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("number", sa.LargeBinary()),
        sa.CheckConstraint("state in ('draft', 'open', 'closed')", name=op.f("ck_callback_state")),
        sa.ForeignKeyConstraint(
            ["person"], ["person.id"], name="fk_callback_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_callback"),
        sa.UniqueConstraint("person", name="uq_callback_person"),
    )
    op.execute(
        "insert into callback_old select id, person,"
        " case when stage in ('done', 'aside') then 'closed' when number is null then 'draft'"
        " else 'open' end, asked, changed, told, name, number from callback"
    )
    op.drop_table("callback")
    op.rename_table("callback_old", "callback")
    op.execute("update person set asking = null where asking = 'words'")
    _person("('name', 'number', 'message')")


def _person(askings: str) -> None:
    """Rewrite `person` with other questions allowed. Foreign keys are not enforced meanwhile."""
    op.create_table(
        "person_new",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("chat", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.LargeBinary(), nullable=False),
        sa.Column("paused", sa.Integer(), nullable=False),
        sa.Column("asking", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"asking in {askings}", name=op.f("ck_person_asking")),
        sa.CheckConstraint("paused in (0, 1)", name=op.f("ck_person_paused")),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("visitor", name="uq_person_visitor"),
    )
    op.execute("insert into person_new select * from person")
    op.drop_table("person")
    op.rename_table("person_new", "person")


def _index(name: str, columns: str, where: str) -> None:
    op.execute(f"create index ix_callback_{name} on callback ({columns}) where {where}")
