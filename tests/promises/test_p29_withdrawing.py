"""Taking a consent back: as easy as giving it, from everywhere, with effect in one commit."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.holding import PURPOSES, Purpose
from bot.domain.languages import LANGUAGES
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.tg import limits
from bot.usecases import rights
from tests.conftest import AINO
from tests.promises.figures import Figures
from tests.promises.holding_walk import cells
from tests.promises.standings import STATES, Actor
from tests.stories.test_consent import NUMBER, agree, go, going
from tests.world import Person, labels, rows, world

pytestmark = pytest.mark.slow

KEPT_FOR = {"call": "callback", "write": "message"}


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat gets more than Telegram's one message a second, so that nobody waits here."""
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("state", STATES)
async def test_p29_taking_back_is_one_commit_with_everything_it_means(
    store: Store, folder: Path, woken: list[Owed], state: str, purpose: Purpose
):
    aino = Actor(store, AINO)
    await STATES[state](aino)
    held = await rights.holding_of(store, AINO)
    agreed = held.standing if held else frozenset[Purpose]()
    commits = store.db.commits
    woken.clear()

    await aino.withdraw(purpose)

    after = await rights.holding_of(store, AINO)
    assert store.db.commits == commits + 1
    assert (after.standing if after else frozenset()) == agreed - {purpose}
    assert [cell for cell in await cells(folder) if cell.table == KEPT_FOR[purpose]] == []
    assert (after is None) == (agreed - {purpose} == frozenset())
    told = [one.letter.screen for one in woken if one.letter.chat == AINO]
    half_erased = state == "erased by half"
    assert told == (
        ["withdrawn"] if purpose in agreed or half_erased
        else ["withdrawn_already"] if agreed else ["nothing_held"]
    )  # fmt: skip


# --- through the whole bot ----------------------------------------------------------------------

Walk = Callable[[Person], Awaitable[Any]]


async def just_agreed(_: Person) -> None: ...


async def gave_a_name(who: Person) -> None:
    await who.write("Robin")


async def gave_a_number(who: Person) -> None:
    await gave_a_name(who)
    await who.write(NUMBER)


async def gave_a_number_that_is_none(who: Person) -> None:
    await gave_a_name(who)
    await who.write("call me maybe")


async def skipped_the_name(who: Person) -> None:
    await go(who, "skip")


async def wants_a_better_number(who: Person) -> None:
    await gave_a_number(who)
    await who.write("/mydata")
    await go(who, "fix", "number")


async def picked_some(who: Person) -> None:
    await gave_a_number(who)
    for detail in ("language", "suits~soon", "voicemail~yes"):
        await who.press_verb("pick", detail)


async def asked_for_words(who: Person) -> None:
    await picked_some(who)
    await who.press_verb("pick", "introduce~no")
    await who.press_verb("pick", "topic~other")


async def looks_it_over(who: Person) -> None:
    await asked_for_words(who)
    await who.press_verb("skip")


async def sent_it(who: Person) -> None:
    await looks_it_over(who)
    await who.press_verb("send")


async def changes_a_line(who: Person) -> None:
    await sent_it(who)
    await who.press_verb("edit")
    await who.press_verb("ask_line", "suits")


async def paused(who: Person) -> None:
    await sent_it(who)
    await go(who, "pause")


async def resumed(who: Person) -> None:
    await paused(who)
    await go(who, "resume")


async def looks_at_the_data(who: Person) -> None:
    await gave_a_number(who)
    await who.write("/mydata")


async def wrote(who: Person) -> None:
    await who.write("I cannot sleep.")


async def has_written(who: Person) -> None:
    await wrote(who)
    await go(who, "wrote")


async def looks_at_the_letters(who: Person) -> None:
    await has_written(who)
    await who.write("/mydata")


PLACES: list[tuple[Purpose, Walk]] = [
    *(("call", walk) for walk in (
        just_agreed, gave_a_name, gave_a_number, gave_a_number_that_is_none, skipped_the_name,
        wants_a_better_number, picked_some, asked_for_words, looks_it_over, sent_it,
        changes_a_line, paused, resumed, looks_at_the_data)),
    *(("write", walk) for walk in (just_agreed, wrote, has_written, looks_at_the_letters)),
]  # fmt: skip


def yes_button(shown: dict[str, Any], purpose: Purpose) -> str:
    """The detail of the button that agrees to `purpose`."""
    [found] = [
        detail
        for row in rows(shown)
        for button in row
        if (parts := button.get("callback_data", "").split("."))[0] == "yes"
        and (detail := parts[2]).startswith(purpose)
    ]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("purpose", "walk"), PLACES, ids=lambda one: getattr(one, "__name__", one))
async def test_p29_one_tap_takes_back_what_one_tap_gave(
    tmp_path: Path, figure: Figures, purpose: Purpose, walk: Walk, language: str
):
    async with world(tmp_path, send_rate=10_000) as town:
        aino = await town.person("Aino", language)
        await aino.start()
        await go(aino, "people")
        shown = await go(aino, "ask", purpose)
        await go(aino, "yes", yes_button(shown, purpose))
        await walk(aino)
        began = time.monotonic()

        after = await go(aino, "back", purpose)

        took = time.monotonic() - began
        figure("taps to give", 1)
        figure("taps to take back", 1)
        figure("effect after", took, unit="s")
        assert took < 5
        assert await rights.holding_of(town.running.store, aino.id) is None
        assert len(labels(after)) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_p29_from_anywhere_else_one_command_takes_it_back(tmp_path: Path, language: str):
    async with world(tmp_path, send_rate=10_000) as town:
        aino = await town.person("Aino", language)
        await agree(aino, "call")
        await gave_a_number(aino)
        await aino.start("guide")

        await aino.write("/withdraw")

        assert await rights.holding_of(town.running.store, aino.id) is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_p29_agreeing_and_declining_weigh_the_same(tmp_path: Path, language: str):
    async with world(tmp_path, send_rate=10_000) as town:
        aino = await town.person("Aino", language)
        await aino.start()
        await go(aino, "people")

        shown = await go(aino, "ask", "call")

        for purpose in PURPOSES:
            yes = going(shown, "yes", yes_button(shown, purpose))
            no = going(shown, "no", purpose)
            assert yes[0] == no[0]
