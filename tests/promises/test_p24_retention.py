"""Four hundred days of the service: everything goes in time, nothing goes early."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.letters import Letter
from bot.store import outbox, tally
from bot.store.engine import Transaction
from bot.store.keyring import EPOCH, Purpose
from bot.store.store import Store
from bot.usecases import updates
from bot.usecases.housekeeping import sweep
from bot.usecases.language import PickLanguage, pick_language
from tests.conftest import NOON
from tests.promises.figures import Figures
from tests.promises.made import wrote

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

LIMITS = {
    "update": (timedelta(days=7), DAY),
    "body of an update set aside": (timedelta(hours=24), timedelta(hours=2)),
    "letter set aside": (timedelta(days=7), DAY),
    # A quarter of an hour less than a day, so that the row is gone within 24 hours.
    "picked language": (timedelta(hours=23, minutes=45), HOUR),
    "inbox key": (timedelta(days=2), 2 * DAY),
    "outbox key": (timedelta(days=8), 2 * DAY),
}
"""How long each category is kept, and how much later than that it may still be there."""


@dataclass
class Archive:
    """What was written when, and when each thing was seen for the last time."""

    born: dict[tuple[str, object], datetime] = field(default_factory=dict)
    seen: dict[tuple[str, object], datetime] = field(default_factory=dict)

    def note(self, now: datetime, there: dict[str, set[object]]) -> None:
        for category, names in there.items():
            for name in names:
                self.born.setdefault((category, name), now)
                self.seen[category, name] = now

    def faults(self, now: datetime, step: timedelta) -> list[str]:
        """Tell what went too early, and what is or was there too long."""
        found: list[str] = []
        for (category, name), born in self.born.items():
            limit, grace = LIMITS[category]
            lasted = self.seen[category, name] - born
            gone = self.seen[category, name] < now
            if gone and lasted + step < limit:
                found.append(f"{category} {name!r} went after {lasted}")
            if lasted > limit + grace + step:
                found.append(f"{category} {name!r} was there for {lasted}")
        return found


def there(store: Store, folder: Path) -> dict[str, set[object]]:
    """What the files hold of each category, by name."""
    with closing(sqlite3.connect(folder / "data.db")) as c:
        aside = "select digest from inbox where state = 'aside' and body is not null"
        found: dict[str, set[object]] = {
            "update": set(c.execute("select digest from inbox")),
            "body of an update set aside": set(c.execute(aside)),
            "letter set aside": set(c.execute("select ref from outbox where state = 'aside'")),
            "picked language": set(c.execute("select visitor, until from picked_language")),
        }
    with closing(sqlite3.connect(folder / "keys.db")) as c:
        kids = {kid for (kid,) in c.execute("select kid from day_key")}
    assert kids == set(store.keyring.keys)
    for name, purpose in (("inbox key", Purpose.INBOX), ("outbox key", Purpose.OUTBOX)):
        found[name] = {kid for kid in kids if kid >> 24 == purpose}
    return found


async def a_day_of_people(store: Store, number: int, now: datetime) -> None:
    """Somebody is answered, somebody breaks something, a letter is refused, a language picked."""
    raws = [{"update_id": 10 * number + n, **wrote(7_000_001, "hei")} for n in range(3)]
    done, broken, picks = await updates.keep(store, raws, now=now)
    await updates.done(store, done.digest, ["arrived"], now=now)
    await updates.set_aside(store, broken.digest, None, tries=5, reason="x", now=now)
    person = 7_000_001 + number
    await pick_language(store, PickLanguage(person, person, "sv", picks.digest), now=now)

    async def refuse(tx: Transaction) -> None:
        letter = outbox.owe(tx, store.keyring, Letter(person, "apology", "fi"), now)
        outbox.set_aside(tx, letter.ref, "http_400")

    await store.db.write(refuse)


@pytest.mark.parametrize(
    ("days", "step"),
    [
        (24, timedelta(hours=6)),
        pytest.param(400, HOUR, marks=[pytest.mark.full, pytest.mark.timeout(600)]),
    ],
    ids=["24 days", "400 days"],
)
async def test_p24_everything_goes_in_time_and_nothing_goes_early(
    store: Store, folder: Path, days: int, step: timedelta, figure: Figures
):
    archive, now, number = Archive(), NOON, 0
    while now < NOON + days * DAY:
        if (now - NOON) % DAY < step:
            number += 1
            await a_day_of_people(store, number, now + timedelta(minutes=7 * number % 60))
        archive.note(now, there(store, folder))
        await sweep(store, now=now + timedelta(minutes=59))
        now += step
        archive.note(now, there(store, folder))

    faults = archive.faults(now, step + HOUR)
    figure(f"too early or too late in {days} days", len(faults), of=len(archive.born))
    assert faults == []
    for category, (limit, _) in LIMITS.items():
        gone = [one for one, seen in archive.seen.items() if one[0] == category and seen < now]
        assert len(gone) >= days - limit.days - 4, category


async def test_p24_a_key_lives_for_its_days_and_no_longer(store: Store):
    ring = store.keyring
    for hours in range(24 * 14):
        now = NOON + timedelta(hours=hours)
        await asyncio.to_thread(ring.prepare, now)
        ring.destroy_expired(now)
        for purpose in Purpose:
            days = {EPOCH + timedelta(days=k & 0xFFFFFF) for k in ring.keys if k >> 24 == purpose}
            today = now.astimezone(UTC).date()
            assert max(days) == today + DAY
            assert min(days) >= today - timedelta(days=purpose.days_kept)


async def test_p24_figures_without_persons_go_after_24_months(store: Store):
    async def old(tx: Transaction) -> None:
        for days in (729, 730, 731, 732, 733):
            tally.count(tx, f"event-{days}", NOON - timedelta(days=days))

    await store.db.write(old)

    await sweep(store, now=NOON)

    assert set(await tally.totals(store.db)) == {"event-729", "event-730", "event-731"}
