"""Being called back, from the wish to the end: people and staff at once, over HTTP."""

import asyncio
import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import Role
from bot.rehearsal import Rehearsal
from bot.store.tables import callback
from bot.tg import limits
from bot.tg.payload import Payload, encode
from bot.usecases import rights, staffing
from bot.usecases.passing import pass_time
from bot.wiring import service
from tests.world import Person, World, labels, rows, settings_for, world


async def joins(town: World, name: str, *roles: Role, languages: Any = LANGUAGES) -> Person:
    """Somebody comes in with an invitation, and goes on duty."""
    assert town.running is not None
    now = town.running.clock.now()
    token = await staffing.invite(town.running.store, roles, languages, by=None, now=now)
    member = await town.person(name, "en")
    await member.start(f"join_{token}")
    await member.write("/staff")
    if set(roles) & {Role.HELPER, Role.MODERATOR}:
        await member.press("Go on duty")
    return member


NUMBER = "+12025550123"
NUMBERS = re.compile(r"\+1202555\d{4}")


async def begins(person: Person, number: str = NUMBER) -> None:
    """A person agrees to be called and gives name and number."""
    await person.write("/human")
    await person.press_verb("ask", "call")
    await person.press_verb("yes", "call")
    await person.write("Robin")
    await person.write(number)


async def finishes(person: Person) -> Any:
    """A person answers what is asked after the time, and sends it; returns the card."""
    for detail in ("voicemail~no", "introduce~no", "topic~feelings"):
        await person.press_verb("pick", detail)
    await person.press_verb("skip", "words")
    return await person.press_verb("send")


async def asks(person: Person, number: str = NUMBER, *, language: Language = "en") -> Any:
    """A person goes through the whole form and sends it; returns the card."""
    await begins(person, number)
    await person.press_verb("pick", f"language~{language}")
    await person.press_verb("pick", "suits~soon")
    return await finishes(person)


async def says(person: Person, do: str, **what: Any) -> None:
    """Send something that is no text, and wait for the answer."""
    before = await person.world.answered()
    await person.act(do, **what)
    await person.world.until_answered(before)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat gets more than Telegram's one message a second, so that nobody waits here."""
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))


async def texts(who: Person) -> list[str]:
    return [m.get("text", "") for m in await who.chat()]


async def menu(who: Person) -> Any:
    return await who.write("/staff")


async def test_a_wish_becomes_a_call_and_a_closed_case(tmp_path: Path):
    async with world(tmp_path) as town:
        maria = await joins(town, "Maria", Role.MODERATOR)
        hanna = await joins(town, "Hanna", Role.HELPER)
        cleo = await town.person("Cleo", "en")

        card = await asks(cleo)
        assert "+1 •• ••• 0123" in card["text"]
        assert NUMBER not in str(await cleo.chat())
        await menu(maria)
        await maria.press_verb("review")
        case = await maria.press_verb("case")
        assert "Robin" not in case["text"]
        await maria.press_verb("ok")
        await menu(hanna)
        case = await hanna.press_verb("next")
        assert "0123" not in case["text"]
        opened = await hanna.press_verb("show")
        pair = re.search(r"Say these two words first: (\S+ – \S+)", opened["text"])
        assert pair is not None
        assert NUMBER in opened["text"]
        assert "Robin" in opened["text"]
        assert pair[1] in (await cleo.message(card["message_id"]))["text"]
        await hanna.press_verb("tried", "")
        await hanna.press_verb("close")
        await hanna.press_verb("end")

        assert "closed" in (await cleo.shown())["text"]
        assert "closed" in (await cleo.message(card["message_id"]))["text"]
        assert NUMBER not in str(await hanna.chat())
        assert "Robin" not in str(await hanna.chat())


async def test_six_people_at_once_in_three_languages(tmp_path: Path):
    """Three ask, a moderator lets them pass, two helpers call; each hears their own language."""
    async with world(tmp_path) as town:
        maria = await joins(town, "Maria", Role.MODERATOR)
        hanna = await joins(town, "Hanna", Role.HELPER, languages=["fi", "en"])
        henrik = await joins(town, "Henrik", Role.HELPER, languages=["sv"])
        people = {
            language: await town.person(name, language)
            for name, language in (("Aino", "fi"), ("Bertil", "sv"), ("Cleo", "en"))
        }

        found = await asyncio.gather(
            *(
                at_once(town, who, f"+1202555012{n}", language)
                for n, (language, who) in enumerate(people.items())
            )
        )
        cards = dict(zip(people, found, strict=True))
        await menu(maria)
        for _ in people:
            await maria.press_verb("review")
            await maria.press_verb("case")
            await maria.press_verb("ok")
            await maria.press_verb("work")
        for helper, times in ((hanna, 2), (henrik, 1)):
            for _ in range(times):
                await menu(helper)
                await helper.press_verb("next")
                await helper.press_verb("show")
        await menu(henrik)
        nobody = await henrik.press_verb("next")

        say = town.running.words
        for language, who in people.items():
            card = await who.message(cards[language]["message_id"])
            assert plain(say[language]("call.stands.calling")) in card["text"]
        assert plain(say["sv"]("work.nobody_waits")) in nobody["text"] or "Nobody" in nobody["text"]
        shown = [NUMBERS.search(text) for text in await texts(hanna)]
        assert {found[0] for found in shown if found} == {"+12025550120", "+12025550122"}
        shown = [NUMBERS.search(text) for text in await texts(henrik)]
        assert {found[0] for found in shown if found} == {"+12025550121"}


async def at_once(town: World, who: Person, number: str, language: Language) -> Any:
    """Do what `asks` does, while others do the same: each waits for their own answers only."""

    async def asked(what: str) -> None:
        while await rights.asked_for(town.running.store, who.id) != what:
            await asyncio.sleep(0.01)

    async def press(verb: str, detail: str = "") -> None:
        while not any(verb_of(m, verb, detail) for m in await who.chat()):
            await asyncio.sleep(0.01)
        message = next(m for m in reversed(await who.chat()) if verb_of(m, verb, detail))
        await who.press_verb(verb, detail, message)

    async with asyncio.timeout(30):
        await who.act("write", text="/human")
        await press("ask", "call")
        await press("yes", "call")
        await asked("name")
        await who.act("write", text="Robin")
        await asked("number")
        await who.act("write", text=number)
        for detail in (f"language~{language}", "suits~soon", "voicemail~no", "introduce~no"):
            await press("pick", detail)
        await press("pick", "topic~feelings")
        await press("skip", "words")
        await press("send")
        while not any(verb_of(m, "pause") for m in await who.chat()):
            await asyncio.sleep(0.01)
    return next(m for m in reversed(await who.chat()) if verb_of(m, "pause"))


def verb_of(message: Any, verb: str, detail: str = "") -> bool:
    """Tell whether a message has a button with this verb and the beginning of a detail."""
    payloads = [b.get("callback_data", "").split(".") for row in rows(message) for b in row]
    return any(one[0] == verb and one[2].startswith(detail) for one in payloads if len(one) > 2)


async def test_two_press_claim_and_the_one_who_is_late_hears_who_has_it(tmp_path: Path):
    async with world(tmp_path) as town:
        maria = await joins(town, "Maria", Role.MODERATOR)
        hanna, henrik = [await joins(town, name, Role.HELPER) for name in ("Hanna", "Henrik")]
        await asks(await town.person("Cleo", "en"))
        await menu(maria)
        await maria.press_verb("review")
        await maria.press_verb("case")
        await maria.press_verb("ok")
        for helper in (hanna, henrik):
            await menu(helper)
            await helper.press_verb("line", "en")
            await helper.press_verb("case")

        await hanna.press_verb("claim")
        await henrik.press_verb("claim")

        assert "Hanna" in (await henrik.toast())["text"]


async def test_a_withdrawal_while_the_number_is_being_revealed_wins(tmp_path: Path):
    async with world(tmp_path) as town:
        hanna, cleo = await in_a_helpers_hands(town)

        before = await town.answered()
        await asyncio.gather(cleo.write("/withdraw"), hanna.press_verb("show"))
        await town.until(lambda: town.running.intake.finished >= before + 2)
        await town.until(lambda: len(town.running.sender) == 0)

        assert NUMBER not in str(await hanna.chat())
        async with town.running.store.db.read() as c:
            assert (await c.execute(select(callback))).all() == []
        assert any("poissa" in text or "not here" in text for text in await texts(hanna))


async def test_every_old_button_of_a_case_that_is_gone_says_so(tmp_path: Path):
    async with world(tmp_path) as town:
        hanna, cleo = await in_a_helpers_hands(town)
        shown = await hanna.shown()
        await hanna.press_verb("show")
        one = next(
            b["callback_data"].split(".")[2] for row in rows(shown) for b in row
            if b.get("callback_data", "").startswith("show.")
        )  # fmt: skip
        await cleo.write("/withdraw")
        key, number = town.running.store.keyring.button, 0
        for verb, detail in (
            ("case", ""), ("claim", ""), ("free", ""), ("show", ""), ("tried", "~busy"),
            ("tried", "~other_time"), ("again", "~2612010900"), ("end", "~helped"), ("hand", ""),
            ("give", "~00000000"), ("note", ""), ("say", "~hello"),
        ):  # fmt: skip
            await menu(hanna)
            message = await hanna.shown()
            data = encode(Payload(verb, "en", f"{one}{detail}"), user=hanna.id, key=key)
            told = await hanna.press_data(message, data)
            assert "not here any more" in told["text"], (verb, told["text"])
            number += 1

        assert number == 12


async def test_a_person_who_blocks_the_bot_stops_nobody(tmp_path: Path):
    async with world(tmp_path) as town:
        hanna, cleo = await in_a_helpers_hands(town)
        await hanna.press_verb("show")
        await says(cleo, "block")

        await hanna.press_verb("tried", "")
        await hanna.press_verb("close")
        await hanna.press_verb("end")
        await town.until(lambda: len(town.running.sender) == 0)

        assert any("✓ Closed" in text for text in await texts(hanna))


async def test_a_helper_removed_in_the_middle_of_a_call_can_do_nothing_more(tmp_path: Path):
    async with world(tmp_path) as town:
        hanna, cleo = await in_a_helpers_hands(town)
        opened = await hanna.press_verb("show")
        store = town.running.store
        member = await staffing.member_of(store, hanna.id)
        assert member is not None
        await staffing.remove(store, member.id, by=None, now=town.running.clock.now())

        await hanna.press_verb("tried", "")
        refused = await hanna.toast()
        said = await hanna.write("/staff")
        await pass_time(store, town.running.office, now=town.running.clock.now())
        await town.until(lambda: len(town.running.sender) == 0)

        assert refused["text"] == town.running.words["en"].plain("button.unusable")
        assert "Work" not in said["text"]
        assert opened["message_id"] not in {m["message_id"] for m in await hanna.chat()}
        assert NUMBER not in str(await hanna.chat())
        await cleo.press_verb("call")
        assert "line for a call" in (await cleo.shown())["text"]


async def test_a_restart_in_the_middle_loses_neither_form_nor_case(tmp_path: Path):
    async with Rehearsal(limits=False) as rehearsal, aiohttp.ClientSession() as session:
        town = World(rehearsal, session)
        settings = settings_for(rehearsal, tmp_path)
        async with service(settings) as town.running:
            maria = await joins(town, "Maria", Role.MODERATOR)
            cleo = await town.person("Cleo", "en")
            await begins(cleo)
            await cleo.press_verb("pick", "language~en")
        async with service(settings) as town.running:
            await cleo.press_verb("pick", "suits~soon")
            await finishes(cleo)
            await menu(maria)
            await maria.press_verb("review")
            await maria.press_verb("case")
        async with service(settings) as town.running:
            await maria.press_verb("ok")
            card = await cleo.press_verb("call")

    assert "line for a call" in card["text"]


async def test_the_number_of_this_account_is_shared_with_a_button_and_anothers_card_refused(
    tmp_path: Path,
):
    async with world(tmp_path) as town:
        cleo = await town.person("Cleo", "en")
        await cleo.write("/human")
        await cleo.press_verb("ask", "call")
        await cleo.press_verb("yes", "call")
        await cleo.press_verb("skip")

        xander = await town.person("Xander", "en")
        await says(cleo, "contact", phone="12025550177", of=xander.id)
        refused = await cleo.shown()
        await says(cleo, "contact", phone="12025550166")
        asked = await cleo.shown()

        assert "not the number of this Telegram account" in refused["text"]
        assert "language" in asked["text"]
        held = await rights.holding_of(town.running.store, cleo.id)
        assert held is not None
        assert held.callback is not None
        assert (held.callback.form.number, held.callback.form.verified) == ("+12025550166", True)
        assert "12025550166" not in str(await cleo.chat())


async def test_a_line_can_be_changed_paused_and_gone_on_with_from_the_card(tmp_path: Path):
    async with world(tmp_path) as town:
        cleo = await town.person("Cleo", "en")
        await asks(cleo)

        await cleo.press_verb("edit")
        await cleo.press_verb("ask_line", "voicemail")
        changed = await cleo.press_verb("pick", "voicemail~yes")
        await cleo.press_verb("pause")
        await cleo.press_verb("resume")
        await cleo.write("/human")
        again = await cleo.press_verb("ask", "call")

        assert "A message may be left" in changed["text"]
        assert "Somebody looks at it first" in again["text"]  # the first request, not a second


async def test_words_of_danger_in_the_form_bring_the_lines_and_a_helper(tmp_path: Path):
    async with world(tmp_path) as town:
        hanna = await joins(town, "Hanna", Role.HELPER)
        cleo = await town.person("Cleo", "en")
        await begins(cleo)
        await cleo.press_verb("pick", "language~en")
        for detail in ("suits~soon", "voicemail~no", "introduce~no", "topic~feelings"):
            await cleo.press_verb("pick", detail)

        await cleo.write("I want to kill myself tonight")
        assert any("112" in text for text in await texts(cleo))
        await town.until(lambda: len(town.running.sender) == 0)
        await cleo.press_verb("send", message=await with_button(cleo, "send"))

        assert "❗" in (await hanna.shown())["text"]


async def with_button(who: Person, verb: str) -> Any:
    """The newest message that has this button."""
    return next(
        m
        for m in reversed(await who.chat())
        if any(b.get("callback_data", "").startswith(f"{verb}.") for row in rows(m) for b in row)
    )


async def in_a_helpers_hands(town: World) -> tuple[Person, Person]:
    """Hanna holds Cleo's case."""
    maria = await joins(town, "Maria", Role.MODERATOR)
    hanna = await joins(town, "Hanna", Role.HELPER)
    cleo = await town.person("Cleo", "en")
    await asks(cleo)
    await menu(maria)
    await maria.press_verb("review")
    await maria.press_verb("case")
    await maria.press_verb("ok")
    await menu(hanna)
    await hanna.press_verb("next")
    return hanna, cleo


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


async def topic(town: World, group: int, name: str) -> int:
    """The number of a new topic, made by the bot's own token before the bot runs."""
    address = f"{town.rehearsal.url}/bot{town.rehearsal.token}/createForumTopic"
    async with town.session.post(address, json={"chat_id": group, "name": name}) as response:
        return (await response.json())["result"]["message_thread_id"]


async def test_the_staffs_forum_hears_wordlessly_in_the_topic_that_is_meant_for_it(tmp_path: Path):
    async with Rehearsal(limits=False) as rehearsal, aiohttp.ClientSession() as session:
        town = World(rehearsal, session)
        maria = await town.person("Maria", "fi")
        group = await town.post(
            "groups", {"title": "Henkilökunta", "members": [maria.id], "forum": True}
        )
        topics = {name: await topic(town, group["id"], name) for name in ("review", "queue")}
        settings = settings_for(
            rehearsal,
            tmp_path,
            staff_group={"chat": group["id"], "language": "fi", "topics": topics},
        )
        async with service(settings) as town.running:
            await at_once(town, await town.person("Cleo", "en"), NUMBER, "en")
            await town.until(lambda: len(town.running.sender) == 0)
            heard = [
                m
                for m in await town.get(f"chats/{group['id']}/messages?person={maria.id}")
                if m["from"] == "bot" and m.get("text")
            ]

    assert [m["thread"] for m in heard] == [topics["review"]]
    assert "englanti" in heard[0]["text"]
    for personal in ("Robin", "0123", "Cleo"):
        assert personal not in str(heard)


async def test_an_admin_lets_somebody_in_and_out_again_from_the_chat(tmp_path: Path):
    async with world(tmp_path) as town:
        anders = await joins(town, "Anders", Role.ADMIN)
        await menu(anders)
        await anders.press_verb("team")
        await anders.press_verb("invite")
        await anders.press("helper")
        made = await anders.press("Make the invitation")
        token = re.search(r"start=(join_\S+)", made["text"])
        assert token is not None
        hanna = await town.person("Hanna", "en")
        await hanna.start(token[1])
        work = await menu(hanna)
        xander = await town.person("Xander", "en")
        await xander.start(token[1])
        outside = await menu(xander)

        await menu(anders)
        await anders.press_verb("team")
        await anders.press("Hanna")
        await anders.press("Remove")
        removed = await anders.press("Yes, remove")
        gone = await menu(hanna)

        assert "Work" in work["text"]
        assert "Work" not in outside["text"]
        assert "Removed" in removed["text"]
        assert "Work" not in gone["text"]
        await menu(anders)
        await anders.press_verb("team")
        himself = await anders.press("Anders")
        assert not any(label.startswith("Remove") for label in labels(himself))
