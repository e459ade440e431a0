"""P17: no number is shown that is not in the audit log first."""

import random
from datetime import timedelta
from typing import Any

import pytest

from bot.store import audit
from bot.store.engine import Database, StoreUnavailable, Transaction
from bot.store.store import Store
from bot.usecases.office import NO_OFFICE
from bot.usecases.reveal import reveal
from tests.conftest import AINO, NOON
from tests.promises.figures import Figures
from tests.usecases.desk import HANNA, claimed, order
from tests.usecases.test_reveal import person_of


class Fault(Exception):
    """The audit row cannot be written, for a reason nobody has thought of."""


@pytest.mark.parametrize("number", [100, pytest.param(1000, marks=pytest.mark.full)])
async def test_p17_with_a_fifth_of_the_audit_rows_failing_nothing_is_shown_without_one(
    store: Store, number: int, monkeypatch: pytest.MonkeyPatch, figure: Figures
):
    request, dice = await claimed(store, AINO), random.Random(17)
    aino = await person_of(store)
    append, write = audit.append, Database.write
    failing = {"append": 0.075, "lost row": 0.075, "commit": 0.075}
    committed: list[int] = []

    async def appended(tx: Transaction, *given: Any, **named: Any) -> None:
        if dice.random() < failing["append"]:
            raise Fault
        await append(tx, *given, **named)
        if dice.random() < failing["lost row"]:
            raise StoreUnavailable("the disk is full just after the row")

    async def written(db: Database, work: Any) -> Any:
        answer = await write(db, work)
        async with db.read() as c:
            committed.append(sum(one.act == "revealed" for one in await audit.entries(c, aino)))
        if dice.random() < failing["commit"]:
            raise StoreUnavailable("nobody knows whether it was committed")
        return answer

    monkeypatch.setattr(audit, "append", appended)
    monkeypatch.setattr(Database, "write", written)
    reached = failed = without = 0
    for hour in range(number):  # far enough apart for the limit of ten an hour
        before = committed[-1] if committed else 0
        now = NOON + timedelta(minutes=7 * hour)
        try:
            await reveal(store, order(HANNA, replaces=hour), NO_OFFICE, request, now)
        except (Fault, StoreUnavailable):
            failed += 1
            continue
        reached += 1
        without += committed[-1] <= before

    monkeypatch.undo()
    figure("reveals without a row", without, of=reached)
    figure("reveals that failed to be written down", failed, of=number)
    assert failed > number / 10
    assert reached + failed == number
    assert without == 0
    async with store.db.read() as c:
        assert sum(one.act == "revealed" for one in await audit.entries(c, aino)) >= reached
    assert await audit.verify(store.db, store.keyring) == []
