"""A pasted blackmail message is told from a message about one, and no more is taken from it."""

import time
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import faq
from bot.answers.phrases import BadPhrase
from bot.answers.ransom import Demand, Marks, Ransom
from tests.answers.samples import BLACKMAIL, CRISIS, WALLET
from tests.taught import engine

NEWER = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
DEMANDED = Demand((WALLET,), 200, 24)
LANGUAGES = sorted(BLACKMAIL)

TOLD = {
    "fi": [
        (
            f"Sain viestin, jossa vaaditaan 200 euroa osoitteeseen {WALLET}, muuten tiedot "
            "julkaistaan. Pitääkö maksaa?"
        ),
        "Joku vaatii multa 200 euroa bitcoineina 24 tunnin kuluessa, muuten tiedot julkaistaan",
        "ne uhkaa julkaista mun tiedot jos en maksa 500 euroa, mitä mun pitää tehdä",
        "Miten ostan bitcoineja? Sain kiristysviestin ja aikaa on 24 tuntia",
    ],
    "sv": [
        (
            f"Jag fick ett mejl där de kräver 200 euro till {WALLET} annars publicerar de allt. "
            "Vad ska jag göra?"
        ),
        "Någon kräver mig på 200 euro i bitcoin inom 24 timmar annars publiceras mina uppgifter",
        "de hotar att lägga ut min journal om jag inte betalar 500 euro, ska jag betala",
        "Hur köper jag bitcoin? Jag fick ett utpressningsmejl och har 24 timmar på mig",
    ],
    "en": [
        (
            f"I got an email that demands 200 euros to {WALLET} within 24 hours or they will publish "
            "my records. What should I do?"
        ),
        "Someone demands 200 euros from me in bitcoin within 24 hours or my data gets published",
        "they threaten to publish my notes if i do not pay 500 euros, should i pay them",
        "How do I buy bitcoin? I received a blackmail message and have 24 hours",
    ],
}

LONG = {
    "fi": (
        "Hei. Olemme kopioineet kaikki terapiakeskuksen tiedostot. Meillä on henkilötietosi, "
        "henkilötunnuksesi ja kaikki istuntojesi muistiinpanot vuosien ajalta. Yritys ei suostunut "
        "maksamaan, joten käännymme asiakkaiden puoleen. Vaadimme sinulta 200 euroa bitcoineina. "
        f"Maksa summa 24 tunnin kuluessa osoitteeseen {WALLET}. Jos et maksa, hinta nousee 500 "
        "euroon ja sinulla on vielä 48 tuntia. Sen jälkeen julkaisemme kaikki tietosi ja "
        "muistiinpanosi kaikkien luettavaksi. Älä ota yhteyttä poliisiin, siitä ei ole hyötyä. "
        "Ohjeet bitcoinien ostamiseen löydät verkosta."
    ),
    "sv": (
        "Hej. Vi har kopierat alla filer från terapicentret. Vi har dina personuppgifter, din "
        "personbeteckning och alla anteckningar från dina samtal under flera år. Företaget gick "
        "inte med på att betala och därför vänder vi oss till kunderna. Vi kräver 200 euro i "
        f"bitcoin av dig. Betala summan inom 24 timmar till adressen {WALLET}. Om du inte betalar "
        "stiger priset till 500 euro och du har ytterligare 48 timmar. Därefter publicerar vi alla "
        "dina uppgifter och anteckningar öppet. Kontakta inte polisen, det är till ingen nytta. "
        "Anvisningar för att köpa bitcoin finns på nätet."
    ),
    "en": (
        "Hello. We have copied all files of the therapy centre. We hold your personal data, your "
        "identity code and all notes of your sessions over many years. The company refused to pay "
        "and so we turn to its customers. We demand 200 euros in bitcoin from you. Pay the sum "
        f"within 24 hours to the address {WALLET}. If you do not pay, the price rises to 500 euros "
        "and you have another 48 hours. After that we publish all your data and notes for everyone "
        "to read. Do not contact the police, that is of no use. Instructions for buying bitcoin "
        "can be found on the web."
    ),
}

ABOVE = {
    "fi": "Sain tämän viestin eilen. Mitä pitää tehdä?",
    "sv": "Jag fick det här mejlet i går. Vad ska jag göra?",
    "en": "I got this message yesterday. What should I do?",
}


@pytest.fixture(scope="module")
def ransom() -> Ransom:
    return faq.read_ransom()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pasted_message_is_recognised_and_read(ransom: Ransom, language: str):
    assert ransom.demand(BLACKMAIL[language]) == DEMANDED
    assert ransom.demand(LONG[language]) == DEMANDED


@pytest.mark.parametrize(
    ("language", "told"), [(one, text) for one in LANGUAGES for text in TOLD[one]]
)
def test_a_message_about_one_is_a_persons(language: str, told: str):
    assert engine().read(told).demand is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("quote", ["> ", ">", ">> ", "| ", "  "])
def test_a_quoted_message_is_recognised(ransom: Ransom, language: str, quote: str):
    quoted = "\n".join(f"{quote}{line}" for line in BLACKMAIL[language].splitlines())

    assert ransom.demand(quoted) == DEMANDED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("own", LANGUAGES)
def test_own_words_above_a_long_paste_do_not_hide_it(ransom: Ransom, language: str, own: str):
    assert ransom.demand(f"{ABOVE[own]}\n\n{LONG[language]}") == DEMANDED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_own_words_alone_are_a_persons(ransom: Ransom, language: str):
    assert ransom.demand(ABOVE[language]) is None


@pytest.mark.parametrize("first", LANGUAGES)
@pytest.mark.parametrize("second", LANGUAGES)
def test_a_message_in_two_languages_is_one_demand(ransom: Ransom, first: str, second: str):
    both = f"{BLACKMAIL[first]}\n\n---\n\n{BLACKMAIL[second]}"

    assert ransom.demand(both) == DEMANDED


@pytest.mark.parametrize("language", LANGUAGES)
def test_writing_does_not_matter(ransom: Ransom, language: str):
    text = BLACKMAIL[language]
    changed = text.replace(WALLET, NEWER)

    assert ransom.demand(text.replace("\n", " ")) == DEMANDED
    assert ransom.demand(text.replace("ä", "a").replace("ö", "o").replace("å", "a")) == DEMANDED
    assert ransom.demand(changed.upper()) == Demand((NEWER.upper(),), 200, 24)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_with_a_broken_address_is_still_one(ransom: Ransom, language: str):
    broken = BLACKMAIL[language].replace(WALLET, WALLET[:-1] + "a")

    assert ransom.demand(broken) == Demand((), 200, 24)


def test_several_addresses_are_told_in_their_order(ransom: Ransom):
    text = BLACKMAIL["en"] + f" or to {NEWER} or to {WALLET}"

    assert ransom.demand(text) == Demand((WALLET, NEWER), 200, 24)


def test_a_sum_in_another_currency_and_a_date_are_not_told(ransom: Ransom):
    text = (
        BLACKMAIL["en"]
        .replace("200 euros in bitcoin", "0.05 BTC")
        .replace("within 24 hours", "before 24 December 2026")
    )

    assert ransom.demand(text) == Demand((WALLET,), None, None)


def test_a_demand_holds_address_sum_and_deadline_and_nothing_else(ransom: Ransom):
    demand = ransom.demand(BLACKMAIL["fi"])

    assert [one.name for one in fields(Demand)] == ["btc", "amount_eur", "deadline_hours"]
    assert "Aino" not in repr(demand)
    assert "Lehtonen" not in repr(demand)


@pytest.mark.parametrize(
    "text",
    [
        "",
        WALLET,
        f"{WALLET} 200 euroa 24 tuntia",
        "maksa 200 euroa",
        "pay or else",
        *CRISIS.values(),
        "Miten teen rikosilmoituksen verkossa ja tarvitsenko siihen pankkitunnukset?",
        "Hur anmäler jag det här till polisen och behöver jag mina bankkoder till det?",
        "How can I tell the bank that somebody might use my name to borrow money?",
        "Maksa lasku 200 euroa 14 päivän kuluessa tilille, muuten peritään viivästyskorkoa.",
        "Your invoice of 200 euros is due within 14 days, otherwise a reminder fee is added.",
    ],
)
def test_what_is_no_blackmail_message_is_none(ransom: Ransom, text: str):
    assert ransom.demand(text) is None


@given(st.text(st.characters()))
def test_any_text_is_looked_at(text: str):
    assert SMALL.demand(text) is None


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", ["a", "pay ", "pay bitcoin ", "julkaisemme ", "1", "1 000 ", "bc1q", "bc1", "\ud800"]
)
def test_a_very_long_text_is_looked_at_in_time(ransom: Ransom, piece: str):
    begun = time.process_time()

    ransom.demand(BLACKMAIL["en"][:200] + piece * 50_000)

    assert time.process_time() - begun < 1


# The lists


def marks(**more: list[str]) -> Marks:
    lists = {
        "demand": ["pay .. [MONEY]"],
        "threat": ["or_else"],
        "claim": ["we have your"],
        "about": ["should i", "they want"],
        **more,
    }
    return Marks(**lists, classes={"MONEY": ["gold", "silver"]})


SMALL = Ransom([marks()])


def test_a_demand_a_threat_and_enough_words_make_a_message():
    assert SMALL.demand("pay us all of your gold or else you will see") == Demand((), None, None)
    assert SMALL.demand("pay us all of your lead or else you will see") is None
    assert SMALL.demand("pay us all of your gold and then you will see") is None
    assert SMALL.demand("pay us your gold or else") is None


def test_who_asks_whether_to_pay_is_a_person():
    assert SMALL.demand("should i pay them my gold as they want or else lose it") is None


def test_without_lists_nothing_is_a_message():
    assert Ransom([]).demand(BLACKMAIL["en"]) is None


@pytest.mark.parametrize("name", ["demand", "threat", "claim", "about"])
@pytest.mark.parametrize("phrase", ["", "..", "pay [NOBODY]", "pay|"])
def test_a_list_with_a_bad_phrase_is_refused(name: str, phrase: str):
    with pytest.raises(BadPhrase):
        Ransom([marks(**{name: ["good words", phrase]})])
