"""What happens to whatever somebody writes: danger first, then answers, choices, or a human."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.answers.crisis import Degree
from bot.answers.engine import Decision, Reading
from bot.answers.index import Index
from bot.answers.library import Library
from bot.answers.matching import Candidate
from bot.domain.guide import BEGINNING, Step
from bot.domain.languages import LANGUAGES, Language
from bot.store.inbox import Kept
from bot.store.store import Store
from bot.tg.context import Attached, Context, Facts, Press, Said
from bot.tg.handlers import faq, questions
from bot.tg.recent import CHATS, REMEMBERED_FOR, Recent
from bot.tg.routes import PRESSES, answer_command, answer_said
from bot.tg.screen import Go, Screen
from bot.tg.screens import faq as screens
from bot.tg.screens import ransom
from bot.tg.screens.crisis import crisis
from bot.tg.screens.guide_page import here
from tests.answers.samples import BLACKMAIL, CRISIS
from tests.conftest import AINO, BERTIL, NOON
from tests.taught import content, library
from tests.tg.question_screens import WALLET
from tests.tg.test_menu_screens import WORDS

ENTRIES = content().entries


class Told:
    """An engine that reads every text as the test wants it read."""

    def __init__(self, decision: Decision, *ids: str, crisis: Degree = Degree.NONE) -> None:
        real = library().engine
        self.crisis, self.ransom = real.crisis, real.ransom
        self.index: Index | None = None
        self.reading = Reading(
            "fi", decision, tuple(Candidate(one, 0.5) for one in ids), crisis, None
        )

    def read(self, _text: str, language: Language | None = None) -> Reading:
        return replace(self.reading, language=language or "fi")


def at_work(store: Store, event: Press | Said, facts: Facts, language: Language = "fi") -> Context:
    return Context(
        kept=Kept(b"d" * 16, {}), store=store, words=WORDS, facts=facts, now=NOON,
        language=language, event=event,
    )  # fmt: skip


def told(*ids: str, decision: Decision, crisis: Degree = Degree.NONE) -> Facts:
    engine: Any = Told(decision, *ids, crisis=crisis)
    return Facts(bot_username="rinnalla_bot", library=Library(content(), engine))


def facts(**more: Any) -> Facts:
    return Facts(bot_username="rinnalla_bot", library=library(), **more)


def said(text: str, *, kind: str = "text", chat: int = AINO, file: Attached | None = None) -> Said:
    return Said("fi", text, "", kind, chat, chat, 8, b"d" * 16, file)


def press(verb: str, detail: str = "") -> Press:
    return Press("fi", verb, detail, AINO, AINO, 7, b"d" * 16)


async def answered(store: Store, known: Facts, text: str, **more: Any) -> Context:
    event = said(text, **more)
    context = at_work(store, event, known)
    await answer_said(event, context)
    return context


async def pressed(store: Store, known: Facts, verb: str, detail: str = "") -> Context:
    event = press(verb, detail)
    context = at_work(store, event, known)
    await PRESSES[verb].handler(event, context)
    return context


def verbs(screen: Screen | None) -> list[str]:
    assert screen is not None
    return [b.verb for row in screen.rows for b in row if isinstance(b, Go)]


def detail(screen: Screen | None, verb: str) -> str:
    assert screen is not None
    return next(
        b.detail for row in screen.rows for b in row if isinstance(b, Go) and b.verb == verb
    )


async def test_a_sure_answer_is_shown_with_what_is_near_it(store: Store):
    known = told("why-not-pay", "already-paid", decision=Decision.ANSWER)

    context = await answered(store, known, "pitäiskö mun maksaa")

    entry = ENTRIES["why-not-pay"]
    related = [ENTRIES[one] for one in entry.related]
    assert context.shown == screens.answer(WORDS["fi"], entry, related, [ENTRIES["already-paid"]])
    assert context.events == ["question_answered"]


async def test_an_unsure_engine_offers_choices_and_none_of_these(store: Store):
    known = told("why-not-pay", "already-paid", "do-not-reply", decision=Decision.CHOICES)

    context = await answered(store, known, "raha")

    assert verbs(context.shown)[:4] == ["answer", "answer", "answer", "none"]


async def test_what_nobody_knows_gets_a_human_first(store: Store):
    known = told("why-not-pay", decision=Decision.UNKNOWN)

    context = await answered(store, known, "polkupyörä varastettiin")

    assert context.shown == screens.unknown(WORDS["fi"])
    assert verbs(context.shown)[0] == "people"


async def test_two_misses_in_a_row_say_so_and_an_answer_begins_to_count_anew(store: Store):
    known = told("why-not-pay", decision=Decision.UNKNOWN)
    first, second = (
        screens.unknown(WORDS["fi"]), screens.unknown(WORDS["fi"], again=True),
    )  # fmt: skip

    shown = [(await answered(store, known, "?")).shown for _ in range(3)]
    await pressed(store, known, "answer", ENTRIES["why-not-pay"].code)
    after = (await answered(store, known, "?")).shown

    assert shown == [first, second, second]
    assert after == first


async def test_none_of_these_counts_as_a_miss_too(store: Store):
    known = told("why-not-pay", decision=Decision.UNKNOWN)
    await answered(store, known, "?")

    context = await pressed(store, known, "none")

    assert context.shown == screens.unknown(WORDS["fi"], again=True)


async def test_misses_of_one_chat_are_not_counted_against_another(store: Store):
    known = told("why-not-pay", decision=Decision.UNKNOWN)
    await answered(store, known, "?")

    context = await answered(store, known, "?", chat=BERTIL)

    assert context.shown == screens.unknown(WORDS["fi"])


async def test_not_what_i_meant_offers_the_others_and_then_a_human(store: Store):
    known = told("why-not-pay", "already-paid", "do-not-reply", decision=Decision.ANSWER)
    answer = (await answered(store, known, "maksaa")).shown

    others = await pressed(store, known, "other", detail(answer, "other"))
    nothing = await pressed(store, known, "other", "")

    assert [b.label for row in others.shown.rows[:2] for b in row] == [
        ENTRIES[one].answers["fi"].title for one in ("already-paid", "do-not-reply")
    ]
    assert verbs(nothing.shown)[0] == "people"


async def test_it_helped_is_thanked_for_and_not_asked_again(store: Store):
    entry = ENTRIES["why-not-pay"]

    context = await pressed(store, facts(), "helped", entry.code)

    assert context.toasted == WORDS["fi"].plain("faq.glad")
    assert "helped" not in verbs(context.shown)
    assert context.events == ["answer_helped"]


@pytest.mark.parametrize("verb", ["answer", "topic"])
async def test_a_button_of_an_entry_that_is_gone_leads_to_the_topics(verb: str, store: Store):
    context = await pressed(store, facts(), verb, "abcdef")

    assert context.shown == screens.gone(WORDS["fi"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_of_crisis_are_answered_with_the_lines_before_all_else(
    language: Language, store: Store
):
    known = facts()
    event = said(CRISIS[language])
    context = at_work(store, event, known, language)

    await answer_said(event, context)

    assert context.shown == crisis(WORDS[language])


async def test_crisis_in_the_middle_of_the_guide_leads_back_to_the_very_step(store: Store):
    known = facts()
    await pressed(store, known, "g")
    safe = await pressed(store, known, "g", "1kB" + here(BEGINNING)[3:])
    place = known.recent.guide(AINO, NOON)

    context = await answered(store, known, CRISIS["fi"])

    assert safe.shown is not None
    assert ("g", place) in [
        (b.verb, b.detail) for row in context.shown.rows for b in row if isinstance(b, Go)
    ]


async def test_a_command_with_words_of_crisis_shows_the_lines_as_well(store: Store):
    event = said(f"/help {CRISIS['fi']}", kind="command")
    context = at_work(store, event, facts())

    await answer_command("help", event, context)

    assert context.shown is not None
    assert context.told == [crisis(WORDS["fi"])]


async def test_despair_that_may_be_more_gets_the_answer_and_a_gentle_line(store: Store):
    known = told("panic-and-sleep", decision=Decision.ANSWER, crisis=Degree.MAYBE)

    context = await answered(store, known, "en jaksa enää")

    assert context.shown.text.endswith(WORDS["fi"]("faq.gently"))
    assert verbs(context.shown)[0] == "crisis"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_pasted_blackmail_message_is_seen_and_words_for_the_report_follow(
    language: Language, store: Store
):
    event = said(BLACKMAIL[language])
    context = at_work(store, event, facts(), language)

    await answer_said(event, context)

    say = WORDS[language]
    assert context.shown.text.startswith(say("ransom.seen"))
    [report] = context.told
    assert WALLET in report.text
    for nobody in ("Aino", "Lehtonen"):
        assert nobody not in context.shown.text + report.text


async def test_with_a_forwarding_address_a_draft_mail_is_handed_over(store: Store):
    event = said(BLACKMAIL["fi"])
    context = at_work(store, event, facts(forward_address="lausunnot@example.org"))

    await answer_said(event, context)

    draft = context.told[-1]
    assert draft.file is not None
    assert b"To: lausunnot@example.org" in draft.file.content
    assert b"X-Unsent: 1" in draft.file.content
    assert WALLET.encode() in draft.file.content


async def test_the_words_below_a_picture_are_read_and_the_picture_is_not(store: Store):
    known = told("why-not-pay", decision=Decision.ANSWER)

    context = await answered(store, known, "pitääkö tämä maksaa", kind="photo")

    assert context.shown.text.endswith(WORDS["fi"]("fallback.only_words"))


async def test_crisis_below_a_picture_is_caught(store: Store):
    context = await answered(store, facts(), CRISIS["fi"], kind="photo")

    assert context.shown == crisis(WORDS["fi"])


async def test_whoever_has_picked_a_language_keeps_it_and_is_offered_the_one_they_write(
    store: Store,
):
    event = said("hur anmäler jag det här till polisen")
    context = at_work(store, event, facts())
    context.picked = "fi"

    await questions.question(event, context)

    assert context.shown.text.startswith(WORDS["sv"]("fallback.other_language"))
    assert context.shown.rows[0] == (Go("Fortsätt på svenska", "lang", "sv", "sv"),)


async def test_whoever_has_picked_none_is_answered_in_the_language_they_write(store: Store):
    event = said("hur anmäler jag det här till polisen")
    context = at_work(store, event, facts())

    await questions.question(event, context)

    assert context.language == "sv"


async def test_while_nothing_is_learned_yet_nobody_is_answered_wrongly(store: Store):
    known = facts()
    known.library.engine = replace(known.library.engine, index=None)

    context = await answered(store, known, "miten teen rikosilmoituksen")

    assert context.shown == screens.unknown(WORDS["fi"])


async def test_the_guide_explains_with_questions_that_open_beside_it(store: Store):
    known = facts()
    why = await pressed(store, known, "g", "1wA" + here(BEGINNING)[3:])

    context = await pressed(store, known, "answer", detail(why.shown, "answer"))

    assert context.shown is None  # the guide's message stays as it is
    [answer] = context.told
    assert "got-extortion-message" in [one.id for one in content().of_step(Step.SAFE)]
    assert "g" in verbs(answer)


async def test_an_answer_leads_to_its_step_of_the_guide(store: Store):
    known = facts()
    answer = await pressed(store, known, "answer", ENTRIES["report-online"].code)

    opened = await pressed(store, known, "g", detail(answer.shown, "g"))

    assert faq.place_of(known.recent.guide(AINO, NOON)).step is Step.REPORT
    assert opened.shown is not None


def test_what_a_chat_was_about_is_forgotten_after_a_day_and_on_demand():
    recent = Recent()
    recent.in_guide(AINO, "1oAxxxxxxxx", NOON)
    recent.in_guide(BERTIL, "1oAyyyyyyyy", NOON)

    recent.forget(BERTIL)

    assert recent.guide(AINO, NOON + timedelta(hours=23)) == "1oAxxxxxxxx"
    assert recent.guide(AINO, NOON + REMEMBERED_FOR) == ""
    assert recent.guide(BERTIL, NOON) == ""


def test_the_memory_of_chats_is_bounded():
    recent = Recent()
    for chat in range(CHATS + 5):
        recent.missed(chat, NOON)

    assert len(recent._moments) == CHATS


def test_how_to_show_a_message_says_that_telegram_is_not_encrypted_end_to_end():
    told = {language: ransom.how_to_show(WORDS[language]).text for language in LANGUAGES}

    assert "päästä päähän" in told["fi"]
    assert "från ände till ände" in told["sv"]
    assert "end to end" in told["en"]
