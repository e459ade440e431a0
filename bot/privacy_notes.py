"""The privacy notice in three languages: limits and grounds from the inventory, words from locales/.

Numbers stand in the inventory alone. The notice, and the bot's own privacy screen through
`privacy_blanks`, fill them in, so that what is promised is what is done.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot import contacts, words
from bot.domain.languages import LANGUAGES, Language
from bot.store import inventory
from bot.store.inventory import Base, Kept
from bot.store.tables import metadata
from bot.words import Voice, Words

WITHOUT: Final = frozenset({Kept.SERVICE, Kept.TALLY})
"""What says nothing of people has no line in the notice."""

KEYS: Final[Mapping[Kept, tuple[str, str]]] = {
    Kept.UPDATE_BODY: ("privacy_note.update_body", "privacy_note.update_body.kept"),
    Kept.UPDATE: ("privacy_note.update", "privacy_note.update.kept"),
    Kept.LETTER: ("privacy_note.letter", "privacy_note.letter.kept"),
    Kept.LANGUAGE: ("privacy_note.language", "privacy_note.language.kept"),
    Kept.SHOWN: ("privacy_note.shown", "privacy_note.shown.kept"),
    Kept.PERSON: ("privacy_note.person", "privacy_note.person.kept"),
    Kept.CALLBACK: ("privacy_note.callback", "privacy_note.callback.kept"),
    Kept.MESSAGES: ("privacy_note.messages", "privacy_note.messages.kept"),
    Kept.BLOCKED: ("privacy_note.blocked", "privacy_note.blocked.kept"),
    Kept.STAFF_COPY: ("privacy_note.staff_copy", "privacy_note.staff_copy.kept"),
    Kept.PERSON_KEY: ("privacy_note.person_key", "privacy_note.person_key.kept"),
    Kept.AGREEMENT: ("privacy_note.agreement", "privacy_note.agreement.kept"),
    Kept.AUDIT: ("privacy_note.audit", "privacy_note.audit.kept"),
    Kept.ERASED: ("privacy_note.erased", "privacy_note.erased.kept"),
    Kept.DAY_KEY: ("privacy_note.day_key", "privacy_note.day_key.kept"),
    Kept.STAFF: ("privacy_note.staff", "privacy_note.staff.kept"),
    Kept.INVITATION: ("privacy_note.invitation", "privacy_note.invitation.kept"),
}
"""What each kind of thing is called, and how its time is told. Their order is the notice's."""

GROUNDS: Final[Mapping[Base, str]] = {
    Base.CONSENT: "privacy_note.ground.consent",
    Base.DELIVERY: "privacy_note.ground.delivery",
    Base.PROOF: "privacy_note.ground.proof",
    Base.ACCESS: "privacy_note.ground.access",
}


class NoLimit(Exception):
    """A kind of thing has no time in the inventory, but the notice wants to tell one."""


def privacy_blanks() -> dict[str, str]:
    """Return the numbers of the inventory that texts about privacy fill in, by blank."""
    return {
        "update_days": _days(Kept.UPDATE),
        "aside_hours": _hours(Kept.UPDATE_BODY),
        "letter_days": _days(Kept.LETTER),
        "language_hours": _hours(Kept.LANGUAGE),
        "shown_hours": _hours(Kept.SHOWN),
        "idle_days": _days(Kept.PERSON),
        "call_days": _days(Kept.CALLBACK),
        "writing_days": _days(Kept.MESSAGES),
        "staff_hours": _hours(Kept.STAFF_COPY),
        "service_days": _days(Kept.STAFF),
        "invitation_hours": _hours(Kept.INVITATION),
        "proof_months": _months(Kept.AGREEMENT),
        "audit_months": _months(Kept.AUDIT),
        "erased_days": _days(Kept.ERASED),
        "key_days": _days(Kept.DAY_KEY),
    }


def _limit(kept: Kept) -> timedelta:
    if kept.limit is None:
        raise NoLimit(kept.code)
    return kept.limit


def _days(kept: Kept) -> str:
    return str(_limit(kept).days)


def _hours(kept: Kept) -> str:
    return str(int(_limit(kept).total_seconds()) // 3600)


def _months(kept: Kept) -> str:
    return str(round(_limit(kept).days / 30.44))


def note(language: Language, operator: str | None = None) -> str:
    """Return the notice as Markdown; `operator` is who runs the service, by name."""
    say = _voice(language, operator)
    lines = [
        f"# {_md(say('privacy_note.title'))}",
        "",
        _md(say("privacy_note.made")),
        "",
        _md(say("privacy_note.who")),
        "",
        f"## {_md(say('privacy_note.reading.title'))}",
        "",
        _md(say("privacy_note.reading")),
        "",
        f"## {_md(say('privacy_note.asking.title'))}",
        "",
        _md(say("privacy_note.asking")),
        "",
        f"## {_md(say('privacy_note.table.title'))}",
        "",
        *_table(say),
        "",
        f"## {_md(say('privacy_note.never.title'))}",
        "",
        _md(say("privacy_note.never")),
        "",
        f"## {_md(say('privacy_note.safe.title'))}",
        "",
        _md(say("privacy_note.safe")),
        "",
        f"## {_md(say('privacy_note.rights.title'))}",
        "",
        _md(say("privacy_note.rights")),
        "",
        f"## {_md(say('privacy_note.telegram.title'))}",
        "",
        _md(say("privacy_note.telegram")),
        "",
        f"## {_md(say('privacy_note.complaint.title'))}",
        "",
        _md(say("privacy_note.complaint")),
        "",
    ]
    return "\n".join(lines)


def _table(say: Voice) -> list[str]:
    """Return a line for each kind of thing that is held about people."""
    heads = (
        say("privacy_note.table.what"),
        say("privacy_note.table.ground"),
        say("privacy_note.table.kept"),
        say("privacy_note.table.sealed"),
    )
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|"]
    held = list(inventory.entries(metadata))
    for kept, (what, how_long) in KEYS.items():
        columns = [one.held for one in held if one.held.kept is kept]
        grounds = Counter(one.base for one in columns if one.base is not Base.NOBODY)
        base = grounds.most_common(1)[0][0]
        sealed = any(one.sealed for one in columns)
        cells = (
            say(what),
            say(GROUNDS[base]),
            say(how_long),
            say("privacy_note.table.yes") if sealed else say("privacy_note.table.no"),
        )
        lines.append(f"| {' | '.join(_md(cell) for cell in cells)} |")
    return lines


def _voice(language: Language, operator: str | None) -> Voice:
    """Return the words of `language` with everything filled that the notice needs."""
    catalogues = words.read_catalogues()
    standing = {**contacts.read().standing(language), **privacy_blanks(), "organisation": ""}
    bare = Words(catalogues, dict.fromkeys(LANGUAGES, standing))[language]
    standing["organisation"] = operator or bare.plain("privacy_note.operator")
    return Words(catalogues, dict.fromkeys(LANGUAGES, standing))[language]


def _md(text: str) -> str:
    """Turn Telegram's HTML into Markdown: bold, links, and nothing else."""
    text = re.sub(r'<a href="([^"]+)">(.*?)</a>', r"[\2](\1)", text)
    return html.unescape(re.sub(r"</?b>", "**", text))
