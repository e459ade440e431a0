import importlib
import pkgutil
from dataclasses import replace
from itertools import product

import pytest

import bot.tg.handlers
from bot.domain.languages import LANGUAGES
from bot.domain.staff import MAY, Act, Member, Role
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg.context import Context, Facts, Press
from bot.tg.handlers import team, work
from bot.tg.presence_texts import COMMANDS as ANNOUNCED
from bot.tg.routes import ANSWERS, COMMANDS, PRESSES, Permission, answer_press, permitted
from tests.conftest import AINO, NOON

HANDLERS = [
    importlib.import_module(f"bot.tg.handlers.{module.name}")
    for module in pkgutil.iter_modules(bot.tg.handlers.__path__)
]


def test_every_verb_and_command_a_handler_offers_stands_in_the_table_once():
    offered = [verb for module in HANDLERS for verb in getattr(module, "PRESSES", {})]
    spoken = [command for module in HANDLERS for command in getattr(module, "COMMANDS", {})]

    assert sorted(offered) == sorted(PRESSES)
    assert sorted(spoken) == sorted(COMMANDS)


def test_every_handler_of_a_press_or_command_is_reached_by_the_table():
    """A handler nobody can reach is a forgotten route."""
    tables = (PRESSES, COMMANDS, ANSWERS)
    reached = {route.handler for table in tables for route in table.values()}
    answering = {
        handler
        for module in HANDLERS
        for name, handler in vars(module).items()
        if callable(handler)
        and getattr(handler, "__module__", "") == module.__name__
        and list(getattr(handler, "__annotations__", {}))[:2]
        in (["press", "context"], ["said", "context"])
        and not name.startswith("_")
    }
    fallback = {"media", "group", "unknown_command", "unusable", "caught", "file", "question"}
    fallback |= {"contact", "write_note"}  # what was asked for, reached by `answer_said`
    asked_by_start = {"joins"}

    assert {h.__name__ for h in answering - reached} - fallback - asked_by_start == set()


def test_what_telegram_announces_is_answered():
    assert set(ANNOUNCED) <= set(COMMANDS)


EVERYTHING = Member(b"x" * 16, frozenset(Role), frozenset(LANGUAGES))
GONE = replace(EVERYTHING, removed=True)


@pytest.mark.parametrize("may", [*Permission, *Act])
def test_every_permission_is_decided_and_a_group_grants_nothing(may: Permission | Act):
    assert permitted(may, private=True, member=EVERYTHING) is True
    assert permitted(may, private=False, member=EVERYTHING) is False


@pytest.mark.parametrize("may", [Permission.STAFF_IN_PRIVATE, *Act])
def test_p12_what_is_for_staff_is_for_nobody_else_and_for_nobody_who_was_removed(
    may: Permission | Act,
):
    assert not permitted(may, private=True, member=None)
    assert not permitted(may, private=True, member=GONE)


@pytest.mark.parametrize(("verb", "role"), [*product([*work.PRESSES, *team.PRESSES], Role)])
def test_p12_each_role_may_press_exactly_what_its_acts_allow(verb: str, role: Role):
    member = Member(b"y" * 16, frozenset({role}), frozenset(LANGUAGES))
    needs = {**work.MAY, **team.MAY}[verb]

    allowed = permitted(PRESSES[verb].may, private=True, member=member)

    assert allowed == (needs is None or needs in MAY[role])


def test_every_verb_of_the_staff_names_what_it_needs():
    assert set(work.MAY) == set(work.PRESSES)
    assert set(team.MAY) == set(team.PRESSES)
    assert None not in team.MAY.values()
    assert {verb for verb, needs in work.MAY.items() if needs is None} == {"work", "nonote"}


def test_a_permission_nobody_has_decided_grants_nothing():
    assert not permitted("something new", private=True)  # type: ignore[arg-type]


async def test_in_a_group_a_private_button_is_refused_like_one_that_does_not_exist(
    store: Store,
):
    import json

    from bot import readiness
    from bot.rehearsing import MADE_UP
    from bot.settings import Settings

    settings = Settings(
        _env_file=None,
        telegram_token="x",
        organisation=json.loads(MADE_UP["RINNALLA_ORGANISATION"]),
        incident=json.loads(MADE_UP["RINNALLA_INCIDENT"]),
    )
    words = readiness.read_words(settings)

    async def pressed(verb: str, *, private: bool) -> Context:
        context = Context(Kept(b"x", {}), store, words, Facts(), NOON, "en")
        press = Press("en", verb, "", AINO, AINO, 1, b"x")
        await answer_press(press, context, private=private)
        return context

    allowed = await pressed("menu", private=True)
    in_group = await pressed("menu", private=False)
    unknown = await pressed("nothing", private=True)

    assert allowed.shown is not None
    assert in_group.shown is unknown.shown is None
    assert in_group.toasted == unknown.toasted != None  # noqa: E711
