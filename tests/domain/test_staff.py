"""Roles and acts: every pair is decided here a second time, by hand, and nothing else is allowed."""

from itertools import product

import pytest

from bot.domain.staff import (
    MAY,
    Act,
    LastAdmin,
    Member,
    NobodyThere,
    NotOneself,
    Role,
    in_order,
    joined,
    may,
    may_member,
    removal,
)

WORD = {"helper": "h", "moderator": "m", "editor": "e", "admin": "a", "auditor": "u"}

TABLE = {
    "see_review": "m",
    "approve": "m",
    "set_urgency": "m",
    "put_aside": "m",
    "reopen": "hm",
    "merge": "m",
    "block": "m",
    "go_on_duty": "hm",
    "see_queue": "hm",
    "claim": "h",
    "release": "h",
    "hand_over": "h",
    "reveal": "h",
    "note_attempt": "h",
    "write_note": "hm",
    "close": "h",
    "invite": "a",
    "remove": "a",
    "see_staff": "au",
    "edit_faq": "e",
    "see_audit": "u",
    "hear_alarms": "ma",
}
"""Who may do what, by the first sign of the role (u: auditor)."""

HANNA = Member(b"h" * 16, frozenset({Role.HELPER}), frozenset({"fi"}))
ANDERS = Member(b"a" * 16, frozenset({Role.ADMIN, Role.HELPER}), frozenset({"sv"}))
MARIA = Member(b"m" * 16, frozenset({Role.ADMIN}), frozenset({"fi", "sv"}))


def test_every_role_and_every_act_stand_in_the_table():
    assert set(MAY) == set(Role)
    assert {act.value for act in Act} == set(TABLE)
    assert {role.value for role in Role} == set(WORD)


@pytest.mark.parametrize(("role", "act"), [*product(Role, Act)], ids=lambda one: one.value)
def test_p12_every_role_may_do_exactly_what_the_table_says(role: Role, act: Act):
    assert may({role}, act) == (WORD[role.value] in TABLE[act.value])


@pytest.mark.parametrize("act", Act)
def test_p12_without_a_role_nothing_is_allowed(act: Act):
    """S2."""
    assert not may((), act)
    assert not may_member(None, act)


@pytest.mark.parametrize("act", Act)
def test_p12_what_nobody_knows_is_denied(act: Act):
    assert not may({"director"}, act)  # type: ignore[arg-type]
    assert not may(set(Role), "fire_somebody")  # type: ignore[arg-type]


@pytest.mark.parametrize(("one", "other"), [*product(Role, Role)])
def test_several_roles_allow_what_any_of_them_allows(one: Role, other: Role):
    """S1."""
    for act in Act:
        assert may({one, other}, act) == (may({one}, act) or may({other}, act))


@pytest.mark.parametrize("act", Act)
def test_who_is_removed_may_nothing_and_the_same_member_before_it_what_the_roles_say(act: Act):
    """S3."""
    everything = Member(b"x" * 16, frozenset(Role), frozenset({"fi"}))
    gone = removal(everything, by=None, admins=2)

    assert may_member(everything, act)
    assert not may_member(gone, act)


def test_an_admin_removes_a_helper_and_the_operator_too():
    assert removal(HANNA, by=ANDERS, admins=1).removed
    assert removal(HANNA, by=None, admins=1).removed


@pytest.mark.parametrize("by", [MARIA, None])
def test_the_last_admin_is_not_removed_but_one_of_two_is(by: Member | None):
    """S4."""
    with pytest.raises(LastAdmin):
        removal(ANDERS, by=by, admins=1)

    assert removal(ANDERS, by=by, admins=2).removed


def test_nobody_removes_themselves():
    """S5."""
    with pytest.raises(NotOneself):
        removal(ANDERS, by=ANDERS, admins=2)

    assert removal(ANDERS, by=MARIA, admins=2).removed


def test_who_is_not_there_or_removed_before_is_not_removed():
    for nobody in (None, removal(HANNA, by=None, admins=1)):
        with pytest.raises(NobodyThere):
            removal(nobody, by=ANDERS, admins=1)


def test_whoever_is_removed_is_not_on_duty():
    on_duty = Member(HANNA.id, HANNA.roles, HANNA.languages, on_duty=True)

    assert not removal(on_duty, by=None, admins=1).on_duty


def test_another_invitation_adds_and_takes_nothing_away():
    """S7."""
    after = joined(HANNA, {Role.MODERATOR}, {"en"})

    assert after.roles == {Role.HELPER, Role.MODERATOR}
    assert after.languages == {"fi", "en"}
    assert after.id == HANNA.id
    assert joined(HANNA, {Role.HELPER}, {"fi"}) == HANNA


def test_roles_are_told_in_one_order():
    assert in_order({Role.AUDITOR, Role.HELPER, Role.ADMIN}) == [
        Role.HELPER,
        Role.ADMIN,
        Role.AUDITOR,
    ]
