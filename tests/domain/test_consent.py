"""What a person's acts do to what is held about them (bot/domain/consent.py, rules C1 to C6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.consent import (
    BELONGS,
    Answer,
    Ask,
    ConsentMissing,
    Effect,
    Forget,
    Give,
    Leave,
    NothingHeld,
    Pause,
    Standing,
    Withdraw,
    decide,
)
from bot.domain.holding import PURPOSES

CALL, WRITE = PURPOSES
ACTS = st.one_of(
    st.sampled_from([Give(CALL), Give(WRITE), Withdraw(CALL), Withdraw(WRITE), Forget()]),
    st.sampled_from([Answer(), Leave(), Pause(True), Pause(False)]),
    st.sampled_from([Ask(what) for what in BELONGS]),
)
KEEPS = {
    Effect.KEEP_NAME: CALL,
    Effect.KEEP_NUMBER: CALL,
    Effect.KEEP_MESSAGE: WRITE,
    Effect.DRAFT: CALL,
}


def test_a_newcomer_who_agrees_gets_a_row_a_proof_and_one_question():
    after, effects = decide(None, Give(CALL))

    assert after == Standing(frozenset({CALL}), asking="name")
    assert effects == (Effect.ENTER, Effect.AGREE, Effect.DRAFT)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_agreeing_twice_is_one_consent(purpose):
    once, _ = decide(None, Give(purpose))

    assert decide(once, Give(purpose)) == (once, ())


def test_the_second_purpose_is_agreed_to_by_itself():
    both, effects = decide(Standing(frozenset({CALL}), has_number=True), Give(WRITE))

    assert both is not None
    assert both.agreed == {CALL, WRITE}
    assert both.has_number
    assert effects == (Effect.AGREE,)


def test_taking_one_back_drops_what_it_kept_and_leaves_the_other():
    before = Standing(frozenset({CALL, WRITE}), asking="number", has_number=True)

    after, effects = decide(before, Withdraw(CALL))

    assert after == Standing(frozenset({WRITE}))
    assert effects == (Effect.END, Effect.DROP)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_taking_the_last_one_back_erases_everything(purpose):
    assert decide(Standing(frozenset({purpose})), Withdraw(purpose)) == (
        None,
        (Effect.END, Effect.ERASE),
    )


def test_taking_back_what_was_never_given_changes_nothing():
    assert decide(None, Withdraw(CALL)) == (None, ())


def test_a_name_is_followed_by_the_number_and_a_correction_by_nothing():
    fresh = Standing(frozenset({CALL}), asking="name")
    known = Standing(frozenset({CALL}), asking="name", has_number=True)

    assert [decide(one, Answer())[0].asking for one in (fresh, known)] == ["number", None]
    assert decide(fresh, Leave())[0].asking == "number"


def test_writing_goes_on_until_it_is_left():
    writing = Standing(frozenset({WRITE}), asking="message")

    assert decide(writing, Answer()) == (writing, (Effect.KEEP_MESSAGE,))
    assert decide(writing, Leave())[0].asking is None


@pytest.mark.parametrize("standing", [None, Standing(frozenset({WRITE}))])
@pytest.mark.parametrize("act", [Ask("number"), Answer()])
def test_nothing_is_asked_or_kept_without_its_consent(standing, act):
    with pytest.raises(ConsentMissing):
        decide(standing, act)


@pytest.mark.parametrize("act", [Pause(True), Pause(False), Leave()])
def test_what_is_not_held_cannot_be_changed(act):
    with pytest.raises(NothingHeld):
        decide(None, act)


@given(acts=st.lists(ACTS, max_size=40))
def test_whatever_people_do_nothing_is_kept_without_consent_and_erasing_always_works(acts):
    standing: Standing | None = None
    for act in acts:
        assert decide(standing, Forget())[0] is None
        try:
            after, effects = decide(standing, act)
        except (ConsentMissing, NothingHeld):
            continue
        agreed = after.agreed if after is not None else frozenset()
        for effect in effects:
            assert effect not in KEEPS or KEEPS[effect] in agreed
        assert (after is None) == (not agreed)
        if after is not None and after.asking is not None:
            assert BELONGS[after.asking] in agreed
        if isinstance(act, Withdraw):
            assert act.purpose not in agreed
        standing = after
