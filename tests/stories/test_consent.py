"""People who agree, give a name and a number, look at what is held, correct, pause, take it back."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.holding import PURPOSES
from bot.store.tables import agreement, callback, message, person
from bot.tg import limits
from tests.world import Person, World, labels, rows, world

NUMBER = "+1 202 555 0123"


@pytest.fixture
async def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))  # Telegram's own pace is tested elsewhere
    async with world(tmp_path) as one:
        yield one


def going(shown: dict[str, Any], verb: str, detail: str | None = None) -> tuple[int, int]:
    """Where the button stands that carries this verb, and this detail if one is named."""
    for r, row in enumerate(rows(shown)):
        for c, button in enumerate(row):
            parts = button.get("callback_data", "").split(".")
            if parts[0] == verb and detail in (None, parts[2] if len(parts) > 2 else None):
                return r, c
    raise AssertionError(f"no button {verb} {detail} among {labels(shown)}")


async def go(who: Person, verb: str, detail: str | None = None) -> dict[str, Any]:
    """Press the button with this verb on the newest message."""
    shown = await who.shown()
    return await who.press_at(shown, *going(shown, verb, detail))


async def agree(who: Person, purpose: str) -> dict[str, Any]:
    await who.start()
    await go(who, "people")
    shown = await go(who, "ask", purpose)
    detail = next(
        b["callback_data"].split(".")[2]
        for row in rows(shown)
        for b in row
        if b.get("callback_data", "").startswith("yes.")
        and b["callback_data"].split(".")[2].startswith(purpose)
    )
    return await go(who, "yes", detail)


async def count(town: World, table: Any) -> int:
    async with town.running.store.db.read() as c:
        return (await c.execute(select(func.count()).select_from(table))).scalar_one()


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
async def test_both_purposes_stand_on_one_screen_with_two_equal_buttons_each(town: World, language):
    aino = await town.person("Aino", language)
    await aino.start()
    await go(aino, "people")

    shown = await go(aino, "ask", "call")

    choices = [
        [b["callback_data"].split(".")[0] for b in row]
        for row in rows(shown)
        if any(b.get("callback_data", "").startswith("yes.") for b in row)
    ]
    assert choices == [["yes", "no"]] * len(PURPOSES)
    assert await count(town, person) == 0


async def test_saying_no_keeps_nothing_and_leads_on(town: World):
    aino = await town.person("Aino", "fi")
    await aino.start()
    await go(aino, "people")
    await go(aino, "ask", "call")

    shown = await go(aino, "no", "call")

    assert await count(town, person) == await count(town, agreement) == 0
    assert len(labels(shown)) >= 2


async def test_from_consent_to_a_number_and_the_message_with_it_leaves_the_chat(town: World):
    aino = await town.person("Aino", "en")

    asked = await agree(aino, "call")
    assert await count(town, agreement) == 1
    assert going(asked, "back", "call")
    await aino.write("Robin")
    await aino.write(NUMBER)
    kept = await aino.write("/mydata")

    assert "0123" in kept["text"]
    assert "202 555" not in kept["text"]
    assert NUMBER not in json.dumps(await aino.chat())
    assert await count(town, callback) == 1


async def test_a_number_that_is_none_gets_a_clear_error_and_the_question_stays(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")

    unclear = await aino.write("call me maybe")
    await aino.write(NUMBER)
    kept = await aino.write("/mydata")

    assert going(unclear, "back", "call")
    assert "0123" in kept["text"]


async def test_my_data_shows_everything_on_the_screen_and_in_a_file(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")
    await aino.write(NUMBER)

    shown = await aino.write("/mydata")
    sent = await go(aino, "json")

    assert "Robin" in shown["text"]
    assert "0123" in shown["text"]
    content = await file_of(town, sent)
    assert content["callback"]["form"]["name"] == "Robin"
    assert content["callback"]["form"]["number"] == "+12025550123"
    assert content["agreements"][0]["purpose"] == "call"


async def file_of(town: World, sent: dict[str, Any]) -> Any:
    found = await town.running.api.call("getFile", {"file_id": sent["document"]["file_id"]})
    path = found.result["file_path"]
    address = f"{town.rehearsal.url}/file/bot{town.rehearsal.token}/{path}"
    async with town.session.get(address) as response:
        return json.loads(await response.read())


async def test_a_name_can_be_corrected_and_the_number_stays(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")
    await aino.write(NUMBER)

    await aino.write("/mydata")
    await go(aino, "fix", "name")
    await aino.write("Kim")
    kept = await aino.write("/mydata")

    assert "Kim" in kept["text"]
    assert "0123" in kept["text"]


async def test_a_request_can_be_paused_and_go_on(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")
    await aino.write(NUMBER)

    await aino.write("/mydata")
    await go(aino, "pause")
    await go(aino, "resume")
    await aino.write("/mydata")

    shown = await aino.shown()
    assert going(shown, "pause")


async def test_writing_with_a_human_keeps_messages_until_done(town: World):
    bertil = await town.person("Bertil", "sv")
    await agree(bertil, "write")

    await bertil.write("Jag vet inte vad jag ska göra.")
    shown = await bertil.write("Vem kan jag ringa?")
    await go(bertil, "wrote")
    await bertil.write("Hej")

    assert going(shown, "back", "write")
    assert await count(town, message) == 2


@pytest.mark.parametrize("purpose", PURPOSES)
async def test_one_press_takes_a_consent_back_and_everything_it_kept_is_gone(town: World, purpose):
    aino = await town.person("Aino", "fi")
    await agree(aino, purpose)
    await aino.write("Robin")

    shown = await go(aino, "back", purpose)

    assert [await count(town, t) for t in (person, callback, message)] == [0, 0, 0]
    assert await count(town, agreement) == 1
    assert not town.running.store.keyring.persons()
    assert len(labels(shown)) >= 2


async def test_one_purpose_taken_back_leaves_the_other(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")
    await aino.write(NUMBER)
    await agree(aino, "write")
    await aino.write("I cannot sleep.")

    await aino.write("/mydata")
    await go(aino, "back", "call")

    assert [await count(town, t) for t in (person, callback, message)] == [1, 0, 1]


async def test_forget_asks_once_and_erases_everything(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")
    await aino.write(NUMBER)

    await aino.write("/forget")
    shown = await go(aino, "gone")
    again = await aino.write("/mydata")

    assert [await count(town, t) for t in (person, callback, message)] == [0, 0, 0]
    async with town.running.store.db.read() as c:
        proofs = (await c.execute(select(agreement.c.receipt, agreement.c.person))).all()
    assert [one.person for one in proofs] == [None]
    assert proofs[0].receipt in shown["text"]
    assert "Robin" not in again["text"]


async def test_forgetting_twice_says_that_nothing_is_held(town: World):
    aino = await town.person("Aino", "en")
    await aino.write("/forget")

    shown = await go(aino, "gone")

    assert len(labels(shown)) >= 1
    assert await count(town, person) == 0


async def test_clear_takes_the_visible_chat_away(town: World):
    aino = await town.person("Aino", "en")
    await agree(aino, "call")
    await aino.write("Robin")
    await aino.write("/clear")

    await go(aino, "cleared")

    left = await aino.chat()
    assert [m["from"] for m in left] == ["bot"]


async def test_without_helpers_nobody_is_asked_for_consent(tmp_path: Path):
    async with world(tmp_path, offers=[]) as town:
        aino = await town.person("Aino", "en")
        await aino.start()

        shown = await go(aino, "people")

        assert not [b for row in rows(shown) for b in row if "ask." in b.get("callback_data", "")]
