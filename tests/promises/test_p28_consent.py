"""Consent first: no personal row without an earlier agreement, whatever people do in whatever order."""

import asyncio
import hashlib
import re
import shutil
import sqlite3
import tempfile
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot import consents
from bot.domain.consent import BELONGS, ConsentMissing, NothingHeld, NotKept
from bot.domain.holding import PURPOSES, Asking, Purpose
from bot.domain.languages import LANGUAGES, Language
from bot.store import keyfile, persons
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from bot.store.store import Store
from bot.tg import limits
from bot.usecases import consent, rights
from bot.usecases.consent import Order
from bot.wiring import SystemClock
from tests.conftest import AINO, BERTIL, CLEO, NOON
from tests.promises.figures import Figures
from tests.promises.holding_walk import cells, opened
from tests.stories.test_consent import agree, go
from tests.world import world

pytestmark = pytest.mark.slow

USERS = (AINO, BERTIL, CLEO)
TEXT = hashlib.sha256(b"May we call you?").hexdigest()
ANSWERS = {"name": "Robin", "number": "+12025550123", "message": "I cannot sleep."}
REFUSED = (ConsentMissing, NothingHeld, NotKept, persons.Stale)


@dataclass(frozen=True)
class Shown:
    """The text that was on the screen."""

    purpose: Purpose
    language: Language
    version: str = "1"
    digest: str = TEXT


users = st.sampled_from(USERS)
purposes = st.sampled_from(PURPOSES)
languages = st.sampled_from(LANGUAGES)
askings: Any = st.sampled_from(sorted(ANSWERS))

JUMPS = [timedelta(days=-1), timedelta(days=1), timedelta(days=400), timedelta(hours=-1),
         timedelta(seconds=-1), timedelta(hours=1)]  # fmt: skip


async def _at_once(_seconds: float) -> None: ...


async def _nothing(_tx: Transaction) -> None: ...


class People(RuleBasedStateMachine):
    """Three people and a clock, a crash and a second copy of the keys, on the real store."""

    template: Path
    met: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="consent"))
        for file in self.template.parent.iterdir():
            shutil.copy(file, self.folder / file.name)
        self.kek = keyfile.create(self.folder / "key")
        self.mirror = self.folder / "mirror"
        self.now: datetime = NOON
        self.latest = NOON
        self.number = count()
        self.agreed: dict[int, set[Purpose]] = {user: set() for user in USERS}
        self.runner = asyncio.Runner()
        self.runner.run(self._open())

    async def _open(self) -> None:
        ring = Keyring.open(self.folder / "keys.db", self.kek, mirror=self.mirror)
        ring.sleep = _at_once
        ring.prepare(self.now)
        self.store = Store(Database.at(self.folder / "data.db"), ring)
        self.writer = asyncio.ensure_future(self.store.db.run())
        await self.store.db.write(_nothing)  # the writer has its connection from here on

    async def _close(self) -> None:
        self.writer.cancel()
        with suppress(asyncio.CancelledError):
            await self.writer
        await self.store.db.close()

    def teardown(self) -> None:
        self.runner.run(self._close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def order(self, user: int, language: Language = "fi") -> Order:
        return Order(user, user, language, next(self.number).to_bytes(16))

    def act(self, work: Any) -> bool:
        """Do it; tell whether it was allowed."""
        try:
            self.runner.run(work)
        except REFUSED as refusal:
            self.met[type(refusal).__name__] += 1
            return False
        self.met["done"] += 1
        return True

    # --- what people do

    @initialize(user=users, purpose=purposes)
    def somebody_agrees(self, user: int, purpose: Purpose) -> None:
        self.agree(user, purpose, "fi")

    @rule(user=users, purpose=purposes, language=languages)
    def agree(self, user: int, purpose: Purpose, language: Language) -> None:
        text = Shown(purpose, language)
        order = self.order(user, language)
        if self.act(consent.give(self.store, order, text, now=self.now)):
            self.agreed[user].add(purpose)

    @rule(user=users, what=askings)
    def answer(self, user: int, what: Asking) -> None:
        """Also answers nobody has asked for, and such without consent."""
        work = rights.answer(
            self.store, self.order(user), ANSWERS[what], what=what, deleted=True, now=self.now
        )
        if self.act(work):
            assert BELONGS[what] in self.agreed[user]

    @rule(user=users)
    def answer_what_is_asked(self, user: int) -> None:
        if what := self.runner.run(rights.asked_for(self.store, user)):
            self.answer(user, what)

    @rule(user=users, what=askings)
    def want_to_correct(self, user: int, what: Asking) -> None:
        self.act(rights.ask(self.store, self.order(user), what, now=self.now))

    @rule(user=users)
    def skip(self, user: int) -> None:
        self.act(rights.leave(self.store, self.order(user), now=self.now))

    @rule(user=users, on=st.booleans())
    def pause(self, user: int, on: bool) -> None:
        self.act(rights.pause(self.store, self.order(user), on=on, now=self.now))

    @rule(user=users, language=languages)
    def speak(self, user: int, language: Language) -> None:
        self.act(rights.speak(self.store, self.order(user), language, now=self.now))

    @rule(user=users, purpose=purposes)
    def take_back(self, user: int, purpose: Purpose) -> None:
        if self.act(consent.withdraw(self.store, self.order(user), purpose, now=self.now)):
            self.agreed[user].discard(purpose)

    @rule(user=users)
    def forget(self, user: int) -> None:
        assert self.act(consent.forget(self.store, self.order(user), now=self.now))
        self.agreed[user].clear()

    # --- what happens to the service

    @rule(minutes=st.integers(0, 3000))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(jump=st.sampled_from(JUMPS))
    def the_clock_jumps(self, jump: timedelta) -> None:
        self.now += jump

    @rule()
    def a_restart(self) -> None:
        self.runner.run(self._close())
        self.runner.run(self._open())

    @rule()
    def the_second_copy_goes_away_or_comes_back(self) -> None:
        away = self.folder / "away"
        if away.exists():
            self.mirror.unlink()
            away.rename(self.mirror)
        elif self.mirror.exists():
            self.mirror.rename(away)
            self.mirror.write_text("")

    @rule(user=users)
    def a_crash_between_key_and_rows(self, user: int) -> None:
        """An erasure that was cut in two: the key is gone, the rows stand until it is repeated."""

        async def half() -> None:
            async with self.store.db.read() as c:
                one = await persons.find(c, self.store.keyring, user)
            if one is not None:
                await self.store.keyring.erase_person(one.id, "forgotten", self.now)

        self.runner.run(half())
        self.forget(user)

    # --- what must hold after each of them

    @invariant()
    def every_personal_row_has_an_earlier_agreement(self) -> None:
        self.latest = max(self.latest, self.now)
        with closing(sqlite3.connect(self.folder / "data.db")) as c:
            c.row_factory = sqlite3.Row
            agreements = c.execute("select * from agreement").fetchall()
            personal = [
                (table, purpose, row)
                for table, purpose in (("person", None), ("callback", "call"), ("message", "write"))
                for row in c.execute(f"select * from {table}")
            ]
            visitors = {row["visitor"] for row in c.execute("select visitor from person")}
            waiting = {
                row["person"]
                for row in c.execute("select person from outbox where person is not null")
            }
        standing = [one for one in agreements if one["withdrawn"] is None]
        for one in agreements:
            assert one["text_version"] == "1"
            assert one["text_digest"] == TEXT
            assert one["language"] in LANGUAGES
            assert NOON.timestamp() - 86400 * 500 < one["given"] <= self.latest.timestamp()
            assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", one["receipt"])
        for table, purpose, row in personal:
            whose = row["id"] if table == "person" else row["person"]
            grounds = [
                one
                for one in standing
                if one["person"] == whose and purpose in (None, one["purpose"])
            ]
            assert grounds, f"a row of {table} without consent"
            begun = row[{"person": "since", "callback": "asked", "message": "written"}[table]]
            earlier = min(one["given"] for one in agreements if one["person"] == whose)
            # Times of personal rows are kept by the hour, and the clock may have jumped back.
            assert begun + 3600 > earlier or self.latest > self.now
            self.met["personal rows looked at"] += 1
        with_consent = {
            self.store.keyring.look_up("visitor", user) for user in USERS if self.agreed[user]
        }
        assert visitors == with_consent
        assert waiting <= {row["id"] for table, _, row in personal if table == "person"}

    @invariant()
    def who_has_agreed_to_nothing_has_no_key(self) -> None:
        with closing(sqlite3.connect(self.folder / "data.db")) as c:
            ids = {one for (one,) in c.execute("select id from person")}
        assert ids <= self.store.keyring.persons()


@pytest.mark.parametrize(
    ("runs", "steps"),
    [(8, 30), pytest.param(200, 50, marks=[pytest.mark.full, pytest.mark.timeout(900)])],
)
def test_p28_nothing_personal_is_kept_before_consent_in_whatever_order_things_happen(
    template: Path, figure: Figures, runs: int, steps: int
):
    met = Counter[str]()
    machine = type("People", (People,), {"template": template, "met": met})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

    figure("random lives of the service", runs)
    figure("acts done", met["done"])
    figure("acts refused", sum(met.values()) - met["done"] - met["personal rows looked at"])
    figure("personal rows without an earlier consent", 0, of=met["personal rows looked at"])


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """One chat gets more than Telegram's one message a second, so that nobody waits here."""
    monkeypatch.setattr(limits, "CHAT", (3, 0.01))


class Jumping(SystemClock):
    """The machine's clock, set wrong."""

    off = timedelta(0)

    def now(self) -> datetime:
        return super().now() + self.off


@pytest.mark.parametrize(
    "jump", [timedelta(days=400), timedelta(days=1), timedelta(days=-1)], ids=str
)
async def test_p08_p28_a_consent_is_dated_rightly_under_a_clock_that_jumps(
    tmp_path: Path, figure: Figures, jump: timedelta
):
    clock = Jumping()
    async with world(tmp_path, clock=clock) as town:
        aino = await town.person("Aino", "fi")
        await aino.start()
        began = clock.now()
        clock.off = jump

        await agree(aino, "call")

        clock.off = timedelta(0)
        held = await rights.holding_of(town.running.store, aino.id)
        assert held is not None
        given = held.agreements[0].given
        figure("consents dated in the future", int(given > clock.now()))
        assert began - timedelta(seconds=2) <= given <= clock.now()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_p28_the_proof_names_the_very_text_that_was_on_the_screen(
    tmp_path: Path, language: Language
):
    async with world(tmp_path) as town:
        aino = await town.person("Aino", language)

        await agree(aino, "call")

        held = await rights.holding_of(town.running.store, aino.id)
        assert held is not None
        text = consents.read().newest("call", language)
        [given] = held.agreements
        assert (given.text_version, given.text_digest) == (text.version, text.digest)
        assert given.language == language
        assert given.text_digest == hashlib.sha256(text.text.encode()).hexdigest()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_p28_before_consent_nothing_a_person_writes_is_kept(
    tmp_path: Path, language: Language
):
    async with world(tmp_path) as town:
        aino = await town.person("Aino", language)
        await aino.start()
        await go(aino, "people")
        await go(aino, "ask", "call")

        for text in ("Robin", "+1 202 555 0123", "/mydata", "/withdraw"):
            await aino.write(text)

        found = await cells(tmp_path / "data")
        assert [
            one for one in found if one.table in ("person", "callback", "message", "agreement")
        ] == []
        assert [one for one in found if one.table == "person_key"] == []
        assert [
            one
            for one in found
            if (opened(one, town.running.store.keyring) or "").find("Robin") >= 0
        ] == []
