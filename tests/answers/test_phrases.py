"""The notation in which laypeople write phrases: each of its signs beside what it refuses."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.phrases import BadPhrase, Phrases, pattern_of, spaced, words_of

CLASSES = {"SELF": ["myself", "my_self"], "PAIN": ["hurt*", "harm"], "EMPTY": [""]}


def found(phrase: str, text: str) -> bool:
    return Phrases([phrase], CLASSES).found(spaced(text.split()))


@pytest.mark.parametrize(
    ("phrase", "says", "says_not"),
    [
        # A word is a whole word.
        ("end", "the end is near", "the ending was good"),
        ("end", "end", "weekend"),
        ("my life", "all my life long", "my whole life"),
        # Choices.
        ("kill|end it", "i will end it", "i will mend it"),
        ("kill|end it", "i will kill it", "i will kill end"),
        # An open end.
        ("suicid*", "suicidal", "parasuicidal"),
        ("suicid*", "suicid", "suici"),
        # Words joined to one choice.
        ("bring_to_an_end|stop it", "bring to an end it", "bring to an it"),
        ("bring_to_an_end|stop it", "stop it", "bring it"),
        ("well_to* do", "well together do", "well apart do"),
        # What may be missing.
        ("i am very|so? sad", "i am so sad", "i am quite sad"),
        ("i am very|so? sad", "i am sad", "i sad"),
        # Up to four words of any kind.
        ("take .. pills", "take pills", "pills take"),
        ("take .. pills", "take one two three four pills", "take one two three four five pills"),
        # At most one.
        ("take . pills", "take pills", "take all the pills"),
        ("take . pills", "take all pills", "taking all pills"),
        ("take . . pills", "take all the pills", "take all the white pills"),
        # A class of words, alone and among others.
        ("hurt [SELF]", "hurt myself", "hurt yourself"),
        ("hurt [SELF]", "hurt my self", "hurt my"),
        ("hurt [SELF]|him", "hurt him", "hurt her"),
        ("[PAIN] [SELF]", "hurting myself", "harming myself"),
        ("hurt [SELF]? badly", "hurt badly", "hurt yourself badly"),
        # Signs of regular expressions are letters like others.
        ("a+b", "a+b", "aab"),
        ("(so)", "(so)", "so"),
        ("[a-z", "[a-z", "b"),
    ],
)
def test_a_sign_says_what_the_notation_promises_and_no_more(phrase: str, says: str, says_not: str):
    assert found(phrase, says)
    assert not found(phrase, says_not)


@pytest.mark.parametrize(
    "phrase",
    ["", " ", ".", "..", ". .. .", "?", "a |", "a||b", "|a", "*", "a|*", "_", "a _ b", "a|?", "[EMPTY]", "so?",
     "so? .. very?"],
)  # fmt: skip
def test_a_phrase_that_would_say_anything_is_refused(phrase: str):
    with pytest.raises(BadPhrase):
        Phrases([phrase], CLASSES)


@pytest.mark.parametrize("phrase", ["hurt [NOBODY]", "hurt him|[NOBODY]", "[self]", "[]"])
def test_a_class_nobody_wrote_is_refused_by_name(phrase: str):
    with pytest.raises(BadPhrase, match=r"no class \["):
        Phrases([phrase], CLASSES)


def test_one_bad_phrase_among_good_ones_is_named():
    with pytest.raises(BadPhrase, match=r"bad \.\. one"):
        Phrases(["good", "bad .. one|", "fine"], CLASSES)


def test_no_phrases_are_found_nowhere():
    assert not Phrases([], CLASSES).found(spaced(["end", "it"]))
    assert Phrases([], CLASSES).without(" end it ") == " end it "


def test_any_of_several_phrases_is_found():
    phrases = Phrases(["end it", "suicid*"], {})

    assert phrases.found(spaced(["end", "it"]))
    assert phrases.found(spaced(["so", "suicidal"]))
    assert not phrases.found(spaced(["it", "end"]))


def test_phrases_are_taken_out_and_counted_one_beside_the_other():
    phrases = Phrases(["end it", "end it all", "suicid*"], {})

    assert (
        phrases.without(spaced(["i", "will", "end", "it", "and", "more"])) == " i will - and more "
    )
    assert phrases.count(spaced(["end", "it", "all", "suicidal", "end", "it"])) == 3
    assert phrases.count(spaced(["nothing"])) == 0


def test_no_phrase_is_found_in_no_words():
    assert not Phrases(["so? what"], {}).found(spaced([]))


def test_words_have_a_blank_on_both_sides():
    assert spaced(["two", "words"]) == " two words "
    assert spaced([]) == " "


def test_the_words_of_phrases_are_those_that_can_be_known_again():
    phrases = ["take|taking .. sleeping_pills", "suicid* . very?", "[SELF]"]

    assert words_of(phrases, {"SELF": ["myself", "my_own"]}) == {
        "take", "taking", "sleeping", "pills", "suicid", "very", "myself", "my", "own",
    }  # fmt: skip


@given(st.text(max_size=40))
def test_any_phrase_is_read_or_refused(phrase: str):
    try:
        phrases = Phrases([phrase], CLASSES)
    except BadPhrase:
        return
    assert not phrases.found(spaced([]))


@given(st.lists(st.sampled_from(["a", "ab", "b", "abc", "hurt", "myself"]), max_size=8))
def test_looking_only_for_the_rarest_word_misses_nothing(words: list[str]):
    phrases = ["a b", "ab* .. b", "hurt|a [SELF]", "b? abc", "a|ab . b|abc"]
    read = spaced(words)

    every = [one for one in phrases if re.search(f"(?<= ){pattern_of(one, CLASSES)}", read)]
    assert Phrases(phrases, CLASSES).found(read) == bool(every)
