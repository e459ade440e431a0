"""Every screen about being called, the person's and the staff's, filled with samples."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot import call_words
from bot.domain.callback import Outcome, Request, Stage, Urgency
from bot.domain.casework import FAR, Listed, Noted, Part
from bot.domain.form import LINES, Form, Line, Slot, Topic
from bot.domain.languages import LANGUAGES
from bot.domain.staff import Account, Member, Role
from bot.store.callbacks import Case
from bot.store.persons import Person
from bot.tg.screen import Screen
from bot.tg.screens import call_form, case, team, work
from bot.usecases.calling import Mine
from bot.usecases.queue import Overview, Seen
from bot.words import Voice
from tests.conftest import AINO, NOON

SLOTS = tuple(Slot(NOON + timedelta(days=n), NOON + timedelta(days=n, hours=4)) for n in range(12))
FORM = Form(
    "Robin", "+12025550123", False, "en", SLOTS[0].code, True, False, Topic.PROTECT, "w" * 500
)
LEAST = Form(None, "+358401234567", True, "fi", "soon", False, True, Topic.MESSAGE, "")
WORDS = call_words.read()
HANNA = Account(
    Member(b"h" * 16, frozenset(Role), frozenset(LANGUAGES), on_duty=True),
    NOON, 8, "Hanna", None, 1,
)  # fmt: skip
HELPER = replace(HANNA, member=replace(HANNA.member, roles=frozenset({Role.HELPER})))
OTHER = replace(HANNA.member, id=b"o" * 16)
REQUEST = Request(Stage.WAITING, "en", Urgency.SOON, NOON, ready=True)
PERSON = Person(b"p" * 16, NOON, AINO, "en", paused=False, asking=None, version=1)


def as_case(request: Request, form: Form = FORM) -> Case:
    return Case(b"r" * 16, b"p" * 16, request, form, NOON, NOON, None, 5, 1)


def standing(stage: Stage) -> Request:
    held = stage in (Stage.CLAIMED, Stage.CALLING)
    until = NOON + timedelta(minutes=30) if held else None
    return replace(REQUEST, stage=stage, holder=HANNA.member.id if held else None, held_until=until)


def card(request: Request, place: int | None = 7, form: Form = FORM) -> Callable[[Voice], Screen]:
    def shown(say: Voice) -> Screen:
        mine = Mine(as_case(request, form), PERSON, "K7QF-2M9D", place, 2, b"w" * 16)
        return call_form.card(say, mine, WORDS, "", sent=request.stage is Stage.WAITING)

    return shown


def question(line: Line, *, draft: bool) -> Callable[[Voice], Screen]:
    return lambda say: call_form.question(say, line, SLOTS, draft=draft)


CALLS: dict[str, Callable[[Voice], Screen]] = {
    **{f"call_ask_{line}": question(line, draft=True) for line in LINES},
    **{f"call_change_{line}": question(line, draft=False) for line in LINES},
    "call_look_over": lambda say: call_form.look_over(say, FORM),
    "call_look_over_least": lambda say: call_form.look_over(say, LEAST),
    "call_edit": call_form.edit,
    "call_time_over": lambda say: call_form.time_over(say, SLOTS),
    "call_blocked": call_form.blocked,
    **{f"call_card_{stage.value}": card(standing(stage)) for stage in Stage},
    "call_card_far": card(standing(Stage.APPROVED), FAR),
    "call_card_later": card(replace(standing(Stage.APPROVED), not_before=NOON), None),
    "call_card_resting": card(replace(standing(Stage.APPROVED), resting=True), None),
    "call_card_paused": card(replace(standing(Stage.WAITING), paused=True), None, LEAST),
}
"""What a person sees of a request."""

LINES_OF_DIARY = (
    Noted(NOON, b"h" * 16, Outcome.NO_ANSWER, None),
    *(Noted(NOON, b"h" * 16, None, "n" * 500) for _ in range(4)),
)


def seen(request: Request, me: Account = HANNA) -> Seen:
    holder = HANNA if request.holder else None
    return Seen(as_case(request), me, holder, LINES_OF_DIARY, {b"h" * 16: "Hanna"}, 2)


def shown_case(request: Request, me: Account = HANNA, **more: str) -> Callable[[Voice], Screen]:
    return lambda say: case.case(say, seen(request, me), NOON, **more)


LISTED = [
    Listed(bytes([n]) * 16, Stage.APPROVED, "sv", Urgency.CRISIS, NOON, None, None, 0)
    for n in range(7)
]
ONE = case.ref(b"r" * 16)

CASES: dict[str, Callable[[Voice], Screen]] = {
    **{
        f"case_{stage.value}_{who}": shown_case(standing(stage), me)
        for stage in Stage
        if stage is not Stage.DRAFT  # nobody sees what was not sent
        for who, me in (("all", HANNA), ("helper", HELPER))
    },
    "case_read": shown_case(standing(Stage.WAITING), then="read", words="w" * 500),
    "case_paused": shown_case(
        replace(standing(Stage.APPROVED), paused=True, resting=True, missed=3)
    ),
    "case_opened": lambda say: case.opened(
        say, seen(replace(standing(Stage.CALLING), not_before=NOON)), NOON, WORDS, b"w" * 16
    ),
    "case_which_reason": lambda say: case.which_reason(say, ONE),
    "case_which_ending": lambda say: case.which_ending(say, ONE),
    "case_which_time": lambda say: case.which_time(say, ONE, "other_time", SLOTS),
    "case_which_reply": lambda say: case.which_reply(say, ONE),
    "case_which_colleague": lambda say: case.which_colleague(say, ONE, [HANNA]),
    "case_no_colleague": lambda say: case.which_colleague(say, ONE, []),
    "case_is_gone": case.gone,
    "case_note_too_long": case.note_too_long,
    "work_menu": lambda say: work.menu(
        say, Overview(HANNA, dict.fromkeys(LANGUAGES, FAR), 3, 1, 2)
    ),
    "work_menu_helper": lambda say: work.menu(
        say, Overview(HELPER, dict.fromkeys(LANGUAGES, 0), 0, 0, 0)
    ),
    "work_list": lambda say: work.listed(say, NOON, "x", LISTED, "review", "", 1),
    "work_line": lambda say: work.line(say, NOON, LISTED, "sv", Part.URGENT, 1),
    "work_list_empty": lambda say: work.listed(say, NOON, "x", [], "review", "", 0),
    "work_nobody": work.nobody_waits,
    "work_team": lambda say: team.team(say, [HANNA, HELPER], HANNA.member),
    "work_team_auditor": lambda say: team.team(say, [HANNA], HELPER.member),
    "work_mate": lambda say: team.mate(say, replace(HANNA, member=OTHER), HANNA.member),
    "work_sure": lambda say: team.sure(say, HANNA),
    "work_removed": team.removed,
    "work_team_gone": team.gone,
    "work_invite": lambda say: team.invite(say, [], LANGUAGES),
    "work_invite_all": lambda say: team.invite(say, list(Role), LANGUAGES),
    "work_invited": lambda say: team.invited(say, "https://t.me/rinnalla_bot?start=join_x"),
}
"""What staff sees at work."""
