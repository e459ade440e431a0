"""A headless Chromium that does what a person does: driven over the DevTools protocol."""

import asyncio
import base64
import json
import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any, Self

import aiohttp

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--remote-debugging-port=0",
)  # fmt: skip
PATIENCE = 25.0


class Browser:
    """One page. `complaints` collects errors of the console and exceptions of the page."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}

    async def __aenter__(self) -> Self:
        self._profile = tempfile.TemporaryDirectory(prefix="rinnalla-browser-")
        self._process = await asyncio.create_subprocess_exec(
            CHROMIUM or "chromium", *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        told = Path(self._profile.name) / "DevToolsActivePort"
        for _ in range(400):
            if told.exists() and told.read_text().count("\n"):
                break
            await asyncio.sleep(0.05)
        port = told.read_text().split("\n")[0]
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json") as response:
            page = next(one for one in await response.json() if one["type"] == "page")
        self._socket = await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        self._listening = asyncio.ensure_future(self._listen())
        for domain in ("Page", "Runtime", "Log"):
            await self._do(f"{domain}.enable")
        return self

    async def __aexit__(self, *why: object) -> None:
        self._listening.cancel()
        await self._socket.close()
        await self._session.close()
        self._process.terminate()
        await self._process.wait()
        for _ in range(50):  # its helpers let go of the profile a moment later
            try:
                self._profile.cleanup()
                return
            except OSError:
                await asyncio.sleep(0.1)

    async def _listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if "id" in told:
                answer = self._answers.pop(told["id"])
                if not answer.done():
                    answer.set_result(told)
            elif told["method"] == "Runtime.exceptionThrown":
                self.complaints.append(str(told["params"]["exceptionDetails"]))
            elif told["method"] == "Log.entryAdded" and told["params"]["entry"]["level"] == "error":
                self.complaints.append(str(told["params"]["entry"]))

    async def _do(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        told = await asyncio.wait_for(self._answers[number], PATIENCE * 2)
        assert "error" not in told, told
        return told["result"]

    async def open(self, url: str) -> None:
        """Open a page and wait until it says that it is ready."""
        await self._do("Page.navigate", url=url)
        await self.wait_for("document.body && document.body.dataset.ready === 'yes'")

    async def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression; promises are awaited."""
        told = await self._do(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True,
            userGesture=True,
        )  # fmt: skip
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    async def wait_for(self, condition: str) -> None:
        """Wait until a JavaScript expression is true."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not await self.evaluate(f"Boolean({condition})"):
            assert asyncio.get_running_loop().time() < deadline, f"never true: {condition}"
            await asyncio.sleep(0.03)

    async def click(self, selector: str, text: str = "") -> None:
        """Click, with a real mouse, the first visible match that shows `text`."""
        find = (
            f"[...document.querySelectorAll({json.dumps(selector)})].find(e =>"
            f" e.checkVisibility() && e.textContent.includes({json.dumps(text)}))"
        )
        await self.wait_for(find)
        place = (
            f"(() => {{ const e = {find}; e.scrollIntoView({{block: 'center'}});"
            " const b = e.getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        # A message that arrives at this moment moves the button: click where it has come to rest.
        box = await self.evaluate(place)
        while (moved := await self._after(0.1, place)) != box:
            box = moved
        for kind in ("mousePressed", "mouseReleased"):
            await self._do(
                "Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left",
                clickCount=1,
            )  # fmt: skip

    async def _after(self, seconds: float, expression: str) -> Any:
        await asyncio.sleep(seconds)
        return await self.evaluate(expression)

    async def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        await self._do("Input.insertText", text=text)

    async def key(self, name: str, *, shift: bool = False) -> None:
        """Press a key: Enter, Tab, Escape, Space …"""
        codes = {"Enter": (13, "\r"), "Tab": (9, ""), "Escape": (27, ""), "Space": (32, " ")}
        code, text = codes[name]
        for kind in ("keyDown", "keyUp"):
            await self._do(
                "Input.dispatchKeyEvent", type=kind, key=" " if name == "Space" else name,
                code=name, windowsVirtualKeyCode=code, modifiers=8 if shift else 0,
                **({"text": text} if text and kind == "keyDown" else {}),
            )  # fmt: skip

    async def set_size(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Make the window (or the phone) this large."""
        await self._do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=mobile,
        )  # fmt: skip

    async def dark(self, on: bool) -> None:
        """Prefer dark or light, as the system's setting does."""
        feature = {"name": "prefers-color-scheme", "value": "dark" if on else "light"}
        await self._do("Emulation.setEmulatedMedia", features=[feature])

    async def screenshot(self, path: Path | str) -> None:
        """Write what is seen to a PNG file."""
        told = await self._do("Page.captureScreenshot", format="png")
        Path(path).write_bytes(base64.b64decode(told["data"]))
