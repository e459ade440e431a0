"""Everything the victim meets around the guide: short, neutral at first, never a dead end."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from bot import contacts, words
from bot.domain.entries import LONGEST_TITLE
from bot.domain.languages import LANGUAGES, Language
from bot.privacy_notes import privacy_blanks
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg import presence_texts
from bot.tg.context import Context, Facts, Press, Said
from bot.tg.handlers import about as about_handlers
from bot.tg.handlers import crisis as crisis_handlers
from bot.tg.handlers import fallback as fallback_handlers
from bot.tg.handlers import language as language_handlers
from bot.tg.handlers import menu as menu_handlers
from bot.tg.handlers import people as people_handlers
from bot.tg.payload import Payload, encode
from bot.tg.routes import COMMANDS, PRESSES, answer_said
from bot.tg.screen import Copy, Go, Link, Screen
from bot.tg.screens import fallback
from bot.tg.screens.about import about, help_page, privacy
from bot.tg.screens.crisis import crisis
from bot.tg.screens.language import language_choice, language_picked
from bot.tg.screens.menu import menu
from bot.tg.screens.people import people
from bot.usecases.language import picked_language
from bot.words import Voice, Words
from tests.conftest import AINO, NOON
from tests.tg.question_screens import QUESTIONS
from tests.tg.rights_screens import AFTER_CONSENT, RIGHTS

LONGEST_GUIDE_STATE = "x" * 36

KINDS = ("photo", "voice", "video", "video_note", "audio", "document", "sticker", "animation",
         "location", "venue", "contact", "poll", "dice", "story", "other")  # fmt: skip

SETTINGS = {
    "fi": {"organisation": "Kriisityön keskus", "incident": "Hoitola Kaislan tietomurto"},
    "sv": {"organisation": "Centret för krisarbete", "incident": "dataintrånget hos Kaisla"},
    "en": {"organisation": "Centre for Crisis Work", "incident": "the break-in at Kaisla clinic"},
}


def all_words() -> Words:
    book = contacts.read()
    catalogues = words.read_catalogues()
    standing = {
        language: {
            **book.standing(language),
            **privacy_blanks(),
            **SETTINGS[language],
            "incident_since": Words(catalogues)[language].date(NOON),
        }
        for language in LANGUAGES
    }
    return Words(catalogues, standing)


WORDS = all_words()

PLAIN: dict[str, Callable[[Voice], Screen]] = {
    "menu": menu,
    "crisis": crisis,
    "people": people,
    "help": help_page,
    "about": about,
    "privacy": privacy,
    "language_choice": language_choice,
    "language_picked": language_picked,
    "unknown_command": fallback.unknown_command,
    "group": lambda say: fallback.in_group(say, "rinnalla_bot"),
    "apology": fallback.apology,
    **{kind: lambda say, kind=kind: fallback.cannot_read(say, kind) for kind in KINDS},
    **RIGHTS,
    **QUESTIONS,
}

WITH_GUIDE: dict[str, Callable[[Voice, str], Screen]] = {
    "menu": menu, "crisis": crisis, "people": people, "help": help_page, "about": about,
    "privacy": privacy,
}  # fmt: skip

STAFF = ("case_", "work_", "letter_case_", "letter_ask_note")
"""Screens that only staff sees: they lead back to the work menu, which leads to the start."""

EVERY = [(name, language) for name in PLAIN for language in LANGUAGES]


def seen(text: str) -> str:
    """Return the text as a person or a lock screen shows it."""
    return re.sub(r"<[^>]+>", "", text)


def buttons(screen: Screen) -> list[Go | Link | Copy]:
    return [button for row in screen.rows for button in row]


def verbs(screen: Screen) -> list[tuple[str, str]]:
    return [(button.verb, button.detail) for button in buttons(screen) if isinstance(button, Go)]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_screen_fits_into_a_message(name: str, language: Language):
    screen = PLAIN[name](WORDS[language])

    assert 0 < len(seen(screen.text)) <= 4096
    assert len(screen.text) <= 4096


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_screen_has_a_way_on(name: str, language: Language):
    screen = PLAIN[name](WORDS[language])

    ways = verbs(screen)
    if name == "group":
        assert buttons(screen) == [
            Link(WORDS[language].plain("fallback.group_open"), "https://t.me/rinnalla_bot")
        ]
    elif screen.share or screen.puts_away:
        assert ways == []  # the question, or what follows from its answer, stands beside it
    elif name.startswith(STAFF):
        assert {"work", "menu"} & {verb for verb, _ in ways}
    else:
        assert "menu" in {verb for verb, _ in ways} or {"g", "crisis", "people"} <= {
            verb for verb, _ in ways
        }


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_button_leads_somewhere_and_fits(name: str, language: Language):
    for button in buttons(PLAIN[name](WORDS[language])):
        is_question = isinstance(button, Go) and button.verb == "answer"  # alone in its row
        assert 0 < len(button.label) <= (LONGEST_TITLE if is_question else 28), button.label
        match button:
            case Go():
                assert button.verb in PRESSES
            case Link():
                assert button.url.startswith("https://")
            case Copy():
                assert 1 <= len(button.text) <= 256


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", WITH_GUIDE)
def test_whoever_comes_from_the_guide_can_go_back_to_the_same_step(name: str, language: Language):
    screen = WITH_GUIDE[name](WORDS[language], LONGEST_GUIDE_STATE)

    assert ("g", LONGEST_GUIDE_STATE) in verbs(screen)
    for verb, detail in verbs(screen):
        assert detail == LONGEST_GUIDE_STATE or (verb, detail) in NEW_MESSAGE
        encode(Payload(verb, language, detail), user=2**52, key=b"k" * 32)


NEW_MESSAGE = {("g", ""), ("lang", "new"), ("data", "new")}
"""Buttons that leave the guide's own message alone."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(AFTER_CONSENT))
def test_p29_every_screen_after_a_consent_takes_it_back_with_one_press(
    name: str, language: Language
):
    assert "back" in {verb for verb, _ in verbs(PLAIN[f"letter_{name}"](WORDS[language]))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_p29_the_two_answers_to_a_consent_are_equal(language: Language):
    pairs = [
        [button for button in row if isinstance(button, Go)]
        for row in PLAIN["consent"](WORDS[language]).rows
        if any(isinstance(b, Go) and b.verb == "yes" for b in row)
    ]

    assert [[button.verb for button in pair] for pair in pairs] == [["yes", "no"]] * 2
    for yes, no in pairs:
        assert abs(len(yes.label) - len(no.label)) <= 6
        assert yes.label[0].isalpha() == no.label[0].isalpha()


LOADED = re.compile(
    r"kiris|tietomur|tietovuo|vuoda|vuota|vuotan|terap|potila|lunna|rikos|poliis|uhri"
    r"|utpress|intrång|läck|patient|lösen|brott|polis|offer"
    r"|blackmail|extort|breach|leak|therap|ransom|crime|police|victim|stolen|hack",
    re.IGNORECASE,
)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_the_first_eighty_signs_say_nothing_about_what_has_happened(name: str, language: Language):
    first = seen(PLAIN[name](WORDS[language]).text)[:80]

    assert not LOADED.search(first), first


ASKING = re.compile(
    r"henkilötunnus|pankkitunnus|salasana|rahaa|personbeteckning|bankkod|lösenord|pengar"
    r"|identity code|bank code|password|money|therapy|terapia|terapi",
    re.IGNORECASE,
)
NOT_ASKING = re.compile(
    r"\bälä\b|koskaan|ei pyydä|ei tarvitse|inte|aldrig|never|not|jos joku|om någon|if somebody",
    re.IGNORECASE,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_ever_asks_for_money_codes_or_what_was_told_in_confidence(language: Language):
    for key in WORDS.catalogues[language]:
        # Some name what was found, or what is covered before it is kept.
        if key.startswith(("guide.", "masked.", "privacy_note.", "topic.", "ransom.")):
            continue
        text = "".join(WORDS.catalogues[language][key].forms[0][0::2])
        for sentence in re.split(r"(?<=[.?!])\s|\n", seen(text)):
            if ASKING.search(sentence):
                assert NOT_ASKING.search(sentence), sentence


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_screen_blames_commands_calm_or_promises_too_much(name: str, language: Language):
    text = seen(PLAIN[name](WORDS[language]).text).lower()

    for phrase in ("rauhoitu", "ei hätää", "olisi pitänyt", "lugna dig", "ingen fara", "borde ha",
                   "calm down", "don't panic", "do not panic", "should have", "don't worry",
                   "henkilökohtaisesti ymmärrän", "i understand how", "nättanmäl", "nätanmäl",
                   "personnummer"):  # fmt: skip
        assert phrase not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_danger_comes_first_then_the_line_in_the_persons_language(language: Language):
    text = seen(crisis(WORDS[language]).text)

    own = {"fi": "09 2525 0111", "sv": "09 2525 0112", "en": "09 2525 0111"}[language]
    assert 0 < text.index("112") < text.index(own)
    assert "09 2525 0111" in text  # the only line that answers day and night, named as Finnish
    assert "?" not in text  # no question, no probing


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_says_who_runs_it_what_it_is_and_what_to_do(language: Language):
    text = seen(menu(WORDS[language]).text)

    do_not_pay = {"fi": "älä maksa", "sv": "betala inte", "en": "do not pay"}[language]
    bot = {"fi": "botti", "sv": "bot", "en": "bot"}[language]
    for needed in (SETTINGS[language]["organisation"], do_not_pay, bot, "112"):
        assert needed in text
    assert verbs(menu(WORDS[language])) == [
        ("g", ""), ("faq", ""), ("crisis", ""), ("people", ""), ("data", ""), ("about", ""), ("priv", ""),
        ("lang", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["fallback.voice", "fallback.contact"])
def test_a_text_that_names_a_button_names_it_as_it_is_labelled(key: str, language: Language):
    say = WORDS[language]

    assert f"<b>{say.plain('menu.people')}</b>" in say(key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_language_button_is_found_in_every_language(language: Language):
    label = WORDS[language].plain("menu.language")

    assert set(label.split(" / ")) == {"Kieli", "Språk", "Language"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_offered_under_its_own_name(language: Language):
    offered = [b for b in buttons(language_choice(WORDS[language])) if isinstance(b, Go)][:3]

    assert offered == [
        Go("Suomi", "lang", "fi", "fi"),
        Go("Svenska", "lang", "sv", "sv"),
        Go("English", "lang", "en", "en"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_presence_texts_fit_and_are_neutral(language: Language):
    say = WORDS[language]
    for key, limit in presence_texts.TEXTS.values():
        assert 0 < len(say.plain(key)) <= limit, key
    for key in ("presence.name", "presence.short_description"):
        assert not LOADED.search(say.plain(key))
    assert not LOADED.search(say.plain("presence.description")[:80])
    for command, key in presence_texts.COMMANDS.items():
        assert re.fullmatch(r"[a-z]{1,32}", command)
        assert 0 < len(say.plain(key)) <= 256
        assert not LOADED.search(say.plain(key))


def test_every_command_shown_by_telegram_has_a_handler_and_every_named_one_too():
    named = {
        command
        for language in LANGUAGES
        for name in PLAIN
        for command in re.findall(r"(?<![\w/])/([a-z]+)", seen(PLAIN[name](WORDS[language]).text))
    }

    assert set(presence_texts.COMMANDS) <= set(COMMANDS)
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_notice_on_a_dead_button_is_short_and_plain(language: Language):
    notice = WORDS[language].plain("button.unusable")

    assert len(notice) <= 200
    assert "/start" in notice
    assert notice == WORDS[language]("button.unusable")


# What the handlers do.


def at_work(store: Store, event: Press | Said, language: Language = "fi") -> Context:
    return Context(
        kept=Kept(b"d" * 16, {}),
        store=store,
        words=WORDS,
        facts=Facts(bot_username="rinnalla_bot"),
        now=NOON,
        language=language,
        event=event,
    )


def press(verb: str, detail: str = "", language: Language = "fi") -> Press:
    return Press(language, verb, detail, AINO, AINO, 7, b"d" * 16)


def said(text: str = "", *, argument: str = "", kind: str = "text") -> Said:
    return Said("fi", text, argument, kind, AINO, AINO, 8, b"d" * 16)


async def shown(handler: Any, event: Press | Said, store: Store) -> Screen | None:
    context = at_work(store, event)
    await handler(event, context)
    return context.shown


@pytest.mark.parametrize(
    ("handlers", "verb", "screen"),
    [
        (menu_handlers, "menu", menu),
        (crisis_handlers, "crisis", crisis),
        (people_handlers, "people", people),
        (about_handlers, "about", about),
        (about_handlers, "priv", privacy),
        (about_handlers, "help", help_page),
    ],
)
async def test_a_press_opens_its_page_and_keeps_the_place_in_the_guide(
    handlers: Any, verb: str, screen: Callable[[Voice, str], Screen], store: Store
):
    opened = await shown(handlers.PRESSES[verb], press(verb, "step-3"), store)

    assert opened == screen(WORDS["fi"], "step-3")


@pytest.mark.parametrize(
    ("handlers", "command", "screen"),
    [
        (menu_handlers, "menu", menu),
        (menu_handlers, "start", menu),
        (crisis_handlers, "crisis", crisis),
        (people_handlers, "human", people),
        (about_handlers, "about", about),
        (about_handlers, "privacy", privacy),
        (about_handlers, "help", help_page),
        (language_handlers, "language", language_choice),
    ],
)
async def test_a_command_opens_its_page(
    handlers: Any, command: str, screen: Callable[[Voice], Screen], store: Store
):
    assert await shown(handlers.COMMANDS[command], said(f"/{command}"), store) == screen(
        WORDS["fi"]
    )


@pytest.mark.parametrize(
    ("payload", "screen"),
    [("crisis", crisis), ("people", people), ("privacy", privacy), ("admin", menu),
     ("../../x", menu), ("grant 1", menu), ("", menu), ("\u202ecrisis", menu), ("9" * 64, menu)],
)  # fmt: skip
async def test_a_start_link_only_ever_chooses_a_page(
    payload: str, screen: Callable[[Voice], Screen], store: Store
):
    event = said(f"/start {payload}", argument=payload)

    assert await shown(menu_handlers.start, event, store) == screen(WORDS["fi"])


@pytest.mark.parametrize("argument", ["sv", "SV", " svenska ", "Svenska"])
async def test_a_language_named_in_the_command_is_picked_at_once(argument: str, store: Store):
    event = said("/language", argument=argument)
    context = at_work(store, event)

    await language_handlers.say_language(event, context)

    assert await picked_language(store, AINO, now=NOON) == "sv"
    assert context.shown is None  # the answer comes through the outbox


@pytest.mark.parametrize("argument", ["", "de", "klingon", "fi; drop table"])
async def test_a_language_we_do_not_speak_leads_to_the_choice(argument: str, store: Store):
    event = said("/language", argument=argument)

    assert await shown(language_handlers.say_language, event, store) == language_choice(WORDS["fi"])
    assert await picked_language(store, AINO, now=NOON) is None


async def test_a_pressed_language_is_picked(store: Store):
    context = at_work(store, press("lang", "en"))

    await language_handlers.open_language(press("lang", "en"), context)

    assert await picked_language(store, AINO, now=NOON) == "en"


async def test_the_choice_of_language_never_wipes_out_a_guide_under_way(store: Store):
    context = at_work(store, press("lang", "new"))

    await language_handlers.open_language(press("lang", "new"), context)

    assert (context.shown, context.told) == (None, [language_choice(WORDS["fi"])])


SECRET = "Zebra-4711 kertoi minulle"


@pytest.mark.parametrize("kind", ["text", *KINDS])
async def test_nothing_a_person_sends_is_ever_repeated(kind: str, store: Store):
    event = said(SECRET * 40, kind=kind)

    answer = await shown(answer_said, event, store)

    assert answer is not None
    assert "Zebra" not in answer.text


@pytest.mark.parametrize("kind", ["sticker", "dice", "poll", "something_telegram_invents"])
async def test_every_kind_gets_an_answer(kind: str, store: Store):
    answer = await shown(fallback_handlers.media, said(kind=kind), store)

    assert answer == fallback.cannot_read(WORDS["fi"], "other")


async def test_a_group_only_hears_where_to_find_us(store: Store):
    answer = await shown(fallback_handlers.group, said("/start"), store)

    assert answer is not None
    assert not LOADED.search(seen(answer.text))
    assert verbs(answer) == []


async def test_an_unknown_command_and_a_dead_button_are_answered(store: Store):
    context = at_work(store, press("gone"))

    await fallback_handlers.unusable(context)
    answer = await shown(fallback_handlers.unknown_command, said("/gone"), store)

    assert context.toasted == WORDS["fi"].plain("button.unusable")
    assert answer == fallback.unknown_command(WORDS["fi"])
