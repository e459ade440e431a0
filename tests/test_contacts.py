"""Numbers and links: read strictly, dated, and the same source for every text."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot import contacts
from bot.domain.languages import LANGUAGES

WANTED_BY_TEXTS = {
    "emergency", "crisis_line", "crisis_line_second", "crisis_line_info", "victim_support",
    "riku_home", "riku_abroad", "riku_chat", "police_report", "police_home", "credit_ban",
    "posti_moving_protection", "dvv_contact_ban", "dvv_move_block", "prh_ban", "suomi_fi_guide",
    "ncsc_report", "sekasin", "medical_helpline", "nollalinja", "church_line", "ombudsman",
    "legal_aid",
}  # fmt: skip

GOOD = """
aid:
  phone: "116 006"
  link: "https://www.riku.fi/"
  checked: 2026-11-23
  confidence: high
  source: "https://www.riku.fi/"
"""


def faults_of(folder: Path, text: str) -> list[str]:
    file = folder / "contacts.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        contacts.read(file)
    except contacts.BadContacts as refusal:
        return refusal.faults
    return []


def test_everybody_the_texts_name_can_be_reached():
    assert set(contacts.read().by_id) >= WANTED_BY_TEXTS


def test_each_language_fills_the_same_blanks():
    book = contacts.read()

    blanks = [set(book.standing(language)) for language in LANGUAGES]

    assert blanks[0] == blanks[1] == blanks[2]


def test_the_crisis_lines_are_those_of_the_fact_sheet():
    book = contacts.read()

    lines = [
        (say["phone.crisis_line"], say["phone.crisis_line_second"])
        for say in (book.standing(language) for language in LANGUAGES)
    ]

    finnish, swedish = "09 2525 0111", "09 2525 0112"
    assert lines == [(finnish, swedish), (swedish, finnish), (finnish, swedish)]


def test_what_is_stale_or_in_conflict_is_nowhere_in_the_file():
    text = contacts.FILE.read_text(encoding="utf-8").replace(" ", "")

    # The two contradicting English lines, closed and unconfirmed lines of 2020, and prices.
    for number in ("0925250113", "0925250116", "0800100200", "0444141997", "0295419800"):
        assert number not in text


def test_the_oldest_day_of_checking_is_told_in_the_persons_language():
    book = contacts.read()

    days = [book.standing(language)["contacts.checked"] for language in LANGUAGES]

    assert days == ["23. marraskuuta 2026", "23 november 2026", "November 23, 2026"]


def test_one_text_for_all_languages_is_enough(tmp_path: Path):
    assert faults_of(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("right", "wrong", "complaint"),
    [
        ('"116 006"', '"116-006 call now"', r"aid\.phone\.fi: must be digits in groups"),
        ('"116 006"', "116006", r"aid\.phone"),
        ('"116 006"', '{fi: "116 006", sv: "116 006"}', r"aid\.phone\.en: Field required"),
        ('  link: "https://', '  link: "http://', r"aid\.link\.fi: must be a full https://"),
        ('  link: "https://', '  link: "https://good.fi@', r"aid\.link\.fi: must be a full https"),
        ('riku.fi/"\n  checked', "riku.fi/'\"\n  checked", r"aid\.link\.fi: must not hold spaces"),
        ("2026-11-23", "last week", r"aid\.checked"),
        ("confidence: high", "confidence: low", r"aid\.confidence"),
        ("confidence: high", "confidence: high\n  hours: always", r"aid\.hours: Extra inputs"),
        ('source: "https://', 'source: "somebody said ', r"aid\.source: must be the address"),
        ('  phone: "116 006"\n  link: "https://www.riku.fi/"\n', "", r"needs a phone or a link"),
        ("aid:", "Aid-1:", r"Aid-1: an id is lower case"),
        ('  phone: "116 006"', '  phone: "116 006"\n  phone: "112"', r"written twice: phone"),
        (GOOD, "", r"must list contacts by id"),
        (GOOD, "aid: [", r"contacts.yaml: while parsing"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, right: str, wrong: str, complaint: str):
    assert right in GOOD

    faults = faults_of(tmp_path, GOOD.replace(right, wrong))

    assert re.search(complaint, "\n".join(faults)), faults


def test_all_faults_are_told_at_once(tmp_path: Path):
    text = GOOD.replace("high", "sure").replace('"116 006"', '"call us"')

    assert len(faults_of(tmp_path, text)) == 4  # one a language for the phone, and the confidence


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(contacts.BadContacts, match=r"contacts\.yaml: not found"):
        contacts.read(tmp_path / "contacts.yaml")


@pytest.mark.parametrize(
    ("today", "stale"),
    [
        (date(2026, 11, 23), False),
        (date(2027, 5, 22), False),  # 180 days later
        (date(2027, 5, 23), True),
        (date(2026, 11, 22), True),  # checked tomorrow: that date cannot be true
    ],
)
def test_what_nobody_has_looked_at_for_180_days_is_stale(tmp_path: Path, today: date, stale: bool):
    file = tmp_path / "contacts.yaml"
    file.write_text(GOOD, encoding="utf-8")

    lines = contacts.read(file).stale(today)

    assert lines == (["aid (checked 2026-11-23, see https://www.riku.fi/)"] if stale else [])
