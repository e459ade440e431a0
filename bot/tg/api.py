"""The Bot API over one lean HTTP client, for us and for python-telegram-bot alike.

aiohttp instead of httpx below python-telegram-bot: a call costs about a third of the CPU
and does not get slower the more run at once (docs/decisions/0012, docs/benchmarks.md).
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.domain.clock import Clock
from bot.domain.raw import fields as fields_of
from bot.tg.outcome import Again, Delivered, Outcome, of_answer
from bot.tg.screen import File

TOTAL_SECONDS: Final = 20.0
CONNECT_SECONDS: Final = 10.0
CONNECTIONS: Final = 64
CLOCK_MAY_DIFFER: Final = timedelta(hours=1)

Fields = Mapping[str, Any]

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_HEADERS: Final = {"Content-Type": "application/json"}


def _body(fields: Fields) -> tuple[bytes | aiohttp.FormData, Mapping[str, str]]:
    """Return the body of a call and its headers: JSON, or a form when a file goes with it."""
    if not any(isinstance(value, File) for value in fields.values()):
        return _ENCODER.encode(fields).encode(errors="surrogatepass"), _HEADERS
    form = aiohttp.FormData()
    for name, value in fields.items():
        if isinstance(value, File):
            form.add_field(name, value.content, filename=value.name, content_type=value.kind)
        else:
            form.add_field(name, value if isinstance(value, str) else _ENCODER.encode(value))
    return form, {}


@cache
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds)


def new_session() -> aiohttp.ClientSession:
    """Open the one HTTP session of the process."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=60),
        timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),  # Telegram sets none; looking for them costs time
    )


class Api:
    """Calls to the Bot API as data: a method's name and its fields, answered by an Outcome."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str, clock: Clock) -> None:
        self._session = session
        self._clock = clock
        self._prefix = f"{base.rstrip('/')}/bot{token}/"
        self._files = f"{base.rstrip('/')}/file/bot{token}"
        self._addresses: dict[str, URL] = {}
        self.in_flight = 0
        self._told_time: tuple[str, float] | None = None

    async def call(self, method: str, fields: Fields, *, seconds: float = TOTAL_SECONDS) -> Outcome:
        """Call `method`; never raises for what network or Telegram do, that is the Outcome.

        `seconds` bounds the whole call; a time-out after Telegram has accepted looks the
        same as one before, so `Again` may mean "done already".
        """
        self.in_flight += 1
        try:
            data, headers = _body(fields)
            async with self._session.post(
                self._address(method), data=data, headers=headers, timeout=_timeout(seconds)
            ) as response:
                status, body = response.status, await response.read()
                self._told_time = response.headers.get("Date", ""), self._clock.monotonic()
        except TimeoutError:
            return Again("time_out")
        except aiohttp.ClientError as fault:
            return Again(type(fault).__name__)
        finally:
            self.in_flight -= 1
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):  # or nested beyond all reading
            answer = None
        return of_answer(status, answer)

    async def fetch(self, file: str, at_most: int) -> bytes | None:
        """Return a file somebody sent, or None if it cannot be had or is larger than `at_most` bytes.

        Source: Bot API, getFile.
        """
        outcome = await self.call("getFile", {"file_id": file})
        told = outcome.result if isinstance(outcome, Delivered) else None
        path = fields_of(told).get("file_path")
        if not isinstance(path, str):
            return None
        address = URL(f"{self._files}/{path}")
        self.in_flight += 1
        try:
            async with self._session.get(address, timeout=_timeout(TOTAL_SECONDS)) as response:
                if response.status != 200:
                    return None
                content = await response.content.read(at_most + 1)
                while len(content) <= at_most and (more := await response.content.readany()):
                    content += more
        except (TimeoutError, aiohttp.ClientError):
            return None
        finally:
            self.in_flight -= 1
        return content if len(content) <= at_most else None

    def agrees_on_time(self) -> bool:
        """Tell whether our clock agrees, within an hour, with the one Telegram's answers carry.

        True too while Telegram has told no time. Source: RFC 9110, 6.6.1 (Date).
        """
        telegrams = self._telegrams_time()
        return telegrams is None or abs(self._clock.now() - telegrams) < CLOCK_MAY_DIFFER

    def now(self) -> datetime:
        """Return the moment to write down: ours, or Telegram's when ours is off by an hour.

        A consent must not be dated in the future because a machine's clock has jumped.
        """
        telegrams = self._telegrams_time()
        if telegrams is None or self.agrees_on_time():
            return self._clock.now()
        return telegrams

    def _telegrams_time(self) -> datetime | None:
        """Return what Telegram's clock shows now; None while it has told no time."""
        header, heard = self._told_time or ("", 0.0)
        try:
            told = parsedate_to_datetime(header)
        except ValueError:
            return None
        return told + timedelta(seconds=self._clock.monotonic() - heard)

    def _address(self, method: str) -> URL:
        """Return the method's address, taken apart only once."""
        if method not in self._addresses:
            self._addresses[method] = URL(self._prefix + method)
        return self._addresses[method]


class LeanRequest(BaseRequest):
    """python-telegram-bot's way out, on the same aiohttp session. For set-up calls."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @property
    def read_timeout(self) -> float:
        """Seconds python-telegram-bot may assume for an answer."""
        return TOTAL_SECONDS

    async def initialize(self) -> None:
        """Nothing to do: the session is the process's own."""

    async def shutdown(self) -> None:
        """Nothing to do: the session is the process's own."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; raise TimedOut or NetworkError without the address (it holds the token)."""
        seconds = TOTAL_SECONDS
        if read_timeout is not None and not isinstance(read_timeout, DefaultValue):
            seconds = read_timeout + CONNECT_SECONDS
        data: Any = None
        if request_data:
            data = aiohttp.FormData(request_data.json_parameters)
            for name, (filename, content, kind) in (request_data.multipart_data or {}).items():
                data.add_field(name, content, filename=filename, content_type=kind)
        try:
            async with self._session.request(
                method, url, data=data, timeout=aiohttp.ClientTimeout(total=seconds)
            ) as response:
                return response.status, await response.read()
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as fault:
            raise NetworkError(type(fault).__name__) from None
