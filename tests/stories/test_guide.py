"""People walking the guide over HTTP, every branch, in each language."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.domain.guide import (
    Act,
    DraftIn,
    Kind,
    Paid,
    Program,
    Protection,
    Situation,
    Step,
)
from bot.domain.guide_code import read
from tests.world import NobodyAnswered, Person, World, buttons, labels, rows, world

pytestmark = pytest.mark.slow

LANGUAGES = ("fi", "sv", "en")


@pytest.fixture
async def town(tmp_path: Path):
    async with world(tmp_path) as one:
        yield one


async def begin(town: World, language: str) -> Person:
    """Somebody arrives and presses "I got a blackmail message"."""
    person = await town.person("Aino", language)
    shown = await person.start()
    await person.press_at(shown, *place_of(shown, verb="g"))
    return person


def place_of(message: dict[str, Any], *, verb: str) -> tuple[int, int]:
    for row, column, button in buttons(message):
        if button["callback_data"].split(".")[0] == verb:
            return row, column
    raise NobodyAnswered(f"no way to {verb} among {labels(message)}")


async def choose(person: Person, act: Act, choice: int = 0) -> dict[str, Any]:
    """Press the guide's button that does `act`, whatever it is called."""
    shown = await person.shown()
    for row, column, button in buttons(shown):
        verb, language, detail, _ = button["callback_data"].split(".")
        if verb == "g" and detail and language == said_in(shown):
            action, _ = read(detail)
            if (action.act, action.choice) == (act, choice):
                return await person.press_at(shown, row, column)
    raise NobodyAnswered(f"no button for {act.name} {choice} among {labels(shown)}")


def said_in(message: dict[str, Any]) -> str:
    """The language a message is in: the one most of its buttons answer in."""
    languages = [button["callback_data"].split(".")[1] for _, _, button in buttons(message)]
    return max(set(languages), key=languages.count)


def step_of(message: dict[str, Any]) -> Step:
    for _, _, button in buttons(message):
        verb, _, detail, _ = button["callback_data"].split(".")
        if verb == "g" and detail:
            return read(detail)[1].step
    raise NobodyAnswered(labels(message))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_common_path_ends_at_the_own_checklist_in_at_most_twelve_presses(
    town: World, language: str
):
    person = await begin(town, language)
    first = await person.shown()
    presses = 1

    await choose(person, Act.KIND, Kind.EMAIL)
    presses += 1
    while step_of(shown := await person.shown()) is not Step.LIST:
        act = Act.ENOUGH if step_of(shown) is Step.PROTECT else Act.DONE
        shown = await choose(person, act)
        presses += 1

    assert presses <= 12
    assert shown["message_id"] == first["message_id"]
    assert shown["text"].count("✓") >= 7


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", ("Älä maksa", "112")), ("sv", ("Betala inte", "112")), ("en", ("Do not pay", "112"))],
)
async def test_the_first_screen_already_says_do_not_pay(town: World, language: str, words):
    shown = await (await begin(town, language)).shown()

    assert all(word in shown["text"] for word in words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [Kind.EMAIL, Kind.LETTER, Kind.MESSAGE, Kind.NONE])
async def test_the_guide_adapts_to_how_the_message_came(town: World, language: str, kind: Kind):
    person = await begin(town, language)
    seen = [(await choose(person, Act.KIND, kind))["text"]]
    steps = []
    while (step := step_of(await person.shown())) is not Step.LIST:
        steps.append(step)
        seen.append((await choose(person, Act.SKIP))["text"])

    assert (Step.FORWARD in steps) == (kind is not Kind.NONE)
    assert len(set(seen)) == len(seen)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_is_about_to_pay_and_who_has_paid_are_met_without_blame(
    town: World, language: str
):
    person = await begin(town, language)
    plain = await choose(person, Act.KIND, Kind.EMAIL)

    thinking = await choose(person, Act.PAID, Paid.THINKING)
    paid = await choose(person, Act.PAID, Paid.PAID)

    assert len({plain["text"], thinking["text"], paid["text"]}) == 3
    for blame in ("olisi pitänyt", "miksi maksoit", "borde", "varför betalade", "should have", "why did you"):  # fmt: skip
        assert blame not in (thinking["text"] + paid["text"]).lower()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", list(Situation))
async def test_each_situation_changes_what_the_report_step_says(
    town: World, language: str, situation: Situation
):
    person = await begin(town, language)
    await choose(person, Act.KIND, Kind.EMAIL)
    while step_of(await person.shown()) is not Step.REPORT:
        await choose(person, Act.DONE)
    before = await person.shown()

    await choose(person, Act.SITUATION)
    await choose(person, Act.TOGGLE, situation)
    after = await choose(person, Act.BACK)

    assert after["text"] != before["text"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_mail_program_has_its_own_steps(town: World, language: str):
    person = await begin(town, language)
    await choose(person, Act.KIND, Kind.EMAIL)
    while step_of(await person.shown()) is not Step.FORWARD:
        await choose(person, Act.DONE)
    texts = set()
    for program in list(Program)[1:]:
        shown = await choose(person, Act.PROGRAM, program)
        texts.add(shown["text"])
        await choose(person, Act.BACK)

    assert len(texts) == len(Program) - 1


async def test_an_address_given_by_an_authority_is_shown_with_a_copy_button(tmp_path: Path):
    address = "messages@police.example"
    async with world(tmp_path, forward_address=address) as town:
        person = await begin(town, "en")
        await choose(person, Act.KIND, Kind.EMAIL)
        while step_of(await person.shown()) is not Step.FORWARD:
            await choose(person, Act.DONE)
        shown = await choose(person, Act.PROGRAM, Program.GMAIL_WEB)

    copied = [b["copy_text"]["text"] for row in rows(shown) for b in row if "copy_text" in b]
    assert address in shown["text"]
    assert address in copied


async def test_without_such_an_address_none_is_shown(town: World):
    person = await begin(town, "en")
    await choose(person, Act.KIND, Kind.EMAIL)
    while step_of(await person.shown()) is not Step.FORWARD:
        await choose(person, Act.DONE)
    shown = await choose(person, Act.PROGRAM, Program.GMAIL_WEB)

    assert not re.search(r"\S+@\S+", shown["text"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("written", [DraftIn.FI, DraftIn.SV])
async def test_the_draft_is_in_finnish_or_swedish_and_says_what_was_told(
    town: World, language: str, written: DraftIn
):
    person = await begin(town, language)
    await choose(person, Act.KIND, Kind.EMAIL)
    while step_of(await person.shown()) is not Step.REPORT:
        await choose(person, Act.DONE)
    shown = await choose(person, Act.DRAFT)
    own = {"fi": DraftIn.FI, "sv": DraftIn.SV}.get(language)
    if own is not written:
        shown = await choose(person, Act.WRITE_IN, written)

    names = {DraftIn.FI: "Lehtokeskuksen tietomurto", DraftIn.SV: "dataintrånget i Lundcentret"}
    assert names[written] in shown["text"]
    assert any(e["type"] == "pre" for e in shown["entities"])
    aid = any(e["type"] == "expandable_blockquote" for e in shown["entities"])
    assert aid == (own is not written)


async def test_protections_are_taken_one_at_a_time_the_free_credit_ban_first(town: World):
    person = await begin(town, "fi")
    await choose(person, Act.KIND, Kind.EMAIL)
    while step_of(shown := await person.shown()) is not Step.PROTECT:
        shown = await choose(person, Act.DONE)
    titles = []
    for _ in Protection:
        titles.append(shown["text"])
        shown = await choose(person, Act.DONE)

    assert "luottokielto" in titles[0].lower()
    assert len(set(titles)) == len(Protection)
    assert step_of(shown) is Step.REST


async def test_the_checklist_can_be_opened_and_changed_later(town: World):
    person = await begin(town, "sv")
    await choose(person, Act.KIND, Kind.LETTER)
    while step_of(shown := await person.shown()) is not Step.LIST:
        act = Act.ENOUGH if step_of(shown) is Step.PROTECT else Act.DONE
        shown = await choose(person, act)

    await choose(person, Act.VISIT, Step.PAY)
    changed = await choose(person, Act.UNDO)

    assert changed["text"].count("✓") == shown["text"].count("✓") - 1
    assert step_of(changed) is Step.LIST


async def test_the_language_can_be_changed_in_the_middle_without_losing_the_place(town: World):
    person = await begin(town, "fi")
    finnish = await choose(person, Act.KIND, Kind.EMAIL)

    swedish = await person.press("Svenska")

    assert step_of(swedish) is step_of(finnish)
    assert swedish["message_id"] == finnish["message_id"]
    assert "Betala inte" in swedish["text"]


async def test_from_a_crisis_and_from_people_one_comes_back_to_the_same_step(town: World):
    person = await begin(town, "en")
    before = await choose(person, Act.KIND, Kind.EMAIL)
    for verb in ("people",):
        shown = await person.press_at(before, *place_of(before, verb=verb))
        before_again = await person.press("Back to the guide", shown)
        assert before_again["text"] == before["text"]


async def test_a_guide_of_last_week_goes_on_after_a_restart_and_needs_no_row(tmp_path: Path):
    import aiohttp

    from bot.rehearsal import Rehearsal
    from bot.store import schema
    from bot.wiring import service
    from tests.world import settings_for

    async with Rehearsal(limits=False) as rehearsal, aiohttp.ClientSession() as session:
        async with service(settings_for(rehearsal, tmp_path)) as running:
            person = await begin(World(rehearsal, session, running), "fi")
            await choose(person, Act.KIND, Kind.EMAIL)
        for file in (tmp_path / "data").glob("data.db*"):
            file.unlink()  # not even the database is needed: the place is in the buttons
        schema.migrate(tmp_path / "data" / "data.db")
        rehearsal.clock.advance(7 * 24 * 3600)
        async with service(settings_for(rehearsal, tmp_path)) as running:
            person.world = World(rehearsal, session, running)
            shown = await choose(person, Act.DONE)

    assert step_of(shown) is Step.ANSWER


async def test_a_start_link_opens_the_guide(town: World):
    person = await town.person("Aino", "fi")

    shown = await person.start("guide")

    assert step_of(shown) is Step.SAFE
