import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.letters import Letter, Priority, UnreadableLetter
from tests.conftest import AINO

letters = st.builds(
    Letter,
    chat=st.integers(),
    screen=st.text(max_size=20),
    language=st.sampled_from(["fi", "sv", "en"]),
    priority=st.sampled_from(Priority),
    blanks=st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3),
    replaces=st.none() | st.integers(),
)


@given(letter=letters)
def test_a_letter_that_was_kept_is_the_same_letter(letter: Letter):
    assert Letter.from_json(letter.to_json()) == letter


GOOD = Letter(AINO, "apology", "fi").to_json()


@pytest.mark.parametrize(
    "spoilt",
    [None, [], "x", {}, GOOD | {"chat": "7"}, GOOD | {"chat": True}, GOOD | {"language": "de"},
     GOOD | {"screen": 1}, GOOD | {"priority": 9}, GOOD | {"priority": "high"}],
)  # fmt: skip
def test_what_is_no_letter_is_refused_without_its_content(spoilt: object):
    with pytest.raises(UnreadableLetter) as refusal:
        Letter.from_json(spoilt)

    assert str(refusal.value) == ""
