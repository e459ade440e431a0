"""Teaching, the index and the engine, on a made-up set small enough to be learned at once."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import faq
from bot.answers.crisis import Crisis, Degree, Signs
from bot.answers.engine import FALLBACK, LEANS, SHOWN, Decision, Engine
from bot.answers.index import FEATURES, BadIndex, Index, Judgement
from bot.answers.listening import CRISIS, Listener
from bot.answers.matching import NONE, Ranking, rank
from bot.answers.message import Message
from bot.answers.ransom import Ransom
from bot.answers.teaching import FEWEST_JUDGES, Example, TooLittle, digest_of, teach
from tests.answers.samples import BLACKMAIL
from tests.answers.samples import CRISIS as CRIES

ASKED = {
    "cats": [
        "my cat does not eat", "kissa ei syö", "katten äter inte", "what do cats eat",
        "the cat sleeps all day", "feeding a kitten", "kissanruoka loppui", "kattmat är slut",
        "how often should a cat eat", "cat food for a kitten", "kissa nukkuu", "katten sover",
    ],
    "boats": [
        "my boat leaks", "vene vuotaa", "båten läcker", "how do i paint a boat",
        "the sail of the boat is torn", "mooring the boat", "veneen purje repesi",
        "seglet på båten", "where can i row a boat", "boat engine will not start",
        "veneen moottori", "båtens motor",
    ],
    "bread": [
        "how to bake bread", "leivän leipominen", "baka bröd", "the bread did not rise",
        "yeast for bread", "rye bread recipe", "ruisleivän ohje", "recept på rågbröd",
        "oven temperature for bread", "bread is burnt", "leipä paloi", "brödet brändes",
    ],
}  # fmt: skip
UNASKED = [
    "what is the weather", "mikä sää huomenna", "vad blir det för väder", "who won the match",
    "kuka voitti pelin", "sing a song", "tell me a joke", "kerro vitsi", "berätta en vits",
    "what time is it", "paljonko kello on", "hur mycket är klockan",
]  # fmt: skip
EXAMPLES = [Example(text, name) for name, texts in ASKED.items() for text in texts]
EXAMPLES += [Example(text) for text in UNASKED]
INDEX = teach(EXAMPLES)
ENGINE = Engine(Crisis(()), Ransom(()), INDEX)
ALWAYS_SURE = Judgement(np.zeros(FEATURES, np.float32), 0.0, 0.0, 0.0)


def ranked(text: str, index: Index = INDEX) -> Ranking:
    return rank(index, Message.of(index.vocabulary, text))


def judged(sure: float, maybe: float, chance: float) -> Engine:
    """An engine that holds its first candidate right with `chance`, whatever is asked."""
    bias = float(np.log(chance / (1 - chance)))
    bands = Judgement(np.zeros(FEATURES, np.float32), bias, sure, maybe)
    return replace(ENGINE, index=replace(INDEX, judgement=bands))


# Teaching


@pytest.mark.parametrize("example", [one for one in EXAMPLES if one.id], ids=lambda one: one.text)
def test_what_was_taught_comes_first_when_asked(example: Example):
    assert ranked(example.text).candidates[0].id == example.id


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("why does my kitten not eat its food?", "cats"),
        ("KISSAN RUOKA", "cats"),
        ("my boaat is leaking", "boats"),
        ("bröd i ugnen", "bread"),
        ("leivan ohje", "bread"),
    ],
)
def test_what_was_never_heard_like_that_is_understood(text: str, name: str):
    assert ranked(text).candidates[0].id == name


def test_none_of_the_entries_is_never_a_candidate():
    ranking = ranked(UNASKED[0])

    assert {one.id for one in ranking.candidates} == set(ASKED)
    assert NONE in INDEX.labels


def test_what_no_entry_answers_is_less_sure_than_what_one_does():
    asked = [ranked(one.text).confidence for one in EXAMPLES if one.id]
    unasked = [ranked(text).confidence for text in UNASKED]

    assert np.mean(asked) > np.mean(unasked)


def test_candidates_stand_in_the_order_of_their_confidence():
    for text in ("cat", "boat bread", "zzz", ""):
        ranking = ranked(text)
        shares = [one.confidence for one in ranking.candidates]

        assert shares == sorted(shares, reverse=True)
        assert all(0 <= one <= 1 for one in (*shares, ranking.confidence))


def test_the_same_content_makes_the_same_index_in_any_order():
    again = teach([*reversed(EXAMPLES), *EXAMPLES[:5]])

    assert again.digest == INDEX.digest
    assert again.labels == INDEX.labels
    assert np.array_equal(again.weights, INDEX.weights)
    assert np.array_equal(again.bias, INDEX.bias)
    assert np.array_equal(again.judgement.weights, INDEX.judgement.weights)
    assert (again.judgement.sure, again.judgement.bias) == (
        INDEX.judgement.sure,
        INDEX.judgement.bias,
    )


@pytest.mark.parametrize(
    "other",
    [
        EXAMPLES[1:],
        [*EXAMPLES, Example("one more", "cats")],
        [*EXAMPLES[1:], Example(EXAMPLES[0].text, "boats")],
        [*EXAMPLES[1:], Example(EXAMPLES[0].text + "!", EXAMPLES[0].id)],
        [],
    ],
)
def test_other_content_has_another_name(other: list[Example]):
    assert digest_of(other) != INDEX.digest


def test_the_name_is_that_of_the_content_in_any_order():
    assert digest_of([*reversed(EXAMPLES), *EXAMPLES]) == INDEX.digest


def test_a_half_of_a_sign_can_be_taught():
    index = teach([*EXAMPLES, Example("cat \ud83d", "cats")])

    assert ranked("my cat does not eat", index).candidates[0].id == "cats"


@pytest.mark.parametrize(
    "examples",
    [
        [],
        [one for one in EXAMPLES if one.id == "cats"],
        [one for one in EXAMPLES if not one.id],
    ],
)
def test_fewer_than_two_entries_are_too_little(examples: list[Example]):
    with pytest.raises(TooLittle):
        teach(examples)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_two_entries_with_few_ways_of_asking_are_taught_or_refused(count: int):
    few = [one for name in ("cats", "boats") for one in EXAMPLES if one.id == name][:: 12 // count]

    try:
        index = teach(few)
    except TooLittle:
        return
    assert set(index.labels) == {"cats", "boats"}
    assert ranked("my cat does not eat", index).candidates[0].id == "cats"


def test_two_entries_are_enough():
    index = teach([one for one in EXAMPLES if one.id in {"cats", "boats"}])

    assert ranked("my cat does not eat", index).candidates[0].id == "cats"
    assert ranked("my boat leaks", index).candidates[0].id == "boats"


def test_progress_is_told_from_nothing_to_all():
    told: list[float] = []

    teach([one for one in EXAMPLES if one.id != "bread"], lambda _what, share: told.append(share))

    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


# How sure to be


def judges(count: int, *, right: float) -> list[Example]:
    """So many messages by another hand, of which about that share is asked as it was taught."""
    known = [one for one in EXAMPLES if one.id]
    return [
        Example(f"{known[at % len(known)].text} {at}", judges=True, id=known[at % len(known)].id)
        if at < count * right
        else Example(f"zzz {at}", judges=True)
        for at in range(count)
    ]


def test_messages_by_another_hand_tell_how_sure_to_be_and_teach_nothing():
    trusted = teach([*EXAMPLES, *judges(FEWEST_JUDGES, right=0.8)])
    few = teach([*EXAMPLES, *judges(FEWEST_JUDGES - 1, right=0.8)])

    assert np.array_equal(trusted.weights, INDEX.weights)
    assert ranked("my cat does not eat 7", trusted).sure
    assert not ranked("zzz 3", trusted).sure
    assert np.array_equal(few.judgement.weights, INDEX.judgement.weights)


def test_another_right_entry_counts_as_right():
    also = [replace(one, id="boats", also=(one.id,)) if one.id == "cats" else one
            for one in judges(FEWEST_JUDGES, right=0.8)]  # fmt: skip

    assert ranked("my cat does not eat 7", teach([*EXAMPLES, *also])).sure


# The listeners


CALLS = ["it is burning here", "flames in the kitchen", "liekit lyö ulos", "det brinner"] * 10
NO_CALLS = ["the house is big", "i paint my wall", "talo on iso", "huset är stort"] * 10


def listened() -> list[Example]:
    calls = [Example(f"{text} {at}", CRISIS.yes) for at, text in enumerate(CALLS)]
    return [*calls, *(Example(f"{text} {at}", CRISIS.no) for at, text in enumerate(NO_CALLS))]


def heard(text: str, engine: Engine) -> float:
    assert engine.index is not None
    assert engine.index.crisis is not None
    return engine.index.crisis.score(Message.of(engine.index.vocabulary, text))


@pytest.mark.parametrize("text", ["", "qwxz brrm plof", "猫が食べない", "jkl;jkl;"])
def test_what_holds_no_known_word_sounds_like_nothing(text: str):
    engine = Engine(Crisis(()), Ransom(()), teach([*EXAMPLES, *listened()]))

    assert heard(text, engine) == -math.inf
    assert heard("it is burning", engine) > -math.inf


def test_a_listener_hears_what_its_examples_say_also_within_a_long_message():
    engine = Engine(Crisis(()), Ransom(()), teach([*EXAMPLES, *listened()]))
    long = "my cat does not eat and the boat leaks and bread is burnt and so on and so forth " * 2

    assert engine.read("help it is burning, flames!").decision is Decision.CRISIS
    assert heard(f"{long} and it is burning here, flames {long}", engine) > heard(long, engine)
    assert engine.read("the house is big").decision is not Decision.CRISIS
    assert engine.read(long).crisis is Degree.NONE


def test_without_both_kinds_of_examples_there_is_no_listener():
    assert INDEX.crisis is None
    assert teach([*EXAMPLES, Example("it is burning", CRISIS.yes)]).crisis is None


def test_examples_of_crisis_are_no_entries():
    index = teach([*EXAMPLES, *listened()])

    assert set(index.labels) == {*ASKED, NONE}


@pytest.mark.parametrize(
    ("score", "listed", "degree"),
    [
        (1.0, Degree.NONE, Degree.CERTAIN),
        (0.5, Degree.NONE, Degree.MAYBE),
        (0.0, Degree.NONE, Degree.NONE),
        (0.0, Degree.MAYBE, Degree.MAYBE),
        (LEANS, Degree.CERTAIN, Degree.CERTAIN),
        (LEANS - 0.1, Degree.CERTAIN, Degree.MAYBE),
        (-1.0, Degree.CERTAIN, Degree.MAYBE),  # doubted, but never passed over
    ],
)
def test_lists_and_examples_decide_together(score: float, listed: Degree, degree: Degree):
    size = INDEX.vocabulary.size
    listener = Listener(np.zeros(size, np.float32), score, 0.8, 0.4, 0)
    lists = {Degree.NONE: ((), ()), Degree.MAYBE: ((), ("fire",)), Degree.CERTAIN: (("fire",), ())}
    certain, maybe = lists[listed]
    engine = Engine(
        Crisis([Signs(certain, (), maybe, (), {})]), Ransom(()), replace(INDEX, crisis=listener)
    )

    assert engine.read("fire in the house").crisis is degree


# The file


def test_an_index_read_again_gives_the_same_answers(tmp_path: Path):
    taught = teach([*EXAMPLES, *listened()])
    taught.save(tmp_path / "index.npz")

    again = Index.load(tmp_path / "index.npz")

    assert again.digest == taught.digest
    assert again.judgement.sure == taught.judgement.sure
    assert again.ransom is None
    assert again.crisis is not None
    assert taught.crisis is not None
    assert np.array_equal(again.crisis.weights, taught.crisis.weights)
    assert replace(again.crisis, weights=taught.crisis.weights) == taught.crisis
    for text in ("my cat", "båten", "leipä ja vene", "nothing of this", "", "😀"):
        assert ranked(text, again) == ranked(text, taught)


def test_saving_leaves_nothing_but_the_index_and_makes_its_folder(tmp_path: Path):
    INDEX.save(tmp_path / "new" / "index.npz")
    INDEX.save(tmp_path / "new" / "index.npz")

    assert [one.name for one in (tmp_path / "new").iterdir()] == ["index.npz"]


def test_a_file_that_is_not_there_is_no_index(tmp_path: Path):
    with pytest.raises(BadIndex):
        Index.load(tmp_path / "index.npz")


@pytest.mark.parametrize("content", [b"", b"\x00", b"no index at all", b"PK\x03\x04" * 50])
def test_a_foreign_file_is_no_index(tmp_path: Path, content: bytes):
    path = tmp_path / "index.npz"
    path.write_bytes(content)

    with pytest.raises(BadIndex):
        Index.load(path)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_an_index_cut_off_is_no_index(tmp_path: Path, share: float):
    path = tmp_path / "index.npz"
    INDEX.save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(BadIndex):
        Index.load(path)


@given(st.integers(0, 100_000), st.integers(1, 255))
def test_an_index_with_one_damaged_byte_is_refused_or_reads(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: int
):
    path = tmp_path_factory.mktemp("damaged") / "index.npz"
    INDEX.save(path)
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= change
    path.write_bytes(content)

    try:
        index = Index.load(path)
    except BadIndex:
        return
    assert ranked("my cat does not eat", index).candidates


def changed(path: Path, **more: np.ndarray) -> Path:
    INDEX.save(path)
    with np.load(path) as file:
        held = {name: file[name] for name in file.files}
    np.savez(path, **{**held, **more})
    return path


def test_an_index_of_another_version_is_refused_and_of_this_one_read(tmp_path: Path):
    assert Index.load(changed(tmp_path / "index.npz")).digest == INDEX.digest
    with pytest.raises(BadIndex, match="another version"):
        Index.load(changed(tmp_path / "index.npz", form=np.array(99)))


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("form", np.array("words")),
        ("bands", np.zeros(2)),
        ("labels", np.array([{"a": 1}], dtype=object)),
    ],
)
def test_an_index_with_something_else_inside_is_refused(
    tmp_path: Path, name: str, instead: np.ndarray
):
    path = changed(tmp_path / "index.npz", **{name: instead})

    with pytest.raises(BadIndex):
        Index.load(path)


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("labels", np.array(["cats"])),
        ("rows", INDEX.rows[:-1]),
        ("rows", INDEX.rows.astype(np.float32)),
        ("weights", INDEX.weights[:-1]),
        ("weights", INDEX.weights[:, :-1]),
        ("bias", INDEX.bias[:-1]),
        ("judge", np.zeros(2, np.float32)),
        ("grams0", INDEX.vocabulary.grams[0][:-1]),
        ("rareness1", INDEX.vocabulary.rareness[1][:-1]),
    ],
)
def test_an_index_whose_parts_do_not_fit_together_is_refused(
    tmp_path: Path, name: str, instead: np.ndarray
):
    path = changed(tmp_path / "index.npz", **{name: instead})

    with pytest.raises(BadIndex):
        Index.load(path)


# The engine


def test_without_an_index_nothing_is_ever_answered():
    engine = Engine(Crisis(()), Ransom(()))

    for text in ("my cat does not eat", "", "mitä teen"):
        reading = engine.read(text, "en")
        assert reading.decision is Decision.UNKNOWN
        assert reading.candidates == ()


def test_without_an_index_cries_and_blackmail_are_still_heard():
    engine = Engine(faq.read_crisis(), faq.read_ransom())

    assert engine.read(CRIES["fi"]).decision is Decision.CRISIS
    assert engine.read(BLACKMAIL["fi"]).decision is Decision.RANSOM


@pytest.mark.parametrize(
    ("chance", "decision"),
    [
        (0.95, Decision.ANSWER),
        (0.81, Decision.ANSWER),
        (0.79, Decision.CHOICES),
        (0.31, Decision.CHOICES),
        (0.29, Decision.UNKNOWN),
        (0.01, Decision.UNKNOWN),
    ],
)
def test_what_is_done_goes_by_how_sure_it_is(chance: float, decision: Decision):
    reading = judged(sure=0.8, maybe=0.3, chance=chance).read("my cat does not eat", "en")

    assert reading.decision is decision
    assert reading.candidates[0].id == "cats"
    assert reading.candidates[0].confidence == pytest.approx(chance, abs=1e-3)
    assert len(reading.candidates) == SHOWN


def test_a_band_begins_at_its_border():
    edge = judged(sure=0.5, maybe=0.5, chance=0.5)

    assert edge.read("cat").decision is Decision.ANSWER


def test_a_cry_goes_before_blackmail_and_both_before_an_answer():
    engine = Engine(faq.read_crisis(), faq.read_ransom(), replace(INDEX, judgement=ALWAYS_SURE))

    assert engine.read("my cat does not eat").decision is Decision.ANSWER
    for language, cry in CRIES.items():
        assert engine.read(cry, language).decision is Decision.CRISIS
        assert engine.read(f"my cat does not eat. {cry}", language).decision is Decision.CRISIS
    for language, blackmail in BLACKMAIL.items():
        reading = engine.read(blackmail, language)
        assert reading.decision is Decision.RANSOM
        assert reading.demand is not None
        assert reading.demand.amount_eur == 200


def test_an_answered_message_has_neither_cry_nor_demand():
    reading = replace(ENGINE, crisis=faq.read_crisis(), ransom=faq.read_ransom()).read("my cat")

    assert reading.crisis is Degree.NONE
    assert reading.demand is None


def test_a_blackmailers_threat_of_death_is_not_the_readers_cry():
    engine = Engine(faq.read_crisis(), faq.read_ransom())
    text = BLACKMAIL["en"].replace("publish everything", "publish everything and kill you")

    assert engine.read(text).decision is Decision.RANSOM


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        ("my cat does not eat anything these days", "fi", "en"),
        ("kissani ei syö enää mitään ruokaa", "sv", "fi"),
        ("min katt vill inte äta sin mat längre", None, "sv"),
        ("ok", "sv", "sv"),
        ("ok", None, FALLBACK),
        ("", "en", "en"),
        ("12345", None, FALLBACK),
    ],
)
def test_the_language_is_the_written_one_then_the_known_one(
    text: str, known: str | None, language: str
):
    assert ENGINE.read(text, known).language == language  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "?",
        "\n\n",
        "😀",
        "кошка не ест",
        "猫が食べない",
        "قطتي لا تأكل",
        "\ud83d",
        "\x00",
        "́",
    ],
)
def test_other_letters_and_no_letters_are_read_without_a_fault(text: str):
    reading = ENGINE.read(text)

    assert reading.decision in Decision
    assert len(reading.candidates) == SHOWN


@given(st.text(st.characters()), st.sampled_from([None, "fi", "sv", "en"]))
def test_any_text_is_read(text: str, known: str | None):
    reading = WHOLE.read(text, known)  # type: ignore[arg-type]

    assert reading.language in {"fi", "sv", "en"}
    assert all(0 <= one.confidence <= 1 for one in reading.candidates)


WHOLE = Engine(faq.read_crisis(), faq.read_ransom(), INDEX)
