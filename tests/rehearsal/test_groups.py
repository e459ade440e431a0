"""Groups, supergroups, forums: who hears what, who may what."""

from typing import Any

from tests.rehearsal.conftest import Hand


async def group(hand: Hand, *members: int, **more: Any) -> int:
    return (await hand.post("groups", {"title": "Team", "members": members, **more}))["id"]


async def updates(hand: Hand) -> list[Any]:
    found = await hand.result("getUpdates")
    if found:
        await hand.result("getUpdates", offset=found[-1]["update_id"] + 1)
    return found


async def test_the_bot_is_told_of_its_new_group(hand: Hand) -> None:
    hanna = await hand.person("Hanna", started=False)

    team = await group(hand, hanna)

    (update,) = await updates(hand)
    change = update["my_chat_member"]
    assert change["chat"]["id"] == team < 0
    assert change["chat"]["type"] == "group"
    assert change["new_chat_member"]["status"] == "administrator"
    assert await hand.result("getChatMemberCount", chat_id=team) == 2


async def test_an_ordinary_member_hears_only_what_is_meant_for_it(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    team = await group(hand, hanna, admin=False)
    sent = await hand.result("sendMessage", chat_id=team, text="x")

    unheard = await hand.act(hanna, "write", chat=team, text="lunch?")
    heard = [
        await hand.act(hanna, "write", chat=team, text="/queue"),
        await hand.act(hanna, "write", chat=team, text="hey @rehearsal_bot"),
        await hand.act(hanna, "write", chat=team, text="ok", reply_to=sent["message_id"]),
    ]
    await hand.act(hanna, "promote", chat=team)
    as_administrator = await hand.act(hanna, "write", chat=team, text="lunch?")

    assert unheard["update_id"] is None
    assert all(act["update_id"] for act in heard)
    assert as_administrator["update_id"]


async def test_coming_and_going_is_told(hand: Hand) -> None:
    hanna, henrik = await hand.person("Hanna"), await hand.person("Henrik")
    team = await group(hand, hanna)
    await updates(hand)
    await hand.result("getUpdates", allowed_updates=["message", "chat_member"])

    await hand.act(henrik, "join", chat=team)
    came = await updates(hand)
    status = (await hand.result("getChatMember", chat_id=team, user_id=henrik))["status"]
    await hand.act(henrik, "leave", chat=team)
    went = await updates(hand)

    assert came[0]["chat_member"]["new_chat_member"]["status"] == "member"
    assert came[1]["message"]["new_chat_members"][0]["id"] == henrik
    assert status == "member"
    assert went[1]["message"]["left_chat_member"]["id"] == henrik
    left = await hand.result("getChatMember", chat_id=team, user_id=henrik)
    assert left["status"] == "left"
    assert "not in this chat" in (await hand.act(henrik, "write", chat=team, text="x"))["error"]
    assert "not in this chat" in (await hand.seen(team, henrik))["error"]


async def test_a_bot_shown_out_is_refused_until_it_is_back(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    team = await group(hand, hanna)
    mega = await group(hand, hanna, supergroup=True)

    for chat, kind in ((team, "group"), (mega, "supergroup")):
        await hand.act(hanna, "kick", chat=chat)
        refusal = await hand.refusal("sendMessage", chat_id=chat, text="x")
        assert refusal == f"Forbidden: bot was kicked from the {kind} chat"
        await hand.act(hanna, "demote", chat=chat)
        await hand.result("sendMessage", chat_id=chat, text="x")
    await hand.result("leaveChat", chat_id=team)
    assert await hand.refusal("sendMessage", chat_id=team, text="x") == (
        "Forbidden: bot is not a member of the group chat"
    )


async def test_a_group_that_became_a_supergroup_names_its_new_address(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    team = await group(hand, hanna)
    await updates(hand)

    new = (await hand.act(hanna, "migrate", chat=team))["chat"]

    answer = await hand.call("sendMessage", chat_id=team, text="x")
    assert answer["description"] == ("Bad Request: group chat was upgraded to a supergroup chat")
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    leaving, arriving = await updates(hand)
    assert leaving["message"]["migrate_to_chat_id"] == new
    assert arriving["message"]["migrate_from_chat_id"] == team
    sent = await hand.result("sendMessage", chat_id=new, text="x")
    assert sent["message_id"] == 2
    assert str(new).startswith("-100")


async def test_topics_are_for_administrators_of_forums(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    forum, plain = await group(hand, hanna, forum=True), await group(hand, hanna, supergroup=True)
    humble = await group(hand, hanna, forum=True, admin=False)

    topic = await hand.result("createForumTopic", chat_id=forum, name="Case")

    assert await hand.refusal("createForumTopic", chat_id=plain, name="x") == (
        "Bad Request: the chat is not a forum"
    )
    assert await hand.refusal("createForumTopic", chat_id=humble, name="x") == (
        "Bad Request: not enough rights to create a topic"
    )
    assert await hand.refusal(
        "closeForumTopic", chat_id=forum, message_thread_id=topic["message_thread_id"] + 1
    ) == ("Bad Request: TOPIC_ID_INVALID")


async def test_in_a_topic_every_message_knows_it(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    forum = await group(hand, hanna, forum=True)
    topic = await hand.result("createForumTopic", chat_id=forum, name="Case")
    thread = topic["message_thread_id"]
    await updates(hand)

    sent = await hand.result("sendMessage", chat_id=forum, text="x", message_thread_id=thread)
    await hand.act(hanna, "write", chat=forum, thread=thread, text="y")

    written = (await updates(hand))[-1]["message"]
    assert sent["is_topic_message"]
    assert written["message_thread_id"] == thread
    assert written["reply_to_message"]["forum_topic_created"]["name"] == "Case"
    await hand.result("closeForumTopic", chat_id=forum, message_thread_id=thread)
    closed = await hand.act(hanna, "write", chat=forum, thread=thread, text="z")
    assert closed["error"] == "this topic is closed"
    again = await hand.refusal("closeForumTopic", chat_id=forum, message_thread_id=thread)
    assert again == "Bad Request: TOPIC_NOT_MODIFIED"
    await hand.result("deleteForumTopic", chat_id=forum, message_thread_id=thread)
    assert all(message["thread"] is None for message in await hand.seen(forum))


async def test_an_administrator_deletes_what_others_wrote(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    team, humble = await group(hand, hanna), await group(hand, hanna, admin=False)

    wrote = await hand.act(hanna, "write", chat=team, text="x")
    await hand.result("deleteMessage", chat_id=team, message_id=wrote["message_id"])
    wrote = await hand.act(hanna, "write", chat=humble, text="x")

    assert await hand.refusal("deleteMessage", chat_id=humble, message_id=wrote["message_id"]) == (
        "Bad Request: message can't be deleted"
    )


async def test_administrators_are_listed_in_groups_only(hand: Hand) -> None:
    hanna = await hand.person("Hanna")
    team = await group(hand, hanna)

    leads = await hand.result("getChatAdministrators", chat_id=team)

    assert [lead["status"] for lead in leads] == ["creator", "administrator"]
    assert await hand.refusal("getChatAdministrators", chat_id=hanna) == (
        "Bad Request: there are no administrators in the private chat"
    )
