"""Being called back, from the wish to the end: people and staff at once, over HTTP."""

from pathlib import Path
from typing import Any

from bot.domain.languages import LANGUAGES
from bot.domain.staff import Role
from bot.usecases import staffing
from tests.world import Person, World, labels, world

WORDS = {
    "en": {"yes": "Call me", "send": "Send", "claim": "Take this case"},
}


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


async def asks(person: Person, number: str = "+12025550123", words: str | None = None) -> Any:
    """A person goes through the whole form and sends it; returns the card."""
    await person.start("people")
    await person.press_verb("ask", "call")
    await person.press_verb("yes")
    await person.write("Robin")
    await person.write(number)
    await person.press_verb("pick", "language")
    print((await person.press_verb("pick", "suits~soon"))["text"])
    await person.press_verb("pick", "voicemail~no")
    await person.press_verb("pick", "introduce~no")
    await person.press_verb("pick", "topic~feelings")
    if words is None:
        await person.press_verb("skip", "words")
    else:
        await person.write(words)
    return await person.press_verb("send")


async def test_a_wish_becomes_a_call_and_a_closed_case(tmp_path: Path):
    async with world(tmp_path) as town:
        maria = await joins(town, "Maria", Role.MODERATOR)
        hanna = await joins(town, "Hanna", Role.HELPER)
        cleo = await town.person("Cleo", "en")

        card = await asks(cleo)
        print(card["text"])
        print(labels(card))
        assert "+1 •• ••• 0123" in card["text"]
        await maria.write("/staff")
        print((await maria.shown())["text"], labels(await maria.shown()))
        await maria.press("To look at")
        case = await maria.press_verb("case")
        print(case["text"], labels(case))
        await maria.press("OK: normal")
        await hanna.write("/staff")
        case = await hanna.press("Next case")
        print(case["text"], labels(case))
        opened = await hanna.press("Show the number")
        print(opened["text"], labels(opened))
        assert "+12025550123" in opened["text"]
        await hanna.press("Reached")
        await hanna.press("Close the case")
        await hanna.press("Helped")
        print((await cleo.shown())["text"])
        print([m["text"] for m in await cleo.chat()])
        print([m["text"] for m in await hanna.chat()])
