"""Sending texts and other things that need no file."""

from aiogram.methods import SendChatAction, SendContact, SendDice, SendLocation, SendMessage

from bot.rehearsal.methods.placing import place, text_content
from bot.rehearsal.methods.register import offers
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


@offers(SendMessage)
def send_message(town: Town, call: SendMessage, plain: Json) -> Json:
    """Write a text into a chat."""
    chat = town.writable(call.chat_id)
    return place(town, plain, text_content(plain), chat=chat).body


@offers(SendLocation)
def send_location(town: Town, call: SendLocation, plain: Json) -> Json:
    """Show a place on a map."""
    if not (-90 <= call.latitude <= 90 and -180 <= call.longitude <= 180):
        raise bad("wrong latitude or longitude specified")
    return place(
        town, plain, {"location": {"latitude": call.latitude, "longitude": call.longitude}}
    ).body


@offers(SendContact)
def send_contact(town: Town, call: SendContact, plain: Json) -> Json:
    """Pass on a telephone number."""
    contact: Json = {"phone_number": call.phone_number, "first_name": call.first_name}
    if call.last_name:
        contact["last_name"] = call.last_name
    if call.vcard:
        contact["vcard"] = call.vcard
    return place(town, plain, {"contact": contact}).body


@offers(SendDice)
def send_dice(town: Town, call: SendDice, plain: Json) -> Json:
    """Throw a die; the eyes follow from the clock, so that a test can repeat them."""
    emoji = call.emoji or "🎲"
    return place(
        town, plain, {"dice": {"emoji": emoji, "value": int(town.clock.now()) % 6 + 1}}
    ).body


@offers(SendChatAction)
def send_chat_action(town: Town, call: SendChatAction, plain: Json) -> bool:
    """Show that the bot is writing; lasts five seconds."""
    chat = town.writable(call.chat_id)
    action = call.action.lower()
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    town.events.add(
        "action", {"chat": chat.id, "action": action, "thread": plain.get("message_thread_id")}
    )
    return True
