"""P38: the words by which a call is known as ours, and that nobody of the staff is named."""

from random import Random

import pytest

from bot import call_words
from bot.call_words import HOW_MANY, PAIRS, BadWords, CallWords
from bot.domain.languages import LANGUAGES, Language
from bot.store.outbox import Owed
from bot.store.store import Store
from bot.tg.letters import LETTERS
from bot.usecases import calling, queue
from bot.usecases.office import NO_OFFICE
from bot.usecases.reveal import reveal, shown
from tests.conftest import AINO, NOON
from tests.promises.figures import Figures
from tests.tg.call_screens import CALLS
from tests.usecases.desk import HANNA, claimed, order, sends

WORDS = call_words.read()


@pytest.mark.parametrize("language", LANGUAGES)
def test_p38_there_are_as_many_plain_words_as_a_guess_needs_a_million_of(language: Language):
    every = WORDS.words[language]

    assert len(every) == len(set(every)) == HOW_MANY
    assert PAIRS >= 1_000_000
    for word in every:
        assert word.isalpha()
        assert word == word.lower()
        assert 3 <= len(word) <= 9


def test_p38_a_list_that_is_too_short_is_refused(tmp_path):
    for language in LANGUAGES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "words.txt").write_text("lantern\nmeadow\n")

    with pytest.raises(BadWords):
        call_words.read(tmp_path)


def test_p38_every_pair_is_two_words_and_all_pairs_occur_alike(figure: Figures):
    small = CallWords({"en": tuple(f"w{n}" for n in range(HOW_MANY))})
    chance, met = Random(38), set[tuple[str, str]]()

    for _ in range(20_000):
        one, other = small.pair(chance.randbytes(16), "en")
        assert one != other
        met.add((one, other))

    figure("pairs met twice in 20,000", 20_000 - len(met))
    assert 20_000 - len(met) < 400  # by chance some two hundred of a million


async def test_p38_caller_and_person_see_the_same_two_words(store: Store, figure: Figures):
    request = await claimed(store, AINO)
    await reveal(store, order(HANNA, replaces=4), NO_OFFICE, request, NOON)

    same = 0
    for _ in range(1000):
        mine = await calling.mine(store, AINO)
        case = (await shown(store, HANNA, request)).case
        assert mine is not None
        theirs = calling.pair_of(store, case)
        language = case.request.language
        same += WORDS.pair(mine.pair, language) == WORDS.pair(theirs, language)

    figure("the same words on both sides", same, of=1000)
    assert same == 1000


async def test_p38_other_people_have_other_words_and_a_new_request_has_new_ones(store: Store):
    pairs: set[bytes] = set()
    for n in range(200):
        await sends(store, 7_200_000 + n, number=f"+12025550{n:03}")
        mine = await calling.mine(store, 7_200_000 + n)
        assert mine is not None
        pairs.add(mine.pair)

    assert len(pairs) == 200


async def test_p38_no_letter_to_a_person_names_anybody_of_the_staff(
    store: Store, woken: list[Owed]
):
    request = await claimed(store, AINO)
    await reveal(store, order(HANNA, replaces=4), NO_OFFICE, request, NOON)
    await queue.reply(store, order(HANNA), request, "hello", NOON)

    for one in woken:
        if one.letter.chat == AINO:
            assert "Hanna" not in str(one.letter.blanks)
            assert "Maria" not in str(one.letter.blanks)
    mine = await calling.mine(store, AINO)
    assert "Hanna" not in str(mine)


def test_p38_no_screen_for_people_has_a_blank_for_a_name_of_the_staff():
    from bot import words

    for language, sentences in words.read_catalogues().items():
        for key, sentence in sentences.items():
            if key.startswith(("call.", "ready.", "data.", "consent.")):
                assert "who" not in sentence.blanks, (language, key)
    assert CALLS
    assert "ready_hello" in LETTERS
