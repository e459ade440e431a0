"""Words of crisis: found in all three languages, and left alone where they are harmless.

The sentences were written for these tests by laypeople; no real person said them.
"""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import faq
from bot.answers.crisis import Crisis, Degree, Signs
from bot.answers.phrases import BadPhrase
from tests.answers.samples import BLACKMAIL, CRISIS

CALM = Degree.NONE
MAYBE = Degree.MAYBE
CERTAIN = Degree.CERTAIN


@pytest.fixture(scope="module")
def crisis() -> Crisis:
    return faq.read_crisis(faq.read())


SAID = [
    # Explicit, and the same words about something else.
    ("haluan kuolla", "puhelin kuoli kun akku on vanha"),
    ("aion tappaa itseni tänä yönä", "tämä odottaminen tappaa minut"),
    ("jag vill dö", "mobilen dog mitt i samtalet"),
    ("jag ska ta mitt liv ikväll", "det tar tid i mitt liv att läsa allt"),
    ("i want to die", "i am dying of laughter"),
    ("im going to kill myself tonight", "this queue is killing me"),
    # Indirect.
    ("en jaksa enää elää", "en jaksa enää lukea näitä viestejä"),
    ("kaikilla olisi parempi olo ilman minua", "poliisi selvittää asian ilman minua"),
    ("jag orkar inte leva längre", "jag orkar inte läsa brevet längre"),
    ("alla skulle ha det bättre utan mig", "kan polisen gå vidare utan mig"),
    ("i dont want to live anymore", "i no longer live at the address in the letter"),
    ("everyone would be better off without me", "can the police go on without me"),
    # Third person.
    ("mieheni sanoo että haluaa tappaa itsensä", "mieheni sanoo että haluaa maksaa"),
    ("min syster säger att hon vill dö", "min syster säger att hon vill anmäla"),
    ("my friend says he wants to kill himself", "my friend says he wants to report it"),
    # Danger.
    ("hän lyö minua nyt, apua", "se isku osui yritykseen viime vuonna"),
    ("hän on oven takana veitsen kanssa", "löysin kirjeen oven takaa"),
    ("han slår mig just nu", "han slår fast att det är utpressning"),
    ("han står utanför dörren med en kniv", "brevet låg utanför dörren"),
    ("he is beating me right now", "he is beating around the bush"),
    ("there is a man outside my door with a knife", "there is a letter outside my door"),
]


@pytest.mark.parametrize(("cry", "ordinary"), SAID)
def test_a_cry_for_help_is_heard_and_the_same_words_elsewhere_are_not(
    crisis: Crisis, cry: str, ordinary: str
):
    assert crisis.degree(cry) is CERTAIN
    assert crisis.degree(ordinary) is not CERTAIN


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_standing_cry_is_heard_in_any_writing(crisis: Crisis, language: str):
    cry = CRISIS[language]  # type: ignore[index]

    for written in (cry, cry.upper(), cry.replace(" ", "\n"), f"!!! {cry} 😢😢", f"'{cry}'..."):
        assert crisis.degree(written) is CERTAIN


@pytest.mark.parametrize(
    "denied",
    [
        "en ole itsetuhoinen, tarvitsen vain neuvoja",
        "en aio tappaa itseäni, mutta olen vihainen",
        "jag är inte självmordsbenägen, jag vill bara ha råd",
        "jag tänker inte ta livet av mig",
        "i am not suicidal, i only need advice",
        "i am not going to kill myself but i am angry",
    ],
)
def test_who_says_that_they_are_not_in_danger_is_believed(crisis: Crisis, denied: str):
    assert crisis.degree(denied) is not CERTAIN


@pytest.mark.parametrize(
    "both",
    [
        "en ole itsetuhoinen, sanoin niille. mutta haluan kuolla",
        "jag sa att jag inte är självmordsbenägen men jag vill dö",
        "i told them i am not suicidal but i want to die",
        "i nearly died of laughter yesterday, today i want to kill myself",
    ],
)
def test_a_harmless_part_does_not_hide_the_cry_beside_it(crisis: Crisis, both: str):
    assert crisis.degree(both) is CERTAIN


@pytest.mark.parametrize(
    "idiom",
    [
        "kuolin nauruun kun näin sen viestin",
        "nolottaa, kuolen häpeästä",
        "olen kuollakseni väsynyt tähän jonoon",
        "akku kuoli kesken kaiken",
        "jag dör av skam om det kommer ut",
        "jag höll på att skratta ihjäl mig",
        "batteriet dog när jag skrev",
        "i am dying of embarrassment",
        "i am dead tired of these messages",
        "my phone died while i wrote",
        "the waiting kills me",
    ],
)
def test_an_idiom_is_no_cry_for_help(crisis: Crisis, idiom: str):
    assert crisis.degree(idiom) is not CERTAIN


@pytest.mark.parametrize(
    "slip",
    [
        "haluan tappaa itsenni",
        "haluan tapppaa itseni",
        "olen itsetuhoienn",
        "haluan tehdä itsemurahn",
        "jag har självmordstnkar",
        "jag vill begå självmrod",
        "jag vill ta livett av mig",
        "i want to kill myslef",
        "i have siucidal thoughts",
        "i am thinking of suicde",
        "i want to comit sucide",
    ],
)
def test_a_word_one_slip_away_is_still_heard(crisis: Crisis, slip: str):
    assert crisis.degree(slip) is CERTAIN


@pytest.mark.parametrize(
    ("right", "bare"),
    [
        ("haluan päättää päiväni", "haluan paattaa paivani"),
        ("jag vill dö", "jag vill do"),
        ("jag orkar inte leva längre", "jag orkar inte leva langre"),
        ("i don't want to live anymore", "i don’t want to live anymore"),
        ("i don't want to live anymore", "i dont want to live anymore"),
    ],
)
def test_missing_dots_and_apostrophes_change_nothing(crisis: Crisis, right: str, bare: str):
    assert crisis.degree(right) is CERTAIN
    assert crisis.degree(bare) is CERTAIN


@pytest.mark.parametrize(
    "despair",
    [
        "olen aivan epätoivoinen",
        "pelkään niin että tärisen",
        "jag känner mig hopplös",
        "jag gråter hela tiden av ångest",
        "everything feels hopeless",
        "i cannot stop crying, i am terrified",
    ],
)
def test_despair_is_met_gently_and_not_as_a_cry(crisis: Crisis, despair: str):
    assert crisis.degree(despair) is MAYBE


@pytest.mark.parametrize(
    "ordinary",
    [
        "Miten teen rikosilmoituksen verkossa?",
        "pitääkö lunnaat maksaa",
        "paljonko luottokielto maksaa ja kuinka kauan se kestää",
        "onko tämä viesti aito vai huijaus?",
        "kiitos avusta!",
        "Hur gör jag en polisanmälan?",
        "ska jag betala lösensumman",
        "vad kostar ett kreditförbud",
        "tack för hjälpen",
        "How do I report this to the police?",
        "should i pay the ransom",
        "is the message genuine or a scam",
        "thank you, that helped",
        "",
        "?",
        "😀",
        "12345",
    ],
)
def test_an_ordinary_message_is_calm(crisis: Crisis, ordinary: str):
    assert crisis.degree(ordinary) is CALM


def test_the_projects_own_titles_and_answers_are_no_cry(crisis: Crisis):
    loud = [
        (entry.id, language)
        for entry in faq.read().entries.values()
        for language, answer in entry.answers.items()
        if entry.id != "suicidal-thoughts" and crisis.degree(answer.title) is CERTAIN
    ]

    assert not loud


def test_a_cry_in_the_middle_of_a_long_story_is_heard(crisis: Crisis):
    story = "sain viestin ja sitten soitin pankkiin. " * 20

    assert crisis.degree(f"{story} haluan kuolla. {story}") is CERTAIN


@given(st.text(st.characters()))
def test_any_text_has_a_degree(text: str):
    assert SMALL.degree(text) in Degree


@pytest.mark.parametrize(
    "piece",
    ["a", "i want ", "jag vill inte ", "haluan ", "itsemurah ", "end it . ", "\ud800", "ä\u0308 "],
)
def test_a_very_long_text_is_looked_through_in_time(crisis: Crisis, piece: str):
    begun = time.process_time()

    crisis.degree(piece * 50_000)

    assert time.process_time() - begun < 1


# The lists


def signs(**more: list[str]) -> Signs:
    lists: dict[str, list[str]] = {
        "certain": ["want to perish", "self-harm"],
        "danger": ["[WEAPON] outside"],
        "maybe": ["hopeless*"],
        "harmless": ["perish of laughter", "not . want to perish"],
        **more,
    }
    return Signs(**lists, classes={"WEAPON": ["knife", "axe"]})


SMALL = Crisis([signs()], ["parish"])


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("I want to perish", CERTAIN),
        ("self-harm", CERTAIN),
        ("a knife outside", CERTAIN),
        ("a knife inside", CALM),
        ("hopelessness", MAYBE),
        ("i do not want to perish", CALM),
        ("want to perish of laughter", CALM),
        ("want to perisj", CERTAIN),
        ("want to perihs", CERTAIN),
        ("want to parish", CALM),  # a known word is not taken for a slip
        ("want to cherish", CALM),  # another first letter
        ("want to prsh", CALM),
        ("", CALM),
    ],
)
def test_each_list_does_its_part(text: str, degree: Degree):
    assert SMALL.degree(text) is degree


def test_lists_of_several_languages_are_looked_through_at_once():
    both = Crisis([signs(), signs(certain=["vill förgås"])])

    assert both.degree("jag vill forgas") is CERTAIN
    assert both.degree("i want to perish") is CERTAIN


def test_without_lists_nothing_is_found():
    assert Crisis([]).degree("haluan kuolla") is CALM


@pytest.mark.parametrize("name", ["certain", "danger", "maybe", "harmless"])
@pytest.mark.parametrize("phrase", ["", " ", "..", "die [NOBODY]", "die|", "*"])
def test_a_list_with_a_bad_phrase_is_refused(name: str, phrase: str):
    with pytest.raises(BadPhrase):
        Crisis([signs(**{name: ["good words", phrase]})])


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_blackmailers_text_about_leaks_is_no_cry(crisis: Crisis, language: str):
    assert crisis.degree(BLACKMAIL[language]) is not CERTAIN  # type: ignore[index]
