"""Writing and starting."""

from bot.rehearsal.acts.doing import Deed, open_place, say, text_of
from bot.rehearsal.people import Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

TEXT_LIMIT = 4096


def write(town: Town, person: Person, given: Json) -> Json:
    """Write `text`; a longer one than an app sends at once is refused."""
    chat = open_place(town, person, given)
    content = text_of(given.get("text"))
    if len(content["text"]) > TEXT_LIMIT:
        raise Unwilling("an app splits texts above 4096 characters; write them in parts")
    return say(town, person, chat, content, given)


def start(town: Town, person: Person, given: Json) -> Json:
    """Press Start, with the payload of a deep link if there is one; unblocks the bot."""
    if person.blocked:
        unblock(town, person, given)
    payload = given.get("payload")
    text = f"/start {payload}" if payload else "/start"
    return say(town, person, open_place(town, person, given), text_of(text), given)


def block(town: Town, person: Person, given: Json) -> Json:
    """Stop the bot from writing to this person."""
    if person.blocked:
        raise Unwilling(f"{person.first_name} has blocked the bot already")
    person.blocked = True
    return _told(town, person, "member", "kicked")


def unblock(town: Town, person: Person, given: Json) -> Json:
    """Let the bot write again."""
    if not person.blocked:
        raise Unwilling(f"{person.first_name} has not blocked the bot")
    person.blocked = False
    return _told(town, person, "kicked", "member")


def deactivate(town: Town, person: Person, given: Json) -> Json:
    """Delete the account; the bot is not told, it finds out."""
    person.deactivated = True
    town.events.add("people", person.view())
    return {}


def _told(town: Town, person: Person, old: str, new: str) -> Json:
    town.events.add("people", person.view())
    return {"update_id": town.bot_changed(town.chats[person.id], person, old, new)}


ACTS: dict[str, Deed] = {
    "write": write, "start": start, "block": block, "unblock": unblock, "deactivate": deactivate
}  # fmt: skip
