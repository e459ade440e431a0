"""Everything the bot says while people try everything: it fits the Bot API and harms nobody."""

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.domain.languages import LANGUAGES
from bot.tg import limits
from tests.promises.specification import BOT_API, misfits
from tests.stories.test_consent import NUMBER, agree, go
from tests.world import Person, World, buttons, world

pytestmark = pytest.mark.slow

NAME, PHONE = "Ainokki", "+447700900123"
COMMANDS = ("/start", "/help", "/about", "/privacy", "/crisis", "/human", "/language", "/language sv",
            "/start guide", "/start crisis", "/nonsense")  # fmt: skip
KINDS = ("photo", "voice", "video_note", "sticker", "location", "poll", "dice")
STEPS = 40

LOADED = re.compile(
    r"kiris|tietomur|tietovuo|vuoda|vuota|vuotan|terap|potila|lunna|uhri"
    r"|utpress|intrång|läck|patient|offer"
    r"|blackmail|extort|breach|leak|therap|ransom|victim|stolen|hack",
    re.IGNORECASE,
)

PAYABLE = re.compile(
    r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b"  # a bank account
    r"|\b(?:bc1[a-z0-9]{20,}|[13][a-km-zA-HJ-NP-Z1-9]{25,34}|0x[0-9a-fA-F]{40})\b"  # a crypto address
    r"|\b\d{6}[-+A-FYXWVU]\d{3}[0-9A-FHJ-NPR-Y]\b"  # a Finnish identity code
    r"|\b(?:\d{4}[ -]?){4}\b"  # a card
)


async def try_everything(town: World, language: str) -> None:
    """Use every command, send every kind of thing, and press forty buttons at random."""
    person = await town.person(NAME, language)
    for command in COMMANDS:
        await person.write(command)
    await person.write("Minua kiristetään, mitä teen? " + PHONE)
    for kind in KINDS:
        before = await town.answered()
        await person.act(kind)
        await town.until_answered(before)
    before = await town.answered()
    await person.act("contact", phone=PHONE)
    await town.until_answered(before)
    chance, shown = Random(language), await person.start("guide")
    for _ in range(STEPS):
        row, column, _ = chance.choice(buttons(shown))
        after = await person.press_at(shown, row, column)
        if after["message_id"] <= shown["message_id"]:
            seen = {message["message_id"]: message for message in await person.chat()}
            after = seen[shown["message_id"]]
        shown = after
    await person.press_data(shown, "made.up.x.AAAAAAAAAAAAAAAA")
    await trust(person)


async def trust(person: Person) -> None:
    """Agree, give all that is asked, look at it, take it back, be forgotten."""
    await person.write("/forget")
    await go(person, "gone")  # whatever was agreed to by pressing at random
    await agree(person, "call")
    for text in ("Robin", "call me maybe", NUMBER):
        await person.write(text)
    await agree(person, "write")
    await person.write("Minua pelottaa.")
    await person.write("/mydata")
    await go(person, "json")
    for command, verb in (("/withdraw", "back"), ("/clear", "cleared"), ("/forget", "gone")):
        await person.write(command)
        await go(person, verb)


async def a_run(folder: Path) -> list[dict[str, Any]]:
    async with world(folder, send_rate=10_000) as town:
        for language in LANGUAGES:
            await try_everything(town, language)
        calls = await town.get("calls?after=0&limit=20000")
        # A dice cannot be deleted on its first day (Bot API, deleteMessage): whoever clears the
        # chat by chance makes the bot delete all others one by one.
        refused = [one for one in calls if one["status"] != 200]
        assert [one for one in refused if one["method"] != "deleteMessages"] == []
        return calls


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    """The journal of all calls while somebody tries everything in each language."""
    with pytest.MonkeyPatch.context() as hurry:
        hurry.setattr(limits, "CHAT", (3, 0.02))
        yield asyncio.run(a_run(tmp_path_factory.mktemp("said")))


def texts(calls: list[dict[str, Any]]) -> list[str]:
    """What people were shown, without the markup."""
    shown = [call["fields"]["text"] for call in calls if "text" in call["fields"]]
    return [re.sub(r"<[^>]+>", "", text) for text in shown]


DESCRIBED = ["every call"] if BOT_API else []


@pytest.mark.parametrize("what", DESCRIBED)
def test_every_call_fits_the_description_of_the_bot_api(said: list[dict[str, Any]], what: str):
    faults = [fault for call in said for fault in misfits(call["method"], call["fields"])]

    assert faults == []
    assert {"sendMessage", "editMessageText", "answerCallbackQuery", "setMyCommands",
            "getUpdates"} <= {call["method"] for call in said}  # fmt: skip


@pytest.mark.parametrize("what", DESCRIBED)
def test_a_call_that_does_not_fit_is_noticed(what: str):
    sound = {"chat_id": 1, "text": "x", "link_preview_options": {"is_disabled": True}}
    button = {"text": "x", "callback_data": "x"}

    assert misfits("sendMessage", sound) == []
    assert misfits("sendMessage", {**sound, "reply_markup": {"inline_keyboard": [[button]]}}) == []
    assert misfits("sendMesage", sound)
    assert misfits("sendMessage", {"chat_id": 1})
    assert misfits("sendMessage", {**sound, "txt": "x"})
    assert misfits("sendMessage", {**sound, "text": 7})
    assert misfits("sendMessage", {**sound, "link_preview_options": {"disabled": True}})
    assert misfits("sendMessage", {**sound, "reply_markup": {"inline_keyboard": [button]}})
    assert misfits("sendMessage", {**sound, "reply_markup": {"inline_keyboard": [[{"x": 1}]]}})


def test_p34_the_first_eighty_signs_of_every_message_are_safe_on_a_lock_screen(
    said: list[dict[str, Any]],
):
    new = [call for call in said if call["method"] == "sendMessage"]

    assert len(new) > 60
    assert [first for text in texts(new) if LOADED.search(first := text[:80])] == []


def test_p38_nothing_said_holds_a_place_to_pay_to_or_a_code_of_a_person(
    said: list[dict[str, Any]],
):
    assert [text for text in texts(said) if PAYABLE.search(text)] == []
    assert PAYABLE.search("FI21 1234 5600 0007 85")
    assert PAYABLE.search("131052-308T")


def test_no_name_number_or_word_of_a_person_is_ever_repeated(said: list[dict[str, Any]]):
    fields = json.dumps([call["fields"] for call in said], ensure_ascii=False)

    assert NAME not in fields
    assert PHONE[-9:] not in fields
    assert "Minua kiristetään, mitä teen" not in fields
