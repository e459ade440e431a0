"""What the questions of the queue cost with 1,000 and with 1,000,000 waiting cases.

    python benchmarks/queue.py [--many 1000000]

Both files are as the service makes them (no ANALYZE, for it runs none) and differ only in how
many wait: the same two weeks, the same staff with three cases each, as much that is due. Each
question is asked of both in turn and timed from opening a read to closing it. What stops at a
limit stops there in both, so no ratio owes anything to a shorter answer. The mix is an ordinary
one; times that have come are taken away beforehand, as the service does every half minute.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
if __name__ == "queue":
    # Another benchmark runs, and something it needs asks for the library's module of this name:
    # the folder of a program comes first on its path.
    import importlib.util

    found = importlib.util.spec_from_file_location("queue", Path(os.__file__).with_name("queue.py"))
    sys.modules["queue"] = importlib.util.module_from_spec(found)
    found.loader.exec_module(sys.modules["queue"])
else:
    sys.path[:] = [str(ROOT), *(p for p in sys.path if p != str(Path(__file__).parent))]
    import asyncio
    import multiprocessing
    import resource
    import sqlite3
    import statistics
    import tempfile
    import time
    from collections import Counter
    from collections.abc import Awaitable, Callable, Iterator
    from contextlib import closing
    from datetime import UTC, date, datetime
    from hashlib import sha256
    from random import Random
    from typing import Any

    import uvloop

    from bot.domain.languages import LANGUAGES
    from bot.store import callbacks, keyfile, queue, schema
    from bot.store.callbacks import SEALED, Case
    from bot.store.engine import Connection, Database
    from bot.store.inbox import hour
    from bot.store.keyring import Keyring
    from bot.store.sealing import HEAD, NONCE, TAG, Place
    from bot.store.tables import callback, person, staff
    from bot.usecases.queue import PAGE

    NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    AT = int(NOW.timestamp())

FEW = 1000
AIM = 1.3
ROUNDS = 300
SECONDS = 4.0
"""For one question, if it is too slow for all the rounds."""
HOUR, DAY = 3600, 24 * 3600
STAFF, EACH = 40, 3
FOUND = "stage = 'approved' and paused = 0 and resting = 0 and language = 'fi'"
SAID = {
    "name": "Aino", "number": "+12025550123", "suits": "20261124-0900-1200", "voicemail": "no",
    "introduce": "no", "topic": "feelings", "words": "Voiko joku soittaa minulle",
}  # fmt: skip


# --- two files, made in a process of their own: their making is not in the figures of memory ---


def make(folder: Path, number: int) -> None:
    """Make data.db and keys.db with so many cases; the first and the last in line can be opened."""
    schema.migrate(folder / "data.db")
    keyring = Keyring.open(folder / "keys.db", keyfile.create(folder / "key"))
    keyring.prepare(NOW)
    chance = Random(number)
    people = [chance.randbytes(16) for _ in range(number)]
    members = [chance.randbytes(16) for _ in range(STAFF + 1)]
    noise = chance.randbytes(1 << 16)

    def sealed(length: int) -> bytes:
        """Something as long as a sealed value that nobody will open."""
        begin = chance.randrange(1 << 15)
        return noise[begin : begin + HEAD.size + NONCE + TAG + length]

    with closing(sqlite3.connect(folder / "data.db", isolation_level=None)) as db:
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -500000"):
            db.execute(f"pragma {pragma}")
        db.execute("begin")
        _insert(db, staff, _members(members, sealed))
        _insert(db, person, _persons(people, sealed))
        _insert(db, callback, _cases(people, members, chance, sealed))
        for change, which in (  # what the next half minute has to do, as much in both files
            (f"since = {AT - 3 * HOUR}", "stage = 'waiting'"),
            (f"held_until = {AT - 60}", "holder is not null"),
            (f"remind = {AT - 60}", f"held_until > {AT}"),
            (f"not_before = {AT - 60}", "resting = 1"),
        ):
            some = f"select rowid from callback where {which} limit 3"
            db.execute(f"update callback set {change} where rowid in ({some})")
        db.execute(  # as `ripen` has left it half a minute ago
            "update callback set not_before = null"
            f" where stage = 'approved' and resting = 0 and not_before <= {AT}"
        )
        for order in ("urgency desc, since, id", "urgency, since desc, id desc"):
            one, who = db.execute(
                f"select id, person from callback where {FOUND} order by {order} limit 1"
            ).fetchone()
            asyncio.run(keyring.new_person(who))
            values = [
                keyring.seal_for(who, Place("callback", column, one, who), SAID[column].encode())
                for column in SEALED
            ]
            columns = ", ".join(f"{column} = ?" for column in SEALED)
            db.execute(f"update callback set {columns} where id = ?", (*values, one))
        db.execute("commit")


def _insert(db: sqlite3.Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    names = table.columns.keys()
    values = ", ".join("?" * len(names))
    db.executemany(
        f"insert into {table.name} ({', '.join(names)}) values ({values})",
        ([row.get(name) for name in names] for row in rows),
    )


def _persons(ids: list[bytes], sealed: Callable[[int], bytes]) -> Iterator[dict[str, Any]]:
    for one in ids:
        yield {
            "id": one, "visitor": _code(one), "since": hour(NOW), "chat": sealed(9),
            "language": sealed(2), "paused": 0, "version": 1,
        }  # fmt: skip


def _members(ids: list[bytes], sealed: Callable[[int], bytes]) -> Iterator[dict[str, Any]]:
    for n, one in enumerate(ids):
        gone = n == STAFF  # the last was removed, and still holds three cases
        yield {
            "id": one, "visitor": _code(one), "since": hour(NOW), "roles": "helper",
            "languages": "fi,sv,en", "on_duty": int(not gone), "chat": None if gone else sealed(9),
            "name": None if gone else sealed(6), "removed": AT if gone else None, "version": 1,
        }  # fmt: skip


def _cases(
    people: list[bytes], members: list[bytes], chance: Random, sealed: Callable[[int], bytes]
) -> Iterator[dict[str, Any]]:
    """Two weeks of cases, the oldest first; those of the last two hours wait for a moderator."""
    passed = int(len(people) * 0.88)
    held = dict(zip(chance.sample(range(passed), len(members) * EACH), members * EACH, strict=True))
    called: Counter[tuple[str, int]] = Counter()
    for n, who in enumerate(people):
        since = AT - 14 * DAY + n * (14 * DAY - 2 * HOUR) // passed
        if n >= passed:
            since = AT - 110 * 60 + (n - passed) * 110 * 60 // (len(people) - passed)
        language = chance.choices(LANGUAGES, (50, 25, 25))[0]
        urgency = chance.choices((0, 1, 2), (84, 12, 4))[0]
        # One in twenty names a number that somebody else has named as well.
        number = chance.randrange(n) if n and chance.random() < 0.05 else n
        row: dict[str, Any] = {
            "id": chance.randbytes(16), "person": who, "language": language, "urgency": urgency,
            "stage": "approved" if n < passed else "waiting", "since": since,
            "asked": since // HOUR * HOUR, "changed": since // HOUR * HOUR, "card": n,
            "paused": int(chance.random() < 0.01), "missed": 0, "resting": 0, "verified": 1,
            "number_code": _code(b"%d" % number), "version": 4, "name": sealed(6),
            "number": sealed(13), "suits": sealed(4), "voicemail": sealed(2),
            "introduce": sealed(2), "topic": sealed(8), "words": sealed(chance.randrange(120)),
        }  # fmt: skip
        if chance.random() < 0.2:  # picked a time in the next four days; the others said: soon
            row["not_before"] = since + chance.randrange(4 * DAY)
        if n in held:
            until = AT + chance.randrange(60, 1800)
            row |= {"stage": "claimed", "holder": held[n], "held_until": until}
        elif n < passed and chance.random() < 0.08:
            row["stage"] = chance.choice(("done", "done", "aside", "draft"))
        elif n < passed and chance.random() < 0.02:
            row |= {"resting": 1, "missed": 3, "not_before": AT + chance.randrange(60, 3 * DAY)}
        elif n < passed and called[language, urgency] < 4:
            # Whoever is first in one of the nine lines was called already, and was not there.
            called[language, urgency] += 1
            row |= {"missed": 1, "not_before": AT + chance.randrange(60, 2 * HOUR)}
        yield row


def _code(value: bytes) -> bytes:
    return sha256(value).digest()[:16]


# --- the questions -----------------------------------------------------------------------------


@dataclass
class Size:
    """A file that can be asked."""

    db: Database
    front: Case
    far: Case
    requests: list[bytes]
    """Some in line, from everywhere in the file."""
    members: list[bytes]


def questions() -> dict[str, Callable[[Connection, Size, int], Awaitable[Any]]]:
    """Each question; what is asked about somebody is asked about somebody else each time."""
    return {
        "(a read that asks nothing)": lambda _c, _s, _n: asyncio.sleep(0),
        "next_for": lambda c, s, _: queue.next_for(c, LANGUAGES, but=s.far.person),
        "place_of, at the front": lambda c, s, _: queue.place_of(c, s.front.id, s.front.request),
        "place_of, far back": lambda c, s, _: queue.place_of(c, s.far.id, s.far.request),
        "in_line, part 1": lambda c, _s, _n: queue.in_line(c, "fi", skip=0, at_most=PAGE + 1),
        "in_line, part 50": lambda c, _s, _n: queue.in_line(
            c, "fi", skip=49 * PAGE, at_most=PAGE + 1
        ),
        "review": lambda c, _s, _n: queue.review(c, skip=0, at_most=PAGE + 1),
        "held_by": lambda c, s, n: queue.held_by(c, s.members[n % len(s.members)]),
        "waiting": lambda c, _s, _n: queue.waiting(c),
        "to_review": lambda c, _s, _n: queue.to_review(c),
        "ended": lambda c, _s, _n: queue.ended(c, skip=0, at_most=PAGE + 1),
        "same_number": lambda c, s, n: queue.same_number(c, s.requests[n % len(s.requests)]),
        "due": lambda c, _s, _n: queue.due(c, NOW),
        "longest_waiting": lambda c, _s, _n: queue.longest_waiting(c),
        "held_by_nobody": lambda c, _s, _n: queue.held_by_nobody(c),
    }


async def opened(folder: Path, number: int) -> Size:
    keyring = Keyring.open(folder / "keys.db", keyfile.read(folder / "key"))
    with closing(sqlite3.connect(folder / "data.db")) as plain:
        places = [(one,) for one in Random(2).sample(range(1, number + 1), FEW)]
        look = f"select id from callback where rowid = ? and {FOUND}"
        requests = [one for place in places for (one,) in plain.execute(look, place)]
        members = [one for (one,) in plain.execute("select id from staff where removed is null")]
    db = Database.at(folder / "data.db")
    async with db.read() as c:
        cases = [await callbacks.of_person(c, keyring, one) for one in keyring.persons()]
    front, far = sorted(cases, key=lambda case: (-case.request.urgency, case.request.since))
    assert front.form.words == far.form.words == SAID["words"]
    return Size(db, front, far, requests, members)


async def timed(ask: Callable[..., Awaitable[Any]], size: Size, n: int) -> float:
    """Return the microseconds of one question, from opening a read to closing it."""
    begun = time.perf_counter()
    async with size.db.read() as c:
        await ask(c, size, n)
    return (time.perf_counter() - begun) * 1e6


async def measured(folders: tuple[Path, Path], many: int) -> None:
    asked = questions()
    few = await opened(folders[0], FEW)
    for ask in asked.values():
        for n in range(ROUNDS):
            await timed(ask, few, n)
    memory = [peak_memory()]
    sizes = (few, await opened(folders[1], many))
    print(f"\n| question | µs at {FEW:,} | µs at {many:,} | ratio |\n|---|---|---|---|")
    ratios: dict[str, float] = {}
    for name, ask in asked.items():
        spent: tuple[list[float], list[float]] = ([], [])
        for size in sizes:
            await timed(ask, size, 0)  # the statements are built
        begun = time.perf_counter()
        for n in range(ROUNDS):
            for which in (0, 1) if n % 2 else (1, 0):
                spent[which].append(await timed(ask, sizes[which], n))
            if time.perf_counter() - begun > SECONDS:
                break
        low, high = map(statistics.median, spent)
        ratios[name] = high / low
        print(f"| {name} | {low:,.0f} | {high:,.0f} | {high / low:.2f} |", flush=True)
    memory.append(peak_memory())
    for size in sizes:
        await size.db.close()
    worst = max(ratios, key=ratios.__getitem__)
    print(f"\nlargest ratio: {ratios[worst]:.2f} ({worst}); the aim is {AIM} at most")
    print(
        f"peak memory: {memory[0]:.0f} MB after {FEW:,}, {memory[1]:.0f} MB after {many:,}, "
        "without what a keyring holds for each person"
    )


def peak_memory() -> float:
    """Return the most this process has ever taken, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1_000_000)
    many = parser.parse_args().many
    with tempfile.TemporaryDirectory(prefix="rinnalla-bench-") as place:
        folders = (Path(place) / "few", Path(place) / "many")
        for folder, number in zip(folders, (FEW, many), strict=True):
            folder.mkdir()
            begun = time.perf_counter()
            maker = multiprocessing.get_context("fork").Process(target=make, args=(folder, number))
            maker.start()
            maker.join()
            took = time.perf_counter() - begun
            print(f"{number:,} cases made in {took:.0f} s", file=sys.stderr)
        size = (folders[1] / "data.db").stat().st_size / 1e6
        # On one core, or where the thread of each file happens to run is measured as well.
        os.sched_setaffinity(0, {0})
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(measured(folders, many))
    print(
        f"the large file: {size:,.0f} MB; {date.today()}, {platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}"
    )


if __name__ == "__main__":
    main()
