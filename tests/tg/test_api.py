from datetime import UTC, datetime, timedelta

import pytest

from bot.rehearsal import Rehearsal
from bot.tg.api import Api, new_session
from bot.tg.outcome import Again, Delivered
from tests.clock import VirtualClock


@pytest.fixture
async def town():
    async with Rehearsal(limits=False) as one:
        yield one


async def test_a_call_is_answered(town: Rehearsal, clock: VirtualClock):
    async with new_session() as session:
        outcome = await Api(session, town.url, town.token, clock).call("getMe", {})

    assert isinstance(outcome, Delivered)


async def test_where_nobody_listens_a_call_is_to_be_tried_again(clock: VirtualClock):
    async with new_session() as session:
        outcome = await Api(session, "http://127.0.0.1:9", "1:x", clock).call("getMe", {})

    assert isinstance(outcome, Again)


async def test_a_fault_never_carries_the_token(town: Rehearsal, clock: VirtualClock):
    async with new_session() as session:
        outcome = await Api(session, "http://127.0.0.1:9", "1:very-secret", clock).call("getMe", {})

    assert "secret" not in repr(outcome)


@pytest.mark.parametrize("days", [-1, 1, 400])
async def test_p08_a_clock_that_jumped_is_noticed_by_telegrams_own(town: Rehearsal, days: int):
    clock = VirtualClock(datetime.now(UTC))
    async with new_session() as session:
        api = Api(session, town.url, town.token, clock)
        untold = api.agrees_on_time()
        await api.call("getMe", {})
    clock.advance(5 * 3600)
    after_hours = api.agrees_on_time()

    clock.jump(timedelta(days=days))

    assert (untold, after_hours, api.agrees_on_time()) == (True, True, False)


@pytest.mark.parametrize("days", [-1, 1, 400])
async def test_p08_what_is_written_down_carries_telegrams_time_while_our_clock_is_wrong(
    town: Rehearsal, days: int
):
    clock = VirtualClock(datetime.now(UTC))
    async with new_session() as session:
        api = Api(session, town.url, town.token, clock)
        await api.call("getMe", {})
    right = api.now()

    clock.jump(timedelta(days=days))

    assert right == clock.now() - timedelta(days=days)
    assert abs(api.now() - right) < timedelta(minutes=1)
