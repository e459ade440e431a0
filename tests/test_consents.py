"""Consent texts: complete in three languages, and never changed once somebody can have agreed."""

import hashlib
import shutil
from pathlib import Path

import pytest

from bot import consents
from bot.consents import BadConsents
from bot.domain.holding import PURPOSES
from bot.domain.languages import LANGUAGES
from bot.words import BLANK, FOLDER


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    """A copy of the texts that a test may spoil."""
    for language in LANGUAGES:
        shutil.copytree(FOLDER / language / "consent", tmp_path / language / "consent")
    shutil.copy(FOLDER / consents.LOCK, tmp_path / consents.LOCK)
    return tmp_path


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadConsents) as refused:
        consents.read(folder)
    return refused.value.faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_text_says_who_how_to_take_it_back_and_that_telegram_reads_along(purpose, language):
    text = consents.read().newest(purpose, language)

    assert "{organisation}" in text.text
    assert "/forget" in text.text
    assert "Telegram" in text.text
    assert set(BLANK.findall(text.text)) == {"organisation"}
    assert len(text.digest) == 64


def test_a_receipt_leads_to_the_very_text():
    known = consents.read()
    newest = known.newest("call", "sv")

    assert known.find("call", newest.version, "sv") == newest
    assert known.find("call", "999", "sv") is None


def test_a_newer_version_is_shown_and_the_older_one_stays(locales: Path):
    for language in LANGUAGES:
        old = locales / language / "consent" / "call-1.md"
        newer = old.with_name("call-10.md")
        newer.write_text(old.read_text() + "\nMore.")
        (locales / language / "consent" / "call-9.md").write_text(old.read_text() + "\nSome.")
    lock = locales / consents.LOCK
    lines = [line for line in lock.read_text().split("\n") if line]
    lines += [
        f"{language}/call-{version} {digest_of(locales, language, version)}"
        for language in LANGUAGES
        for version in ("9", "10")
    ]
    lock.write_text("\n".join(lines))

    known = consents.read(locales)

    assert known.newest("call", "fi").version == "10"
    assert known.find("call", "1", "fi") is not None


def digest_of(folder: Path, language: str, version: str) -> str:
    text = (folder / language / "consent" / f"call-{version}.md").read_text()
    return hashlib.sha256(text.split("---\n", 2)[2].strip().encode()).hexdigest()


def test_a_published_text_that_was_changed_is_refused(locales: Path):
    path = locales / "fi" / "consent" / "call-1.md"
    path.write_text(path.read_text() + " Ja vielä jotain.")

    assert faults(locales) == ["fi/call-1: changed after it was published; make a new version"]


def test_a_published_text_that_is_gone_is_refused(locales: Path):
    (locales / "sv" / "consent" / "write-1.md").unlink()

    found = faults(locales)

    assert "sv/write-1: a published text is gone" in found
    assert "sv: no text for write" in found
    assert "write-1: missing in a language" in found


def test_a_text_nobody_has_published_yet_is_refused(locales: Path):
    lock = locales / consents.LOCK
    lock.write_text("\n".join(lock.read_text().split("\n")[1:]))

    assert faults(locales) == ["en/call-1: not in consent.lock"]


def test_other_blanks_in_one_language_are_refused(locales: Path):
    path = locales / "en" / "consent" / "call-1.md"
    path.write_text(path.read_text().replace("{organisation}", "{incident}"))

    assert "call-1: the languages have different blanks" in faults(locales)


@pytest.mark.parametrize(("name", "content"), [
    ("call.md", "---\nsince: 2026-11-23\n---\nText"),
    ("sell-1.md", "---\nsince: 2026-11-23\n---\nText"),
    ("call-2.md", "no head"),
    ("call-2.md", "---\nsince: soon\n---\nText"),
    ("call-2.md", "---\nsince: 2026-11-23\n---\n \n"),
])  # fmt: skip
def test_a_file_that_is_no_consent_text_is_refused(locales: Path, name: str, content: str):
    (locales / "en" / "consent" / name).write_text(content)

    assert f"en/{name}: not a consent text" in faults(locales)
