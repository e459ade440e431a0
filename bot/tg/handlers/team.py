"""Letting people in and out, from the work menu: for admins; auditors may look."""

from collections.abc import Mapping
from typing import Final

from bot.domain.staff import (
    Account,
    Act,
    LastAdmin,
    Member,
    NobodyThere,
    NotAllowed,
    NotOneself,
)
from bot.tg.context import Context, Press
from bot.tg.payload import id_of
from bot.tg.screens import team as screens
from bot.usecases import staffing
from bot.usecases.staffing import LINK


async def team(press: Press, context: Context) -> None:
    """List who works here."""
    me = await _me(press, context)
    everybody = await staffing.everybody(context.store)
    await context.show(screens.team(context.say, everybody, me))


async def mate(press: Press, context: Context) -> None:
    """Show one member of staff."""
    me, one = await _me(press, context), await _named(press, context)
    if one is None:
        return await context.show(screens.gone(context.say))
    return await context.show(screens.mate(context.say, one, me))


async def invite(press: Press, context: Context) -> None:
    """Choose what somebody is invited for."""
    await context.show(screens.invite(context.say, *screens.chosen(press.detail)))


async def invited(press: Press, context: Context) -> None:
    """Make an invitation; it is kept as its hash, so it is shown this once."""
    me, (roles, languages) = await _me(press, context), screens.chosen(press.detail)
    if not roles or not languages:
        return await invite(press, context)
    token = await staffing.invite(context.store, roles, languages, by=me.id, now=context.now)
    link = f"https://t.me/{context.bot_username}?start={LINK}{token}"
    return await context.show(screens.invited(context.say, link))


async def dismiss(press: Press, context: Context) -> None:
    """Ask once, then remove somebody, with effect at their next press."""
    me, one = await _me(press, context), await _named(press, context)
    if one is None:
        return await context.show(screens.gone(context.say))
    if not press.detail.endswith("~yes"):
        return await context.show(screens.sure(context.say, one))
    try:
        await staffing.remove(context.store, one.member.id, by=me.id, now=context.now)
    except NobodyThere:
        return await context.show(screens.gone(context.say))
    except LastAdmin:
        return await context.toast(context.say.plain("team.last_admin"), alert=True)
    except NotOneself:
        return await context.toast(context.say.plain("team.not_oneself"), alert=True)
    return await context.show(screens.removed(context.say))


async def _me(press: Press, context: Context) -> Member:
    member = await staffing.member_of(context.store, press.user)
    if member is None:
        raise NotAllowed
    return member


async def _named(press: Press, context: Context) -> Account | None:
    """Return the member a button names, None for who is none or was removed."""
    one, _, _ = press.detail.partition("~")
    named = id_of(one)
    everybody = await staffing.everybody(context.store)
    found = (x for x in everybody if x.member.id == named and not x.member.removed)
    return next(found, None)


PRESSES = {
    "team": team,
    "mate": mate,
    "invite": invite,
    "invited": invited,
    "dismiss": dismiss,
}
COMMANDS = {}

MAY: Final[Mapping[str, Act | None]] = {
    "team": Act.SEE_STAFF,
    "mate": Act.SEE_STAFF,
    "invite": Act.INVITE,
    "invited": Act.INVITE,
    "dismiss": Act.REMOVE,
}
"""What the roles must allow for each verb."""
