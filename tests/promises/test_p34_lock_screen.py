"""What a bystander reads on a locked screen, and what stays in the chat: nothing that harms."""

import re
import time
from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from bot.domain.languages import LANGUAGES
from bot.readiness import read_words
from bot.store import staff_copies
from bot.tg import limits
from bot.tg.letters import LETTERS
from bot.wiring import SWEEP_EVERY
from bot.words import Words
from tests.promises.figures import Figures
from tests.promises.test_outgoing import LOADED
from tests.stories.test_consent import NUMBER, agree
from tests.tg.call_screens import CALLS
from tests.world import World, settings_for, world

NAME, MASKED = "Robin", "+1 ••• ••• 0123"
BLANKS = [
    {"receipt": "K7QF-2M9D", "receipts": receipts, "name": name, "number": MASKED, "purpose": purpose,
     "all": every, "deleted": deleted, "n": "3", "kinds": "hetu",
     "roles": "helper,admin", "languages": "fi,en", "request": "72" * 16}
    for purpose, every, deleted, name, receipts in product(
        ("call", "write"), ("yes", "no"), ("yes", "no"), (NAME, ""), ("K7QF-2M9D, 2M9D-K7QF", ""))
]  # fmt: skip
FIRST = 80
"""Signs a notification shows at most."""


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    from bot.rehearsal import Rehearsal

    elsewhere = {"telegram_api": "https://api.telegram.org"}
    return read_words(settings_for(Rehearsal(), tmp_path_factory.mktemp("words"), **elsewhere))


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


@pytest.mark.parametrize("letter", LETTERS)
def test_p34_the_first_eighty_signs_of_every_letter_tell_a_bystander_nothing(
    words: Words, figure: Figures, letter: str
):
    harmful: list[str] = []
    for language, blanks in product(LANGUAGES, BLANKS):
        first = plain(LETTERS[letter](words[language], blanks).text)[:FIRST]
        if LOADED.search(first) or NAME in first or "0123" in first:
            harmful.append(first)

    figure("harmful beginnings", len(harmful), of=len(BLANKS) * len(LANGUAGES))
    assert harmful == []


@pytest.mark.parametrize("screen", CALLS)
def test_p34_the_first_eighty_signs_of_a_request_tell_a_bystander_nothing(
    words: Words, screen: str
):
    for language in LANGUAGES:
        first = plain(CALLS[screen](words[language]).text)[:FIRST]
        assert not LOADED.search(first), first
        assert "Robin" not in first
        assert "0123" not in first


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat gets more than Telegram's one message a second, so that nobody waits here."""
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))


@pytest.fixture
async def town(tmp_path: Path):
    async with world(tmp_path) as one:
        yield one


@pytest.mark.parametrize("language", LANGUAGES)
async def test_p34_the_message_with_the_number_is_gone_within_ten_seconds(
    town: World, figure: Figures, language
):
    aino = await town.person("Aino", language)
    await agree(aino, "call")
    await aino.write(NAME)
    began = time.monotonic()

    await aino.write(NUMBER)

    left = [one for one in await aino.chat() if NUMBER in one.get("text", "")]
    figure("number gone from the chat after", time.monotonic() - began, unit="s")
    assert left == []
    assert time.monotonic() - began < 10


async def test_p34_who_cannot_be_rid_of_the_message_is_told(town: World):
    told: Mapping[bool, str] = {}
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write(NAME)
    for method in ("deleteMessage", "deleteMessages"):
        await town.post("faults", {"kind": "500", "method": method})

    await aino.write(NUMBER)
    kept = next(m for m in reversed(await aino.chat()) if "Saved." in m.get("text", ""))

    told = {one: plain(LETTERS["number_taken"](
        town.running.words["en"], {**BLANKS[0], "deleted": "yes" if one else "no"}).text)
        for one in (True, False)}  # fmt: skip
    assert told[True] != told[False]
    assert len(kept["text"]) > 40
    assert NUMBER in str(await aino.chat())
    ours = set(told[False].splitlines()) - set(told[True].splitlines())
    assert ours & set(kept["text"].splitlines())


def test_p34_copies_at_helpers_are_deleted_within_47_hours():
    latest = staff_copies.KEPT + timedelta(seconds=SWEEP_EVERY)

    assert latest <= timedelta(hours=47)
