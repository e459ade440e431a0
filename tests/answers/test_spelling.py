"""Texts as the matcher reads them: plain, folded, cut into words and sentences."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.spelling import FEWEST_WORDS, LONGEST_READ, folded, plain, sentences, words

ANY = st.text(st.characters())
"""Any text, halves of signs too."""


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Hyvä Päivä", "hyvä päivä"),
        ("  two   words\n\tand two ", "two words and two"),
        ("maksoin 200 euroa 24.12.", "maksoin 0 euroa 0 0"),
        ("see https://example.org/a?b=c now", "see urlx now"),
        ("see www.example.org now", "see urlx now"),
        ("mail a.b@example.org now", "mail urlx now"),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "walletx"),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "walletx"),
        ("heeeelp", "heelp"),
        ("apuaaaaaaa!!!!", "apuaa!!!!"),
        ("what?!", "what?!"),
        ("snake_case", "snake case"),
        ("§ 24", "§ 0"),
        ("apua 😱😱 mitä teen 🙏🏽", "apua mitä teen"),
        ("👨‍👩‍👧", ""),
        ("e-mail", "e mail"),
        ("ﬁle ＡＢＣ", "file abc"),
        ("a\u0308iti", "äiti"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_text_is_read_plainly(text: str, read: str):
    assert plain(text) == read


def test_double_letters_stay_and_longer_runs_become_double():
    assert plain("tuuli") == "tuuli"
    assert plain("tuuuli") == plain("tuuuuuuuli") == "tuuli"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hyvä päivä", "hyva paiva"),
        ("å ä ö", "a a o"),
        ("tuulla", "tula"),
        ("Ærø", "aero"),
        ("weiß", "weis"),
        ("café", "cafe"),
    ],
)
def test_folding_forgives_missing_marks_and_doubled_letters(one: str, other: str):
    assert folded(plain(one)) == folded(plain(other))


@pytest.mark.parametrize(("one", "other"), [("maksa", "makso"), ("tili", "tuli"), ("a b", "ab")])
def test_folding_keeps_other_words_apart(one: str, other: str):
    assert folded(plain(one)) != folded(plain(other))


def test_words_keep_question_and_exclamation_marks():
    assert words("do i pay? no!") == ["do", "i", "pay", "?", "no", "!"]
    assert words("") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sain viestin eilen. Pitääkö minun maksaa?", ["Sain viestin eilen.", "Pitääkö minun maksaa?"]),
        ("one two three\nfour five six", ["one two three", "four five six"]),
        ("one two three – four five six", ["one two three", "four five six"]),
        ("Hi! I got a message", ["Hi! I got a message"]),
        ("I got a message. Help!", ["I got a message. Help!"]),
        ("Apua!", ["Apua!"]),
        ("a-b c–d e", ["a-b c–d e"]),
        ("Version 2.0 is out", ["Version 2.0 is out"]),
        ("", []),
        (" \n ", []),
        ("😱😱😱", ["😱😱😱"]),
    ],
)  # fmt: skip
def test_a_text_is_cut_where_a_new_question_may_begin(text: str, parts: list[str]):
    assert sentences(text) == parts


@given(ANY)
def test_no_sentence_is_empty_and_only_a_lone_one_is_a_scrap(text: str):
    parts = sentences(text)

    assert all(parts)
    assert len(parts) < 2 or all(len(part.split()) >= FEWEST_WORDS for part in parts)


@given(ANY)
def test_sentences_hold_all_words_but_dashes(text: str):
    kept = "".join("".join(sentences(text)).split())
    dashes = str.maketrans("", "", "-–—")

    assert kept.translate(dashes) == "".join(text.split()).translate(dashes)


@given(ANY)
def test_any_text_is_read_the_same_when_it_is_read_again(text: str):
    read = plain(text)

    assert " ".join(plain(read).split()) == " ".join(read.split())


@given(ANY)
def test_any_text_is_folded_to_words_without_marks(text: str):
    bare = folded(plain(text))

    assert folded(bare) == bare
    assert not {"å", "ä", "ö", "é"} & set(bare)


@pytest.mark.parametrize("half", ["\ud83d", "apua \ud800\ud800 mitä", "\udfff" * 100])
def test_halves_of_signs_are_survived(half: str):
    assert "\ud83d" not in folded(plain(half))
    folded(plain(half)).encode()
    assert sentences(half)


@pytest.mark.timeout(5)
@pytest.mark.parametrize(
    "piece", ["a", "a ", ". ", "\n", "1", "aa", "a@", "www.", "bc1", "😱", "?!", " - ", "ä\u0308"]
)
def test_a_very_long_text_is_cut_and_read_at_once(piece: str):
    text = piece * 200_000
    begun = time.process_time()

    folded(plain(text))
    sentences(text)

    assert time.process_time() - begun < 0.5


def test_what_stands_behind_the_longest_text_is_not_read():
    text = "a" + " b" * LONGEST_READ + " hidden"

    assert "hidden" not in plain(text)
    assert "hidden" not in sentences(text)[-1]
