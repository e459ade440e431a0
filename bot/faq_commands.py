"""The commands for the FAQ's content: `rinnalla faq …`."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from bot import faq, readiness, settings
from bot.domain.entries import Faq
from bot.store.engine import Database, StoreUnavailable, opened
from bot.usecases import publishing
from bot.words import FOLDER

commands = typer.Typer(
    help="The FAQ's content: check the files, bring them in, write them out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
T = TypeVar("T")
FolderOption = Annotated[Path, typer.Option(help="Holds <lang>/faq/*.md; default: our own.")]


def _refuse(*faults: str) -> NoReturn:
    for fault in faults:
        typer.secho(f"✗ {fault}", fg=typer.colors.RED, err=True)
    raise typer.Exit(1)


def _content(folder: Path) -> Faq:
    try:
        content = faq.read(folder)
    except faq.BadFaq as fault:
        _refuse(*fault.faults)
    if not content.entries:
        _refuse(f"{folder} holds no entry: it needs files such as fi/faq/why-not-pay.md")
    return content


def _with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Do `work` on data.db, brought to the newest version; refuse while the service runs."""
    chosen, faulty = settings.load_sound_parts()
    if "data" in faulty:
        _refuse(*faulty["data"])

    async def done() -> T:
        async with opened(chosen.data / "data.db") as db:
            return await work(db)

    try:
        with readiness.held(chosen.data):
            readiness.migrate(chosen.data)
            return asyncio.run(done())
    except readiness.RefuseToStart as fault:
        _refuse(str(fault))
    except StoreUnavailable:
        _refuse(f"{chosen.data} cannot be written: is the disk full?")


@commands.command()
def check(folder: FolderOption = FOLDER) -> None:
    """Read the files and tell every fault; nothing is changed."""
    content = _content(folder)
    asks = sum(
        len(one.asks) for entry in content.entries.values() for one in entry.answers.values()
    )
    typer.echo(f"{len(content.entries)} entries, {asks} ways of asking: no fault found.")


@commands.command("import")
def bring_in(
    folder: FolderOption = FOLDER,
    *,
    overrule: Annotated[
        bool, typer.Option(help="Also where something was changed in the chat since.")
    ] = False,
) -> None:
    """Publish what the files say; doing it twice changes nothing. The service must not be running."""
    content = _content(folder)

    async def work(db: Database) -> publishing.Imported:
        return await publishing.bring_in(db, content, now=datetime.now(UTC), overrule=overrule)

    done = _with_database(work)
    typer.echo(
        f"{done.new} new, {done.changed} changed, {done.same} the same, "
        f"{done.left} left as they were changed in the chat."
    )


@commands.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; made if it is missing.")],
) -> None:
    """Write what is published as files, as `import` reads them. The service must not be running."""
    content = _with_database(publishing.published)
    if not content.entries:
        _refuse("nothing is published yet: start the service once, or `rinnalla faq import`")
    typer.echo(f"{faq.write(content, folder)} files written to {folder}.")
