"""People who want to be called and staff who calls them, on the real store: for use-case tests."""

from collections.abc import Collection
from datetime import datetime
from itertools import count

from bot.domain import callback as rules
from bot.domain.callback import Request, Stage, Urgency
from bot.domain.form import Topic
from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import Act, Role, may
from bot.store import callbacks, staff
from bot.store.callbacks import Case
from bot.store.store import Store
from bot.usecases import calling, consent, queue, rights, staffing
from bot.usecases.consent import Order
from bot.usecases.office import NO_OFFICE, Office
from tests.conftest import NOON
from tests.usecases.test_consent import Shown

HANNA, HENRIK, MARIA, ANDERS = 8000001, 8000002, 8000003, 8000004
NUMBER = "+12025550123"

_updates = count(1)


def order(user: int, *, replaces: int | None = None, language: Language = "fi") -> Order:
    """A press or a message of somebody: each is another update."""
    return Order(user, user, language, next(_updates).to_bytes(16, "big"), replaces=replaces)


async def member(
    store: Store,
    user: int,
    *roles: Role,
    languages: Collection[Language] = LANGUAGES,
    name: str = "Hanna",
    on_duty: bool = True,
    now: datetime = NOON,
) -> bytes:
    """Somebody on the staff; returns their random id."""
    token = await staffing.invite(store, roles, languages, by=None, now=now)
    await staffing.join(store, staffing.Join(order(user), token, name), now=now)
    if on_duty and may(roles, Act.GO_ON_DUTY):
        await staffing.set_duty(store, user, on=True)
    async with store.db.read() as c:
        found = await staff.of_user(c, store.keyring, user)
    assert found is not None
    return found.member.id


async def drafts(
    store: Store,
    user: int,
    *,
    number: str = NUMBER,
    language: Language = "fi",
    words: str = "",
    suits: str = "soon",
    office: Office = NO_OFFICE,
    now: datetime = NOON,
) -> bytes:
    """Somebody fills in the whole form and has not sent it; returns the random id of the request."""
    await consent.give(store, order(user, language=language), Shown("call"), now=now)
    await rights.answer(store, order(user), "Robin", what="name", deleted=True, now=now)
    await rights.answer(store, order(user), number, what="number", deleted=True, now=now)
    for line, value in (
        ("language", language),
        ("suits", suits),
        ("voicemail", False),
        ("introduce", False),
        ("topic", Topic.FEELINGS),
    ):
        await calling.pick(store, order(user), office, line, value, now)
    await rights.answer(store, order(user), words, what="words", deleted=False, now=now)
    return (await of_user(store, user)).id


async def sends(
    store: Store,
    user: int,
    *,
    danger: bool = False,
    number: str = NUMBER,
    language: Language = "fi",
    words: str = "",
    suits: str = "soon",
    office: Office = NO_OFFICE,
    now: datetime = NOON,
) -> bytes:
    """Somebody asks to be called; returns the random id of the request."""
    request = await drafts(
        store, user, number=number, language=language, words=words, suits=suits,
        office=office, now=now,
    )  # fmt: skip
    await calling.send(store, order(user), office, danger=danger, now=now)
    return request


async def approves(
    store: Store,
    request: bytes,
    *,
    by: int = MARIA,
    urgency: Urgency = Urgency.NORMAL,
    office: Office = NO_OFFICE,
    now: datetime = NOON,
) -> None:
    wish = queue.Wish(
        order(by), request, Act.APPROVE, lambda me, _: rules.Approve(me, urgency), "approved"
    )
    await queue.do(store, office, wish, now)


async def claims(
    store: Store,
    request: bytes,
    *,
    by: int = HANNA,
    office: Office = NO_OFFICE,
    now: datetime = NOON,
) -> None:
    await queue.claim(store, order(by), office, request, now)


async def acts(
    store: Store,
    request: bytes,
    act: queue.Make,
    needs: Act,
    *,
    by: int = HANNA,
    office: Office = NO_OFFICE,
    now: datetime = NOON,
) -> None:
    await queue.do(store, office, queue.Wish(order(by), request, needs, act), now)


async def of_user(store: Store, user: int) -> Case:
    mine = await calling.mine(store, user)
    assert mine is not None
    return mine.case


async def standing(store: Store, request: bytes) -> Request:
    async with store.db.read() as c:
        case = await callbacks.by_id(c, store.keyring, request)
    assert case is not None
    return case.request


async def claimed(store: Store, user: int, *, now: datetime = NOON) -> bytes:
    """A request that Hanna holds, approved by Maria; both are on the staff."""
    await member(store, HANNA, Role.HELPER, name="Hanna")
    await member(store, MARIA, Role.MODERATOR, name="Maria")
    request = await sends(store, user, now=now)
    await approves(store, request, now=now)
    await claims(store, request, now=now)
    assert (await standing(store, request)).stage is Stage.CLAIMED
    return request


async def everybody(store: Store) -> frozenset[bytes]:
    """The random ids of everybody on the staff."""
    async with store.db.read() as c:
        return await staff.serving(c)
