"""The server: one address for the bot's side, the people's side, the files and the page."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.streams import StreamReader

from bot.rehearsal import desk, door
from bot.rehearsal.clock import Clock
from bot.rehearsal.town import Town

DEFAULT_TOKEN = "5550100:rehearsal-token-that-opens-nothing"  # noqa: S105 - opens only this local server
PAGE = Path(__file__).parent / "page"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
LARGEST_BODY = 64 * 1024 * 1024


class Rehearsal:
    """A local Telegram on a port of this machine, as an asynchronous context manager.

    Every token is a bot of its own with a town of its own; they share only the clock.
    """

    def __init__(
        self,
        tokens: Sequence[str] = (DEFAULT_TOKEN,),
        *,
        limits: bool = True,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        page: Path = PAGE,
    ) -> None:
        self.clock = clock or Clock()
        self.tokens = list(tokens) or [DEFAULT_TOKEN]
        self.towns: dict[str, Town] = {}
        for number, token in enumerate(self.tokens, 1):
            if not token.partition(":")[0].isdigit() or not token.partition(":")[2]:
                raise ValueError("a bot token looks like 123456:letters-and-digits")
            username = "rehearsal_bot" if number == 1 else f"rehearsal{number}_bot"
            self.towns[token] = Town(token, self.clock, limits=limits, username=username)
        self._host = host
        self._port = port
        self._page = page.resolve()
        self._runner: web.ServerRunner | None = None
        self.url = ""

    @property
    def token(self) -> str:
        """The first (usually only) bot's token."""
        return self.tokens[0]

    @property
    def town(self) -> Town:
        """The first (usually only) bot's town."""
        return self.towns[self.token]

    async def __aenter__(self) -> Self:
        """Listen; afterwards `url` is known."""
        # A bare server without routes or middlewares: half the cost per request of an Application.
        server = web.Server(self._answer, request_factory=_request, access_log=None)
        # Stop at once: nobody's message is lost with a town that lives in memory.
        # (Not zero, which aiohttp takes for no limit at all.)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, backlog=1024)
        await site.start()
        port: int = self._runner.addresses[0][1]
        self.url = f"http://{self._host}:{port}"
        return self

    async def __aexit__(self, *why: object) -> None:
        """Stop listening; whoever still polls is sent away."""
        for town in self.towns.values():
            town.updates.end_poll()
            await town.webhook.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/bot"):
            token, _, name = path[4:].partition("/")
            if (town := self.towns.get(token)) is None:
                return door.respond(401, door.UNAUTHORIZED.answer())
            return await door.call(town, name, request)
        if path.startswith("/file/bot"):
            token, _, file_path = path[9:].partition("/")
            town = self.towns.get(token)
            file = town.files.at(file_path) if town else None
            if file is None:
                return door.respond(404, door.NOT_FOUND.answer())
            return web.Response(body=file.content, content_type="application/octet-stream")
        if not self._trusts(request):
            # A page of the internet must not reach in through a name that leads here.
            return web.json_response({"error": "this host is not this machine"}, status=403)
        if path.startswith("/rehearsal/"):
            return await desk.answer(self._named(request), request)
        return _file(self._page, path)

    def _trusts(self, request: web.BaseRequest) -> bool:
        """Answer whether the request names this machine, or other hosts were allowed on purpose."""
        if self._host not in LOOPBACK:
            return True
        host = request.headers.get("Host", "").rpartition(":")[0] or request.headers.get("Host", "")
        origin = request.headers.get("Origin", "")
        return host in LOOPBACK and (not origin or origin.partition("://")[2] == request.host)

    def _named(self, request: web.BaseRequest) -> Town:
        """Answer the town of the bot named by `?bot=ID`, else the first."""
        bot = request.query.get("bot")
        return next(
            (town for town in self.towns.values() if str(town.profile.id) == bot), self.town
        )


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: "asyncio.Task[None]",
) -> web.BaseRequest:
    """Make a request that may be larger than aiohttp's usual megabyte: files, 10,000 raw updates."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=LARGEST_BODY
    )


def _file(folder: Path, path: str) -> web.StreamResponse:
    """Serve a file of the page; nothing outside its folder."""
    name = "index.html" if path == "/" else path.removeprefix("/page/")
    file = (folder / name).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        return door.respond(404, door.NOT_FOUND.answer())
    return web.FileResponse(file, headers={"Cache-Control": "no-store"})
