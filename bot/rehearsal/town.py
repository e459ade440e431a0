"""The town: one bot, its people and chats, and everything that happens between them."""

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.clock import Clock
from bot.rehearsal.events import Events, Journal
from bot.rehearsal.faults import Faults
from bot.rehearsal.files import Files
from bot.rehearsal.limits import Limits
from bot.rehearsal.people import Chat, ChatType, Message, Person
from bot.rehearsal.profile import Profile
from bot.rehearsal.refusal import Unwilling, bad, forbidden, too_many
from bot.rehearsal.shape import Json, as_object
from bot.rehearsal.updates import Updates
from bot.rehearsal.webhook import Webhook

FIRST_PERSON = 7_000_001
FIRST_GROUP = 4_000_001
FIRST_SUPERGROUP = 1_002_000_000_001


@dataclass(slots=True)
class Query:
    """A press that waits for answerCallbackQuery."""

    id: str
    person: int
    chat: int
    at: float
    answer: Json | None = None


class Town:
    """The state of one bot's world. Each token has its own town; they share only the clock."""

    def __init__(self, token: str, clock: Clock, *, limits: bool, username: str) -> None:
        self.clock = clock
        self.profile = Profile(id=int(token.partition(":")[0]), token=token, username=username)
        self.updates = Updates(clock)
        self.webhook = Webhook(self.updates, clock)
        self.events = Events()
        self.journal = Journal(clock, self.events)
        self.limits = Limits(on=limits)
        self.faults = Faults()
        self.files = Files()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.me = self.profile.card()
        self._last_message = 0
        self._next_person = FIRST_PERSON
        self._next_group = FIRST_GROUP
        self._next_supergroup = FIRST_SUPERGROUP

    # People and chats

    def settle(self, person: Person) -> Person:
        """Let a person move in, together with a private chat with the bot."""
        if person.id in self.people or person.id == self.profile.id:
            raise Unwilling(f"there is already somebody with the id {person.id}")
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", person=person)
        self.events.add("people", person.view())
        return person

    def next_person(self) -> int:
        """Answer a free id for a person."""
        while self._next_person in self.people:
            self._next_person += 1
        return self._next_person

    def found(self, kind: ChatType, title: str, members: list[int], *, forum: bool = False) -> Chat:
        """Found a group or supergroup; the first member owns it."""
        if kind == "group":
            chat_id, self._next_group = -self._next_group, self._next_group + 1
        else:
            chat_id, self._next_supergroup = -self._next_supergroup, self._next_supergroup + 1
        owner = members[0] if members else None
        statuses = {member: "creator" if member == owner else "member" for member in members}
        chat = Chat(chat_id, kind, title=title, is_forum=forum, owner=owner, members=statuses)
        self.chats[chat_id] = chat
        self.events.add("chats", chat.view())
        return chat

    def person(self, person_id: Any) -> Person:
        """Answer the person with this id; raise Unwilling when nobody has it."""
        found = self.people.get(person_id) if isinstance(person_id, int) else None
        if found is None:
            raise Unwilling(f"nobody here has the id {person_id!r}")
        return found

    def chat(self, chat_id: int | str) -> Chat:
        """Answer the chat a call names; raise Refusal as Telegram does when the bot cannot see it."""
        found = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if found is None and isinstance(chat_id, str):
            if chat_id.lstrip("-").isdigit():
                found = self.chats.get(int(chat_id))
            elif not chat_id:
                raise bad("chat_id is empty")
        if found is None:
            raise bad("chat not found")
        return found

    def member_chat(self, chat_id: int | str) -> Chat:
        """As `chat`, and the bot is in it."""
        chat = self.chat(chat_id)
        if chat.moved_to is not None:
            raise bad(
                "group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.moved_to},
            )
        if chat.person is None and chat.bot_status in ("kicked", "left"):
            how = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
            raise forbidden(f"bot {how} the {chat.type} chat")
        return chat

    def writable(self, chat_id: int | str) -> Chat:
        """As `member_chat`, and the other side hears the bot."""
        chat = self.member_chat(chat_id)
        if (person := chat.person) is not None:
            if person.deactivated:
                raise forbidden("user is deactivated")
            if person.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        return chat

    def pay(self, chat: Chat, messages: int = 1) -> None:
        """Count messages to a chat against the limits; raise Refusal 429 when there are too many."""
        if self.limits.on:
            wait = self.limits.pay(
                chat.id, self.clock.now(), group=not chat.is_private, messages=messages
            )
            if wait:
                raise too_many(wait)

    # Messages

    def next_message(self, chat: Chat) -> int:
        """Answer the next message id: supergroups count alone, all other chats of an account together."""
        if chat.type in ("supergroup", "channel"):
            chat.last_id += 1
            return chat.last_id
        self._last_message += 1
        return self._last_message

    def write(
        self, chat: Chat, sender: int, author: Json, content: Json, markup: Json | None = None
    ) -> Message:
        """Put a message into a chat and tell whoever watches; answers it with Telegram's JSON."""
        body: Json = {
            "message_id": self.next_message(chat),
            "from": author,
            "chat": chat.card,
            "date": int(self.clock.now()),
            **content,
        }
        if markup is not None and "inline_keyboard" in markup:
            body["reply_markup"] = markup
        message = Message(body, sender, markup)
        chat.keep(message)
        self.tell("message", chat, message)
        return message

    def tell(self, kind: str, chat: Chat, message: Message) -> None:
        """Let the watchers know of a new, edited or deleted message."""
        bot = self.profile.id
        self.events.add(
            kind,
            lambda: {
                "chat": chat.id,
                "message_id": message.body["message_id"],
                "message": message.view(bot),
            },
        )

    def remember(self, chat: Chat, body: Json) -> None:
        """Keep a message that came in as a raw update, if its number is free."""
        number: Any = body.get("message_id")
        if not isinstance(number, int) or number <= 0 or number in chat.messages:
            return
        who: Any = (as_object(body.get("from")) or {}).get("id", chat.id)
        chat.keep(Message({"date": int(self.clock.now()), **body, "chat": chat.card}, who))
        if chat.type == "supergroup":
            chat.last_id = max(chat.last_id, number)
        else:
            self._last_message = max(self._last_message, number)

    def recall(self, press: Json, chat_id: int) -> None:
        """Keep a press that came in as a raw update, so that it can be answered."""
        query_id: Any = press.get("id")
        if isinstance(query_id, str) and query_id not in self.queries:
            self.queries[query_id] = Query(query_id, chat_id, chat_id, self.clock.now())

    # The bot's membership

    def member_card(self, chat: Chat, user: int) -> Json:
        """One person's (or the bot's) ChatMember."""
        if user == self.profile.id:
            card, status = self.me, ("member" if chat.is_private else chat.bot_status)
        else:
            person = self.people.get(user)
            if person is None:
                raise bad("user not found")
            status = "member" if chat.person is person else chat.members.get(user, "left")
            card = person.card()
        return chat_member(status, card)

    def bot_changed(self, chat: Chat, by: Person, old: str, new: str) -> int | None:
        """Tell the bot that somebody changed what it is in a chat."""
        return self.updates.push(
            "my_chat_member",
            {
                "chat": chat.card,
                "from": by.card(),
                "date": int(self.clock.now()),
                "old_chat_member": chat_member(old, self.me),
                "new_chat_member": chat_member(new, self.me),
            },
        )

    def chat_instance(self, chat: Chat) -> str:
        """Answer the number that stands for a chat in callback queries."""
        digest = hashlib.sha256(f"{self.profile.id}:{chat.id}".encode()).digest()
        return str(int.from_bytes(digest[:8], "big", signed=True))


RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_manage_topics", "can_promote_members",
    "can_manage_video_chats", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_send_welcome_messages",
)  # fmt: skip


def chat_member(status: str, user: Json) -> Json:
    """Telegram's ChatMember of a status; an administrator here has every right but editing itself."""
    match status:
        case "creator":
            return {"status": status, "user": user, "is_anonymous": False}
        case "administrator":
            rights = {
                right: right not in ("can_be_edited", "can_promote_members") for right in RIGHTS
            }
            return {"status": status, "user": user, "is_anonymous": False, **rights}
        case "kicked":
            return {"status": status, "user": user, "until_date": 0}
        case _:
            return {"status": status, "user": user}
