"""Finding and masking personal identifiers in texts, and telling the person."""

import re

import phonenumbers
import pytest

from bot import contacts, words
from bot.answers.identifiers import DOT, KINDS, find, mask
from bot.domain.languages import LANGUAGES, Language
from bot.tg.screens.identifiers import NAMES, masked
from bot.words import Words

BOOK = contacts.read()
VOICES = Words(words.read_catalogues(), {one: dict(BOOK.standing(one)) for one in LANGUAGES})

HETU = "131052-952K"
"""From the range of temporary codes, which nobody is given for good."""


def sole(text: str) -> tuple[str, str]:
    [found] = find(text)
    return found.kind, text[found.start : found.end]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("Hetuni on 131052-952K.", "identity_code", "131052-952K"),
        ("hetu131052-952K.", "identity_code", "131052-952K"),
        ("131052-952K:n omistaja", "identity_code", "131052-952K"),
        ("olen 131052 - 952k", "identity_code", "131052 - 952k"),
        ("131052\u2013952K", "identity_code", "131052\u2013952K"),
        ("131052\u2212952K", "identity_code", "131052\u2212952K"),
        ("13\u200b1052-952K", "identity_code", "13\u200b1052-952K"),
        ("131052-\u00a0952K", "identity_code", "131052-\u00a0952K"),
        ("１３１０５２－９５２Ｋ", "identity_code", "１３１０５２－９５２Ｋ"),
        ("131052952K", "identity_code", "131052952K"),
        ("13.10.1952-952K", "identity_code", "13.10.1952-952K"),
        ("131052-952T", "identity_code", "131052-952T"),
        ("hetu 131052 952T", "identity_code", "131052 952T"),
        ("hetun loppuosa on 952K", "identity_code", "952K"),
        ("811228-9874", "identity_code", "811228-9874"),
        ("19811228-9874", "identity_code", "19811228-9874"),
        ("198112289874", "identity_code", "198112289874"),
        ("personnummer 8112289874", "identity_code", "8112289874"),
        ("FI21 1234 5600 0007 85", "iban", "FI21 1234 5600 0007 85"),
        ("tilifi2112345600000785ja", "iban", "fi2112345600000785"),
        ("FI21-1234-5600-0007-85", "iban", "FI21-1234-5600-0007-85"),
        ("FI21 1234 5600 0007 86", "iban", "FI21 1234 5600 0007 86"),
        ("21 1234 5600 0007 85", "iban", "21 1234 5600 0007 85"),
        ("GB29 NWBK 6016 1331 9268 19", "iban", "GB29 NWBK 6016 1331 9268 19"),
        ("tilini 123456-785", "iban", "123456-785"),
        ("konto 405500-112", "iban", "405500-112"),
        ("kortti4539 1488 0343 6467", "card", "4539 1488 0343 6467"),
        ("Visa 4539148803436467 12/27", "card", "4539148803436467"),
        ("4539 1488 0343 6467 12 27", "card", "4539 1488 0343 6467"),
        ("4539148803436467, 12/27, 331", "card", "4539148803436467, 12/27, 331"),
        ("4539148803436467 040 1234567", "card", "4539148803436467"),
        ("3782 822463 10005", "card", "3782 822463 10005"),
        ("tunnuslukuni on 4821", "bank_code", "4821"),
        ("koden jag fick var 482913", "bank_code", "482913"),
        ("123 456 is your code", "bank_code", "123 456"),
        ("my password is Kissa123!", "bank_code", "Kissa123"),
        ('lösenordet: "min hund"', "bank_code", "min hund"),
        ("Salasana: kissakoira", "bank_code", "kissakoira"),
        ("lo\u0308senord: mirri77", "bank_code", "mirri77"),
        ("CVC 123", "bank_code", "123"),
        ("varmennuskoodi 330912 tuli", "bank_code", "330912"),
        ("I told the caller the code, it was 330912", "bank_code", "330912"),
    ],
)
def test_an_identifier_is_found_however_it_is_written(text: str, kind: str, what: str):
    assert sole(text) == (kind, what)


@pytest.mark.parametrize("sign", "+-YXWVUABCDEF")
def test_every_sign_of_a_century_makes_an_identity_code(sign: str):
    assert sole(f"({HETU.replace('-', sign)})") == ("identity_code", HETU.replace("-", sign))


@pytest.mark.parametrize(
    "text",
    [
        "", "moi", "112", "Kaisla Oy, 1234567-1", "310252-308 kertaa", "391352-952K",
        "ilmoitus 5500/R/12345/26", "0401234567", "+358 40 123 4567", "12.3.2026 klo 14.30",
        "2026-11-23T14:02:11Z", "K7QF-2M9D", "koodi 2345-K7QF", "code: K7QF-2M9D", "00100 Helsinki",
        "postal code 00100", "0.05 BTC", "33 000 ihmistä", "450 € tai 2 000 €",
        "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        "aino1990@example.org", "pankkitunnukset vietiin, menetin 3400 euroa", "PIN on vaihdettu",
        "salasana on vuotanut", "my password was leaked in 2020", "changed all passwords on 12.3.26",
        "tunnusluku lukittui, soitin 09 2525 0111", "avainlukuja oli 100 kappaletta",
        "4539 1488 0343 6468", "viitenumero 4539148803436467", "RF18 5390 0754 7034",
        "paketti JJFI643010000001234567", "20240312-1045", "user ID: aino@example.org",
        "tarkiste 8c55057e0ff4730d8d01e6d90f270812e419d7fc", "virhekoodi 4821", "felkoden var 4821",
    ],
)  # fmt: skip
def test_an_ordinary_number_is_left_alone(text: str):
    assert mask(text) == (text, frozenset())


def test_no_telephone_number_of_any_country_is_taken_for_an_identifier():
    forms = (phonenumbers.PhoneNumberFormat.E164, phonenumbers.PhoneNumberFormat.INTERNATIONAL,
             phonenumbers.PhoneNumberFormat.NATIONAL)  # fmt: skip
    mobile = phonenumbers.PhoneNumberType.MOBILE
    examples = [
        phonenumbers.example_number_for_type(one, mobile) for one in phonenumbers.SUPPORTED_REGIONS
    ]
    written = {phonenumbers.format_number(one, form) for one in examples if one for form in forms}

    assert len(written) > 500
    assert [text for text in written if find(text) or find(f"00{text.lstrip('+')}")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_our_own_is_taken_for_one(language: Language):
    """They come back to us with every press."""
    own = ["".join(form) for one in VOICES[language].sentences.values() for form in one.forms]

    assert [text for text in own if find(text)] == []


def test_several_identifiers_in_one_text_are_all_masked_and_named():
    text = f"{HETU}, FI21 1234 5600 0007 85, 4539148803436467, pin 4821"

    hidden, kinds = mask(text)

    assert kinds == set(KINDS)
    assert not re.search(r"\d", hidden)


@pytest.mark.parametrize("digits", ["131052", "１３１０５２", "𝟏𝟑𝟏𝟎𝟓𝟐"])
def test_masking_keeps_the_offsets_of_telegrams_entities(digits: str):
    text = f"😢 {digits}-952K lihavoitu"

    hidden, _ = mask(text)

    assert len(hidden.encode("utf-16-le")) == len(text.encode("utf-16-le"))
    assert hidden.endswith(" lihavoitu")
    assert set(hidden[2:-10]) == {DOT}


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "fi2", "fi 1 2 ", "mt84malt", "4539 ", "13.10.52-", "131052-952K ", "salasana ",
     "koodi ", "pin 1234, ", "1234 is a b ", "\u200b1", "a\u0308", "(", " ", "\ud800", "\x00 1"],
)  # fmt: skip
def test_a_text_made_to_be_slow_is_read_in_a_moment(piece: str):
    text = "koodi 123" + piece * (4096 // len(piece)) + " 1234"

    hidden, _ = mask(text)

    # The test's time limit does the measuring; the slowest of these takes about 20 ms.
    assert len(hidden.encode("utf-16-le", "surrogatepass")) == len(
        text.encode("utf-16-le", "surrogatepass")
    )


UNSPOKEN = ("murt", "kirist", "terapia", "utpress", "läck", "terapi", "breach", "extort", "therap",
            "blackmail", "leak", "vuoto")  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kinds", [{"identity_code"}, {"iban", "card"}, {"bank_code"}, set(KINDS)])
@pytest.mark.parametrize("deleted", [True, False])
def test_the_person_is_told_shortly_and_neutrally(
    language: Language, kinds: set[str], deleted: bool
):
    screen = masked(VOICES[language], frozenset(kinds), deleted=deleted)

    bank = bool(kinds & {"card", "bank_code"})
    assert len(re.findall(r"[.!?](?:\s|$)", screen.text)) <= 3 + bank
    assert not any(word in screen.text[:80].lower() for word in UNSPOKEN)
    assert (":" in screen.text) is not deleted
    assert screen.rows
    assert all(VOICES[language].plain(NAMES[kind]) in screen.text for kind in kinds)
