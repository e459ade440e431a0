"""The members of staff: which roles there are, what each may do, how one comes in and goes out.

Rules (cited by tests):
    S1  A person may have several roles, and may do what any of them allows.
    S2  What nobody has allowed is forbidden: no roles, no act.
    S3  A removal counts from the next press on: roles are read when something is done, never kept.
    S4  Nobody removes the last admin: somebody must be able to invite.
    S5  Nobody removes themselves.
    S6  An invitation is 128 bits of chance, counts for 24 hours and for one person, and is kept
        as its hash alone. Any other link into the bot makes nobody a member.
    S7  Who is a member and accepts another invitation has the roles of both.

Which requests may be claimed, called or closed at all is `bot/domain/callback.py`. Source:
PRODUCT.md, who uses it; PROMISES.md, promises 12, 13 and 15.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from bot.domain.languages import Language

INVITED_FOR: Final = timedelta(hours=24)
"""How long an invitation counts (S6)."""


class Role(Enum):
    """What somebody is here for."""

    HELPER = "helper"
    """Calls back and writes."""
    MODERATOR = "moderator"
    """Looks at what comes in before it takes a helper's time."""
    EDITOR = "editor"
    """Keeps the answers right."""
    ADMIN = "admin"
    """Lets people in and out."""
    AUDITOR = "auditor"
    """Sees who did what, and nothing of the people it was done for."""


class Act(Enum):
    """Everything staff can do."""

    SEE_REVIEW = "see_review"
    APPROVE = "approve"
    SET_URGENCY = "set_urgency"
    PUT_ASIDE = "put_aside"
    REOPEN = "reopen"
    MERGE = "merge"
    BLOCK = "block"
    GO_ON_DUTY = "go_on_duty"
    SEE_QUEUE = "see_queue"
    CLAIM = "claim"
    RELEASE = "release"
    HAND_OVER = "hand_over"
    REVEAL = "reveal"
    NOTE_ATTEMPT = "note_attempt"
    WRITE_NOTE = "write_note"
    CLOSE = "close"
    INVITE = "invite"
    REMOVE = "remove"
    SEE_STAFF = "see_staff"
    EDIT_FAQ = "edit_faq"
    SEE_AUDIT = "see_audit"
    HEAR_ALARMS = "hear_alarms"


MAY: Final[Mapping[Role, frozenset[Act]]] = {
    Role.HELPER: frozenset(
        {
            Act.GO_ON_DUTY,
            Act.SEE_QUEUE,
            Act.CLAIM,
            Act.RELEASE,
            Act.HAND_OVER,
            Act.REVEAL,
            Act.NOTE_ATTEMPT,
            Act.WRITE_NOTE,
            Act.CLOSE,
            Act.REOPEN,
        }
    ),
    Role.MODERATOR: frozenset(
        {
            Act.GO_ON_DUTY,
            Act.SEE_REVIEW,
            Act.SEE_QUEUE,
            Act.APPROVE,
            Act.SET_URGENCY,
            Act.PUT_ASIDE,
            Act.REOPEN,
            Act.MERGE,
            Act.BLOCK,
            Act.WRITE_NOTE,
            Act.HEAR_ALARMS,
        }
    ),
    Role.EDITOR: frozenset({Act.EDIT_FAQ}),
    # Whoever rules over roles sees no number and no request: those are other people's work.
    Role.ADMIN: frozenset({Act.INVITE, Act.REMOVE, Act.SEE_STAFF, Act.HEAR_ALARMS}),
    Role.AUDITOR: frozenset({Act.SEE_AUDIT, Act.SEE_STAFF}),
}
"""What each role may do; what does not stand here, it may not (S2)."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the staff, without anything that says who it is."""

    id: bytes
    """16 random bytes; the audit log knows the member by them."""
    roles: frozenset[Role]
    languages: frozenset[Language]
    on_duty: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """What is held about a member. Who was removed has no chat and no name any more."""

    member: Member
    since: datetime
    chat: int | None
    name: str | None
    removed: datetime | None
    version: int
    asking: str | None = None
    """What the member's next message is: `note-` and the request in hex; None: nothing special."""


class NotAllowed(Exception):
    """Refused: this is not among what their roles allow, or they are not on the staff (any more)."""


class NobodyThere(Exception):
    """Refused: there is no such member, or they were removed before."""


class LastAdmin(Exception):
    """Refused: without this admin nobody could be invited any more (S4)."""


class NotOneself(Exception):
    """Refused: somebody else has to remove you (S5)."""


class NoRole(ValueError):
    """Refused: an invitation needs one role and one language at least."""


def may(roles: Collection[Role], act: Act) -> bool:
    """Tell whether somebody with these roles may do this (S1, S2)."""
    return any(act in MAY.get(role, ()) for role in roles)


def may_member(member: Member | None, act: Act) -> bool:
    """Tell whether this member may do this; who is none, or is removed, may nothing (S3)."""
    return member is not None and not member.removed and may(member.roles, act)


def removal(member: Member | None, *, by: Member | None, admins: int) -> Member:
    """Return the member as removed.

    `by` is who removes, None for the operator at the command line; `admins` is how many admins
    there are. Raises NobodyThere, NotOneself (S5) and LastAdmin (S4).
    """
    if member is None or member.removed:
        raise NobodyThere
    if by is not None and by.id == member.id:
        raise NotOneself
    if Role.ADMIN in member.roles and admins <= 1:
        raise LastAdmin
    return Member(member.id, member.roles, member.languages, on_duty=False, removed=True)


def joined(member: Member, roles: Collection[Role], languages: Collection[Language]) -> Member:
    """Return a member who has accepted another invitation: nothing is taken away (S7)."""
    return Member(
        member.id, member.roles | set(roles), member.languages | set(languages), member.on_duty
    )


def in_order(roles: Collection[Role]) -> list[Role]:
    """Return roles in the order they are told in."""
    return [role for role in Role if role in roles]
