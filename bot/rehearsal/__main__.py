"""The command line: `python -m bot.rehearsal --port 8081`."""

import argparse
import asyncio
import gc
import ipaddress
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

from bot.rehearsal.models import import_unbuilt


def arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line; another host than this machine only when it is named."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.rehearsal", description="A local Telegram to rehearse with."
    )
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free one")
    parser.add_argument(
        "--host", default="127.0.0.1", help="anything but this machine itself is open to others"
    )
    parser.add_argument(
        "--token", action="append", help="a bot's token; may be given several times"
    )
    parser.add_argument(
        "--no-limits", action="store_true", help="never answer 429 Too Many Requests"
    )
    parser.add_argument("--quiet", action="store_true", help="say nothing but the address")
    return parser.parse_args(given)


async def serve(options: argparse.Namespace) -> None:
    """Listen until SIGTERM or SIGINT."""
    from bot.rehearsal.server import DEFAULT_TOKEN, Rehearsal

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the process without it
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tokens = options.token or [DEFAULT_TOKEN]
    async with Rehearsal(
        tokens, limits=not options.no_limits, host=options.host, port=options.port
    ) as rehearsal:
        # What is loaded by now stays for good; the collector need not look at it again.
        gc.collect()
        gc.freeze()
        _say(f"Rehearsal on {rehearsal.url}/")
        if not options.quiet:
            for token in tokens:
                _hint(f"  a bot reaches it with base_url {rehearsal.url}/bot and token {token}")
            if not _loopback(options.host):
                _hint(f"  {options.host} is open to other machines: use no real people's data")
        await stop.wait()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _hint(line: str) -> None:
    sys.stderr.write(line + "\n")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def main() -> None:
    """Run the server until it is told to stop."""
    options = arguments(sys.argv[1:])
    import_unbuilt()
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(serve(options))
    except (OSError, ValueError) as error:
        sys.exit(f"The rehearsal cannot start: {error}")


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Answer uvloop's loop where it exists; Windows has asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    main()
