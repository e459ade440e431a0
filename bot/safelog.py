"""The log: event codes and numbers, never a person.

Our own lines are an event's code with a few harmless fields. Foreign libraries log through
the same door, but of theirs only logger, level and exception class get out: httpx would
print the bot's token at INFO and python-telegram-bot whole updates at CRITICAL.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import structlog

HARMLESS: Final = re.compile(r"[A-Za-z0-9_.:/+-]{0,64}")
"""What a text in a log line may look like: a code, a class name, a version, an address of ours."""

OURS: Final = Path(__file__).parent

log: structlog.stdlib.BoundLogger = structlog.get_logger()


def harmless(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Let only codes and numbers through; anything else becomes `…` before it is written."""
    for name, value in list(line.items()):
        if name in ("exc_info", "stack_info"):
            del line[name]
        elif not isinstance(value, int | float | bool) and not HARMLESS.fullmatch(str(value)):
            line[name] = "…"
    return line


class ForeignLines(logging.Handler):
    """What other libraries log: only who, how bad, and which class of exception."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the harmless part of a foreign record."""
        fault = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "none"
        log.log(record.levelno, "foreign_line", logger=record.name, fault=fault)


class StandardError:
    """Where lines go: standard error as it is when the line is written."""

    def __init__(self, *_: object) -> None:
        pass

    def write(self, line: str) -> None:
        """Write one finished line; a full disk or a reader that is gone costs only this line."""
        with suppress(OSError):
            print(line, file=sys.stderr, flush=True)  # noqa: T201  # this is the log

    debug = info = warning = error = critical = write


def set_up(*, debug: bool = False, pretty: bool | None = None) -> None:
    """Send all logging of the process through the harmless door to standard error.

    `pretty` prints for people (default: when standard error is a terminal), else JSON lines.
    """
    level = logging.DEBUG if debug else logging.INFO
    for_people = sys.stderr.isatty() if pretty is None else pretty
    printer: Any = (
        structlog.dev.ConsoleRenderer(colors=for_people)
        if for_people
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            harmless,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            printer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=StandardError,
        cache_logger_on_first_use=False,
    )
    logging.root.handlers = [ForeignLines()]
    logging.root.setLevel(logging.DEBUG if debug else logging.WARNING)
    logging.captureWarnings(True)


def fault_name(fault: BaseException) -> str:
    """Return the class name of an exception: all a row may say of it."""
    return type(fault).__name__


def place_of(fault: BaseException) -> str:
    """Return file and line where an exception arose, the part inside this project if any.

    Places in the source are no persons; the values there would be, so no more is told.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if OURS in Path(frame.filename).parents]
    last = next(reversed(ours or frames), None)
    return f"{Path(last.filename).name}:{last.lineno}" if last else "unknown"
