"""Two unchanged clients, python-telegram-bot and aiogram, call every offered method over HTTP."""

from typing import Any

import pytest
from aiogram import Bot as AiogramBot
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MenuButtonCommands,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from telegram import Bot as TelegramBot
from telegram import BotCommand as TelegramCommand
from telegram import InlineKeyboardButton as TelegramButton
from telegram import InlineKeyboardMarkup as TelegramMarkup
from telegram import MenuButtonCommands as TelegramMenu
from telegram import ReplyKeyboardRemove

from bot.rehearsal import Rehearsal
from bot.rehearsal.methods import METHODS
from tests.rehearsal.conftest import Hand


async def test_python_telegram_bot_calls_every_method(
    hand: Hand, rehearsal: Rehearsal, telegram_bot: TelegramBot
) -> None:
    bot = telegram_bot
    aino = await hand.person("Aino")
    team = (await hand.post("groups", {"title": "Team", "members": [aino], "forum": True}))["id"]
    keyboard = TelegramMarkup([[TelegramButton("A", callback_data="a")]])

    assert (await bot.get_me()).username == "rehearsal_bot"
    assert len(await bot.get_updates()) == 2
    sent = await bot.send_message(aino, "<b>Hei</b>", parse_mode="HTML", reply_markup=keyboard)
    await bot.send_message(
        aino, "ok", reply_markup=ReplyKeyboardRemove(), reply_to_message_id=sent.message_id
    )
    press = await hand.act(aino, "press", message_id=sent.message_id, row=0, column=0)
    (update,) = await bot.get_updates(offset=press["update_id"])
    assert update.callback_query is not None
    assert update.callback_query.message == sent
    await update.callback_query.answer("kiitos", show_alert=True)
    assert await sent.edit_text("Uusi", reply_markup=keyboard)
    assert await bot.edit_message_reply_markup(aino, sent.message_id)
    document = await bot.send_document(aino, b"abc", filename="a.eml", caption="c")
    assert document.document is not None
    assert document.document.mime_type == "message/rfc822"
    assert (await document.edit_caption("uusi")) is not None
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"abc"
    await bot.send_document(aino, document.document.file_id)
    await bot.send_photo(aino, b"picture", caption="p")
    await bot.send_voice(aino, b"voice")
    await bot.send_sticker(aino, b"sticker")
    await bot.send_location(aino, 60.1, 24.9)
    await bot.send_contact(aino, "+44 7700 900123", "Hanna")
    await bot.send_dice(aino)
    await bot.send_chat_action(aino, "typing")
    await bot.set_message_reaction(aino, sent.message_id, "👍")
    assert await bot.copy_message(aino, aino, sent.message_id)
    assert len(await bot.copy_messages(aino, aino, [sent.message_id])) == 1
    assert (await bot.forward_message(aino, aino, sent.message_id)).forward_origin
    assert len(await bot.forward_messages(aino, aino, [sent.message_id])) == 1
    assert await bot.pin_chat_message(aino, sent.message_id)
    assert (await bot.get_chat(aino)).pinned_message is not None
    assert await bot.unpin_chat_message(aino, sent.message_id)
    assert await bot.unpin_all_chat_messages(aino)
    assert await bot.delete_message(aino, sent.message_id)
    assert await bot.delete_messages(aino, [document.message_id])
    assert await bot.set_my_commands([TelegramCommand("start", "Aloita")], language_code="fi")
    assert len(await bot.get_my_commands(language_code="fi")) == 1
    assert await bot.delete_my_commands(language_code="fi")
    assert await bot.set_my_name("Rinnalla")
    assert (await bot.get_my_name()).name == "Rinnalla"
    assert await bot.set_my_description("Pitkä", language_code="fi")
    assert (await bot.get_my_description("fi")).description == "Pitkä"
    assert await bot.set_my_short_description("Lyhyt")
    assert (await bot.get_my_short_description()).short_description == "Lyhyt"
    assert await bot.set_chat_menu_button(aino, TelegramMenu())
    assert isinstance(await bot.get_chat_menu_button(aino), TelegramMenu)
    topic = await bot.create_forum_topic(team, "Case")
    thread = topic.message_thread_id
    assert (await bot.send_message(team, "x", message_thread_id=thread)).is_topic_message
    assert await bot.edit_forum_topic(team, thread, "Case 2")
    assert await bot.close_forum_topic(team, thread)
    assert await bot.reopen_forum_topic(team, thread)
    assert await bot.delete_forum_topic(team, thread)
    assert (await bot.get_chat_member(team, aino)).status == "creator"
    assert await bot.get_chat_member_count(team) == 2
    assert len(await bot.get_chat_administrators(team)) == 2
    assert await bot.leave_chat(team)
    assert await bot.set_webhook(f"{rehearsal.url}/nobody", secret_token="s")
    assert (await bot.get_webhook_info()).url.endswith("/nobody")
    assert await bot.delete_webhook()
    assert await bot.log_out()
    assert await bot.close()

    called = set((await hand.get("count"))["calls"])
    assert called == {method.name for method in METHODS.values()}
    assert (await hand.get("count"))["refused"] == 0


async def test_aiogram_calls_every_method(
    hand: Hand, rehearsal: Rehearsal, aiogram_bot: AiogramBot
) -> None:
    bot = aiogram_bot
    aino = await hand.person("Aino")
    team = (await hand.post("groups", {"title": "Team", "members": [aino], "forum": True}))["id"]
    keyboard = InlineKeyboardMarkup(
        inline_keyboard=[[InlineKeyboardButton(text="A", callback_data="a", style="danger")]]
    )

    assert (await bot.get_me()).username == "rehearsal_bot"
    assert len(await bot.get_updates(allowed_updates=["message", "callback_query"])) == 2
    sent = await bot.send_message(aino, "*Hei*", parse_mode="MarkdownV2", reply_markup=keyboard)
    asked = ReplyKeyboardMarkup(
        keyboard=[[KeyboardButton(text="Number", request_contact=True)]], resize_keyboard=True
    )
    reply = ReplyParameters(message_id=sent.message_id)
    answer = await bot.send_message(aino, "ok", reply_markup=asked, reply_parameters=reply)
    assert answer.reply_to_message is not None
    press = await hand.act(aino, "press", message_id=sent.message_id, row=0, column=0)
    (update,) = await bot.get_updates(offset=press["update_id"])
    assert update.callback_query is not None
    assert await bot.answer_callback_query(update.callback_query.id)
    assert await bot.edit_message_text("Uusi", chat_id=aino, message_id=sent.message_id)
    assert await bot.edit_message_reply_markup(
        chat_id=aino, message_id=sent.message_id, reply_markup=keyboard
    )
    upload = BufferedInputFile(b"abc", filename="a.eml")
    document = await bot.send_document(aino, upload, caption="c")
    assert document.document is not None
    assert await bot.edit_message_caption(
        chat_id=aino, message_id=document.message_id, caption="uusi"
    )
    file = await bot.get_file(document.document.file_id)
    assert file.file_path is not None
    downloaded: Any = await bot.download_file(file.file_path)
    assert downloaded.read() == b"abc"
    await bot.send_photo(aino, BufferedInputFile(b"picture", filename="p.jpg"))
    await bot.send_voice(aino, BufferedInputFile(b"voice", filename="v.ogg"))
    await bot.send_sticker(aino, BufferedInputFile(b"sticker", filename="s.webp"))
    await bot.send_location(aino, 60.1, 24.9)
    await bot.send_contact(aino, "+44 7700 900123", "Hanna")
    await bot.send_dice(aino)
    await bot.send_chat_action(aino, "typing")
    await bot.set_message_reaction(aino, sent.message_id, [ReactionTypeEmoji(emoji="👍")])
    assert await bot.copy_message(aino, aino, sent.message_id)
    assert len(await bot.copy_messages(aino, aino, [sent.message_id])) == 1
    assert (await bot.forward_message(aino, aino, sent.message_id)).forward_origin
    assert len(await bot.forward_messages(aino, aino, [sent.message_id])) == 1
    assert await bot.pin_chat_message(aino, sent.message_id)
    assert (await bot.get_chat(aino)).pinned_message is not None
    assert await bot.unpin_chat_message(aino, message_id=sent.message_id)
    assert await bot.unpin_all_chat_messages(aino)
    assert await bot.delete_message(aino, sent.message_id)
    assert await bot.delete_messages(aino, [document.message_id])
    scope = BotCommandScopeChat(chat_id=aino)
    assert await bot.set_my_commands([BotCommand(command="start", description="A")], scope=scope)
    assert len(await bot.get_my_commands(scope=scope)) == 1
    assert await bot.delete_my_commands(scope=scope)
    assert await bot.set_my_name("Rinnalla", "fi")
    assert (await bot.get_my_name("fi")).name == "Rinnalla"
    assert await bot.set_my_description("Long")
    assert (await bot.get_my_description()).description == "Long"
    assert await bot.set_my_short_description("Short")
    assert (await bot.get_my_short_description()).short_description == "Short"
    assert await bot.set_chat_menu_button(chat_id=aino, menu_button=MenuButtonCommands())
    assert (await bot.get_chat_menu_button(chat_id=aino)).type == "commands"
    topic = await bot.create_forum_topic(team, "Case")
    thread = topic.message_thread_id
    assert await bot.edit_forum_topic(team, thread, "Case 2")
    assert await bot.close_forum_topic(team, thread)
    assert await bot.reopen_forum_topic(team, thread)
    assert await bot.delete_forum_topic(team, thread)
    assert (await bot.get_chat_member(team, bot.id)).status == "administrator"
    assert await bot.get_chat_member_count(team) == 2
    assert len(await bot.get_chat_administrators(team)) == 2
    assert await bot.leave_chat(team)
    assert await bot.set_webhook(f"{rehearsal.url}/nobody", drop_pending_updates=True)
    assert (await bot.get_webhook_info()).pending_update_count == 0
    assert await bot.delete_webhook()
    assert await bot.log_out()
    await bot.close()

    called = set((await hand.get("count"))["calls"]) | {"close"}
    assert called == {method.name for method in METHODS.values()}
    assert (await hand.get("count"))["refused"] == 0


@pytest.mark.parametrize("name", ["sendMessage", "sendmessage", "SENDMESSAGE"])
async def test_a_methods_name_may_be_written_in_any_case(hand: Hand, name: str) -> None:
    aino = await hand.person()

    assert (await hand.result(name, chat_id=aino, text="Hei"))["text"] == "Hei"


async def test_a_call_may_come_as_query_form_json_or_multipart(hand: Hand) -> None:
    aino = await hand.person()
    url = f"{hand.rehearsal.url}/bot{hand.rehearsal.token}/sendMessage"
    fields = {"chat_id": str(aino), "text": "ä & b"}
    ways: list[dict[str, Any]] = [{"params": fields}, {"data": fields}, {"json": fields}]

    texts: list[str] = []
    for way in ways:
        async with hand.session.post(url, **way) as response:
            texts.append((await response.json())["result"]["text"])
    async with hand.session.get(url, params=fields) as response:
        texts.append((await response.json())["result"]["text"])

    assert texts == ["ä & b"] * 4
