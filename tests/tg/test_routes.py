import importlib
import pkgutil

import pytest

import bot.tg.handlers
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg.context import Context, Facts, Press
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
    asked_by_start = {"joins"}

    assert {h.__name__ for h in answering - reached} - fallback - asked_by_start == set()


def test_what_telegram_announces_is_answered():
    assert set(ANNOUNCED) <= set(COMMANDS)


@pytest.mark.parametrize("may", list(Permission))
def test_every_permission_is_decided_and_a_group_grants_nothing(may: Permission):
    assert permitted(may, private=True) is True
    assert permitted(may, private=False) is False


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
