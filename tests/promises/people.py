"""People who have consented and given everything there is to give, made straight on the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.form import Line, Topic
from bot.store.callbacks import Value
from bot.store.store import Store
from bot.usecases import calling, consent, rights
from bot.usecases.consent import Order
from bot.usecases.office import NO_OFFICE
from tests.conftest import NOON

FIRST = 7_100_000


@dataclass(frozen=True)
class Shown:
    purpose: Any
    version: str = "1"
    digest: str = "ab" * 32
    language: Any = "fi"


def order_of(user: int, n: int = 0) -> Order:
    return Order(user, user, "fi", user.to_bytes(8) + n.to_bytes(8))


def name_of(user: int) -> str:
    return f"Kaarna{user}"


def number_of(user: int) -> str:
    return f"+1202555{user % 10_000:04}"


def text_of(user: int) -> str:
    return f"En tiedä, mitä tehdä {user}."


async def settle_in(store: Store, user: int, now: datetime = NOON) -> bytes:
    """Let somebody agree to both, and give name, number and a message; return the random id."""
    order = order_of(user)
    await consent.give(store, order, Shown("call"), now=now)
    await rights.answer(store, order, name_of(user), what="name", deleted=False, now=now)
    await rights.answer(store, order, number_of(user), what="number", deleted=True, now=now)
    await completes(store, lambda: order, text_of(user), now)
    await consent.give(store, order, Shown("write"), now=now)
    await rights.answer(store, order, text_of(user), what="message", deleted=False, now=now)
    held = await rights.holding_of(store, user)
    assert held is not None
    return held.person


async def completes(
    store: Store, order: Callable[[], Order], words: str, now: datetime, *, send: bool = True
) -> None:
    """Answer what a form asks after the number, and send it."""
    answers: dict[Line, Value] = {
        "language": "fi",
        "suits": "soon",
        "voicemail": False,
        "introduce": True,
        "topic": Topic.REPORT,
    }
    for line, value in answers.items():
        await calling.pick(store, order(), NO_OFFICE, line, value, now)
    await rights.answer(store, order(), words, what="words", deleted=False, now=now)
    if send:
        await calling.send(store, order(), NO_OFFICE, danger=False, now=now)
