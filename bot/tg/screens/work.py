"""What staff begins from: the menu, the lists, and the notices without persons."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.domain.callback import Urgency, code_of
from bot.domain.casework import FAR, Listed, Part
from bot.domain.hours import local
from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import Act, in_order, may_member
from bot.tg.payload import ref
from bot.tg.screen import Go, Link, Row, Screen
from bot.tg.screens.case import back
from bot.tg.screens.menu import to_menu
from bot.usecases.queue import PAGE, Overview
from bot.words import Voice

Blanks = Mapping[str, str]


def menu(say: Voice, seen: Overview) -> Screen:
    """Show what this member can do, and how much there is to do."""
    member = seen.me.member
    roles = ", ".join(say.plain(f"staff.role.{role.value}") for role in in_order(member.roles))
    text = [say("work.text", roles=roles), _waiting(say, seen)]
    if may_member(member, Act.GO_ON_DUTY):
        text.append(say("work.on_duty" if member.on_duty else "work.off_duty"))
        text.append(say("work.others", seen.on_duty))
    return Screen("\n\n".join(one for one in text if one), (*_menu_rows(say, seen), to_menu(say)))


def _waiting(say: Voice, seen: Overview) -> str:
    member = seen.me.member
    if not may_member(member, Act.SEE_QUEUE):
        return ""
    told = [
        say("work.waiting", language=say.plain(f"case.in.{one}"), number=_number(seen.waiting[one]))
        for one in LANGUAGES
    ]
    if may_member(member, Act.SEE_REVIEW):
        told.append(say("work.to_review", number=_number(seen.to_review)))
    return "\n".join(told)


def _number(count: int) -> str:
    return f"{FAR}+" if count >= FAR else str(count)


def _menu_rows(say: Voice, seen: Overview) -> Iterator[Row]:
    member = seen.me.member
    if may_member(member, Act.CLAIM):
        yield (Go(say.plain("work.next"), "next"),)
        yield (Go(say.plain("work.mine", seen.mine), "held"),)
    if may_member(member, Act.SEE_QUEUE):
        yield tuple(
            Go(say.plain("work.line", language=say.plain(f"case.in.{one}")), "line", f"{one}~all~0")
            for one in LANGUAGES
        )
    if may_member(member, Act.SEE_REVIEW):
        yield (Go(say.plain("work.review", number=_number(seen.to_review)), "review", "0"),)
    if may_member(member, Act.REOPEN):
        yield (Go(say.plain("work.ended"), "ended", "0"),)
    if may_member(member, Act.SEE_STAFF):
        yield (Go(say.plain("work.team"), "team"),)
    if may_member(member, Act.GO_ON_DUTY):
        key, on = ("work.go_off", "off") if member.on_duty else ("work.go_on", "on")
        yield (Go(say.plain(key), "duty", on),)
    yield (Go(say.plain("call.refresh"), "work"),)


def listed(
    say: Voice,
    now: datetime,
    title: str,
    found: Sequence[Listed],
    verb: str,
    prefix: str,
    part: int,
) -> Screen:
    """Show a part of a list; one more than fits says that there is another part."""
    rows = [(Go(_label(say, now, one), "case", ref(one.id)),) for one in found[:PAGE]]
    turn = [
        Go(say.plain(key), verb, f"{prefix}{to}")
        for key, to, there in (
            ("work.earlier", part - 1, part > 0),
            ("work.later", part + 1, len(found) > PAGE),
        )
        if there
    ]
    text = title if rows else f"{title}\n\n{say('work.empty')}"
    return Screen(text, (*rows, *((tuple(turn),) if turn else ()), back(say)))


def line(
    say: Voice,
    now: datetime,
    found: Sequence[Listed],
    language: Language,
    which: Part,
    page: int,
) -> Screen:
    """Show a page of the line of one language, and the other ways to look at it."""
    named = say.plain(f"case.in.{language}")
    title = f"{say('work.line_title', language=named)} · {say(f'work.part.{which.value}')}"
    shown = listed(say, now, title, found, "line", f"{language}~{which.value}~", page)
    others = tuple(
        Go(say.plain(f"work.part.{one.value}"), "line", f"{language}~{one.value}~0")
        for one in Part
        if one is not which
    )
    return Screen(shown.text, (*shown.rows[:-1], others, shown.rows[-1]))


MARKS: Final = {Urgency.CRISIS: "❗", Urgency.SOON: "▲", Urgency.NORMAL: ""}
"""How a short label shows the urgency; ⏳ is one that may not be called yet."""


def _label(say: Voice, now: datetime, one: Listed) -> str:
    since = local(one.since)
    at = f"{say.brief_day(since.date())} {say.time(since)}"
    mark = "⏳" if one.not_before is not None and one.not_before > now else MARKS[one.urgency]
    return f"{mark}{code_of(one.id)} {one.language} {at}"


def nobody_waits(say: Voice) -> Screen:
    """Nobody can be called now in this member's languages."""
    return Screen(say("work.nobody_waits"), (back(say),))


def notice(key: str, say: Voice, blanks: Blanks, username: str) -> Screen:
    """Tell the staff that somebody waits: a language and an urgency, nothing of a person."""
    text = say(
        key,
        language=say.plain(f"case.in.{blanks['language']}"),
        urgency=say.plain(f"case.urgency.{blanks['urgency']}"),
    )
    return Screen(text, (_to_work(say, username),))


def alarm(say: Voice, blanks: Blanks, username: str) -> Screen:
    """Tell the staff what needs somebody."""
    return Screen(say(f"alarm.{blanks['alarm']}"), (_to_work(say, username),))


def _to_work(say: Voice, username: str) -> Row:
    # A group gets no personal buttons: the link opens the private chat with the bot.
    return (Link(say.plain("work.open"), f"https://t.me/{username}?start=work"),)
