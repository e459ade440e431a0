"""The tables of data.db. What each column is for and how long it is kept stands beside it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    and_,
)

from bot.store.inventory import Base, Kept, held

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

inbox = Table(
    "inbox",
    metadata,
    Column(
        "seq", Integer, primary_key=True, **held("order of arrival", Base.DELIVERY, Kept.UPDATE)
    ),
    Column(
        "digest",
        LargeBinary,
        nullable=False,
        unique=True,
        **held("keyed code of the update, to know it again", Base.DELIVERY, Kept.UPDATE),
    ),
    Column(
        "received",
        Integer,
        nullable=False,
        **held("hour of arrival, seconds since 1970, UTC", Base.DELIVERY, Kept.UPDATE),
    ),
    Column(
        "state", Text, nullable=False, **held("waiting, done or aside", Base.DELIVERY, Kept.UPDATE)
    ),
    Column(
        "tries",
        Integer,
        nullable=False,
        **held("how often handling it failed", Base.DELIVERY, Kept.UPDATE),
    ),
    Column(
        "reason",
        Text,
        **held("class name of the last failure, never a text", Base.DELIVERY, Kept.UPDATE_BODY),
    ),
    Column(
        "body",
        LargeBinary,
        **held("raw update, to answer it", Base.DELIVERY, Kept.UPDATE_BODY, sealed=True),
    ),
    CheckConstraint("state in ('waiting', 'done', 'aside')", name="state"),
    sqlite_autoincrement=True,
)
Index("ix_inbox_state", inbox.c.state, sqlite_where=inbox.c.state != "done")

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, **held("order of owing", Base.DELIVERY, Kept.LETTER)),
    Column(
        "ref",
        LargeBinary,
        nullable=False,
        unique=True,
        **held("random name of the letter", Base.DELIVERY, Kept.LETTER),
    ),
    Column(
        "owed",
        Integer,
        nullable=False,
        **held("hour of owing, seconds since 1970, UTC", Base.DELIVERY, Kept.LETTER),
    ),
    Column("state", Text, nullable=False, **held("waiting or aside", Base.DELIVERY, Kept.LETTER)),
    Column(
        "reason",
        Text,
        **held("why it was set aside: a class name or a known code", Base.DELIVERY, Kept.LETTER),
    ),
    Column(
        "body",
        LargeBinary,
        nullable=False,
        **held(
            "the letter: chat, words and what fills their blanks",
            Base.DELIVERY,
            Kept.LETTER,
            sealed=True,
        ),
    ),
    Column(
        "person",
        LargeBinary,
        **held("random id of the person it goes away with", Base.CONSENT, Kept.LETTER),
    ),
    Column(
        "until_mirrored",
        Integer,
        nullable=False,
        server_default="0",
        **held("1: not before the copy of the keys is up to date", Base.DELIVERY, Kept.LETTER),
    ),
    CheckConstraint("state in ('waiting', 'aside')", name="state"),
    sqlite_autoincrement=True,
)
Index("ix_outbox_person", outbox.c.person, sqlite_where=outbox.c.person.is_not(None))

picked_language = Table(
    "picked_language",
    metadata,
    Column(
        "visitor",
        LargeBinary,
        primary_key=True,
        **held("keyed code of the Telegram id", Base.DELIVERY, Kept.LANGUAGE),
    ),
    Column(
        "language",
        Text,
        nullable=False,
        **held("fi, sv or en, as picked by the person", Base.DELIVERY, Kept.LANGUAGE),
    ),
    Column(
        "until",
        Integer,
        nullable=False,
        **held("when this row goes, seconds since 1970, UTC", Base.DELIVERY, Kept.LANGUAGE),
    ),
    CheckConstraint("language in ('fi', 'sv', 'en')", name="language"),
)

shown = Table(
    "shown",
    metadata,
    Column(
        "chat",
        LargeBinary,
        primary_key=True,
        **held(
            "keyed code of the chat a message stands in, to clear it", Base.DELIVERY, Kept.SHOWN
        ),
    ),
    Column(
        "message",
        Integer,
        primary_key=True,
        **held("number of that message in Telegram", Base.DELIVERY, Kept.SHOWN),
    ),
    Column(
        "until",
        Integer,
        nullable=False,
        **held("when this row goes, seconds since 1970, UTC", Base.DELIVERY, Kept.SHOWN),
    ),
    sqlite_with_rowid=False,
)

person = Table(
    "person",
    metadata,
    Column(
        "id",
        LargeBinary,
        primary_key=True,
        **held("random id of the person", Base.CONSENT, Kept.PERSON),
    ),
    Column(
        "visitor",
        LargeBinary,
        nullable=False,
        unique=True,
        **held(
            "keyed code of the Telegram id, to know the person again", Base.CONSENT, Kept.PERSON
        ),
    ),
    Column(
        "since",
        Integer,
        nullable=False,
        **held("hour of the first consent, seconds since 1970, UTC", Base.CONSENT, Kept.PERSON),
    ),
    Column(
        "chat",
        LargeBinary,
        nullable=False,
        **held("number of the chat, to write back", Base.CONSENT, Kept.PERSON, sealed=True),
    ),
    Column(
        "language",
        LargeBinary,
        nullable=False,
        **held("language to write and call in", Base.CONSENT, Kept.PERSON, sealed=True),
    ),
    Column(
        "paused",
        Integer,
        nullable=False,
        **held("1: the person wants nothing done for now", Base.CONSENT, Kept.PERSON),
    ),
    Column(
        "asking",
        Text,
        **held(
            "which answer the next message holds: name, number, words or message",
            Base.CONSENT,
            Kept.PERSON,
        ),
    ),
    Column(
        "version",
        Integer,
        nullable=False,
        **held("how often this row was changed", Base.CONSENT, Kept.PERSON),
    ),
    CheckConstraint("asking in ('name', 'number', 'words', 'message')", name="asking"),
    CheckConstraint("paused in (0, 1)", name="paused"),
)

agreement = Table(
    "agreement",
    metadata,
    Column(
        "receipt",
        Text,
        primary_key=True,
        **held("random number of the receipt the person has", Base.PROOF, Kept.AGREEMENT),
    ),
    Column(
        "person",
        LargeBinary,
        ForeignKey("person.id", ondelete="SET NULL"),
        **held(
            "random id of the person; emptied when the person is erased", Base.PROOF, Kept.PERSON
        ),
    ),
    Column("purpose", Text, nullable=False, **held("call or write", Base.PROOF, Kept.AGREEMENT)),
    Column(
        "text_version",
        Text,
        nullable=False,
        **held("version of the text that was shown", Base.PROOF, Kept.AGREEMENT),
    ),
    Column(
        "text_digest",
        Text,
        nullable=False,
        **held("SHA-256 of the text that was shown", Base.PROOF, Kept.AGREEMENT),
    ),
    Column(
        "language",
        Text,
        nullable=False,
        **held("language of the text that was shown", Base.PROOF, Kept.AGREEMENT),
    ),
    Column(
        "given",
        Integer,
        nullable=False,
        **held("when consent was given, seconds since 1970, UTC", Base.PROOF, Kept.AGREEMENT),
    ),
    Column(
        "withdrawn",
        Integer,
        **held("when it ended, seconds since 1970, UTC", Base.PROOF, Kept.AGREEMENT),
    ),
    Column(
        "reason",
        Text,
        **held("how it ended: withdrawn, forgotten or lapsed", Base.PROOF, Kept.AGREEMENT),
    ),
    CheckConstraint("purpose in ('call', 'write')", name="purpose"),
    CheckConstraint("language in ('fi', 'sv', 'en')", name="language"),
    CheckConstraint("reason in ('withdrawn', 'forgotten', 'lapsed')", name="reason"),
    CheckConstraint("(withdrawn is null) = (reason is null)", name="ended"),
)
Index(
    "uq_agreement_standing",
    agreement.c.person,
    agreement.c.purpose,
    unique=True,
    sqlite_where=agreement.c.withdrawn.is_(None),
)

callback = Table(
    "callback",
    metadata,
    Column(
        "id",
        LargeBinary,
        primary_key=True,
        **held("random id of the request", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "person",
        LargeBinary,
        ForeignKey("person.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
        **held("random id of the person", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "stage",
        Text,
        nullable=False,
        **held(
            "draft, waiting, approved, claimed, calling, done or aside",
            Base.CONSENT,
            Kept.CALLBACK,
        ),
    ),
    Column(
        "language",
        Text,
        **held("language of the call, to find a helper who speaks it", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "urgency",
        Integer,
        nullable=False,
        **held("0 normal, 1 soon, 2 crisis", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "asked",
        Integer,
        nullable=False,
        **held("hour of asking, seconds since 1970, UTC", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "changed",
        Integer,
        nullable=False,
        **held("hour of the last change, seconds since 1970, UTC", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "told",
        Integer,
        **held("hour the person was told that nobody has called yet", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "since",
        Integer,
        **held(
            "when it was sent, its place in the line, seconds since 1970, UTC",
            Base.CONSENT,
            Kept.CALLBACK,
        ),
    ),
    Column(
        "paused",
        Integer,
        nullable=False,
        **held("1: the person wants nothing done for now", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "holder",
        LargeBinary,
        **held("random id of the helper who holds it", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "held_until",
        Integer,
        **held("when the claim is over, seconds since 1970, UTC", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "missed",
        Integer,
        nullable=False,
        **held("missed calls since the person was last heard of", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "not_before",
        Integer,
        **held("nobody calls earlier, seconds since 1970, UTC", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "resting",
        Integer,
        nullable=False,
        **held("1: the person was asked for a better time", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "remind",
        Integer,
        **held(
            "when the holder is reminded of an agreed time, seconds since 1970, UTC",
            Base.CONSENT,
            Kept.CALLBACK,
        ),
    ),
    Column(
        "verified",
        Integer,
        nullable=False,
        **held(
            "1: the number is the Telegram account's own, shared with a button",
            Base.CONSENT,
            Kept.CALLBACK,
        ),
    ),
    Column(
        "number_code",
        LargeBinary,
        **held(
            "keyed code of the number, to find requests that repeat each other",
            Base.CONSENT,
            Kept.CALLBACK,
        ),
    ),
    Column(
        "card",
        Integer,
        **held(
            "number of the message in the person's chat that shows how it stands",
            Base.CONSENT,
            Kept.CALLBACK,
        ),
    ),
    Column(
        "version",
        Integer,
        nullable=False,
        **held("how often this row was changed", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "name",
        LargeBinary,
        **held(
            "what the person wants to be called, maybe a nickname",
            Base.CONSENT,
            Kept.CALLBACK,
            sealed=True,
        ),
    ),
    Column(
        "number", LargeBinary, **held("number to call", Base.CONSENT, Kept.CALLBACK, sealed=True)
    ),
    Column(
        "suits",
        LargeBinary,
        **held("when a call suits, as picked", Base.CONSENT, Kept.CALLBACK, sealed=True),
    ),
    Column(
        "voicemail",
        LargeBinary,
        **held("whether a message may be left", Base.CONSENT, Kept.CALLBACK, sealed=True),
    ),
    Column(
        "introduce",
        LargeBinary,
        **held(
            "whether the helper may say who is calling to whoever answers",
            Base.CONSENT,
            Kept.CALLBACK,
            sealed=True,
        ),
    ),
    Column(
        "topic",
        LargeBinary,
        **held("what it is about, from a short list", Base.CONSENT, Kept.CALLBACK, sealed=True),
    ),
    Column(
        "words",
        LargeBinary,
        **held(
            "a line in the person's own words, identifiers masked",
            Base.CONSENT,
            Kept.CALLBACK,
            sealed=True,
        ),
    ),
    CheckConstraint(
        "stage in ('draft', 'waiting', 'approved', 'claimed', 'calling', 'done', 'aside')",
        name="stage",
    ),
    CheckConstraint("language in ('fi', 'sv', 'en')", name="language"),
    CheckConstraint("urgency in (0, 1, 2)", name="urgency"),
    CheckConstraint("stage = 'draft' or (since is not null and language is not null)", name="sent"),
    CheckConstraint("(stage in ('claimed', 'calling')) = (holder is not null)", name="held"),
)
Index(
    "ix_callback_queue",
    callback.c.language,
    callback.c.urgency.desc(),
    callback.c.since,
    callback.c.id,
    sqlite_where=and_(
        callback.c.stage == "approved", callback.c.paused == 0, callback.c.resting == 0
    ),
)
Index(
    "ix_callback_offered",
    callback.c.language,
    callback.c.urgency.desc(),
    callback.c.since,
    callback.c.id,
    sqlite_where=and_(
        callback.c.stage == "approved",
        callback.c.paused == 0,
        callback.c.resting == 0,
        callback.c.not_before.is_(None),
    ),
)
Index(
    "ix_callback_later",
    callback.c.not_before,
    sqlite_where=and_(
        callback.c.stage == "approved",
        callback.c.paused == 0,
        callback.c.resting == 0,
        callback.c.not_before.is_not(None),
    ),
)
Index(
    "ix_callback_review",
    callback.c.urgency.desc(),
    callback.c.since,
    callback.c.id,
    sqlite_where=callback.c.stage == "waiting",
)
Index("ix_callback_holder", callback.c.holder, sqlite_where=callback.c.holder.is_not(None))
Index(
    "ix_callback_held_until", callback.c.held_until, sqlite_where=callback.c.held_until.is_not(None)
)
Index("ix_callback_remind", callback.c.remind, sqlite_where=callback.c.remind.is_not(None))
Index("ix_callback_resting", callback.c.not_before, sqlite_where=callback.c.resting == 1)
Index(
    "ix_callback_number", callback.c.number_code, sqlite_where=callback.c.number_code.is_not(None)
)
Index(
    "ix_callback_ended",
    callback.c.changed,
    sqlite_where=callback.c.stage.in_(["done", "aside"]),
)

diary = Table(
    "diary",
    metadata,
    Column(
        "id",
        LargeBinary,
        primary_key=True,
        **held("random id of the line", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "request",
        LargeBinary,
        ForeignKey("callback.id", ondelete="CASCADE"),
        nullable=False,
        **held("random id of the request it is about", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "person",
        LargeBinary,
        nullable=False,
        **held("random id of the person it is about", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "place",
        Integer,
        nullable=False,
        **held("which line of this request's diary, from 1", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "at",
        Integer,
        nullable=False,
        **held("when, seconds since 1970, UTC", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "by",
        LargeBinary,
        nullable=False,
        **held("random id of the member of staff", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "outcome",
        Text,
        **held("how a call came out, a code; empty for a note", Base.CONSENT, Kept.CALLBACK),
    ),
    Column(
        "note",
        LargeBinary,
        **held(
            "what a helper noted for colleagues, identifiers masked",
            Base.CONSENT,
            Kept.CALLBACK,
            sealed=True,
        ),
    ),
    CheckConstraint("(outcome is null) <> (note is null)", name="kind"),
)
Index("uq_diary_request", diary.c.request, diary.c.place, unique=True)

blocked = Table(
    "blocked",
    metadata,
    Column(
        "visitor",
        LargeBinary,
        primary_key=True,
        **held("keyed code of a Telegram id that abuses the service", Base.ACCESS, Kept.BLOCKED),
    ),
    Column(
        "until",
        Integer,
        nullable=False,
        **held("until when, seconds since 1970, UTC", Base.ACCESS, Kept.BLOCKED),
    ),
)

alarm = Table(
    "alarm",
    metadata,
    Column(
        "name",
        Text,
        primary_key=True,
        **held("which alarm, a code", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "told",
        Integer,
        nullable=False,
        **held(
            "when staff was last told of it, seconds since 1970, UTC", Base.NOBODY, Kept.SERVICE
        ),
    ),
)

message = Table(
    "message",
    metadata,
    Column(
        "id",
        LargeBinary,
        primary_key=True,
        **held("random id of the message", Base.CONSENT, Kept.MESSAGES),
    ),
    Column(
        "person",
        LargeBinary,
        ForeignKey("person.id", ondelete="CASCADE"),
        nullable=False,
        **held("random id of the person", Base.CONSENT, Kept.MESSAGES),
    ),
    Column(
        "place",
        Integer,
        nullable=False,
        **held("which of the person's messages this is, from 1", Base.CONSENT, Kept.MESSAGES),
    ),
    Column(
        "written",
        Integer,
        nullable=False,
        **held("hour of writing, seconds since 1970, UTC", Base.CONSENT, Kept.MESSAGES),
    ),
    Column(
        "body",
        LargeBinary,
        nullable=False,
        **held("what was written to a human", Base.CONSENT, Kept.MESSAGES, sealed=True),
    ),
)
Index("uq_message_person", message.c.person, message.c.place, unique=True)

staff_copy = Table(
    "staff_copy",
    metadata,
    Column(
        "id",
        LargeBinary,
        primary_key=True,
        **held("random id of the copy", Base.CONSENT, Kept.STAFF_COPY),
    ),
    Column(
        "person",
        LargeBinary,
        nullable=False,
        **held("random id of the person it is about", Base.CONSENT, Kept.STAFF_COPY),
    ),
    Column(
        "delete_by",
        Integer,
        nullable=False,
        **held(
            "when the copy is deleted at the latest, seconds since 1970, UTC",
            Base.CONSENT,
            Kept.STAFF_COPY,
        ),
    ),
    Column(
        "body",
        LargeBinary,
        nullable=False,
        **held(
            "chat and number of the message that shows something personal",
            Base.CONSENT,
            Kept.STAFF_COPY,
            sealed=True,
        ),
    ),
)
Index("ix_staff_copy_person", staff_copy.c.person)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, **held("place in the chain", Base.PROOF, Kept.AUDIT)),
    Column(
        "at",
        Integer,
        nullable=False,
        **held("when, seconds since 1970, UTC", Base.PROOF, Kept.AUDIT),
    ),
    Column(
        "actor",
        Text,
        nullable=False,
        **held(
            "person, service, operator, or the random id of a member of staff",
            Base.PROOF,
            Kept.AUDIT,
        ),
    ),
    Column("act", Text, nullable=False, **held("what was done, a code", Base.PROOF, Kept.AUDIT)),
    Column(
        "about",
        LargeBinary,
        **held(
            "random id of the person, case or member of staff it was done to",
            Base.PROOF,
            Kept.AUDIT,
        ),
    ),
    Column(
        "detail", Text, **held("how or with what end, a code or a receipt", Base.PROOF, Kept.AUDIT)
    ),
    Column(
        "mac",
        LargeBinary,
        nullable=False,
        **held("keyed link to the row before", Base.PROOF, Kept.AUDIT),
    ),
)
Index("ix_audit_about", audit.c.about)

audit_head = Table(
    "audit_head",
    metadata,
    Column("name", Text, primary_key=True, **held("always head", Base.NOBODY, Kept.SERVICE)),
    Column(
        "first",
        Integer,
        nullable=False,
        **held("place of the first row kept", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "last", Integer, nullable=False, **held("place of the last row", Base.NOBODY, Kept.SERVICE)
    ),
    Column(
        "base",
        LargeBinary,
        nullable=False,
        **held("link before the first row kept", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "mac",
        LargeBinary,
        nullable=False,
        **held("keyed proof of this row", Base.NOBODY, Kept.SERVICE),
    ),
)

tally = Table(
    "tally",
    metadata,
    Column(
        "day",
        Text,
        primary_key=True,
        **held("day, UTC; a figure without persons", Base.NOBODY, Kept.TALLY),
    ),
    Column(
        "event",
        Text,
        primary_key=True,
        **held("what happened, a code from the source", Base.NOBODY, Kept.TALLY),
    ),
    Column("count", Integer, nullable=False, **held("how often", Base.NOBODY, Kept.TALLY)),
)

entry_version = Table(
    "entry_version",
    metadata,
    Column(
        "entry",
        Text,
        primary_key=True,
        **held("name of an entry of the FAQ, or of the unanswered", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "number",
        Integer,
        primary_key=True,
        **held("which version of the entry, from 1", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "state",
        Text,
        nullable=False,
        **held("draft, scheduled, published or retired", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "origin",
        Text,
        nullable=False,
        **held("file or chat: where it was written", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "document",
        Text,
        nullable=False,
        **held(
            "title, answer and ways of asking in all languages (JSON), approved or to be approved",
            Base.NOBODY,
            Kept.SERVICE,
        ),
    ),
    Column(
        "made",
        Integer,
        nullable=False,
        **held("when it was made, seconds since 1970, UTC", Base.NOBODY, Kept.SERVICE),
    ),
    Column(
        "publish_at",
        Integer,
        **held("when it is to be published, seconds since 1970, UTC", Base.NOBODY, Kept.SERVICE),
    ),
    CheckConstraint("state in ('draft', 'scheduled', 'published', 'retired')", name="state"),
    CheckConstraint("origin in ('file', 'chat')", name="origin"),
    CheckConstraint("(state = 'scheduled') = (publish_at is not null)", name="scheduled"),
)
Index(
    "uq_entry_version_published",
    entry_version.c.entry,
    unique=True,
    sqlite_where=entry_version.c.state == "published",
)

staff = Table(
    "staff",
    metadata,
    Column(
        "id",
        LargeBinary,
        primary_key=True,
        **held("random id of the member of staff", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "visitor",
        LargeBinary,
        nullable=False,
        unique=True,
        **held("keyed code of the Telegram id, to know the member again", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "since",
        Integer,
        nullable=False,
        **held("hour of joining, seconds since 1970, UTC", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "roles",
        Text,
        nullable=False,
        **held("what the member is here for, words with commas between", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "languages",
        Text,
        nullable=False,
        **held("languages the member works in, with commas between", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "on_duty",
        Integer,
        nullable=False,
        **held("1: the member is there for people now", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "chat",
        LargeBinary,
        **held(
            "number of the chat, to tell of work; emptied when the member is removed",
            Base.ACCESS,
            Kept.STAFF,
            sealed=True,
        ),
    ),
    Column(
        "name",
        LargeBinary,
        **held(
            "first name in Telegram, for colleagues; emptied when the member is removed",
            Base.ACCESS,
            Kept.STAFF,
            sealed=True,
        ),
    ),
    Column(
        "removed",
        Integer,
        **held("when the member was removed, seconds since 1970, UTC", Base.ACCESS, Kept.STAFF),
    ),
    Column(
        "asking",
        Text,
        **held(
            "what the member's next message is: a note, and for which request",
            Base.ACCESS,
            Kept.STAFF,
        ),
    ),
    Column(
        "version",
        Integer,
        nullable=False,
        **held("how often this row was changed", Base.ACCESS, Kept.STAFF),
    ),
    CheckConstraint("on_duty in (0, 1)", name="on_duty"),
    CheckConstraint(
        "removed is null or (chat is null and name is null and on_duty = 0)", name="removed"
    ),
)
Index("ix_staff_on_duty", staff.c.on_duty, sqlite_where=staff.c.on_duty == 1)

invitation = Table(
    "invitation",
    metadata,
    Column(
        "hash",
        LargeBinary,
        primary_key=True,
        **held("SHA-256 of the invitation, which is nowhere itself", Base.ACCESS, Kept.INVITATION),
    ),
    Column(
        "roles",
        Text,
        nullable=False,
        **held("roles of whoever accepts it, with commas between", Base.ACCESS, Kept.INVITATION),
    ),
    Column(
        "languages",
        Text,
        nullable=False,
        **held("their languages, with commas between", Base.ACCESS, Kept.INVITATION),
    ),
    Column(
        "made",
        Integer,
        nullable=False,
        **held("when it was made, seconds since 1970, UTC", Base.ACCESS, Kept.INVITATION),
    ),
    Column(
        "until",
        Integer,
        nullable=False,
        **held("until when it counts, seconds since 1970, UTC", Base.ACCESS, Kept.INVITATION),
    ),
    Column(
        "by",
        Text,
        nullable=False,
        **held(
            "who made it: operator, or the random id of a member of staff",
            Base.ACCESS,
            Kept.INVITATION,
        ),
    ),
)
