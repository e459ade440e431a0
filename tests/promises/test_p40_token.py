"""The token was stolen and revoked: with another one everything goes on, nothing depends on it."""

import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.readiness import RefuseToStart
from bot.rehearsal import Rehearsal
from bot.wiring import Running, service
from tests.promises.figures import Figures
from tests.stories.test_consent import agree, going
from tests.world import World, settings_for

OLD, NEW = "123456:the-stolen-token", "123456:the-new-token"


def revoke(rehearsal: Rehearsal) -> None:
    """Do what @BotFather does: the same bot with its chats, under another token from now on."""
    rehearsal.towns[NEW] = rehearsal.towns.pop(OLD)
    rehearsal.tokens[:] = [NEW]
    rehearsal.town.profile.token = NEW


@asynccontextmanager
async def rehearsing() -> AsyncGenerator[World]:
    """A local Telegram that outlives the service, which runs beside it at times."""
    async with Rehearsal([OLD], limits=False) as rehearsal, aiohttp.ClientSession() as session:
        yield World(rehearsal, session)


@asynccontextmanager
async def serving(town: World, folder: Path) -> AsyncGenerator[Running]:
    """Run the service with the token that is right now, on the data in `folder`."""
    async with service(settings_for(town.rehearsal, folder)) as town.running:
        yield town.running


async def test_p40_with_a_new_token_everything_kept_is_there_and_old_buttons_work(
    tmp_path: Path, figure: Figures
):
    async with rehearsing() as town:
        aino = await town.person("Aino", "en")
        async with serving(town, tmp_path):
            asked = await agree(aino, "call")
            r, c = going(asked, "back", "call")
            await aino.write("Robin")
        stolen = settings_for(town.rehearsal, tmp_path)
        revoke(town.rehearsal)
        began = time.monotonic()
        await aino.act("write", text="/mydata")  # while nobody answers

        with pytest.raises(ExceptionGroup) as refused:
            async with service(stolen):
                pass
        async with serving(town, tmp_path) as running:
            await town.until_answered(0)
            shown, took = await aino.shown(), time.monotonic() - began
            kept = running.store.keyring.persons()
            await aino.press_at(asked, r, c)
            left = running.store.keyring.persons()

    figure("seconds from the revoked token to the first answer", round(took, 1), unit="s")
    assert refused.group_contains(RefuseToStart, match="does not know this token")
    assert "Robin" in shown["text"]
    assert len(kept) == 1
    assert not left


async def test_p40_the_token_stands_in_no_file(tmp_path: Path):
    async with rehearsing() as town, serving(town, tmp_path):
        aino = await town.person("Aino", "en")
        await agree(aino, "call")
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        content = b"".join(path.read_bytes() for path in files)

    assert files
    for part in (OLD, OLD.partition(":")[2], json.dumps(OLD)):
        assert part.encode() not in content
