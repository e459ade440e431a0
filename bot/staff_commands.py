"""The commands for the staff: `rinnalla staff …`. They work while the service runs or not.

The first admin comes in by them. Nothing they print says who somebody is.
"""

import asyncio
import re
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from bot import settings
from bot.beside import Refusal, refuse, with_store
from bot.domain.languages import LANGUAGES, Language, is_language
from bot.domain.raw import fields
from bot.domain.staff import INVITED_FOR, Account, LastAdmin, NobodyThere, Role, in_order
from bot.store.store import Store
from bot.usecases import staffing

PATIENCE: Final = 5.0
"""Seconds to wait for Telegram to tell the bot's name; the invitation is good without it."""

ID: Final = re.compile(r"[0-9a-f]{32}")

staff = typer.Typer(
    help="Who works here: invite, list, remove.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a pretty traceback prints local values, which may be secret
)


def _languages(given: list[str]) -> list[Language]:
    known: list[Language] = [language for language in given if is_language(language)]
    if len(known) < len(given):
        refuse(f"a language is one of {', '.join(LANGUAGES)}")
    return known or list(LANGUAGES)


@staff.command("invite")
def invite(
    role: Annotated[list[Role], typer.Option(help="What somebody is here for; again for more.")],
    language: Annotated[
        list[str] | None, typer.Option(help="fi, sv or en; again for more. Default: all three.")
    ] = None,
) -> None:
    """Print a link that makes whoever opens it first, within 24 hours, a member of staff."""
    roles, languages = in_order(role), _languages(language or [])

    async def work(store: Store) -> str:
        return await staffing.invite(store, roles, languages, by=None, now=datetime.now(UTC))

    token = with_store(work, failed="nobody was invited")
    name = asyncio.run(_name_of_the_bot())
    start = f"{staffing.LINK}{token}"
    typer.echo(f"https://t.me/{name}?start={start}" if name else f"/start {start}")
    hours = int(INVITED_FOR.total_seconds()) // 3600
    typer.secho(
        f"Counts once, for {hours} hours, as {_told(roles, languages)}. Give it to that one "
        "person, by a way you trust: whoever opens it first is in."
        + ("" if name else " Telegram does not answer: write this line to the bot."),
        err=True,
    )


async def _name_of_the_bot() -> str | None:
    """Ask Telegram for the bot's @name; None if it does not tell now."""
    # Only here: what speaks with Telegram takes a second to load, which no other command needs.
    from bot.tg.api import Api, new_session
    from bot.tg.outcome import Delivered
    from bot.wiring import SystemClock

    chosen, faulty = settings.load_sound_parts()
    if {"telegram_token", "telegram_api"} & faulty.keys():
        return None
    token = chosen.telegram_token.get_secret_value()
    async with new_session() as session:
        api = Api(session, chosen.telegram_api, token, SystemClock())
        outcome = await api.call("getMe", {}, seconds=PATIENCE)
    name = fields(outcome.result).get("username") if isinstance(outcome, Delivered) else None
    return name if isinstance(name, str) else None


@staff.command("list")
def show() -> None:
    """Print who works here: random id, roles, languages, since when; no names of Telegram."""
    found = with_store(staffing.everybody)
    if not found:
        typer.echo("Nobody yet: `rinnalla staff invite --role admin`.")
    for one in found:
        typer.echo(_line(one))


def _line(one: Account) -> str:
    member = one.member
    duty = ", on duty" if member.on_duty else ""
    gone = f", removed {one.removed:%Y-%m-%d}" if one.removed else duty
    roles = _told(in_order(member.roles), [x for x in LANGUAGES if x in member.languages])
    return f"{member.id.hex()}  {roles}, since {one.since:%Y-%m-%d}{gone}"


def _told(roles: list[Role], languages: list[Language]) -> str:
    return f"{' + '.join(role.value for role in roles)} ({' '.join(languages)})"


@staff.command("remove")
def remove(
    one: Annotated[str, typer.Argument(metavar="ID", help="As `rinnalla staff list` prints it.")],
) -> None:
    """Remove a member, with effect at their next press; never the last admin."""
    if not ID.fullmatch(one):
        refuse("an id is 32 signs of 0-9 and a-f, as `rinnalla staff list` prints it")

    async def work(store: Store) -> bool:
        try:
            return await staffing.remove(store, bytes.fromhex(one), by=None, now=datetime.now(UTC))
        except NobodyThere:
            raise Refusal("there is no such member (any more): `rinnalla staff list`") from None
        except LastAdmin:
            raise Refusal(
                "this is the last admin: invite another one first, and let them join"
            ) from None

    everywhere = with_store(work, failed="look at `rinnalla staff list`")
    typer.echo("Removed: the next press does nothing any more.")
    if not everywhere:
        typer.echo("The second copy of the keys is away; it follows when the service reaches it.")
