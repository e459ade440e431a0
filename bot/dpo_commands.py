"""The data-protection officer's commands: `rinnalla dpo …` and `rinnalla audit verify`.

They may run while the service runs. What shows something about one person is in the audit log
before it is shown.
"""

import json
import re
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from bot import consents, privacy_notes
from bot.beside import refuse, with_store
from bot.domain.holding import Agreement
from bot.domain.languages import LANGUAGES
from bot.domain.staff import in_order
from bot.store import (
    agreements,
    audit_anchor,
    inventory,
    languages,
    officer,
    shown,
    staff,
)
from bot.store import audit as log
from bot.store.audit import RECEIPT, Act, Entry
from bot.store.engine import Transaction
from bot.store.inventory import Base
from bot.store.staff import Account
from bot.store.store import Store
from bot.store.tables import metadata
from bot.usecases import retention, rights
from bot.usecases.my_data import as_json

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="For machines.")]
CASE: Final = re.compile(r"[0-9a-f]{32}")
NOTHING: Final = "Nothing is held about this account."

dpo = typer.Typer(
    help="For the data-protection officer: what is held, why, how long, who did what with it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a pretty traceback prints local values, which are personal
)
audit = typer.Typer(help="The audit log.", no_args_is_help=True, pretty_exceptions_enable=False)


@audit.callback()
def _audit() -> None:
    """Look after the audit log."""


def _now() -> datetime:
    return datetime.now(UTC)


def _written(moment: datetime | int) -> str:
    at = datetime.fromtimestamp(moment, UTC) if isinstance(moment, int) else moment
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _print(table: Table) -> None:
    console = Console()
    # Into a file or a pipe nothing is cut off.
    console.print(table) if console.is_terminal else Console(width=240).print(table)


async def _note(store: Store, act: Act, about: bytes | None, detail: str) -> None:
    """Write down that the officer looks, before anything is shown."""

    async def work(tx: Transaction) -> None:
        await log.append(
            tx,
            store.keyring,
            actor="operator",
            act=act,
            about=about,
            detail=detail,
            now=_now(),
        )

    await store.db.write(work)


# --- what is held at all


@dpo.command("fields")
def fields(as_machine: Json = False) -> None:  # noqa: FBT002  # how typer declares a flag
    """List every column: what for, on what ground, for how long, sealed or not."""
    lines = [
        {
            "file": one.file,
            "table": one.table,
            "column": one.column,
            "purpose": one.held.purpose,
            "base": one.held.base.value,
            "kept": one.held.kept.words,
            "sealed": one.held.sealed,
        }
        for one in inventory.entries(metadata)
    ]
    if as_machine:
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    table = Table("Column", "What for", "Ground", "Kept", "Sealed", show_lines=False)
    for line in lines:
        place = f"{line['file']} {line['table']}.{line['column']}"
        sealed = "yes" if line["sealed"] else "no"
        table.add_row(place, str(line["purpose"]), str(line["base"]), str(line["kept"]), sealed)
    _print(table)
    typer.echo("Grounds must be confirmed by the operator's data-protection officer.")


@dpo.command("retention")
def retention_report() -> None:
    """Compare the oldest row of each category with its limit; exit 1 if any is over it."""

    async def work(store: Store) -> list[retention.Line]:
        return await retention.report(store, now=_now())

    lines = with_store(work)
    table = Table("Category", "Rows", "Oldest", "Limit", "Verdict")
    for line in lines:
        oldest = "–" if line.oldest is None else _written(line.oldest)
        verdict = "OVER" if line.over else "in time"
        table.add_row(line.category.code, str(line.rows), oldest, line.category.words, verdict)
    _print(table)
    over = sum(line.over for line in lines)
    if over:
        refuse(f"{over} of {len(lines)} categories hold something longer than promised")
    typer.echo(f"All {len(lines)} categories are in time.")


# --- one consent, one case


@dpo.command("receipt")
def receipt(code: Annotated[str, typer.Argument(help="Like K7QF-2M9D.")]) -> None:
    """Show the consent of a receipt, with the very text the person agreed to."""
    wanted = code.strip().upper()
    if not RECEIPT.fullmatch(wanted):
        refuse("a receipt looks like K7QF-2M9D")

    async def work(store: Store) -> Agreement | None:
        async with store.db.read() as c:
            found = await agreements.by_receipt(c, wanted)
            person = await officer.person_of(c, wanted)
        await _note(store, Act.DPO_RECEIPT, person, wanted)
        return found

    found = with_store(work)
    if found is None:
        refuse("there is no consent with this receipt (any more: they are kept for 24 months)")
    ended = "still stands"
    if found.withdrawn is not None:
        ended = f"ended {_written(found.withdrawn)} ({found.reason})"
    typer.echo(f"Receipt   {found.receipt}")
    typer.echo(f"Purpose   {found.purpose}")
    typer.echo(f"Given     {_written(found.given)}")
    typer.echo(f"Now       {ended}")
    typer.echo(f"Text      version {found.text_version}, language {found.language}")
    typer.echo(f"SHA-256   {found.text_digest}")
    typer.echo(_text_of(found))


def _text_of(found: Agreement) -> str:
    """Return the text of a consent, or say that it cannot be shown."""
    try:
        text = consents.read().find(found.purpose, found.text_version, found.language)
    except consents.BadConsents as fault:
        refuse(f"the consent texts cannot be read: {fault}")
    if text is None:
        refuse("this installation does not have the text of this version")
    if sha256(text.text.encode()).hexdigest() != found.text_digest:
        refuse(
            f"the text we have as version {found.text_version} is NOT the one agreed to: its "
            f"SHA-256 is {text.digest}. Look for the older release of the program"
        )
    return f"\n{text.text}\n\nThis is the very text: its SHA-256 is the one above."


@dpo.command("audit")
def case(code: Annotated[str, typer.Argument(help="A receipt, or the random id in hex.")]) -> None:
    """Show what was done about a case, by whom and when."""
    wanted = code.strip()
    by_receipt = RECEIPT.fullmatch(wanted.upper()) is not None
    if not by_receipt and not CASE.fullmatch(wanted.lower()):
        refuse("a case is a receipt such as K7QF-2M9D, or its random id: 32 signs of 0-9 and a-f")

    async def work(store: Store) -> tuple[bool, list[Entry]]:
        if by_receipt:
            async with store.db.read() as c:
                person = await officer.person_of(c, wanted.upper())
        else:
            person = bytes.fromhex(wanted.lower())
        async with store.db.read() as c:
            found = [] if person is None else await log.entries(c, person)
            if by_receipt:
                found += [
                    one for one in await log.mentioning(c, wanted.upper()) if one not in found
                ]
        # An id that is nobody's is what somebody has typed: it does not enter the log.
        known = person if found else None
        await _note(store, Act.DPO_AUDIT, known, wanted.upper() if by_receipt else "case")
        return person is not None, sorted(found, key=lambda one: one.seq)

    linked, found = with_store(work)
    if not found:
        refuse("the log holds nothing about this case")
    table = Table("No.", "When", "Who", "What", "How")
    for one in found:
        table.add_row(str(one.seq), _written(one.at), one.actor, one.act, one.detail or "")
    _print(table)
    if not linked:
        typer.echo("The person was erased: nothing links this receipt to anything else any more.")


# --- what could be handed out


@dpo.command("handout")
def handout(
    telegram_id: Annotated[int | None, typer.Option(help="The account asked about.")] = None,
    as_machine: Json = False,  # noqa: FBT002  # how typer declares a flag
) -> None:
    """Show what could be handed out to an authority: in general, or about one account."""
    if telegram_id is None:
        _print_general(as_machine=as_machine)
        return

    async def work(store: Store) -> tuple[dict[str, Any] | None, int]:
        async with store.db.read() as c:
            found = await rights.holding(c, store.keyring, telegram_id)
        await _note(store, Act.DPO_HANDOUT, None if found is None else found.person, "by_account")
        async with store.db.read() as c:
            # Read anew: who was erased while this was written down is not handed out.
            found = await rights.holding(c, store.keyring, telegram_id)
            picked = await languages.kept(c, store.keyring, telegram_id)
            numbers = await shown.in_chat(c, store.keyring, telegram_id)
            account = await staff.of_user(c, store.keyring, telegram_id)
            waiting = await officer.waiting(c)
            notes = await rights.notes(c, store.keyring, telegram_id)
        held: dict[str, Any] = {}
        if found is not None:
            held |= json.loads(as_json(found)) | ({"notes": notes} if notes else {})
        elif picked is not None or numbers:
            held |= {"picked": picked, "shown": len(numbers)}
        if account is not None:
            held["staff"] = _on_the_staff(account)
        return held or None, waiting

    found, waiting = with_store(work)
    if as_machine:
        typer.echo(json.dumps({"held": found, "waiting_of_anybody": waiting}, ensure_ascii=False))
        return
    if found is None:
        typer.echo(NOTHING)
    else:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    if waiting:
        typer.echo(
            f"Besides, {waiting} updates and letters of anybody wait, sealed, to be answered or "
            "delivered (hours at most, set-aside ones days); they are not sorted by account."
        )
    typer.echo("Telegram itself keeps the chat; what Telegram holds, only Telegram can hand out.")


def _on_the_staff(account: Account) -> dict[str, Any]:
    """Return a member's row as plain data."""
    return {
        "id": account.member.id.hex(),
        "name": account.name,
        "roles": [role.value for role in in_order(account.member.roles)],
        "languages": sorted(account.member.languages),
        "since": _written(account.since),
        "removed": None if account.removed is None else _written(account.removed),
    }


def general() -> list[dict[str, str]]:
    """Return the answer list: each kind of thing held about people, from the inventory."""
    lines: dict[str, dict[str, str]] = {}
    for one in inventory.entries(metadata):
        if one.held.base is Base.NOBODY:
            continue
        line = lines.setdefault(
            f"{one.table}",
            {"what": one.table, "holds": "", "ground": one.held.base.value, "kept": ""},
        )
        sealed = " (sealed)" if one.held.sealed else ""
        line["holds"] += f"{'; ' if line['holds'] else ''}{one.held.purpose}{sealed}"
        if one.held.kept.words not in line["kept"]:
            line["kept"] += f"{'; ' if line['kept'] else ''}{one.held.kept.words}"
    return list(lines.values())


NEVER: Final = (
    "names or numbers of people who only read and press buttons",
    "Telegram names of people who come for help (of staff, first names are held)",
    "user names, profile pictures, phone numbers of accounts",
    "addresses of computers or phones (IP), devices, places",
    "whom a person knows or writes with",
    "what somebody chose in the guide",
    "anything about people who were erased, in backups neither",
)


def _print_general(*, as_machine: bool) -> None:
    if as_machine:
        typer.echo(
            json.dumps({"held": general(), "never_held": NEVER}, ensure_ascii=False, indent=2)
        )
        return
    table = Table("What", "It holds", "Kept", title="What could be handed out", show_lines=True)
    for line in general():
        table.add_row(line["what"], line["holds"], line["kept"])
    _print(table)
    typer.echo("What cannot be handed out, because it is not held:")
    for one in NEVER:
        typer.echo(f"  · {one}")
    typer.echo(
        "About one account: `rinnalla dpo handout --telegram-id …` (goes into the audit log)."
    )


# --- the notices


@dpo.command("notes")
def notes(
    to: Annotated[Path, typer.Option(help="The folder the three files go to.")] = Path("docs"),
    check: Annotated[  # noqa: FBT002  # how typer declares a flag
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file is not up to date.")
    ] = False,
) -> None:
    """Write the privacy notice in three languages from the inventory."""
    old: list[str] = []
    for language in LANGUAGES:
        path, text = to / f"privacy.{language}.md", privacy_notes.note(language)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        old.append(path.name)
        if not check:
            try:
                path.write_text(text, encoding="utf-8")
            except OSError:
                refuse(f"{path} cannot be written: is there a folder {to}?")
    if check and old:
        refuse(f"not up to date: {', '.join(old)}; run `rinnalla dpo notes`")
    typer.echo("The notices are up to date." if not old else f"Written: {', '.join(old)}.")


# --- the log itself


@audit.command("verify")
def verify(
    since: Annotated[
        str | None, typer.Option(help="The signs an earlier `audit verify` has printed.")
    ] = None,
) -> None:
    """Tell whether anybody has changed, removed, put in or moved anything in the audit log."""
    try:
        known = None if since is None else audit_anchor.End.read(since)
    except ValueError:
        refuse("--since takes what `audit verify` has printed, like 412-9f3a1b0c5d6e7f80")

    async def work(store: Store) -> tuple[list[log.Fault], int, audit_anchor.End]:
        faults = await log.verify(store.db, store.keyring)
        faults += await audit_anchor.verify(store.db, store.keyring)
        if known is not None and not await audit_anchor.holds(store.db, known):
            faults.append(log.Fault(known.seq, "what was known of the log is not in it any more"))
        async with store.db.read() as c:
            number = len(await log.entries(c))
        return faults, number, await audit_anchor.end(store.db)

    faults, number, end = with_store(work)
    if faults:
        for one in faults:
            where = "head" if one.seq is None else f"row {one.seq}"
            typer.secho(f"✗ {where}: {one.what}", fg=typer.colors.RED, err=True)
        refuse(f"{len(faults)} faults in {number} rows: somebody has changed the audit log")
    typer.secho(f"✓ OK: {number} rows, unchanged.", fg=typer.colors.GREEN)
    typer.echo(f"Write these signs down; later `rinnalla audit verify --since {end}` compares.")
