"""Who lives in the town: people, the chats they share with the bot, the messages in them."""

from dataclasses import dataclass, field
from typing import Literal

from bot.rehearsal.shape import Json

ChatType = Literal["private", "group", "supergroup", "channel"]

KEPT_MESSAGES = 10_000
"""Messages kept per chat; older ones are gone as if deleted. The real Telegram keeps all."""


@dataclass(slots=True)
class Person:
    """Somebody with a telephone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None
    blocked: bool = False
    deactivated: bool = False
    is_bot: bool = False

    def card(self) -> Json:
        """Answer the person as Telegram's User."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user

    def view(self) -> Json:
        """Answer the person as the people's side shows it."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
            "phone": self.phone,
            "blocked": self.blocked,
            "deactivated": self.deactivated,
            "chat": self.id,
        }


@dataclass(slots=True)
class Message:
    """A message in a chat: Telegram's JSON and what Telegram does not tell the bot."""

    body: Json
    sender: int
    markup: Json | None = None
    """The reply markup as sent; Telegram returns only inline keyboards in `body`."""
    deleted: bool = False

    def view(self, bot: int) -> Json:
        """Answer the message as people see it on the people's side."""
        body = self.body
        return {
            "message_id": body["message_id"],
            "from": "bot" if self.sender == bot else self.sender,
            "date": body["date"],
            "text": body.get("text"),
            "entities": body.get("entities") or body.get("caption_entities") or [],
            "caption": body.get("caption"),
            "document": body.get("document"),
            "photo": body.get("photo"),
            "reply_markup": self.markup,
            "thread": body.get("message_thread_id"),
            "edited": "edit_date" in body,
            "deleted": self.deleted,
            "protected": body.get("has_protected_content", False),
            "reply_to": body.get("reply_to_message", {}).get("message_id"),
            "kind": kind_of(body),
        }


KINDS = (
    "text", "document", "photo", "voice", "video_note", "sticker", "location", "contact", "poll", "dice",
    "new_chat_members", "left_chat_member", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
    "forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened",
)  # fmt: skip


def kind_of(body: Json) -> str:
    """Answer what kind of message this is, named by the field that carries it."""
    return next((kind for kind in KINDS if kind in body), "other")


@dataclass(slots=True)
class Topic:
    """A topic of a forum; its id is that of the message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False


@dataclass(slots=True)
class Chat:
    """A place where the bot and people write."""

    id: int
    type: ChatType
    title: str | None = None
    person: Person | None = None
    """The other side of a private chat."""
    started: bool = False
    """A bot may write to a person only after the person wrote or pressed Start."""
    is_forum: bool = False
    owner: int | None = None
    members: dict[int, str] = field(default_factory=dict[int, str])
    bot_status: str = "member"
    moved_to: int | None = None
    last_id: int = 0
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    topics: dict[int, Topic] = field(default_factory=dict[int, Topic])
    pinned: list[int] = field(default_factory=list[int])
    menu_button: Json | None = None
    reactions: dict[tuple[int, int], list[Json]] = field(
        default_factory=dict[tuple[int, int], list[Json]]
    )
    card: Json = field(default_factory=dict[str, object])

    def __post_init__(self) -> None:
        """Draw the card once; every message of the chat carries the same one."""
        self.redraw()

    def redraw(self) -> None:
        """Make the Chat object that messages carry, after a change of name or kind."""
        if self.person is not None:
            user = self.person.card()
            names = {
                key: user[key] for key in ("first_name", "last_name", "username") if key in user
            }
            self.card = {"id": self.id, **names, "type": "private"}
            return
        self.card = {"id": self.id, "title": self.title, "type": self.type}
        if self.is_forum:
            self.card["is_forum"] = True
        if self.type == "group":
            self.card["all_members_are_administrators"] = False

    @property
    def is_private(self) -> bool:
        """Whether only one person and the bot are here."""
        return self.type == "private"

    def keep(self, message: Message) -> None:
        """Put the message in the chat; the oldest goes when there are too many."""
        self.messages[message.body["message_id"]] = message
        if len(self.messages) > KEPT_MESSAGES:
            del self.messages[next(iter(self.messages))]

    def find(self, message_id: int | None) -> Message | None:
        """Answer the message with this id, unless it is deleted."""
        message = self.messages.get(message_id) if message_id is not None else None
        return None if message is None or message.deleted else message

    def view(self) -> Json:
        """Answer the chat as the people's side shows it."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title or (self.person.first_name if self.person else None),
            "is_forum": self.is_forum,
            "members": [self.person.id] if self.person else list(self.members),
            "bot": self.bot_status,
            "moved_to": self.moved_to,
            "topics": [
                {"thread": topic.id, "name": topic.name, "closed": topic.closed}
                for topic in self.topics.values()
            ],
        }
