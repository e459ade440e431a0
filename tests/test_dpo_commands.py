"""The data-protection officer at a shell: what is told, what is refused, what is written down."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot import consents, privacy_notes
from bot.domain.languages import LANGUAGES
from bot.domain.staff import Role
from bot.dpo_commands import audit, dpo
from bot.rehearsing import MADE_UP
from bot.store import audit as log
from bot.store import audit_anchor, keyfile, persons
from bot.store.engine import Database
from bot.store.inventory import Kept, entries
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.store.tables import metadata
from bot.usecases import consent, rights, staffing
from bot.usecases.consent import Order
from tests.conftest import AINO, BERTIL

NOW = datetime.now(UTC).replace(microsecond=0)
NUMBER = "+447700900123"
ORDER = Order(AINO, AINO, "sv", b"u" * 16)
DOCS = Path(__file__).parents[1] / "docs"


class Officer:
    """Somebody at a shell, beside a service with data about Aino and nothing about Bertil."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.data, self.key_file, self.mirror = folder / "data", folder / "k" / "key", folder / "m"
        self.template = template
        self.environment = {
            **MADE_UP,
            "RINNALLA_DATA": str(self.data),
            "RINNALLA_KEY_FILE": str(self.key_file),
            "RINNALLA_KEY_MIRROR": str(self.mirror),
            "RINNALLA_SECRETS": str(folder / "nowhere"),
        }

    def types(self, group: Any, *words: str) -> Result:
        told = CliRunner().invoke(group, words, env=self.environment)
        assert told.exception is None or isinstance(told.exception, SystemExit), told.exception
        return told

    def does(self, work: Callable[[Store], Awaitable[Any]]) -> Any:
        """Let the service do something, in a life of its own."""

        async def lives() -> Any:
            kek = keyfile.read(self.key_file)
            ring = Keyring.open(self.data / "keys.db", kek, self.mirror, self.key_file)
            ring.prepare(NOW)
            db = Database.at(self.data / "data.db")
            writer = asyncio.ensure_future(db.run())
            try:
                return await work(Store(db, ring))
            finally:
                writer.cancel()
                with suppress(asyncio.CancelledError):
                    await writer
                await db.close()

        return asyncio.run(lives())

    def has_data(self) -> str:
        """Let Aino have asked to be called; return her receipt."""
        self.data.mkdir()
        shutil.copy(self.template, self.data / "data.db")
        keyfile.create(self.key_file)

        async def asks(store: Store) -> str:
            text = consents.read().newest("call", "sv")
            await consent.give(store, ORDER, text, now=NOW)
            await rights.answer(store, ORDER, "Robin", what="name", deleted=True, now=NOW)
            await rights.answer(store, ORDER, NUMBER, what="number", deleted=True, now=NOW)
            held = await rights.holding_of(store, AINO)
            assert held is not None
            return held.agreements[0].receipt

        return self.does(asks)

    def in_file(self, statement: str, *values: Any) -> list[Any]:
        with closing(sqlite3.connect(self.data / "data.db")) as connection, connection:
            return connection.execute(statement, values).fetchall()

    def log(self) -> list[tuple[str, str, str | None]]:
        """What the officer has done, by the audit log."""
        return self.in_file("select act, actor, detail from audit where act like 'dpo%'")


@pytest.fixture
def officer(tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    monkeypatch.chdir(tmp_path)  # where no .env is
    return Officer(tmp_path, template)


# --- what is held at all


def test_fields_names_every_column_in_a_table_and_for_machines(officer: Officer):
    told, machine = officer.types(dpo, "fields"), officer.types(dpo, "fields", "--json")

    lines = json.loads(machine.output)
    assert {(one["file"], one["table"], one["column"]) for one in lines} == {
        (one.file, one.table, one.column) for one in entries(metadata)
    }
    assert all(one["purpose"] and one["base"] and one["kept"] for one in lines)
    for one in entries(metadata):
        assert f"{one.table}.{one.column}" in told.output


def test_retention_is_in_time(officer: Officer):
    officer.has_data()

    told = officer.types(dpo, "retention")

    assert told.exit_code == 0, told.output
    assert "callback" in told.output
    assert "in time" in told.output


def test_retention_over_its_limit_is_told_and_ends_with_1(officer: Officer):
    officer.has_data()
    officer.in_file("update audit set at = ?", int((NOW - timedelta(days=800)).timestamp()))

    told = officer.types(dpo, "retention")

    assert told.exit_code == 1
    assert "OVER" in told.output


# --- one consent, one case


def test_a_receipt_shows_the_very_text_and_is_written_down(officer: Officer):
    receipt = officer.has_data()

    told = officer.types(dpo, "receipt", receipt.lower())

    text = consents.read().newest("call", "sv")
    assert told.exit_code == 0, told.output
    assert text.text in told.output
    assert text.digest in told.output
    assert "still stands" in told.output
    assert officer.log() == [("dpo_receipt", "operator", receipt)]


def test_a_text_that_is_not_the_one_agreed_to_is_not_shown_as_such(officer: Officer):
    receipt = officer.has_data()
    officer.in_file("update agreement set text_digest = ?", "ab" * 32)

    told = officer.types(dpo, "receipt", receipt)

    assert told.exit_code == 1
    assert "NOT the one agreed to" in told.output
    assert consents.read().newest("call", "sv").text not in told.output


def test_a_version_nobody_has_any_more_is_said_so(officer: Officer):
    receipt = officer.has_data()
    officer.in_file("update agreement set text_version = '99'")

    assert "does not have the text" in officer.types(dpo, "receipt", receipt).output


def test_a_withdrawn_consent_tells_when_and_why(officer: Officer):
    receipt = officer.has_data()
    officer.does(lambda store: consent.withdraw(store, ORDER, "call", now=NOW))

    told = officer.types(dpo, "receipt", receipt)

    assert told.exit_code == 0
    assert "(withdrawn)" in told.output


@pytest.mark.parametrize("code", ["K7QF-2M9D", "K7QF", "Aino", "' or 1=1 --"])
def test_a_receipt_that_does_not_exist_is_refused_in_words(officer: Officer, code: str):
    officer.has_data()

    told = officer.types(dpo, "receipt", code)

    assert told.exit_code == 1
    assert "✗" in told.output
    assert "Traceback" not in told.output


def test_the_audit_of_a_case_tells_who_did_what_by_receipt_and_by_id(officer: Officer):
    receipt = officer.has_data()

    async def id_of(store: Store) -> bytes | None:
        async with store.db.read() as c:
            return await persons.id_of(c, store.keyring, AINO)

    aino = officer.does(id_of)
    by_receipt = officer.types(dpo, "audit", receipt)
    by_id = officer.types(dpo, "audit", aino.hex())

    assert by_receipt.exit_code == by_id.exit_code == 0
    assert "consent_given" in by_receipt.output
    assert "dpo_audit" in by_id.output  # that somebody looked before
    assert [act for act, _, _ in officer.log()] == ["dpo_audit", "dpo_audit"]
    assert "Robin" not in by_id.output
    assert NUMBER not in by_id.output


@pytest.mark.parametrize("code", ["00" * 16, "00", "Aino", "K7QF-2M9D"])
def test_a_case_nobody_knows_is_refused(officer: Officer, code: str):
    officer.has_data()

    assert officer.types(dpo, "audit", code).exit_code == 1


def test_of_somebody_erased_a_receipt_leads_nowhere(officer: Officer):
    receipt = officer.has_data()
    officer.does(lambda store: consent.forget(store, ORDER, now=NOW))

    assert "nothing about this case" in officer.types(dpo, "audit", receipt).output


# --- what could be handed out


def test_what_is_held_about_an_account_is_told_after_it_was_written_down(officer: Officer):
    officer.has_data()

    told = officer.types(dpo, "handout", "--telegram-id", str(AINO), "--json")

    held = json.loads(told.output)["held"]
    assert held["callback"]["form"]["number"] == NUMBER
    assert [one["act"] for one in held["acts"]][-1] == "dpo_handout"
    assert officer.log() == [("dpo_handout", "operator", "by_account")]


def test_about_everybody_else_there_is_nothing(officer: Officer):
    officer.has_data()

    told = officer.types(dpo, "handout", "--telegram-id", str(BERTIL))

    assert told.exit_code == 0
    assert "Nothing is held" in told.output
    assert NUMBER not in told.output
    assert str(BERTIL) not in "".join(map(str, officer.in_file("select * from audit")))


@pytest.mark.parametrize("user", [AINO, BERTIL])
def test_a_member_of_staff_is_told_as_one_with_or_without_a_case(officer: Officer, user: int):
    officer.has_data()

    async def joins(store: Store) -> None:
        token = await staffing.invite(store, [Role.EDITOR], ["sv"], by=None, now=NOW)
        order = Order(user, user, "sv", b"j" * 16)
        await staffing.join(store, staffing.Join(order, token, "Eero"), now=NOW)

    officer.does(joins)

    told = officer.types(dpo, "handout", "--telegram-id", str(user), "--json")

    held = json.loads(told.output)["held"]
    assert (held["staff"]["name"], held["staff"]["roles"]) == ("Eero", ["editor"])
    assert ("callback" in held) is (user == AINO)


def test_after_forgetting_there_is_nothing_to_hand_out(officer: Officer):
    officer.has_data()
    officer.does(lambda store: consent.forget(store, ORDER, now=NOW))

    told = officer.types(dpo, "handout", "--telegram-id", str(AINO), "--json")

    assert json.loads(told.output)["held"] is None


def test_without_the_audit_row_nothing_is_handed_out(officer: Officer):
    officer.has_data()
    officer.in_file(
        "create trigger refuse before insert on audit begin select raise(abort, 'no'); end"
    )

    told = officer.types(dpo, "handout", "--telegram-id", str(AINO))

    assert told.exit_code == 1
    assert NUMBER not in told.output


def test_the_general_answer_names_what_is_held_and_what_never_is(officer: Officer):
    told, machine = officer.types(dpo, "handout"), officer.types(dpo, "handout", "--json")

    answer = json.loads(machine.output)
    assert {"person", "callback", "message", "audit"} <= {one["what"] for one in answer["held"]}
    assert answer["never_held"]
    assert "number to call (sealed)" in machine.output
    assert "not held" in told.output


# --- the log


def test_a_whole_log_is_ok_and_what_was_written_down_of_it_is_found_again(officer: Officer):
    officer.has_data()
    told = officer.types(audit, "verify")
    since = told.output.split("--since ")[1].split("`")[0]
    officer.does(lambda store: rights.held_about(store, AINO, now=NOW))

    again = officer.types(audit, "verify", "--since", since)

    assert told.exit_code == again.exit_code == 0
    assert "OK: 3 rows" in told.output
    assert "OK: 4 rows" in again.output


@pytest.mark.parametrize(
    "statement",
    [
        "update audit set act = 'resumed' where seq = 2",
        "delete from audit where seq = 3",
        "delete from audit_head",
    ],
)
def test_a_changed_log_is_told_and_ends_with_1(officer: Officer, statement: str):
    officer.has_data()
    officer.in_file(statement)

    told = officer.types(audit, "verify")

    assert told.exit_code == 1
    assert "somebody has changed the audit log" in told.output


def test_a_log_that_was_emptied_is_found_by_the_anchor_and_by_the_diary(officer: Officer):
    officer.has_data()
    diary = officer.types(audit, "verify").output.split("--since ")[1].split("`")[0]
    officer.does(lambda store: audit_anchor.anchor(store.db, store.keyring))
    officer.in_file("delete from audit")
    officer.in_file("delete from audit_head")

    by_anchor = officer.types(audit, "verify")
    (officer.data / audit_anchor.FILE).unlink()
    unseen = officer.types(audit, "verify")
    by_diary = officer.types(audit, "verify", "--since", diary)

    assert [one.exit_code for one in (by_anchor, unseen, by_diary)] == [1, 0, 1]


def test_signs_that_are_none_are_refused(officer: Officer):
    officer.has_data()

    assert "takes what" in officer.types(audit, "verify", "--since", "last week").output


# --- refusals of all that need the data

NEED_DATA = [
    (dpo, "retention"),
    (dpo, "receipt", "K7QF-2M9D"),
    (dpo, "audit", "K7QF-2M9D"),
    (dpo, "handout", "--telegram-id", "1"),
    (audit, "verify"),
]


@pytest.mark.parametrize("command", NEED_DATA, ids=lambda one: one[1])
def test_without_data_and_without_its_key_nothing_is_done(officer: Officer, command: Any):
    nothing = officer.types(*command)
    officer.has_data()
    officer.key_file.rename(officer.key_file.with_name("away"))
    keyless = officer.types(*command)
    keyfile.create(officer.key_file)
    wrong = officer.types(*command)

    for told in (nothing, keyless, wrong):
        assert told.exit_code == 1
        assert told.output.startswith("✗")
        assert "Traceback" not in told.output
    assert officer.log() == []


# --- the notices


def test_the_notices_in_docs_are_up_to_date(officer: Officer):
    told = officer.types(dpo, "notes", "--to", str(DOCS), "--check")

    assert told.exit_code == 0, told.output


def test_notices_are_written_once_and_an_old_one_is_noticed(officer: Officer, tmp_path: Path):
    missing = officer.types(dpo, "notes", "--to", str(tmp_path), "--check")
    written = officer.types(dpo, "notes", "--to", str(tmp_path))
    again = officer.types(dpo, "notes", "--to", str(tmp_path), "--check")
    nowhere = officer.types(dpo, "notes", "--to", str(tmp_path / "nowhere"))

    assert [one.exit_code for one in (missing, written, again, nowhere)] == [1, 0, 0, 1]


def test_every_kind_of_thing_held_about_people_has_a_line_in_the_notice():
    told = set(privacy_notes.KEYS) | privacy_notes.WITHOUT

    assert told == set(Kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_names_the_operator_and_has_no_blank_left(language: Any):
    text = privacy_notes.note(language, "Kriisi & Apu <ry>")

    assert "Kriisi & Apu <ry>" in text
    assert "{" not in text


def test_the_numbers_are_those_of_the_inventory():
    blanks = privacy_notes.privacy_blanks()

    assert (blanks["call_days"], blanks["staff_hours"], blanks["audit_months"]) == (
        "60",
        "47",
        "24",
    )
    assert log.KEPT == Kept.AUDIT.limit
