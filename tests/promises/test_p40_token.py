"""The token was stolen and revoked: with another one everything goes on, nothing depends on it."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.rehearsal import Rehearsal
from bot.wiring import service
from tests.promises.figures import Figures
from tests.stories.test_consent import NUMBER, agree, going
from tests.world import World, settings_for

OLD, NEW = "123456:the-stolen-token", "123456:the-new-token"


@asynccontextmanager
async def with_token(token: str, folder: Path) -> AsyncGenerator[World]:
    """Run the service with this token on the data in `folder`."""
    async with (
        Rehearsal([token], limits=False) as rehearsal,
        aiohttp.ClientSession() as session,
        service(settings_for(rehearsal, folder)) as running,
    ):
        yield World(rehearsal, session, running)


async def test_p40_with_a_new_token_everything_kept_is_there_and_old_buttons_work(
    tmp_path: Path, figure: Figures
):
    async with with_token(OLD, tmp_path) as town:
        aino = await town.person("Aino", "en")
        asked = await agree(aino, "call")
        r, c = going(asked, "back", "call")
        old_button = asked["reply_markup"]["inline_keyboard"][r][c]["callback_data"]
        await aino.write("Robin")
        await aino.write(NUMBER)
    began = time.monotonic()

    async with with_token(NEW, tmp_path) as town:
        same = await town.person("Aino", "en")
        shown = await same.write("/mydata")
        took = time.monotonic() - began
        assert town.running
        ring = town.running.store.keyring
        assert same.id == aino.id
        assert "Robin" in shown["text"]
        assert "0123" in shown["text"]
        kept = ring.persons()
        await same.press_data(shown, old_button)
        left = ring.persons()

    figure("seconds from the old token to the first answer", round(took, 1), unit="s")
    assert len(kept) == 1
    assert not left


async def test_p40_the_token_stands_in_no_file(tmp_path: Path):
    async with with_token(OLD, tmp_path) as town:
        aino = await town.person("Aino", "en")
        await agree(aino, "call")
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        content = b"".join(path.read_bytes() for path in files)

    assert files
    for part in (OLD, OLD.partition(":")[2], json.dumps(OLD)):
        assert part.encode() not in content
