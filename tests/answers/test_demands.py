"""Sums and deadlines of blackmail messages, in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.demands import euros, hours


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        # Finnish
        ("Maksa 200 euroa bitcoineina", 200),
        ("maksa 200€ heti", 200),
        ("maksa € 200 heti", 200),
        ("Maksa 200 e osoitteeseen", 200),
        ("Vaadimme 1 500 euroa", 1500),
        ("Vaadimme 1.500 euroa", 1500),
        ("Vaadimme 1 500,50 €", 1500.5),
        ("Summa on 540 EUR", 540),
        ("maksa kaksisataa euroa", 200),
        ("Maksa viisisataa euroa", 500),
        ("lähetä tuhat euroa", 1000),
        ("maksa kaksituhatta euroa", 2000),
        ("maksa viisikymmentä euroa", 50),
        ("Sinun on maksettava kahdensadan euron summa", 200),
        ("MAKSA 200 EUROA", 200),
        # Swedish
        ("Betala 200 euro i bitcoin", 200),
        ("betala tvåhundra euro", 200),
        ("skicka femhundra euro", 500),
        ("Vi kräver 1 000 euro", 1000),
        ("betala ett tusen euro", 1000),
        ("Beloppet är 450,00 €", 450),
        # English
        ("Pay 200 euros in bitcoin", 200),
        ("pay €200 now", 200),
        ("send EUR 1,500.00 to us", 1500),
        ("send 1,500 euros", 1500),
        ("pay two hundred euros", 200),
        ("pay five hundred and fifty euros", 550),
        ("pay two thousand five hundred euros", 2500),
        ("a ransom of 200-euro", 200),
        ("pay us 200\u00a0€", 200),
        ("pay 10000 euros", 10000),
    ],
)
def test_a_demanded_sum_is_read(text: str, sum_: float):
    assert euros(text) == sum_


@pytest.mark.parametrize(
    "text",
    [
        "Maksa 0,02 BTC osoitteeseen",
        "Betala 0,05 bitcoin",
        "Pay 0.05 BTC within 24 hours",
        "Pay 500 dollars",
        "Pay $500 in bitcoin",
        "Pay 500 USD in bitcoin",
        "betala 500 kronor",
        "maksa 500 kruunua",
        "Maksa vuorokauden sisällä",
        "pay us in euros",
        "maksa heti",
        "pay before 24.12.2026",
        "you have 24 hours",
        "call 0800 1234",
        "",
    ],
)
def test_what_is_no_sum_in_euros_is_none(text: str):
    assert euros(text) is None


@pytest.mark.parametrize(
    ("text", "sum_"),
    [
        ("Maksa 200 euroa 24 tunnin kuluessa, muuten hinta nousee 500 euroon", 200),
        ("Betala 200 euro inom 24 timmar, annars 500 euro", 200),
        ("Pay 200 euros within 24 hours. After that the price is 500 euros.", 200),
        ("Pay 0.02 BTC (200 euros) or later 500 euros", 200),
        ("maksa kaksisataa euroa, myöhemmin 500 €", 200),
    ],
)
def test_of_two_demands_the_first_counts(text: str, sum_: float):
    assert euros(text) == sum_


def test_a_price_of_something_else_is_not_the_demand():
    text = (
        "We took the records of a company that turned over 9 000 000 euros last year and that did "
        "not care for the secrets of its customers. You, however, can do something now: "
        "pay 200 euros."
    )

    assert euros(text) == 200


@pytest.mark.parametrize(
    ("text", "length"),
    [
        # Finnish
        ("Maksa 24 tunnin kuluessa", 24),
        ("aikaa on 48 tuntia", 48),
        ("sinulla on 72h aikaa", 72),
        ("maksa 24 h sisällä", 24),
        ("kolmen päivän kuluessa", 72),
        ("3 vrk:n kuluessa", 72),
        ("kahden vuorokauden sisällä", 48),
        ("vuorokauden kuluessa", 24),
        ("viikon sisällä", 168),
        ("tunnin kuluessa", 1),
        ("kahdenkymmenenneljän tunnin kuluessa", 24),
        # Swedish
        ("Betala inom 24 timmar", 24),
        ("inom tjugofyra timmar", 24),
        ("inom tre dagar", 72),
        ("inom två dygn", 48),
        ("inom ett dygn", 24),
        ("du har 7 dagar på dig", 168),
        ("inom en vecka", 168),
        ("inom en timme", 1),
        # English
        ("within 24 hours", 24),
        ("you have 48 hours to pay", 48),
        ("within twenty-four hours", 24),
        ("within twenty four hours", 24),
        ("in the next three days", 72),
        ("within 2 days", 48),
        ("within two weeks", 336),
        ("within a week", 168),
        ("within one day", 24),
        ("you have 72hrs", 72),
        ("WITHIN 24 HOURS", 24),
    ],
)
def test_a_deadline_is_read_in_hours(text: str, length: float):
    assert hours(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "Maksa 24.12.2026 mennessä",
        "maksa perjantaihin mennessä",
        "Betala senast den 24 december",
        "betala före fredag",
        "Pay before 24 December 2026",
        "pay by Friday",
        "pay until 2026-12-24",
        "Maksa 200 euroa",
        "Pay at once",
        "",
    ],
)
def test_a_date_and_no_deadline_are_none(text: str):
    assert hours(text) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Maksa 24 tunnin kuluessa. Jos et, 72 tunnin kuluttua julkaisemme kaiken.", 24),
        ("Betala 200 euro inom 24 timmar, därefter 500 euro inom 48 timmar", 24),
        ("Pay within 24 hours; after that you have 48 hours more", 24),
        ("within a day, otherwise within 3 days more", 24),
    ],
)
def test_of_two_deadlines_the_first_counts(text: str, length: float):
    assert hours(text) == length


def test_a_time_that_is_no_deadline_is_passed_over():
    text = "Vi hackade er för 3 år sedan. Vi har väntat. Betala inom 24 timmar."

    assert hours(text) == 24


@given(st.text())
def test_any_text_can_be_read(text: str):
    assert euros(text) is None or euros(text)
    assert hours(text) is None or hours(text)


@given(st.integers(1, 999_999))
def test_any_sum_is_read_in_every_way_of_writing_it(sum_: int):
    parted = f"{sum_:,}"

    for written in (f"{sum_}", parted, parted.replace(",", " "), parted.replace(",", ".")):
        assert euros(f"maksa {written} euroa") == sum_
    assert euros(f"betala {sum_},00 €") == sum_


@given(st.integers(1, 999))
def test_any_number_of_hours_is_read_in_every_language(count: int):
    assert hours(f"maksa {count} tunnin kuluessa") == count
    assert hours(f"betala inom {count} timmar") == count
    assert hours(f"pay within {count} hours") == count
