"""Asking over HTTP in each language: answers, misses, a mail pasted and sent, a cry for help."""

import base64
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.domain.languages import LANGUAGES, Language
from tests.answers.samples import BLACKMAIL, CRISIS, WALLET
from tests.stories.test_consent import agree
from tests.stories.test_guide import begin
from tests.taught import content
from tests.world import Person, World, labels, rows, world

pytestmark = pytest.mark.slow

ASKED = {
    "fi": "mihin mä lähetän sen kiristysmeilin eteenpäin",
    "sv": "vart ska jag skicka utpressningsmejlet vidare",
    "en": "where do i forward the blackmail email",
}
UNKNOWN = {
    "fi": "qwxz brrm plof",
    "sv": "qwxz brrm plof",
    "en": "qwxz brrm plof",
}
MENU = {"fi": "Alkuun", "sv": "Till början", "en": "Back to start"}
GUIDE = {"fi": "Takaisin oppaaseen", "sv": "Tillbaka till guiden", "en": "Back to the guide"}
PEOPLE = {"fi": "Puhu ihmisen", "sv": "Prata med en", "en": "Talk to a person"}
TOPIC = {"fi": "Ilmoitus poliisille", "sv": "Anmälan till polisen", "en": "Telling the police"}
LINES = {"fi": "09 2525 0111", "sv": "09 2525 0112", "en": "09 2525 0111"}
CLINIC = "xander@example.org"


@pytest.fixture
async def town(tmp_path: Path):
    async with world(tmp_path) as one:
        yield one


def title(name: str, language: Language) -> str:
    return content().entries[name].answers[language].title


def mail(language: Language) -> bytes:
    text = base64.encodebytes(BLACKMAIL[language].encode()).decode()
    return (
        "Received: from relay.example.org by mx.example.com; Mon, 23 Nov 2026 03:04:05 +0200\r\n"
        f"From: Xander <{CLINIC}>\r\nTo: Aino Lehtonen <aino@example.com>\r\n"
        "Subject: =?utf-8?q?Sinun_tietosi?=\r\nDate: Mon, 23 Nov 2026 03:04:05 +0200\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{text}"
    ).encode()


async def send(town: World, person: Person, name: str, file: bytes) -> list[dict[str, Any]]:
    """Send a file; return what the bot says to it."""
    seen = len(await person.chat())
    before = await town.answered()
    await person.act("document", name=name, content_base64=base64.b64encode(file).decode())
    await town.until_answered(before)
    return [m for m in (await person.chat())[seen:] if m["from"] == "bot"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_asks_in_their_own_words_and_says_that_it_helped(
    town: World, language: Language
):
    aino = await town.person("Aino", language)
    await aino.start()

    answer = await aino.write(ASKED[language])
    assert title("forward-email", language) in answer["text"] or any(
        title("forward-email", language) == label for label in labels(answer)
    )
    if title("forward-email", language) not in answer["text"]:
        answer = await aino.press(title("forward-email", language))
    thanked = await aino.press_at(answer, 0, 0)

    assert (await aino.toast())["text"]
    assert title("forward-email", language) in thanked["text"]
    assert labels(thanked)[0] != labels(answer)[0]
    assert any(label.startswith(PEOPLE[language]) for label in labels(thanked))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_somebody_who_is_not_understood_twice_meets_a_human(town: World, language: Language):
    aino = await town.person("Aino", language)
    await aino.start()

    first = await aino.write(UNKNOWN[language])
    second = await aino.write(UNKNOWN[language])

    assert first["text"] != second["text"]
    for shown in (first, second):
        assert labels(shown)[0].startswith(PEOPLE[language])
        assert labels(shown)[-1] == MENU[language]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_entry_is_reached_by_the_menu(town: World, language: Language):
    aino = await town.person("Aino", language)
    await aino.start()
    ask = await aino.press({"fi": "Kysy", "sv": "Ställ", "en": "Ask"}[language])

    shown = await aino.press(TOPIC[language], ask)
    assert title("report-online", language) in labels(shown)
    answer = await aino.press(title("report-online", language), shown)

    assert title("report-online", language) in answer["text"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_pasted_blackmail_message_leads_into_the_guide(town: World, language: Language):
    aino = await town.person("Aino", language)
    await aino.start()
    seen = len(await aino.chat())

    await aino.write(BLACKMAIL[language])
    looked, report = [m for m in (await aino.chat())[seen:] if m["from"] == "bot"]

    assert "Lehtonen" not in looked["text"] + report["text"]
    assert WALLET in report["text"]
    await aino.press_at(looked, 0, 0)
    guide = await aino.message(looked["message_id"])
    assert "8" in guide["text"].splitlines()[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_mail_file_is_looked_at_and_nothing_of_it_is_kept(
    town: World, tmp_path: Path, language: Language
):
    aino = await town.person("Aino", language)
    await aino.start()

    looked, report = await send(town, aino, "viesti.EML", mail(language))

    assert CLINIC in report["text"]
    assert "2026" in report["text"]
    for own in ("Lehtonen", "aino@example.com"):
        assert own not in looked["text"] + report["text"]
    disk = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir() if file.is_file())
    assert WALLET.encode() not in disk
    assert b"Lehtonen" not in disk
    # A mail came, so the guide already knows how, and goes on with not paying.
    await aino.press_at(looked, 0, 0)
    guide = await aino.message(looked["message_id"])
    assert guide["text"].splitlines()[0].split()[1].startswith("2")


async def test_a_mail_with_a_forwarding_address_brings_a_draft_ready_to_send(tmp_path: Path):
    async with world(tmp_path, forward_address="lausunnot@example.org") as town:
        aino = await town.person("Aino", "fi")
        await aino.start()

        *_, draft = await send(town, aino, "viesti.eml", mail("fi"))

        assert draft["document"]["file_name"].endswith(".eml")
        assert "lausunnot@example.org" in draft["caption"]


@pytest.mark.parametrize("file", [b"", b"\x00\xff" * 500, b"hello", b"From: " + b"x" * 2_100_000])
async def test_a_file_that_is_no_mail_is_answered_kindly(town: World, file: bytes):
    aino = await town.person("Aino", "en")
    await aino.start()

    [answer] = await send(town, aino, "message.eml", file)

    assert labels(answer)[-1] == MENU["en"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_cry_for_help_in_the_guide_is_caught_and_leads_back_to_the_step(
    town: World, language: Language
):
    aino = await begin(town, language)
    second = await aino.press_at(await aino.shown(), 0, 0)

    lines = await aino.write(CRISIS[language])
    assert LINES[language] in lines["text"]
    assert "112" in lines["text"]
    back = await aino.press(GUIDE[language], lines)

    assert back["text"] == second["text"]


async def test_a_message_to_a_human_with_a_cry_for_help_is_kept_and_answered_with_the_lines(
    town: World,
):
    aino = await town.person("Aino", "fi")
    await agree(aino, "write")
    seen = len(await aino.chat())

    await aino.write(CRISIS["fi"])
    told = [m["text"] for m in (await aino.chat())[seen:] if m["from"] == "bot"]

    assert any(LINES["fi"] in text for text in told)
    assert len(told) == 2


async def test_what_was_asked_is_nowhere_on_the_disk_afterwards(town: World, tmp_path: Path):
    aino = await town.person("Aino", "fi")
    await aino.start()
    await aino.write("zebrakysymys maksanko lunnaat")

    with closing(sqlite3.connect(tmp_path / "data" / "data.db")) as database:
        dump = "\n".join(database.iterdump())

    assert "zebrakysymys" not in dump


async def test_words_with_a_file_that_is_no_mail_are_still_answered(town: World):
    aino = await town.person("Aino", "en")
    await aino.start()

    [answer] = await send(town, aino, "holiday.txt", b"sand")

    assert rows(answer)
