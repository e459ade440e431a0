"""Who works here: for admins, who let people in and out, and auditors, who look."""

from collections.abc import Sequence

from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import INVITED_FOR, Account, Act, Member, Role, in_order, may_member
from bot.tg.payload import ref
from bot.tg.screen import Copy, Go, Row, Screen
from bot.tg.screens.case import back
from bot.words import Voice

ROLES: dict[str, Role] = {role.value[:2]: role for role in Role}
"""Two letters of each role: a choice of several fits into a button."""


def choice_of(roles: Sequence[Role], languages: Sequence[Language]) -> str:
    """Return what was chosen so far as a button carries it."""
    letters = "".join(code for code, role in ROLES.items() if role in roles)
    return f"{letters}~{''.join(one for one in LANGUAGES if one in languages)}"


def chosen(detail: str) -> tuple[list[Role], list[Language]]:
    """Return the roles and languages a button carries; what no button of ours says is left out."""
    letters, _, spoken = detail.partition("~")
    roles = [role for code, role in ROLES.items() if code in _pairs(letters)]
    languages: list[Language] = [one for one in LANGUAGES if one in _pairs(spoken)]
    return roles, languages


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(0, len(text), 2)}


def team(say: Voice, everybody: Sequence[Account], me: Member) -> Screen:
    """List who works here; who was removed is left out."""
    rows: list[Row] = [
        (Go(_label(say, one), "mate", ref(one.member.id)),)
        for one in everybody
        if not one.member.removed
    ]
    if may_member(me, Act.INVITE):
        rows.append((Go(say.plain("team.invite"), "invite", choice_of((), LANGUAGES)),))
    return Screen(say("team.text", len(rows)), (*rows, back(say)))


def _label(say: Voice, one: Account) -> str:
    roles = "".join(
        say.plain(f"staff.role.{role.value}")[:1] for role in in_order(one.member.roles)
    )
    duty = " ●" if one.member.on_duty else ""
    return f"{(one.name or '?')[:16]} ({roles.upper()}){duty}"


def mate(say: Voice, one: Account, me: Member) -> Screen:
    """Show one member of staff: roles, languages, since when."""
    roles = ", ".join(say.plain(f"staff.role.{role.value}") for role in in_order(one.member.roles))
    spoken = ", ".join(say.plain(f"case.in.{x}") for x in LANGUAGES if x in one.member.languages)
    text = say(
        "team.mate", who=one.name or "?", roles=roles, languages=spoken, since=say.date(one.since)
    )
    duty = say("team.on_duty" if one.member.on_duty else "team.off_duty")
    rows: list[Row] = []
    if may_member(me, Act.REMOVE) and one.member.id != me.id:
        rows.append((Go(say.plain("team.remove"), "dismiss", ref(one.member.id)),))
    return Screen(f"{text}\n{duty}", (*rows, _to_team(say), back(say)))


def sure(say: Voice, one: Account) -> Screen:
    """Ask once before somebody is removed."""
    yes = Go(say.plain("team.remove_yes"), "dismiss", f"{ref(one.member.id)}~yes")
    text = say("team.remove_sure", who=one.name or "?")
    return Screen(text, ((yes,), _to_team(say), back(say)))


def removed(say: Voice) -> Screen:
    """Say that somebody is removed, and what follows."""
    return Screen(say("team.removed"), (_to_team(say), back(say)))


def invite(say: Voice, roles: Sequence[Role], languages: Sequence[Language]) -> Screen:
    """Let an admin choose what somebody is invited for."""

    def row(label: str, detail: str, *, on: bool) -> Row:
        return (Go(f"{'✓ ' if on else ''}{label}", "invite", detail),)

    rows = [
        *(
            row(
                say.plain(f"staff.role.{role.value}"),
                choice_of([x for x in Role if (x in roles) != (x is role)], languages),
                on=role in roles,
            )
            for role in Role
        ),
        *(
            row(
                say.plain(f"case.in.{one}"),
                choice_of(roles, [x for x in LANGUAGES if (x in languages) != (x == one)]),
                on=one in languages,
            )
            for one in LANGUAGES
        ),
    ]
    if roles and languages:
        rows.append((Go(say.plain("team.make"), "invited", choice_of(roles, languages)),))
    return Screen(say("team.choose"), (*rows, _to_team(say), back(say)))


def invited(say: Voice, link: str) -> Screen:
    """Show the invitation, this once."""
    hours = int(INVITED_FOR.total_seconds()) // 3600
    copy = Copy(say.plain("team.copy"), link)
    text = say("team.invited", hours=hours, link=link)
    return Screen(text, ((copy,), _to_team(say), back(say)))


def gone(say: Voice) -> Screen:
    """Say that this member is not here (any more)."""
    return Screen(say("team.gone"), (_to_team(say), back(say)))


def _to_team(say: Voice) -> Row:
    return (Go(say.plain("work.team"), "team"),)
