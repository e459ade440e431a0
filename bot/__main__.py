"""The command line: `python -m bot`, installed as `rinnalla`."""

import asyncio
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn, cast

import typer

from bot import answer_commands, faq_commands, promises_command
from bot.backup_commands import backup
from bot.dpo_commands import audit, dpo
from bot.keys_commands import keys
from bot.staff_commands import staff

app = typer.Typer(
    help="Rinnalla: by the side of people who are being blackmailed with their own data.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a pretty traceback prints local values, which may be personal
)
app.add_typer(keys, name="keys")
app.add_typer(backup, name="backup")
app.add_typer(audit, name="audit")
app.add_typer(dpo, name="dpo")
app.add_typer(staff, name="staff")
app.add_typer(faq_commands.commands, name="faq")
app.command("promises")(promises_command.command)
app.command(hidden=True)(answer_commands.learn)
app.command()(answer_commands.answer)
app.command(cls=answer_commands.SeveralFiles)(answer_commands.evaluate)


def _refuse(faults: list[str]) -> NoReturn:
    for fault in faults:
        typer.secho(f"✗ {fault}", fg=typer.colors.RED, err=True)
    raise typer.Exit(1)


def _no_core_files() -> None:
    """Let no crash write memory, with texts and keys in it, to the disk."""
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _event_loop() -> asyncio.AbstractEventLoop:
    """Use uvloop where it exists: it halves what the loop itself costs."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


@app.command()
def run() -> None:
    """Run the bot on Telegram (or on whatever RINNALLA_TELEGRAM_API points to)."""
    from bot import readiness, safelog, settings, wiring

    _no_core_files()
    try:
        chosen = settings.load()
    except settings.BadSettings as fault:
        _refuse(fault.faults)
    safelog.set_up(debug=chosen.debug)
    try:
        with asyncio.Runner(loop_factory=_event_loop) as runner:
            runner.run(wiring.run(chosen))
    except* readiness.RefuseToStart as group:
        _refuse([str(fault) for fault in _flat(group)])
    except* Exception as group:  # noqa: BLE001  # only its class may be told, then we stop
        for fault in _flat(group):
            safelog.log.critical(
                "stopped_by_fault", fault=safelog.fault_name(fault), where=safelog.place_of(fault)
            )
        raise typer.Exit(2) from None


def _flat(group: BaseException) -> list[BaseException]:
    if isinstance(group, BaseExceptionGroup):
        inner = cast("BaseExceptionGroup[BaseException]", group).exceptions
        return [one for each in inner for one in _flat(each)]
    return [group]


@app.command()
def check(
    offline: Annotated[bool, typer.Option(help="Do not ask Telegram about the token.")] = False,
) -> None:
    """Check settings, keys, migrations, words and token; tell all faults with their remedies."""
    from bot.checking import everything

    faults = 0
    for result in everything(ask_telegram=not offline):
        colour = {"ok": typer.colors.GREEN, "warning": typer.colors.YELLOW}.get(
            result.verdict, typer.colors.RED
        )
        sign = {"ok": "✓", "warning": "!"}.get(result.verdict, "✗")
        typer.secho(f"{sign} {result.what}: {result.text}", fg=colour)
        faults += result.verdict == "fault"
    if faults:
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the newest version; `run` does the same when it starts."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from bot import readiness, settings
    from bot.store import schema

    try:
        chosen = settings.load()
    except settings.BadSettings as fault:
        _refuse(fault.faults)
    chosen.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), transient=True) as progress:
        progress.add_task("Migrating …", total=None)
        readiness.migrate(chosen.data)
    typer.echo(f"The database is at version {schema.version(chosen.data / 'data.db')}.")


@app.command()
def rehearse(
    port: Annotated[int, typer.Option(help="Where the page and the local Telegram listen.")] = 8081,
    keep: Annotated[
        Path | None, typer.Option(help="Keep the bot's data here instead of a throw-away folder.")
    ] = None,
) -> None:
    """Try everything: a local Telegram, the bot on it, and a page to be several people on."""
    from bot.rehearsing import rehearse as act

    raise typer.Exit(act(port, keep))


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    sys.exit(main())
