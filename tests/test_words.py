"""The catalogues: three equal languages, nothing missing, nothing unused, nothing unescaped."""

import ast
import html
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot import contacts, words
from bot.domain.languages import LANGUAGES, Language
from bot.privacy_notes import privacy_blanks
from bot.words import Sentence, UnfilledBlank, UnknownKey, Words

CODE = Path(words.__file__).parent
STANDING = {"organisation", "incident", "incident_since"}
SETTINGS = {"organisation": "Org", "incident": "Case", "incident_since": "1 May 2026"}

# Keys that are put together while the bot runs, by the prefix they are put together from. Each
# must be built so somewhere in the code, and every key under it counts as used.
COMPOSED = {
    "language.", "guide.", "data.purpose.", "people.offer.", "consent.yes.", "consent.no.",
    "consent.back.", "privacy_note.", "consent.standing.", "consent.withdrawn.",
    "topic.", "ransom.in_", "staff.role.", "call.ask_", "call.line.", "call.voicemail.",
    "call.introduce.", "call.topic.", "call.stands.", "call.skip.", "data.stage.", "ready.",
    "case.then.", "case.urgency.", "case.line.", "case.in.", "work.part.", "case.set.", "case.stage.", "case.outcome.", "case.approve.",
    "case.reason.", "case.ending.", "alarm.",
}  # fmt: skip


def everything() -> Words:
    book = contacts.read()
    standing = {
        language: {**SETTINGS, **privacy_blanks(), **book.standing(language)}
        for language in LANGUAGES
    }
    return Words(words.read_catalogues(), standing)


def catalogue_files() -> list[Path]:
    return sorted(words.FOLDER.glob("*/LC_MESSAGES/*.po"))


def text_of(sentence: Sentence) -> str:
    return "\n".join("".join(form[0::2]) for form in sentence.forms)


def strings_in_code() -> tuple[set[str], set[str]]:
    """Return all text constants of the code, and the prefixes from which keys are put together."""
    constants: set[str] = set()
    prefixes: set[str] = set()
    for file in CODE.rglob("*.py"):
        if "rehearsal" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    constants.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(prefix)), *_]):
                    prefixes.add(prefix)
                case _:
                    pass
    return constants, prefixes


def keys_asked_for() -> Iterator[tuple[str, str]]:
    """Yield every literal key the code says, with the place."""
    for file in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="say")
                    | ast.Attribute(attr="say")
                    | ast.Attribute(attr="plain"),
                    args=[ast.Constant(value=str(key)), *_],
                ):
                    yield key, f"{file.name}:{node.lineno}"
                case _:
                    pass


def test_three_languages_have_the_same_keys_blanks_and_plural_forms():
    assert everything().faults() == []


def test_no_catalogue_has_fuzzy_obsolete_empty_or_repeated_entries():
    for file in catalogue_files():
        text = file.read_text(encoding="utf-8")
        with file.open("rb") as opened:
            catalogue = read_po(opened, locale=file.parts[-3])
        ids = re.findall(r'^msgid "(.+)"$', text, flags=re.MULTILINE)
        assert not [message.id for message in catalogue if message.fuzzy and message.id], file
        assert not catalogue.obsolete, file
        assert len(ids) == len(set(ids)), file
        assert not [
            message.id
            for message in catalogue
            if message.id and not all(text.strip() for text in words_of(message.string))
        ], file


def words_of(string: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def test_no_key_stands_in_two_catalogues():
    for language in LANGUAGES:
        keys: list[str] = []
        for file in (words.FOLDER / language / "LC_MESSAGES").glob("*.po"):
            keys += re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(keys) == len(set(keys))


def test_the_languages_have_the_same_catalogues():
    names = [{file.name for file in catalogue_files() if lang in file.parts} for lang in LANGUAGES]

    assert names[0] == names[1] == names[2]


def test_every_key_the_code_asks_for_exists():
    known = everything().catalogues["fi"]

    assert [(key, place) for key, place in keys_asked_for() if key not in known] == []


def test_no_key_is_unused():
    constants, prefixes = strings_in_code()
    composed = tuple(COMPOSED & prefixes)

    unused = {
        key
        for key in everything().catalogues["fi"]
        if key not in constants and not key.startswith(composed)
    }

    assert unused == set()


def test_every_declared_composition_is_really_composed():
    _, prefixes = strings_in_code()

    assert prefixes >= COMPOSED


def test_every_blank_is_known():
    """A blank is a standing one, or filled by a call that names it."""
    constants = " ".join(
        file.read_text(encoding="utf-8")
        for file in CODE.rglob("*.py")
        if "rehearsal" not in str(file)
    )
    known = everything()
    for key, sentence in known.catalogues["fi"].items():
        for blank in sentence.blanks - STANDING - {"n"} - set(known.standing["fi"]):
            assert re.search(rf"\b{blank}\s*=|\"{blank}\"", constants), (key, blank)


class Strict(HTMLParser):
    """Telegram's HTML: few tags, properly nested, only https links."""

    ALLOWED = frozenset({"b", "i", "u", "s", "code", "pre", "a", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in self.ALLOWED:
            self.faults.append(f"<{tag}>")
        if tag == "a" and not dict(attrs).get("href", "").startswith("https://"):
            self.faults.append("a link without https")
        if tag != "a" and set(dict(attrs)) - {"expandable"}:
            self.faults.append(f"<{tag}> with {attrs}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_html_that_telegram_accepts(language: Language):
    known = everything()
    for key, sentence in known.catalogues[language].items():
        for form in sentence.forms:
            parts = list(form)
            for place in range(1, len(parts), 2):
                parts[place] = known.standing[language].get(parts[place], "7")
            parser = Strict()
            parser.feed("".join(parts))
            parser.close()
            assert parser.faults == [], key
            assert parser.open == [], key
            bare = re.sub(r"&(amp|lt|gt|quot);", "", "".join(form[0::2]))
            assert "&" not in bare, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_number_and_no_address_stands_in_a_sentence(language: Language):
    """They come from contacts.yaml, so that a changed number is changed once."""
    for key, sentence in everything().catalogues[language].items():
        text = re.sub(r"\b1?\d-(?:\d\d)\b|\b\d\d?–\d\d\b", "", text_of(sentence))
        assert not re.search(r"\b112\b|\b116 ?\d{3}\b|\b0\d{1,3} \d{3}|\+358", text), key
        assert "http" not in text, key


def one(form: tuple[str, ...]) -> Words:
    return Words({language: {"k": Sentence((form,))} for language in LANGUAGES})


@pytest.mark.parametrize("foreign", ["<b>", "</b><a href='x'>", "&amp;", "{n}", "a & b", "<"])
def test_what_fills_a_blank_is_never_parsed(foreign: str):
    say = one(("<b>", "name", "</b>"))["fi"]

    said = say("k", name=foreign)

    inside = said.removeprefix("<b>").removesuffix("</b>")
    assert "<" not in inside
    assert html.unescape(inside) == foreign


def test_a_label_is_plain_text():
    say = one(("Q &amp; ", "name", ""))["fi"]

    assert say.plain("k", name="<Aino>") == "Q & <Aino>"


def test_a_sentence_nobody_wrote_and_a_blank_nobody_filled_are_mistakes():
    say = one(("", "name", ""))["fi"]

    with pytest.raises(UnknownKey):
        say("other")
    with pytest.raises(UnfilledBlank):
        say("k")


def test_a_number_chooses_its_plural_form_in_each_language():
    forms = (("", "n", " thing"), ("", "n", " things"))
    known = Words({language: {"k": Sentence(forms)} for language in LANGUAGES})

    said = {n: {known[language]("k", n) for language in LANGUAGES} for n in (0, 1, 2)}

    assert said == {0: {"0 things"}, 1: {"1 thing"}, 2: {"2 things"}}


def test_a_day_is_written_as_the_language_writes_it():
    known = everything()

    days = [known[language].date(date(2026, 1, 31)) for language in LANGUAGES]

    assert days == ["31. tammikuuta 2026", "31 januari 2026", "31 January 2026"]


def test_the_glossary_names_only_contacts_that_exist():
    glossary = (CODE.parent / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")
    table = glossary.split("## Whom to turn to")[1].split("## ")[0]

    named = set(re.findall(r"`([a-z_]+)`", table))

    assert named
    assert named <= set(contacts.read().by_id)


HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        ("", "sv: menu: missing"),
        ('msgid "menu"\nmsgstr ""\n', "sv: menu: missing"),
        ('#, fuzzy\nmsgid "menu"\nmsgstr "Hej {name}"\n', "sv: menu: missing"),
        ('msgid "menu"\nmsgstr "Hej {namn}"\n', "menu: the languages have different blanks"),
        ('msgid "menu"\nmsgstr "Hej"\n', "menu: the languages have different blanks"),
        (
            'msgid "menu"\nmsgid_plural "menu"\nmsgstr[0] "Hej {name}"\nmsgstr[1] "{name}"\n',
            "menu: the languages have different plural forms",
        ),
        (
            'msgid "menu"\nmsgstr "Hej {name} {phone.nobody}"\n',
            "sv: menu: nobody knows {phone.nobody}",
        ),
        (
            'msgid "menu"\nmsgstr "Hej {name}"\n\nmsgid "more"\nmsgstr "Mer"\n',
            "fi: more: missing",
        ),
    ],
)
def test_a_broken_catalogue_is_found(tmp_path: Path, broken: str, complaint: str):
    for language in LANGUAGES:
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        whole = 'msgid "menu"\nmsgstr "Hello {name}"\n'
        text = HEAD + (broken if language == "sv" else whole)
        (folder / "bot.po").write_text(text, encoding="utf-8")

    faults = Words(words.read_catalogues(tmp_path)).faults()

    assert complaint in faults
