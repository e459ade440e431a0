"""People who arrive, choose a language, write something we cannot read, come back after a week."""

from pathlib import Path

import pytest

from tests.conftest import AINO
from tests.world import World, buttons, world


@pytest.fixture
async def town(tmp_path: Path):
    async with world(tmp_path) as one:
        yield one


@pytest.mark.parametrize(
    ("code", "word"), [("fi", "Olen botti"), ("sv-FI", "bot"), ("en-GB", "I am a bot")]
)
async def test_a_person_is_greeted_in_the_language_telegram_tells(town: World, code, word):
    person = await town.person("Aino", code)

    shown = await person.start()

    assert word in shown["text"]
    assert "112" in shown["text"]
    assert len(buttons(shown)) >= 5


async def test_a_language_that_was_picked_holds_for_what_is_written_afterwards(town: World):
    bertil = await town.person("Bertil", "fi")
    await bertil.start()

    picked = await bertil.write("/language sv")
    helped = await bertil.write("/help")

    assert "svenska" in picked["text"]
    assert "hur dina uppgifter skyddas" in helped["text"]


async def test_a_language_can_be_changed_by_buttons_and_takes_the_place_of_the_choice(town: World):
    cleo = await town.person("Cleo", "fi")
    shown = await cleo.start()
    await cleo.press("Kieli")

    picked = await cleo.press("English")

    assert picked["message_id"] == shown["message_id"]
    assert "English" in picked["text"]
    assert await town.running.store.picked.ask(
        town.running.store.keyring.look_up("visitor", cleo.id)
    )


async def test_a_stranger_is_answered_in_the_language_they_write(town: World):
    person = await town.person("Ludmila", "uk")

    shown = await person.write("Jag har fått ett konstigt meddelande och vet inte vad jag ska göra")

    assert "jag" in shown["text"].lower()


@pytest.mark.parametrize("kind", ["photo", "voice", "video_note", "sticker", "location", "poll",
                                  "dice", "contact"])  # fmt: skip
async def test_whatever_is_sent_gets_a_kind_answer_with_ways_on(town: World, kind: str):
    aino = await town.person("Aino", "fi")
    before = await town.answered()

    await aino.act(kind, **({"phone": "+447700900123"} if kind == "contact" else {}))
    await town.until_answered(before)

    shown = await aino.shown()
    assert len(buttons(shown)) >= 4


async def test_an_album_is_answered_once(town: World):
    aino = await town.person("Aino", "fi")
    for _ in range(3):
        await aino.act("photo", group="album-1")
    await town.until(lambda: town.running.intake.finished >= 3)
    await town.until(lambda: len(town.running.sender) == 0)

    assert sum(m["from"] == "bot" for m in await aino.chat()) == 1


async def test_an_edited_message_is_not_answered_again(town: World):
    aino = await town.person("Aino", "fi")
    await aino.write("hei")
    mine = next(m for m in await aino.chat() if m["from"] == aino.id)

    await aino.act("edit", message_id=mine["message_id"], text="/crisis")
    await aino.write("hei taas")

    assert sum(m["from"] == "bot" for m in await aino.chat()) == 2


async def test_a_forwarded_command_is_only_text(town: World):
    aino = await town.person("Aino", "fi")
    xander = await town.person("Xander", "fi")
    before = await town.answered()

    await aino.act("write", text="/crisis", forward_from=xander.id)
    await town.until_answered(before)

    assert "112" not in (await aino.shown())["text"].split("\n")[0]
    assert await town.running.store.picked.ask(b"nobody") is None


async def test_in_a_group_the_bot_only_says_that_it_helps_in_private(town: World):
    aino = await town.person("Aino", "fi")
    before = await town.answered()
    group = await town.post("groups", {"title": "A group", "members": [aino.id]})
    await town.until_answered(before)
    before = await town.answered()

    await aino.act("write", chat=group["id"], text="/start@rehearsal_bot")
    await town.until_answered(before)

    seen = await town.get(f"chats/{group['id']}/messages?person={aino.id}")
    said = [m for m in seen if m["from"] == "bot"][-1]
    assert not buttons(said)
    assert said["reply_markup"]["inline_keyboard"][0][0]["url"] == "https://t.me/rehearsal_bot"


async def test_in_a_group_people_talk_without_the_bot(town: World):
    aino = await town.person("Aino", "fi")
    group = await town.post("groups", {"title": "A group", "members": [aino.id]})
    before = await town.answered()

    await aino.act("write", chat=group["id"], text="hei kaikki")
    await aino.act("write", text="hei")
    await town.until_answered(before)

    seen = await town.get(f"chats/{group['id']}/messages?person={aino.id}")
    assert not [m for m in seen if m["from"] == "bot"]


async def test_somebody_elses_button_and_a_made_up_one_get_the_same_answer(town: World):
    aino, xander = await town.person("Aino"), await town.person("Xander")
    hers, his = await aino.start(), await xander.start()
    foreign = buttons(hers)[0][2]["callback_data"]

    answers = []
    for data in (foreign, "menu.fi..AAAAAAAAAAAAAAAA", "x", foreign[:-1]):
        shown = await xander.press_data(his, data)
        answers.append((shown["text"], (await xander.toast())["text"]))

    assert len(set(answers)) == 1
    assert answers[0][0] == his["text"]
    assert AINO != xander.id


async def test_a_button_of_last_week_still_works_after_a_restart(tmp_path: Path):
    import aiohttp

    from bot.rehearsal import Rehearsal
    from bot.wiring import service
    from tests.world import settings_for

    async with Rehearsal(limits=False) as rehearsal, aiohttp.ClientSession() as session:
        async with service(settings_for(rehearsal, tmp_path)) as running:
            before = World(rehearsal, session, running)
            aino = await before.person("Aino", "fi")
            shown = await aino.start()
        rehearsal.clock.advance(8 * 24 * 3600)
        async with service(settings_for(rehearsal, tmp_path)) as running:
            aino.world = World(rehearsal, session, running)
            again = await aino.press("Minulla on nyt paha olla", shown)

    assert again["message_id"] == shown["message_id"]
    assert "112" in again["text"]


async def test_a_flood_from_one_person_is_answered_together_and_keeps_nobody_waiting(town: World):
    xander, aino = await town.person("Xander", "en"), await town.person("Aino", "fi")
    await aino.start()
    flood = [
        {
            "message": {
                "message_id": 9000 + n,
                "date": 1_795_000_000,
                "chat": {"id": xander.id, "type": "private", "first_name": "Xander"},
                "from": {"id": xander.id, "is_bot": False, "first_name": "Xander"},
                "text": f"spam {n}",
            }
        }
        for n in range(300)
    ]
    before = await town.answered()

    await town.post("updates", flood)
    await town.until(lambda: town.running.intake.finished > before)
    await aino.act("write", text="/crisis")
    await town.until(lambda: not town.running.intake.lanes.waiting(aino.id))
    shown = await aino.shown()
    await town.until(lambda: town.running.intake.finished >= before + 301, seconds=30)
    await town.until(lambda: len(town.running.sender) == 0, seconds=30)

    assert "112" in shown["text"]
    answers = [m for m in await xander.chat() if m["from"] == "bot"]
    assert 1 <= len(answers) <= 20
