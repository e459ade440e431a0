"""Who comes in, who goes out, and what is left of them: on the real store."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.consent import NotKept
from bot.domain.languages import LANGUAGES, Language
from bot.domain.staff import LastAdmin, Member, NobodyThere, NoRole, NotAllowed, NotOneself, Role
from bot.store import audit, backups
from bot.store import staff as rows
from bot.store.engine import Database, StoreUnavailable, Transaction
from bot.store.erasures import replay_erasures
from bot.store.keyring import Keyring, MirrorUnreachable
from bot.store.outbox import Owed
from bot.store.persons import Stale
from bot.store.store import Store
from bot.store.tables import invitation, staff
from bot.store.verifying import verify_fields
from bot.usecases import staffing
from bot.usecases.backups import settle
from bot.usecases.consent import Order
from bot.usecases.housekeeping import sweep
from bot.usecases.staffing import Join, member_of
from tests.conftest import AINO, NOON
from tests.promises.standings import Actor, both

HANNA, HENRIK, ANDERS, MARIA, XANDER = 7000101, 7000102, 7000103, 7000104, 7000666
HELPER, MODERATOR, ADMIN = {Role.HELPER}, {Role.MODERATOR}, {Role.ADMIN}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNKNOWN = bytes(range(16))


async def invited(
    store: Store,
    roles: Collection[Role] = HELPER,
    languages: Collection[Language] = ("fi",),
    *,
    by: bytes | None = None,
) -> str:
    return await staffing.invite(store, roles, languages, by=by, now=NOON)


def join_of(user: int, token: str, name: str = "Hanna") -> Join:
    order = Order(user, user, "fi", user.to_bytes(16), said=7)
    return Join(order, token, name)


async def brings(store: Store, user: int, token: str, *, now: Any = NOON) -> bool:
    return await staffing.join(store, join_of(user, token), now=now)


async def joins(store: Store, user: int, roles: Collection[Role] = HELPER) -> Member:
    assert await brings(store, user, await invited(store, roles))
    member = await member_of(store, user)
    assert member is not None
    return member


async def all_rows(store: Store, table: Any) -> list[Any]:
    async with store.db.read() as c:
        return list((await c.execute(select(table))).all())


async def log(store: Store) -> list[tuple[str, str, bytes | None, str | None]]:
    async with store.db.read() as c:
        return [(one.actor, one.act, one.about, one.detail) for one in await audit.entries(c)]


# --- coming in


async def test_p15_a_good_invitation_makes_a_member_says_so_and_is_written_down(
    store: Store, woken: list[Owed]
):
    token = await invited(store, {Role.MODERATOR, Role.HELPER}, ("sv", "fi"))

    assert await brings(store, HANNA, token)

    member = await member_of(store, HANNA)
    assert member is not None
    assert member.roles == {Role.HELPER, Role.MODERATOR}
    assert member.languages == {"fi", "sv"}
    assert (member.on_duty, member.removed) == (False, False)
    [letter] = [one.letter for one in woken]
    assert (letter.chat, letter.screen) == (HANNA, "joined_staff")
    assert letter.blanks == {"roles": "helper,moderator", "languages": "fi,sv"}
    hanna = f"staff:{member.id.hex()}"
    assert await log(store) == [
        ("operator", "invited", None, "helper"),
        ("operator", "invited", None, "moderator"),
        (hanna, "joined", member.id, "helper"),
        (hanna, "joined", member.id, "moderator"),
    ]
    assert await audit.verify(store.db, store.keyring) == []


async def test_chat_and_name_are_sealed_with_the_members_own_key(
    store: Store, folder: Path, keyring: Keyring
):
    member = await joins(store, HANNA)

    async with store.db.read() as c:
        account = await rows.by_id(c, keyring, member.id)
    assert account is not None
    assert (account.chat, account.name) == (HANNA, "Hanna")
    content = b"".join(path.read_bytes() for path in folder.glob("data.db*"))
    assert b"Hanna" not in content
    assert str(HANNA).encode() not in content
    found = {(one.column, one.verdict) for one in verify_fields(folder / "data.db", keyring)
             if one.table == "staff"}  # fmt: skip
    assert found == {("chat", "opens"), ("name", "opens")}


async def test_p15_of_fifty_who_bring_one_invitation_at_once_one_comes_in(store: Store):
    token = await invited(store)

    came = await asyncio.gather(*(brings(store, 7_100_000 + n, token) for n in range(50)))

    assert sum(came) == 1
    assert len(await all_rows(store, staff)) == 1
    assert await all_rows(store, invitation) == []


async def test_p15_the_keys_of_those_who_came_too_late_go_with_the_second_sweep(store: Store):
    token = await invited(store)
    await asyncio.gather(*(brings(store, 7_100_000 + n, token) for n in range(20)))

    for minutes in (10, 20):
        await sweep(store, now=NOON + timedelta(minutes=minutes))

    [row] = await all_rows(store, staff)
    assert store.keyring.persons() == {row.id}


async def test_p15_a_used_invitation_makes_nobody_a_member_a_second_time(
    store: Store, woken: list[Owed]
):
    token = await invited(store)
    assert await brings(store, HANNA, token)
    woken.clear()

    assert not await brings(store, XANDER, token)
    assert await member_of(store, XANDER) is None
    assert woken == []


@pytest.mark.parametrize(
    ("after", "counts"),
    [(timedelta(hours=23, minutes=59), True), (DAY, False), (7 * DAY, False)],
)
async def test_p15_an_invitation_counts_for_twenty_four_hours(
    store: Store, after: timedelta, counts: bool
):
    token = await invited(store)

    assert await brings(store, HANNA, token, now=NOON + after) is counts
    assert (await member_of(store, HANNA) is not None) is counts


async def test_p15_an_invitation_is_kept_as_its_hash_alone(store: Store, folder: Path):
    token = await invited(store)
    await store.db.fold()

    [row] = await all_rows(store, invitation)
    assert row.hash == sha256(token.encode()).digest()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert token.encode() not in path.read_bytes()
    assert await brings(store, HANNA, token)


async def test_p15_invitations_are_128_bits_and_never_alike(store: Store):
    tokens = {await invited(store) for _ in range(50)}

    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {22}
    assert max(len(staffing.LINK + token) for token in tokens) <= 64


async def test_p15_a_thousand_made_up_invitations_change_nothing(store: Store, woken: list[Owed]):
    chance, token = Random(15), await invited(store)
    before = [await all_rows(store, one) for one in (staff, invitation)]
    signs = "abcXYZ0189_-"
    made_up = ["", "admin", token[:-1], token.swapcase(), token + "A", "\ud800", "é" * 30]
    made_up += ["".join(chance.choices(signs, k=22)) for _ in range(1000)]

    came = [await brings(store, XANDER, one) for one in made_up]

    assert not any(came)
    assert [await all_rows(store, one) for one in (staff, invitation)] == before
    assert store.keyring.persons() == frozenset()
    assert woken == []
    assert await brings(store, HANNA, token)


async def test_another_invitation_gives_a_member_more_roles_under_the_same_id(store: Store):
    hanna = await joins(store, HANNA)

    again = await joins(store, HANNA, {Role.EDITOR})

    assert again.id == hanna.id
    assert again.roles == {Role.HELPER, Role.EDITOR}
    assert len(await all_rows(store, staff)) == 1
    assert store.keyring.persons() == {hanna.id}


async def test_while_the_mirror_is_away_nobody_comes_in_and_the_invitation_still_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    token = await invited(store)

    async def away(_one: bytes) -> None:
        raise MirrorUnreachable

    with monkeypatch.context() as patched:
        patched.setattr(store.keyring, "new_person", away)
        with pytest.raises(NotKept):
            await brings(store, HANNA, token)

    assert await member_of(store, HANNA) is None
    assert await brings(store, HANNA, token)


@pytest.mark.parametrize(("roles", "languages"), [((), ("fi",)), (HELPER, ())])
async def test_an_invitation_for_nothing_is_not_made(store: Store, roles: Any, languages: Any):
    with pytest.raises(NoRole):
        await invited(store, roles, languages)

    assert await all_rows(store, invitation) == []


async def test_an_admin_invites_and_a_helper_does_not(store: Store):
    anders, hanna = await joins(store, ANDERS, ADMIN), await joins(store, HANNA)

    assert await brings(store, HENRIK, await invited(store, by=anders.id))
    for nobody in (hanna.id, UNKNOWN):
        with pytest.raises(NotAllowed):
            await invited(store, by=nobody)

    assert await all_rows(store, invitation) == []


# --- on duty


async def test_a_helper_goes_on_and_off_duty_and_an_admin_and_a_stranger_do_not(store: Store):
    await joins(store, HANNA)
    await joins(store, ANDERS, ADMIN)
    seen: list[bool] = []

    for on in (True, False):
        await staffing.set_duty(store, HANNA, on=on)
        member = await member_of(store, HANNA)
        assert member is not None
        seen.append(member.on_duty)
    for user in (ANDERS, AINO):
        with pytest.raises(NotAllowed):
            await staffing.set_duty(store, user, on=True)

    assert seen == [True, False]


async def test_what_was_changed_meanwhile_is_not_written_over(store: Store):
    member = await joins(store, HANNA)

    async def twice(tx: Transaction) -> None:
        for _ in range(2):
            await rows.save(tx.c, member, seen=1)

    with pytest.raises(Stale):
        await store.db.write(twice)


# --- going out


async def test_p13_who_was_removed_may_nothing_from_the_next_press_on(store: Store):
    await joins(store, ANDERS, ADMIN)
    hanna = await joins(store, HANNA, {Role.HELPER, Role.ADMIN})
    await staffing.set_duty(store, HANNA, on=True)

    await staffing.remove(store, hanna.id, by=None, now=NOON)

    assert await member_of(store, HANNA) is None
    with pytest.raises(NotAllowed):
        await staffing.set_duty(store, HANNA, on=True)
    with pytest.raises(NotAllowed):
        await invited(store, by=hanna.id)
    assert (await log(store))[-2:] == [
        ("operator", "removed", hanna.id, "helper"),
        ("operator", "removed", hanna.id, "admin"),
    ]


async def test_p13_nothing_that_says_who_it_was_is_left_and_the_key_is_destroyed(store: Store):
    hanna = await joins(store, HANNA)

    assert await staffing.remove(store, hanna.id, by=None, now=NOON)

    [row] = await all_rows(store, staff)
    assert (row.chat, row.name, row.on_duty, row.removed) == (None, None, 0, int(NOON.timestamp()))
    assert not store.keyring.has_person(hanna.id)
    assert hanna.id in store.keyring.erased()


@pytest.mark.parametrize(
    "races", [40, pytest.param(1000, marks=[pytest.mark.full, pytest.mark.timeout(600)])]
)
async def test_p13_a_press_races_with_the_removal_and_has_no_effect_after_it(
    store: Store, races: int
):
    """Each invites with one hand while the other is removed: the log tells who was first."""
    await joins(store, ANDERS, ADMIN)
    refused, ids = 0, list[bytes]()
    for n in range(races):
        hanna = await joins(store, 7_200_000 + n, {Role.HELPER, Role.ADMIN})
        ids.append(hanna.id)
        acts = [
            invited(store, by=hanna.id),
            staffing.remove(store, hanna.id, by=None, now=NOON),
            staffing.set_duty(store, 7_200_000 + n, on=True),
            invited(store, by=hanna.id),
        ]
        Random(n).shuffle(acts)
        done = await asyncio.gather(*acts, return_exceptions=True)
        refused += sum(isinstance(one, NotAllowed) for one in done)
        assert all(not isinstance(one, Exception) or isinstance(one, NotAllowed) for one in done)

    gone, late = set[str](), 0
    for actor, act, about, _ in await log(store):
        late += actor in gone
        if act == "removed" and about is not None:
            gone.add(f"staff:{about.hex()}")
    assert gone == {f"staff:{one.hex()}" for one in ids}
    assert late == 0
    assert refused > races / 2
    assert all(row.on_duty == 0 for row in await all_rows(store, staff))


async def test_the_last_admin_stays_and_one_of_two_goes(store: Store):
    anders = await joins(store, ANDERS, ADMIN)
    with pytest.raises(LastAdmin):
        await staffing.remove(store, anders.id, by=None, now=NOON)
    maria = await joins(store, MARIA, ADMIN)

    await staffing.remove(store, anders.id, by=maria.id, now=NOON)

    assert await member_of(store, ANDERS) is None
    with pytest.raises(LastAdmin):
        await staffing.remove(store, maria.id, by=None, now=NOON)


async def test_of_two_admins_who_remove_each_other_at_once_one_stays(store: Store):
    anders, maria = await joins(store, ANDERS, ADMIN), await joins(store, MARIA, ADMIN)

    done = await asyncio.gather(
        staffing.remove(store, anders.id, by=maria.id, now=NOON),
        staffing.remove(store, maria.id, by=anders.id, now=NOON),
        return_exceptions=True,
    )

    assert sum(one is True for one in done) == 1
    assert sum(isinstance(one, NotAllowed) for one in done) == 1


async def test_nobody_removes_themselves_and_a_helper_removes_nobody(store: Store):
    anders, hanna = await joins(store, ANDERS, ADMIN), await joins(store, HANNA)
    await joins(store, MARIA, ADMIN)

    with pytest.raises(NotOneself):
        await staffing.remove(store, anders.id, by=anders.id, now=NOON)
    with pytest.raises(NotAllowed):
        await staffing.remove(store, anders.id, by=hanna.id, now=NOON)
    with pytest.raises(NobodyThere):
        await staffing.remove(store, UNKNOWN, by=anders.id, now=NOON)

    await staffing.remove(store, hanna.id, by=anders.id, now=NOON)
    with pytest.raises(NobodyThere):
        await staffing.remove(store, hanna.id, by=anders.id, now=NOON)


async def test_who_was_removed_and_is_invited_again_begins_anew_under_another_id(store: Store):
    before = await joins(store, HANNA)
    await staffing.remove(store, before.id, by=None, now=NOON)

    after = await joins(store, HANNA, MODERATOR)

    assert after.id != before.id
    assert after.roles == MODERATOR
    assert [row.id for row in await all_rows(store, staff)] == [after.id]


async def test_a_removal_counts_also_when_the_key_cannot_be_destroyed_and_the_sweep_ends_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    hanna = await joins(store, HANNA)

    async def full(*_: Any) -> bool:
        raise StoreUnavailable("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(store.keyring, "erase_person", full)
        everywhere = await staffing.remove(store, hanna.id, by=None, now=NOON)

    assert not everywhere
    assert await member_of(store, HANNA) is None
    assert store.keyring.has_person(hanna.id)
    for minutes in (10, 20):
        await sweep(store, now=NOON + timedelta(minutes=minutes))
    assert not store.keyring.has_person(hanna.id)


# --- time, keys, backups


async def test_p24_a_removed_member_goes_after_90_days_and_a_serving_one_stays(store: Store):
    hanna, henrik = await joins(store, HANNA), await joins(store, HENRIK)
    await staffing.remove(store, hanna.id, by=None, now=NOON)

    left: list[set[bytes]] = []
    for days in (89, 90, 400):
        await sweep(store, now=NOON + days * DAY)
        left.append({row.id for row in await all_rows(store, staff)})

    assert left == [{hanna.id, henrik.id}, {henrik.id}, {henrik.id}]
    assert await member_of(store, HENRIK) == henrik
    assert store.keyring.persons() == {henrik.id}


async def test_p24_an_invitation_nobody_accepts_goes_after_24_hours(store: Store):
    await invited(store)

    left: list[int] = []
    for hours in (23, 24):
        await sweep(store, now=NOON + hours * HOUR)
        left.append(len(await all_rows(store, invitation)))

    assert left == [1, 0]


async def test_p13_a_restored_backup_brings_no_removed_member_and_no_used_invitation_back(
    store: Store, folder: Path
):
    hanna, henrik = await joins(store, HANNA), await joins(store, HENRIK)
    token = await invited(store)
    made = await asyncio.to_thread(backups.make, folder / "data.db", folder / "b", NOON)
    await staffing.remove(store, hanna.id, by=None, now=NOON + HOUR)
    assert await brings(store, MARIA, token)

    old = Database.at(made.path)
    writer = asyncio.ensure_future(old.run())
    restored = Store(old, store.keyring)
    await settle(old, store.keyring, now=NOON + 2 * HOUR, drill=True)

    assert await member_of(restored, HANNA) is None
    assert await member_of(restored, HENRIK) == henrik
    assert not await brings(restored, XANDER, token)
    [row] = [row for row in await all_rows(restored, staff) if row.id == hanna.id]
    assert (row.chat, row.name, row.removed) == (None, None, int((NOON + HOUR).timestamp()))
    writer.cancel()
    await asyncio.wait({writer})
    await old.close()


async def test_a_start_leaves_those_who_serve_and_persons_as_they_are(store: Store):
    hanna, aino = await joins(store, HANNA), Actor(store, AINO)
    await both(aino)

    assert await replay_erasures(store.db, store.keyring) == 0

    assert await member_of(store, HANNA) == hanna
    assert await aino.id() is not None


async def test_who_asks_for_help_too_and_forgets_stays_on_the_staff(store: Store):
    hanna, as_person = await joins(store, HANNA), Actor(store, HANNA)
    await both(as_person)
    assert await as_person.id() != hanna.id

    await as_person.forget()

    assert await as_person.id() is None
    assert await member_of(store, HANNA) == hanna


async def test_a_role_no_version_knows_grants_nothing(store: Store):
    await joins(store, HANNA)

    async def newer(tx: Transaction) -> None:
        await tx.c.execute(staff.update().values(roles="director,helper", languages="de,sv"))

    await store.db.write(newer)

    member = await member_of(store, HANNA)
    assert member is not None
    assert (member.roles, member.languages) == (HELPER, {"sv"})
    assert {"sv"} <= set(LANGUAGES)


async def test_a_damaged_row_is_nobody(store: Store):
    hanna = await joins(store, HANNA)

    async def damage(tx: Transaction) -> None:
        await tx.c.execute(staff.update().values(chat=b"\x01" * 40))

    await store.db.write(damage)

    assert await member_of(store, HANNA) is None
    with pytest.raises(NobodyThere):
        await staffing.remove(store, hanna.id, by=None, now=NOON)
