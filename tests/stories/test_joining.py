"""Somebody opens an invitation to the staff; somebody else opens the same one, or a false one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import Role
from bot.store import staff, tally
from bot.store.keyring import MirrorUnreachable
from bot.usecases import staffing
from tests.world import World, world


@pytest.fixture
async def town(tmp_path: Path):
    async with world(tmp_path) as one:
        yield one


async def invited(town: World, *roles: Role, languages: Any = ("fi", "en")) -> str:
    now = town.running.clock.now()
    return "join_" + await staffing.invite(
        town.running.store, roles or (Role.HELPER,), languages, by=None, now=now
    )


WELCOME = {
    "fi": ("auttaja, moderaattori", "Suomi, English"),
    "sv": ("hjälpare, moderator", "Suomi, English"),
    "en": ("helper, moderator", "Suomi, English"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_good_invitation_is_answered_with_roles_and_languages_in_ones_own(
    town: World, language: Language
):
    hanna = await town.person("Hanna", language)
    link = await invited(town, Role.MODERATOR, Role.HELPER)

    shown = await hanna.start(link)

    for word in WELCOME[language]:
        assert word in shown["text"]
    assert getattr(town.running.settings.organisation, language) in shown["text"]
    member = await staffing.member_of(town.running.store, hanna.id)
    assert member is not None
    assert member.roles == {Role.HELPER, Role.MODERATOR}
    async with town.running.store.db.read() as c:
        [account] = await staff.everybody(c, town.running.store.keyring)
    assert (account.chat, account.name) == (hanna.id, "Hanna")


async def test_a_used_old_or_false_invitation_opens_the_ordinary_start_page(town: World):
    hanna, xander = await town.person("Hanna", "fi"), await town.person("Xander", "fi")
    ordinary = (await xander.start())["text"]
    used = await invited(town)
    await hanna.start(used)
    old = "join_" + await staffing.invite(
        town.running.store, [Role.ADMIN], ["fi"], by=None,
        now=town.running.clock.now() - timedelta(hours=24, minutes=1),
    )  # fmt: skip
    before = await tally.totals(town.running.store.db)

    answers = [(await xander.start(link))["text"] for link in (used, old, "join_", "join_admin")]

    assert set(answers) == {ordinary}
    assert await staffing.member_of(town.running.store, xander.id) is None
    after = await tally.totals(town.running.store.db)
    assert {event: n - before[event] for event, n in after.items() if n != before[event]} == {
        "arrived": 4
    }


async def test_an_invitation_in_a_group_makes_nobody_a_member(town: World):
    hanna = await town.person("Hanna", "fi")
    link = await invited(town)
    group = {"id": -1_002_000_000_777, "type": "supergroup", "title": "A group"}
    text = f"/start {link}"
    update = {
        "message": {
            "message_id": 5, "date": 1_800_000_000, "chat": group, "text": text,
            "from": {"id": hanna.id, "is_bot": False, "first_name": "Hanna"},
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        }
    }  # fmt: skip
    before = await town.answered()
    await town.post("updates", [update])
    await town.until_answered(before)

    assert await staffing.member_of(town.running.store, hanna.id) is None
    await hanna.start(link)
    assert await staffing.member_of(town.running.store, hanna.id) is not None


async def test_when_it_cannot_be_kept_safely_that_is_said_and_the_link_still_works(
    town: World, monkeypatch: pytest.MonkeyPatch
):
    hanna = await town.person("Hanna", "en")
    link = await invited(town)

    async def away(_one: bytes) -> None:
        raise MirrorUnreachable

    with monkeypatch.context() as patched:
        patched.setattr(town.running.store.keyring, "new_person", away)
        told = await hanna.start(link)

    assert "few minutes" in told["text"]
    assert await staffing.member_of(town.running.store, hanna.id) is None
    assert "helper" in (await hanna.start(link))["text"]


async def test_the_invitation_is_in_no_file_once_it_is_used(town: World, tmp_path: Path):
    hanna = await town.person("Hanna", "fi")
    link = await invited(town)

    await hanna.start(link)

    token = link.removeprefix("join_").encode()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or token not in path.read_bytes()
