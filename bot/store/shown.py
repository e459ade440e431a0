"""Messages in private chats: their numbers, for a day or two, so that the chat can be cleared.

Telegram lets a bot delete messages for 48 hours. Who has consented to nothing leaves nothing
after 24 hours, so their messages are known for a day; those who have, for two.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Integer, LargeBinary, bindparam, case, delete, exists, literal, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine import Transaction
from bot.store.keyring import Keyring
from bot.store.tables import person, shown

KEPT: Final = timedelta(hours=23, minutes=45)
KEPT_CONSENTED: Final = timedelta(hours=47, minutes=45)
"""With the next sweep, ten minutes later at most, gone within 24 and 48 hours."""

_LONGER: Final = int((KEPT_CONSENTED - KEPT).total_seconds())
_NOTE = (
    insert(shown)
    .from_select(
        ["chat", "message", "until"],
        select(
            bindparam("b_chat", type_=LargeBinary),
            bindparam("b_message", type_=Integer),
            bindparam("b_until", type_=Integer)
            + case(
                (
                    exists().where(person.c.visitor == bindparam("b_chat", type_=LargeBinary)),
                    _LONGER,
                ),
                else_=0,
            ),
        ).where(literal(1) == literal(1)),  # without a WHERE, SQLite takes ON CONFLICT for a join
    )
    .on_conflict_do_nothing()
)


def note(
    tx: Transaction, keyring: Keyring, chat: int, messages: Iterable[int], now: datetime
) -> None:
    """Remember that these messages stand in this private chat."""
    code = keyring.look_up("visitor", chat)
    until = int((now + KEPT).timestamp())
    for message in messages:
        tx.later(_NOTE, {"b_chat": code, "b_message": message, "b_until": until})


async def in_chat(c: AsyncConnection, keyring: Keyring, chat: int) -> list[int]:
    """Return the numbers of the messages known to stand in this chat, oldest first."""
    query = select(shown.c.message).where(shown.c.chat == keyring.look_up("visitor", chat))
    return list((await c.execute(query.order_by(shown.c.message))).scalars())


async def forget(c: AsyncConnection, keyring: Keyring, chat: int) -> None:
    """Forget the numbers of this chat's messages."""
    await c.execute(delete(shown).where(shown.c.chat == keyring.look_up("visitor", chat)))


async def sweep(tx: Transaction, now: datetime) -> None:
    """Forget the numbers whose time is over."""
    await tx.c.execute(delete(shown).where(shown.c.until <= int(now.timestamp())))
