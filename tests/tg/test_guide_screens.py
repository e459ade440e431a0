"""Every screen of the guide, reached by its buttons, in three languages."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import contacts, words
from bot.domain.guide import (
    BEGINNING,
    STEPS,
    Act,
    Action,
    DraftIn,
    Kind,
    Mark,
    Paid,
    Place,
    Program,
    Protection,
    Situation,
    Step,
    View,
    act,
)
from bot.domain.guide_code import read, write
from bot.domain.languages import LANGUAGES, Language
from bot.rehearsal.markup.html import read_html
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg.context import Context, Facts, Press
from bot.tg.handlers.guide import PRESSES
from bot.tg.payload import Payload, encode
from bot.tg.screen import Copy, Go, Link, Screen
from bot.tg.screens.guide import begun_anew, guide
from bot.tg.screens.guide_page import here
from bot.words import Sentence, Voice, Words
from tests.conftest import AINO, NOON
from tests.domain.guide_places import places

ADDRESS = "viestit@viranomainen.example"

INCIDENT = {
    "fi": "Hoitola Kaislan tietomurto",
    "sv": "dataintrånget hos Kaisla",
    "en": "the break-in at Kaisla clinic",
}


def words_about(incident: Mapping[str, str]) -> Words:
    book = contacts.read()
    return Words(
        words.read_catalogues(),
        {
            language: {
                **book.standing(language),
                "organisation": "Kriisityön keskus",
                "incident": incident[language],
                "incident_since": "1.2.2026",
            }
            for language in LANGUAGES
        },
    )


WORDS = words_about(INCIDENT)
FI, SV, EN = (WORDS[language] for language in LANGUAGES)

EVERY_WAY = st.sampled_from(LANGUAGES), st.sampled_from([None, ADDRESS])


def show(place: Place, language: Language = "fi", address: str | None = None) -> Screen:
    return guide(WORDS[language], WORDS, place, address)


def seen(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


def buttons(screen: Screen) -> list[Go | Link | Copy]:
    return [button for row in screen.rows for button in row]


def ways(screen: Screen) -> list[Go]:
    return [button for button in buttons(screen) if isinstance(button, Go)]


def steps_taken(screen: Screen) -> list[tuple[Action, Place]]:
    return [read(button.detail) for button in ways(screen) if button.verb == "g"]


def acts(screen: Screen) -> set[Act]:
    return {action.act for action, _ in steps_taken(screen)}


def told(place: Place) -> tuple[object, ...]:
    """What somebody told: the walk below stays with one such telling at a time."""
    return (place.kind, place.paid, place.situation, place.program, place.draft)


def tellings() -> Iterator[Place]:
    """Every kind, payment, situation, program and draft language, one at a time, and some together."""
    yield from (replace(BEGINNING, kind=kind) for kind in Kind)
    mail = replace(BEGINNING, kind=Kind.EMAIL)
    yield from (replace(mail, paid=paid) for paid in Paid)
    yield from (replace(mail, situation=frozenset({one})) for one in Situation)
    yield from (replace(mail, program=program) for program in Program)
    yield from (replace(mail, draft=draft) for draft in DraftIn)
    without_child = frozenset(Situation) - {Situation.CHILD}
    for kind, paid in product(Kind, Paid):
        yield replace(BEGINNING, kind=kind, paid=paid, situation=without_child, draft=DraftIn.SV)


def reachable_from(start: Place) -> set[Place]:
    """Follow every button, without changing what was told; marks are left out of the count."""
    found, waiting = {start}, deque([start])
    while waiting:
        place = waiting.popleft()
        for action, where in steps_taken(show(place)):
            assert where == place
            after = act(where, action)
            after = replace(after, marks=BEGINNING.marks, protections=BEGINNING.protections)
            if told(after) == told(start) and after not in found:
                found.add(after)
                waiting.append(after)
    return found


EVERY_PLACE = sorted({one for start in tellings() for one in reachable_from(start)}, key=here)


def problems(
    screen: Screen, place: Place, say: Voice
) -> list[str]:  # one list of everything a screen owes
    wrong: list[str] = []
    text, _ = read_html(screen.text)  # refuses what Telegram would refuse
    if not 0 < len(text) <= len(screen.text) <= 4096:
        wrong.append(f"{len(screen.text)} signs")
    if LOADED.search(text[:80]):
        wrong.append(f"first signs not neutral: {text[:80]}")
    if len(screen.rows) > 8:
        wrong.append(f"{len(screen.rows)} rows")
    for button in buttons(screen):
        if not 0 < len(button.label) <= 28:
            wrong.append(f"label: {button.label}")
        match button:
            case Go():
                if len(button.detail) > 36:
                    wrong.append(f"detail: {button.detail}")
                encode(
                    Payload(button.verb, button.language or say.language, button.detail),
                    user=2**52, key=b"k" * 32,
                )  # fmt: skip
            case Link():
                if not button.url.startswith("https://"):
                    wrong.append(button.url)
            case Copy():
                if not 1 <= len(button.text) <= 256:
                    wrong.append(f"copies {len(button.text)} signs")
    verbs = {(button.verb, button.detail) for button in ways(screen)}
    if ("people", here(place)) not in verbs:
        wrong.append("no person one tap away")
    leads = {act(where, action) for action, where in steps_taken(screen)}
    if not leads - {place}:
        wrong.append("no way on")
    if Act.BACK not in acts(screen) and ("menu", here(place)) not in verbs:
        wrong.append("no way back")
    others = {button.language for button in ways(screen) if button.language}
    if others != {one for one in LANGUAGES if one != say.language}:
        wrong.append("not in the other languages")
    return wrong


LOADED = re.compile(
    r"kiris|tietomur|tietovuo|vuoda|vuota|vuotan|terap|potila|lunna|rikos|poliis|uhri"
    r"|utpress|intrång|läck|patient|lösen(?!ord)|brott|polis|offer"
    r"|blackmail|extort|breach|leak|therap|ransom|crime|police|victim|stolen|hack",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", [None, ADDRESS])
def test_every_place_that_can_be_reached_is_whole(language: Language, address: str | None):
    wrong = {
        here(place): found
        for place in EVERY_PLACE
        if (found := problems(show(place, language, address), place, WORDS[language]))
    }

    assert wrong == {}


@given(places, *EVERY_WAY)
def test_every_place_there_could_be_is_whole(place: Place, language: Language, address: str | None):
    assert problems(show(place, language, address), place, WORDS[language]) == []


def test_every_step_page_and_protection_can_be_reached():
    assert {place.step for place in EVERY_PLACE} == set(Step)
    assert {(place.step, place.view) for place in EVERY_PLACE} >= set(
        product(STEPS, (View.STEP, View.WHY))
    )
    assert {place.view for place in EVERY_PLACE} == set(View)
    assert {place.protection for place in EVERY_PLACE} == {None, *Protection}
    assert {place.program for place in EVERY_PLACE} == set(Program)


def test_every_telling_can_be_told_by_a_button():
    pressed = {
        (action.act, action.choice)
        for place in EVERY_PLACE
        for action, _ in steps_taken(show(place))
    }

    for one, choices in (
        (Act.KIND, set(Kind)),
        (Act.PAID, set(Paid)),
        (Act.TOGGLE, set(Situation)),
        (Act.PROGRAM, set(Program) - {Program.UNKNOWN}),
        (Act.PROTECTION, set(Protection)),
        (Act.VISIT, set(STEPS)),
        (Act.WRITE_IN, {DraftIn.FI, DraftIn.SV}),
    ):
        assert {choice for act_, choice in pressed if act_ is one} == choices


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_done_skip_explain_back_and_a_person(language: Language):
    for place in EVERY_PLACE:
        if place.view is not View.STEP or place.step is Step.LIST:
            continue
        screen = show(place, language)
        does = Act.KIND if place.step is Step.SAFE else Act.DONE
        assert {does, Act.WHY} <= acts(screen)
        assert acts(screen) & {Act.SKIP, Act.UNDO}
        heading = seen(screen.text).splitlines()[0]
        assert re.search(rf"{place.step + 1}(/| av | of )8 · ", heading), heading


def test_no_button_leaves_everything_as_it_was():
    idle = [
        (here(place), button.label)
        for place in EVERY_PLACE
        for button in ways(show(place))
        if button.verb == "g" and button.language is None
        if (step := read(button.detail)) and act(step[1], step[0]) == place
    ]

    assert idle == []


class Heard(Mapping[str, Sentence]):
    """Sentences that remember which of them were said."""

    def __init__(self, sentences: Mapping[str, Sentence]) -> None:
        self.sentences = sentences
        self.said: set[str] = set()

    def __getitem__(self, key: str) -> Sentence:
        self.said.add(key)
        return self.sentences[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.sentences)

    def __len__(self) -> int:
        return len(self.sentences)


def test_every_sentence_of_the_guide_is_said_somewhere():
    heard = {language: Heard(WORDS.catalogues[language]) for language in LANGUAGES}
    listening = Words(heard, WORDS.standing)
    begun_anew(listening["en"], listening)
    for place in EVERY_PLACE:
        done = replace(place, marks=(Mark.DONE,) * 8)
        for one in (place, done, replace(done, protections=(Mark.DONE,) * 7)):
            guide(listening["en"], listening, one, ADDRESS)
        guide(listening["en"], listening, place)
        guide(listening["en"], listening, replace(place, draft=DraftIn.FI))
    said = set[str]().union(*(one.said for one in heard.values()))

    wanted = {key for key in WORDS.catalogues["fi"] if key.startswith("guide.")}
    assert wanted - said == set()


# The first screen, and the shortest way.


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_says_do_not_pay_do_not_answer_and_112(language: Language):
    text = seen(show(BEGINNING, language).text).lower()

    for needed in {
        "fi": ("älä maksa", "äläkä vastaa", "112"),
        "sv": ("betala inte", "svara inte", "112"),
        "en": ("do not pay", "do not answer", "112"),
    }[language]:
        assert needed in text
    assert ("crisis", here(BEGINNING)) in {(b.verb, b.detail) for b in ways(show(BEGINNING))}


def follow(place: Place, wanted: Act, choice: int | None = None) -> Place:
    """Press a button that is really there."""
    for action, where in steps_taken(show(place)):
        if action.act is wanted and choice in (None, action.choice):
            return act(where, action)
    raise AssertionError(f"{wanted.name} is not offered at {place}")


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.UNKNOWN])
def test_the_common_path_takes_at_most_twelve_presses(kind: Kind):
    presses, place = 1, BEGINNING  # the menu's button
    place, presses = follow(place, Act.KIND, kind), presses + 1
    while place.step is not Step.LIST:
        if place.step is Step.FORWARD and kind is Kind.EMAIL and not place.program:
            place = follow(place, Act.PROGRAM)
        elif place.step is Step.PROTECT and place.protection is Protection.POSTI:
            place = follow(place, Act.ENOUGH)
        else:
            place = follow(place, Act.DONE)
        presses += 1

    assert presses <= 11
    assert place.marks == (
        *(Mark.DONE,) * 5, Mark.OPEN if kind is Kind.NONE else Mark.DONE, Mark.DONE, Mark.DONE,
    )  # fmt: skip


def test_a_tick_set_tomorrow_takes_two_presses():
    skipped = replace(BEGINNING, step=Step.LIST, marks=(Mark.SKIPPED,) * 8)

    after = follow(follow(skipped, Act.VISIT, Step.REPORT), Act.DONE)

    assert (after.step, after.marks[Step.REPORT]) == (Step.LIST, Mark.DONE)


# What adapts, and that it does so for nobody else.

MAIL = replace(BEGINNING, kind=Kind.EMAIL)


def at(step: Step, **more: object) -> Place:
    place = replace(MAIL, step=step)
    if step is Step.PROTECT:
        place = replace(place, protection=Protection.CREDIT)
    return replace(place, **more)


ADAPTS = [
    (Step.SAFE, {"situation": frozenset({Situation.UNDER_18})}, "safe.young"),
    (Step.SAFE, {"situation": frozenset({Situation.CHILD})}, "safe.child"),
    (Step.SAFE, {"situation": frozenset({Situation.ABROAD})}, "safe.abroad"),
    (Step.PAY, {"paid": Paid.THINKING}, "pay.thinking"),
    (Step.PAY, {"paid": Paid.PAID}, "pay.paid"),
    (Step.PAY, {"kind": Kind.NONE}, "pay.none"),
    (Step.ANSWER, {"kind": Kind.NONE}, "answer.none"),
    (Step.KEEP, {"kind": Kind.LETTER}, "keep.letter"),
    (Step.KEEP, {"kind": Kind.MESSAGE}, "keep.message"),
    (Step.KEEP, {"kind": Kind.NONE}, "keep.none"),
    (Step.KEEP, {"kind": Kind.UNKNOWN}, "keep.unknown"),
    (Step.KEEP, {"situation": frozenset({Situation.CHILD})}, "keep.child"),
    (Step.REPORT, {"kind": Kind.NONE}, "report.none"),
    (Step.REPORT, {"paid": Paid.PAID}, "report.paid"),
    (Step.REPORT, {"situation": frozenset({Situation.REPORTED})}, "report.reported"),
    (Step.REPORT, {"situation": frozenset({Situation.NO_CODES})}, "report.no_codes"),
    (Step.REPORT, {"situation": frozenset({Situation.ABROAD})}, "report.abroad"),
    (Step.REPORT, {"situation": frozenset({Situation.CHILD})}, "report.child"),
    (Step.REPORT, {"situation": frozenset({Situation.UNDER_18})}, "report.young"),
    (Step.FORWARD, {"kind": Kind.LETTER}, "forward.letter"),
    (Step.FORWARD, {"kind": Kind.MESSAGE}, "forward.message"),
    (Step.FORWARD, {"kind": Kind.NONE}, "forward.none"),
    (Step.FORWARD, {"situation": frozenset({Situation.REPORTED})}, "forward.reported"),
    (Step.PROTECT, {"situation": frozenset({Situation.CHILD})}, "credit.minor"),
    (Step.PROTECT, {"situation": frozenset({Situation.UNDER_18})}, "credit.minor"),
    (Step.PROTECT, {"situation": frozenset({Situation.NO_CODES})}, "credit.no_codes"),
    (Step.PROTECT, {"kind": Kind.NONE}, "protect.no_message"),
    (Step.REST, {"situation": frozenset({Situation.CHILD})}, "rest.child"),
    (Step.REST, {"situation": frozenset({Situation.UNDER_18})}, "rest.young"),
    (Step.REST, {"situation": frozenset({Situation.ABROAD})}, "rest.abroad"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("step", "change", "key"), ADAPTS)
def test_what_was_told_changes_what_is_said_and_nothing_else_does(
    step: Step, change: dict[str, object], key: str, language: Language
):
    sentence = WORDS[language](f"guide.{key}")

    assert sentence in show(at(step, **change), language).text
    assert sentence not in show(at(step), language).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_about_to_pay_is_offered_a_person_and_not_blamed(language: Language):
    screen = show(at(Step.PAY, paid=Paid.THINKING), language)

    assert f"<b>{WORDS[language].plain('menu.people')}</b>" in screen.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_names_a_button_names_it_as_it_is_labelled(language: Language):
    screen = show(at(Step.KEEP, kind=Kind.NONE), language)

    label = WORDS[language].plain("guide.kind.now")
    assert f"<b>{label}</b>" in screen.text
    assert label in {button.label for button in buttons(screen)}


def test_whoever_paid_is_told_not_to_pay_again_in_every_language():
    texts = [seen(show(at(Step.PAY, paid=Paid.PAID), one).text) for one in LANGUAGES]

    assert "Älä maksa uudelleen" in texts[0]
    assert "Betala inte en gång till" in texts[1]
    assert "Do not pay again" in texts[2]


# Forwarding.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", [one for one in Program if one is not Program.UNKNOWN])
def test_every_mail_program_has_its_own_steps(program: Program, language: Language):
    text = show(at(Step.FORWARD, program=program), language).text

    assert text.count("\n1. ") == 1
    others = {show(at(Step.FORWARD, program=one), language).text for one in Program} - {text}
    assert len(others) == len(Program) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_an_address_from_an_authority_none_is_shown(language: Language):
    for place in EVERY_PLACE:
        screen = show(place, language)
        assert "@" not in screen.text
        assert not [b for b in buttons(screen) if isinstance(b, Copy) and "@" in b.text]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("program", [one for one in Program if one is not Program.UNKNOWN])
def test_an_address_from_an_authority_is_shown_and_can_be_copied(
    program: Program, language: Language
):
    screen = show(at(Step.FORWARD, program=program), language, ADDRESS)

    assert f"<code>{ADDRESS}</code>" in screen.text
    copied = [button.text for button in buttons(screen) if isinstance(button, Copy)]
    assert copied[0] == ADDRESS
    assert INCIDENT["sv" if language == "sv" else "fi"] in copied[1]


@pytest.mark.parametrize("app", [Program.GMAIL_APP, Program.OUTLOOK_APP, Program.APPLE_IPHONE])
def test_an_app_that_cannot_save_a_message_leads_to_the_steps_for_a_computer(app: Program):
    after = follow(at(Step.FORWARD, program=app), Act.PROGRAM)

    assert after.program not in {app, Program.UNKNOWN}


# The draft.


def drafts() -> Iterator[Place]:
    for kind, paid, young in product(Kind, Paid, (Situation.CHILD, Situation.UNDER_18)):
        for has in (frozenset[Situation](), frozenset(Situation) - {young}):
            yield replace(BEGINNING, kind=kind, paid=paid, situation=has, view=View.DRAFT)


def copied(screen: Screen) -> str:
    return screen.text.split("<pre>")[1].split("</pre>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("draft_in", [DraftIn.FI, DraftIn.SV])
def test_every_draft_names_the_case_and_can_be_copied_by_paragraphs(
    draft_in: DraftIn, language: Language
):
    for place in drafts():
        screen = show(replace(place, draft=draft_in), language)
        text = copied(screen)

        assert INCIDENT["fi" if draft_in is DraftIn.FI else "sv"] in text
        assert text.count("[") == text.count("]") > 0
        parts = [button.text for button in buttons(screen) if isinstance(button, Copy)]
        assert "\n\n".join(parts) == text


@pytest.mark.parametrize(
    ("change", "there", "not_there"),
    [
        ({}, ["sähköpostina", "vaaditaan rahaa", "bitcoin", "Mitään ei ole maksettu", "tiedostona"],
         ["huollettavani", "alle 18", "ulkomailla", "lisätietoa", "Rahaa on maksettu"]),
        ({"paid": Paid.PAID}, ["Rahaa on maksettu"], ["Mitään ei ole maksettu"]),
        ({"paid": Paid.THINKING}, ["Mitään ei ole maksettu"], ["Rahaa on maksettu"]),
        ({"kind": Kind.LETTER}, ["postissa", "kuoresta"], ["sähköpostina"]),
        ({"kind": Kind.MESSAGE}, ["tekstiviestinä"], ["sähköpostina", "kuoresta"]),
        ({"kind": Kind.NONE}, ["ei ole tullut"], ["vaaditaan rahaa", "Liitteenä"]),
        ({"kind": Kind.UNKNOWN}, ["[miten]"], ["Liitteenä"]),
        ({"situation": frozenset({Situation.CHILD})}, ["huollettavani"], ["alle 18"]),
        ({"situation": frozenset({Situation.UNDER_18})}, ["alle 18"], ["huollettavani"]),
        ({"situation": frozenset({Situation.ABROAD})}, ["ulkomailla"], ["lisätietoa"]),
        ({"situation": frozenset({Situation.REPORTED})}, ["lisätietoa"], ["ulkomailla"]),
    ],
)  # fmt: skip
def test_the_draft_says_what_was_told_and_no_more(
    change: dict[str, object], there: list[str], not_there: list[str]
):
    text = copied(show(replace(MAIL, view=View.DRAFT, **change)))

    assert [one for one in there if one not in text] == []
    assert [one for one in not_there if one in text] == []


def test_the_draft_is_in_the_language_of_the_person_if_the_police_use_it():
    place = replace(MAIL, view=View.DRAFT)

    assert "Ilmoitus koskee" in copied(show(place, "fi"))
    assert "Anmälan gäller" in copied(show(place, "sv"))


def test_an_english_speaker_chooses_and_gets_a_reading_aid():
    asked = show(replace(MAIL, view=View.DRAFT), "en")
    chosen = follow_in("en", replace(MAIL, view=View.DRAFT), Act.WRITE_IN, DraftIn.SV)
    shown = show(chosen, "en")

    assert "<pre>" not in asked.text
    assert "Anmälan gäller" in copied(shown)
    assert "The report concerns" in shown.text.split("<blockquote expandable>")[1]


def follow_in(language: Language, place: Place, wanted: Act, choice: int) -> Place:
    for action, where in steps_taken(show(place, language)):
        if (action.act, action.choice) == (wanted, choice):
            return act(where, action)
    raise AssertionError(wanted)


def test_nobody_who_reads_the_draft_needs_an_aid_in_their_own_language():
    assert "<blockquote" not in show(replace(MAIL, view=View.DRAFT), "fi").text


def test_a_long_name_of_the_case_breaks_neither_message_nor_copy_button():
    long = words_about(dict.fromkeys(LANGUAGES, "Pitkä & <outo> nimi " * 15))
    for place, language in product(drafts(), LANGUAGES):
        for draft_in in (DraftIn.FI, DraftIn.SV):
            screen = guide(long[language], long, replace(place, draft=draft_in))
            assert problems(screen, replace(place, draft=draft_in), long[language]) == []
            assert "<outo>" not in screen.text
    forward = guide(long["fi"], long, at(Step.FORWARD, program=Program.PROTON), ADDRESS)
    assert [b.text for b in buttons(forward) if isinstance(b, Copy)] == [ADDRESS]


# What is never asked, never said.

HERE = re.compile(
    r"\btänne\b|tähän keskusteluun|tälle botille|minulle\b|den här chatten|den här boten"
    r"|till mig\b|this chat|this bot|to me\b|in here",
    re.IGNORECASE,
)
NOT = re.compile(r"\bälä|\bei\b|koskaan|\binte\b|aldrig|\bnot\b|never", re.IGNORECASE)
IN_THIS_CHAT = re.compile(
    r"keskustelun painikkeisiin|knapparna i den här chatten|buttons of this chat"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_ever_asked_to_be_told_here(language: Language):
    for key, sentence in WORDS.catalogues[language].items():
        if not key.startswith("guide."):
            continue
        for one in re.split(r"(?<=[.?!])\s|\n", seen("".join(sentence.forms[0][0::2]))):
            if HERE.search(one) and not IN_THIS_CHAT.search(one):
                assert NOT.search(one), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_identity_codes_passwords_and_therapy_are_named_only_to_protect_them(language: Language):
    named = {
        key
        for key, sentence in WORDS.catalogues[language].items()
        if key.startswith("guide.")
        and re.search(
            r"henkilötunnu|personbeteckning|identity code|terapi|therap|diagno",
            "".join(sentence.forms[0][0::2]),
            re.IGNORECASE,
        )
    }

    assert named == {"guide.company.why"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_blames_commands_calm_or_promises_too_much(language: Language):
    for key, sentence in WORDS.catalogues[language].items():
        if not key.startswith("guide."):
            continue
        text = "".join(sentence.forms[0][0::2]).lower()
        for phrase in ("rauhoitu", "ei hätää", "olisi pitänyt", "älä huoli", "lugna dig", "ingen fara",
                       "borde ha", "oroa dig inte", "calm down", "panic", "should have", "don't worry",
                       "i understand how", "ymmärrän", "jag förstår", "nätanmäl", "personnummer",
                       "selkokiel", "—"):  # fmt: skip
            assert phrase not in text, key
        assert not re.search(r"\b(bc1|[13][a-km-zA-HJ-NP-Z1-9]{25,}|FI\d{2} ?\d{4})", text), key


PARAGRAPHS = re.compile(r"<blockquote.*?</blockquote>", re.DOTALL)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text outside its quotes and lists."""
    prose = "\n".join(
        line
        for line in PARAGRAPHS.sub("", text).splitlines()
        if not re.match(r"• |\d\. |[✓–○·] ", line)
    )
    prose = re.sub(
        r"poliisi\.fi|posti\.fi|suomi\.fi|riku\.fi|\.eml|\.msg",
        "x",
        seen(prose),
        flags=re.IGNORECASE,
    )
    return [one for one in re.split(r"[.?!](?:\s|$)|\n+", prose) if one.strip(" \n.")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_has_at_most_five_sentences_of_its_own(language: Language):
    for place in EVERY_PLACE:
        if place.situation or place.view is not View.STEP or place.step is Step.LIST:
            continue
        body = sentences("\n\n".join(show(place, language).text.split("\n\n")[1:]))
        assert len(body) <= 5, body


# The handler.


def at_work(store: Store, press: Press, address: str | None = None) -> Context:
    return Context(
        kept=Kept(b"d" * 16, {}),
        store=store,
        words=WORDS,
        facts=Facts(bot_username="rinnalla_bot", forward_address=address),
        now=NOON,
        language=press.language,
        event=press,
    )


def pressed(detail: str, language: Language = "fi") -> Press:
    return Press(language, "g", detail, AINO, AINO, 7, b"d" * 16)


async def test_the_menus_button_begins_the_guide(store: Store):
    context = at_work(store, pressed(""))

    await PRESSES["g"](pressed(""), context)

    assert (context.shown, context.events) == (show(BEGINNING), ["guide_begun"])


async def test_a_press_leads_where_the_rule_says_in_the_language_of_the_button(store: Store):
    press = pressed(write(Action(Act.DONE), at(Step.PAY)), "sv")
    context = at_work(store, press)

    await PRESSES["g"](press, context)

    assert context.shown == show(act(at(Step.PAY), Action(Act.DONE)), "sv")
    assert context.events == []


async def test_the_address_of_the_settings_reaches_step_six(store: Store):
    press = pressed(write(Action(Act.OPEN), at(Step.FORWARD)))
    context = at_work(store, press, ADDRESS)

    await PRESSES["g"](press, context)

    assert context.shown == show(at(Step.FORWARD), "fi", ADDRESS)


async def test_reaching_the_list_is_counted_once(store: Store):
    press = pressed(write(Action(Act.DONE), at(Step.REST)))
    visit = pressed(write(Action(Act.DONE), at(Step.REST, visiting=True)))
    first, second = at_work(store, press), at_work(store, visit)

    await PRESSES["g"](press, first)
    await PRESSES["g"](visit, second)

    assert (first.events, second.events) == (["guide_finished"], [])


@pytest.mark.parametrize("detail", ["1oAzzz", "9oAAAAj68WO", "~", "x" * 36])
async def test_an_old_or_broken_button_begins_the_guide_with_a_kind_line(detail: str, store: Store):
    context = at_work(store, pressed(detail))

    await PRESSES["g"](pressed(detail), context)

    assert context.shown == begun_anew(FI, WORDS)
    assert context.shown is not None
    assert FI("guide.old_button") in context.shown.text
    assert "Älä maksa" in context.shown.text
    assert context.shown.rows == show(BEGINNING).rows
    assert not LOADED.search(seen(context.shown.text)[:80])
