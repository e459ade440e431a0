"""Groups: joining, leaving, showing the bot out, moving to a supergroup."""

from bot.rehearsal.acts.doing import Deed, hear, place_of
from bot.rehearsal.people import Chat, Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town, chat_member


def join(town: Town, person: Person, given: Json) -> Json:
    """Come into a group."""
    chat = _group(town, given)
    if person.id in chat.members:
        raise Unwilling(f"{person.first_name} is in this chat already")
    chat.members[person.id] = "member"
    return _moved(town, chat, person, "left", "member", {"new_chat_members": [person.card()]})


def leave(town: Town, person: Person, given: Json) -> Json:
    """Go from a group."""
    chat = place_of(town, person, given)
    if chat.is_private:
        raise Unwilling("nobody can leave a private chat; block the bot instead")
    old = chat.members.pop(person.id)
    return _moved(town, chat, person, old, "left", {"left_chat_member": person.card()})


def kick(town: Town, person: Person, given: Json) -> Json:
    """Show the bot out of a group."""
    return _set_bot(town, person, given, "kicked")


def promote(town: Town, person: Person, given: Json) -> Json:
    """Make the bot an administrator (also brings it back)."""
    return _set_bot(town, person, given, "administrator")


def demote(town: Town, person: Person, given: Json) -> Json:
    """Make the bot an ordinary member, which in groups hears little (also brings it back)."""
    return _set_bot(town, person, given, "member")


def migrate(town: Town, person: Person, given: Json) -> Json:
    """Turn a group into a supergroup: new id, new message numbers; the old chat only points there."""
    old = place_of(town, person, given)
    if old.type != "group":
        raise Unwilling("only a group can become a supergroup")
    new = town.found("supergroup", old.title or "", list(old.members))
    new.members, new.owner, new.bot_status, new.started = (
        dict(old.members),
        old.owner,
        old.bot_status,
        True,
    )
    leaving = town.write(old, person.id, person.card(), {"migrate_to_chat_id": new.id})
    hear(town, old, leaving, "message")
    old.moved_to = new.id
    arriving = town.write(new, person.id, person.card(), {"migrate_from_chat_id": old.id})
    update = hear(town, new, arriving, "message")
    town.events.add("chats", old.view())
    return {"update_id": update, "message_id": arriving.body["message_id"], "chat": new.id}


def _set_bot(town: Town, person: Person, given: Json, status: str) -> Json:
    chat = place_of(town, person, given)
    if chat.is_private:
        raise Unwilling("a private chat has no ranks; block the bot instead")
    if chat.members.get(person.id) not in ("creator", "administrator"):
        raise Unwilling("only the group's owner can do this")
    old, chat.bot_status = chat.bot_status, status
    town.events.add("chats", chat.view())
    return {"update_id": town.bot_changed(chat, person, old, status)}


def _group(town: Town, given: Json) -> Chat:
    chat = town.chats.get(int(given["chat"]))
    if chat is None or chat.is_private:
        raise Unwilling(f"no group has the id {given['chat']}")
    return chat


def _moved(town: Town, chat: Chat, person: Person, old: str, new: str, notice: Json) -> Json:
    town.events.add("chats", chat.view())
    what: Json = {
        "chat": chat.card,
        "from": person.card(),
        "date": int(town.clock.now()),
        "old_chat_member": chat_member(old, person.card()),
        "new_chat_member": chat_member(new, person.card()),
    }
    if chat.bot_status == "administrator":
        town.updates.push("chat_member", what)
    message = town.write(chat, person.id, person.card(), notice)
    return {
        "update_id": hear(town, chat, message, "message"),
        "message_id": message.body["message_id"],
    }


ACTS: dict[str, Deed] = {
    "join": join, "leave": leave, "kick": kick, "promote": promote, "demote": demote, "migrate": migrate
}  # fmt: skip
