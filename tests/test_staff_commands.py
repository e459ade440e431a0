"""`rinnalla staff …`: the operator at a shell, with and without a running service."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.domain.staff import Role
from bot.staff_commands import staff
from bot.store.store import Store
from bot.usecases import staffing
from bot.usecases.consent import Order
from bot.usecases.staffing import Join
from tests.conftest import AINO, BERTIL
from tests.test_dpo_commands import NOW, Officer
from tests.world import World, settings_for, world

LINE = re.compile(r"^([0-9a-f]{32})  (.+), since \d{4}-\d\d-\d\d(.*)$", re.MULTILINE)
NO_TELEGRAM = "http://127.0.0.1:9"


class Operator(Officer):
    """Somebody at a shell."""

    def says(self, *words: str) -> Result:
        return self.types(staff, *words)

    def joins(self, user: int, token: str) -> bool:
        async def work(store: Store) -> bool:
            order = Order(user, user, "fi", user.to_bytes(16))
            return await staffing.join(store, Join(order, token, "Hanna"), now=NOW)

        return self.does(work)

    def ids(self) -> list[str]:
        return [found[1] for found in LINE.finditer(self.says("list").stdout)]


@pytest.fixture
def operator(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    monkeypatch.chdir(tmp_path)  # where no .env is
    one = Operator(tmp_path, template)
    one.environment["RINNALLA_TELEGRAM_API"] = NO_TELEGRAM
    one.has_data()
    return one


def token_in(told: Result) -> str:
    return re.search(r"join_([\w-]{22})$", told.stdout.strip())[1]


def test_an_invitation_is_printed_once_and_makes_a_member(operator: Operator):
    told = operator.says("invite", "--role", "admin", "--role", "helper", "--language", "sv")

    assert told.exit_code == 0, told.output
    assert told.stdout.strip() == f"/start join_{token_in(told)}"
    assert "helper + admin (sv)" in told.stderr
    assert "24 hours" in told.stderr
    assert operator.joins(AINO, token_in(told))
    listed = operator.says("list")
    assert LINE.search(listed.stdout)[2] == "helper + admin (sv)"
    for personal in ("Hanna", str(AINO)):
        assert personal not in listed.output


def test_without_a_language_all_three_are_meant_and_an_unknown_word_is_refused(operator: Operator):
    assert "helper (fi sv en)" in operator.says("invite", "--role", "helper").stderr
    for wrong in (
        ("--role", "director"),
        ("--role", "helper", "--language", "de"),
        ("--language", "fi"),
    ):
        assert operator.says("invite", *wrong).exit_code != 0
    assert operator.in_file("select count(*) from invitation") == [(1,)]


def test_nobody_is_listed_while_there_is_nobody(operator: Operator):
    told = operator.says("list")

    assert told.exit_code == 0
    assert "Nobody yet" in told.stdout


def test_a_member_is_removed_and_the_last_admin_is_not(operator: Operator):
    for user, role in ((AINO, "admin"), (BERTIL, "helper")):
        assert operator.joins(user, token_in(operator.says("invite", "--role", role)))
    lines = {found[2]: found[1] for found in LINE.finditer(operator.says("list").stdout)}

    admin = operator.says("remove", lines["admin (fi sv en)"])
    helper = operator.says("remove", lines["helper (fi sv en)"])
    again = operator.says("remove", lines["helper (fi sv en)"])

    assert (admin.exit_code, helper.exit_code, again.exit_code) == (1, 0, 1)
    assert "last admin" in admin.stderr
    assert "no such member" in again.stderr
    assert [found[3][:9] for found in LINE.finditer(operator.says("list").stdout)
            if found[1] == lines["helper (fi sv en)"]] == [", removed"]  # fmt: skip
    assert operator.in_file("select actor, act, detail from audit where act = 'removed'") == [
        ("operator", "removed", "helper")
    ]


@pytest.mark.parametrize("wrong", ["", "abc", "Z" * 32, "a" * 33])
def test_what_is_no_id_is_refused(operator: Operator, wrong: str):
    told = operator.says("remove", wrong)

    assert told.exit_code == 1
    assert "32 signs" in told.stderr


def test_without_data_it_says_where_it_looked(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    told = Operator(tmp_path, template).says("invite", "--role", "admin")

    assert told.exit_code == 1
    assert "there is no data in" in told.stderr


# --- beside a running service


async def beside(town: World, folder: Path, *words: str) -> Result:
    """Type a command while the service of `town` runs."""
    chosen = settings_for(town.rehearsal, folder)
    environment: dict[str, Any] = {
        "RINNALLA_TELEGRAM_TOKEN": town.rehearsal.token,
        "RINNALLA_TELEGRAM_API": town.rehearsal.url,
        "RINNALLA_DATA": str(chosen.data),
        "RINNALLA_KEY_FILE": str(chosen.key_file),
        "RINNALLA_KEY_MIRROR": str(chosen.key_mirror),
        "RINNALLA_SECRETS": str(folder / "nowhere"),
    }
    return await asyncio.to_thread(CliRunner().invoke, staff, words, env=environment)


async def test_while_the_service_runs_a_link_with_the_bots_name_lets_the_first_admin_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    async with world(tmp_path) as town:
        anders = await town.person("Anders", "en")

        told = await beside(town, tmp_path, "invite", "--role", "admin")
        # The service of this test logs into the same output.
        link = re.search(r"(?m)^https://t\.me/\w+\?start=(join_[\w-]{22})$", told.stdout)
        assert link is not None, told.output
        await anders.start(link[1])
        listed = await beside(town, tmp_path, "list")

        member = await staffing.member_of(town.running.store, anders.id)
        assert member is not None
        assert member.roles == {Role.ADMIN}
        assert member.id.hex() in listed.stdout


async def test_p13_who_is_removed_at_the_shell_is_out_of_the_running_service_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    async with world(tmp_path) as town:
        store = town.running.store
        hanna, anders = await town.person("Hanna", "fi"), await town.person("Anders", "en")
        for who, role in ((hanna, Role.HELPER), (anders, Role.ADMIN)):
            now = town.running.clock.now()
            token = await staffing.invite(store, [role], ["fi"], by=None, now=now)
            await who.start(f"join_{token}")
        member = await staffing.member_of(store, hanna.id)
        assert member is not None

        told = await beside(town, tmp_path, "remove", member.id.hex())

        assert told.exit_code == 0, told.output
        assert await staffing.member_of(store, hanna.id) is None
        assert await staffing.member_of(store, anders.id) is not None
    with closing(sqlite3.connect(tmp_path / "data" / "keys.db")) as c:
        keys = {person for (person,) in c.execute("select person from person_key")}
    assert member.id not in keys
