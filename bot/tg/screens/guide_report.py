"""Step 5, the report to the police, and the draft of its text."""

from typing import Final

from bot.domain.guide import Act, DraftIn, Kind, Paid, Place, Situation
from bot.domain.languages import Language
from bot.tg.screen import Copy, Link, Row, Screen
from bot.tg.screens.guide_page import Page, go, languages, person
from bot.tg.screens.guide_steps import when
from bot.words import Voice, Words

COPY_LIMIT: Final = 256
"""Source: Bot API, CopyTextButton.text."""

DRAFT_LANGUAGES: Final[dict[DraftIn, Language]] = {DraftIn.FI: "fi", DraftIn.SV: "sv"}


def report(say: Voice, place: Place) -> Page:
    """Step 5: where, with what, and what changes for this person."""
    reported = Situation.REPORTED in place.situation
    paragraphs = [say("guide.report.reported" if reported else "guide.report.text")]
    if place.kind is Kind.NONE and not reported:
        paragraphs.append(say("guide.report.none"))
    none = place.kind is Kind.NONE
    paragraphs.append(say("guide.report.mention_none" if none else "guide.report.mention"))
    if place.paid is Paid.PAID:
        paragraphs.append(say("guide.report.paid"))
    paragraphs += when(
        say,
        place,
        report__no_codes=Situation.NO_CODES,
        report__abroad=Situation.ABROAD,
        report__child=Situation.CHILD,
        report__young=Situation.UNDER_18,
    )
    return Page(tuple(paragraphs), _ways(say, place), done=say.plain("guide.report.done"))


def _ways(say: Voice, place: Place) -> tuple[Row, ...]:
    police = Link(say.plain("guide.report.open"), say.standing["link.police_report"])
    riku = Link(say.plain("guide.report.riku"), say.standing["link.riku_abroad"])
    own: Row = (
        go(say.plain("guide.report.draft"), place, Act.DRAFT),
        go(say.plain("guide.situation"), place, Act.SITUATION),
    )
    abroad: tuple[Row, ...] = ((riku,),) if Situation.ABROAD in place.situation else ()
    return ((police,), *abroad, own)


def draft_language(say: Voice, place: Place) -> Language | None:
    """Return the language of the draft: the chosen one, else the person's own if the police use it."""
    if place.draft is not DraftIn.UNSAID:
        return DRAFT_LANGUAGES[place.draft]
    return None if say.language == "en" else say.language


def draft(say: Voice, words: Words, place: Place) -> Screen:
    """Show the draft to be copied by a tap; first ask in which language where we cannot know."""
    heading = say("guide.heading", title=say.plain("guide.draft.title"))
    below: tuple[Row, ...] = (
        (go(say.plain("guide.understood"), place, Act.BACK), person(say, place)),
        languages(say, place),
    )
    language = draft_language(say, place)
    if language is None:
        text = f"{heading}\n\n{say('guide.draft.choose')}"
        return Screen(text, (_languages(say, place, None), *below))
    parts = "\n\n".join(draft_parts(words[language], place))
    paragraphs = [heading, say("guide.draft.text"), f"<pre>{parts}</pre>"]
    if language != say.language:
        aid = "\n\n".join(draft_parts(say, place))
        paragraphs.append(f"<blockquote expandable>{say('guide.draft.aid')}\n\n{aid}</blockquote>")
    paragraphs.append(say("guide.draft.changes"))
    rows = (*_copies(say, words[language], place), _languages(say, place, language), *below)
    return Screen("\n\n".join(paragraphs), rows)


def _languages(say: Voice, place: Place, now: Language | None) -> Row:
    return tuple(
        go(say.plain(f"guide.draft.in_{language}"), place, Act.WRITE_IN, draft_in)
        for draft_in, language in DRAFT_LANGUAGES.items()
        if language != now
    )


def _copies(say: Voice, police: Voice, place: Place) -> tuple[Row, ...]:
    """Return a copy button for each paragraph Telegram lets a button copy."""
    parts = [" ".join(police.plain(key) for key in keys) for keys in draft_keys(place)]
    buttons = tuple(
        Copy(say.plain("guide.draft.copy", number=number), part)
        for number, part in enumerate(parts, start=1)
        if len(part) <= COPY_LIMIT
    )
    return tuple(buttons[start : start + 3] for start in range(0, len(buttons), 3))


def draft_parts(say: Voice, place: Place) -> list[str]:
    """Return the paragraphs of the draft in the language of `say`."""
    return [" ".join(say(key) for key in keys) for keys in draft_keys(place)]


def draft_keys(place: Place) -> list[list[str]]:
    """Return the keys of the draft's sentences by paragraph: only what the person has told.

    The paragraphs: the case, the person, the message, the demand, what was paid and attached.
    """
    has = place.situation
    case = ["case"] + ["earlier"] * (Situation.REPORTED in has)
    own = (
        ["child"] * (Situation.CHILD in has)
        + ["young"] * (Situation.UNDER_18 in has)
        + ["abroad"] * (Situation.ABROAD in has)
    )
    demand = ["demand"] * (place.kind is not Kind.NONE)
    paid = "paid" if place.paid is Paid.PAID else "not_paid"
    attached = {
        Kind.EMAIL: ["with_email"],
        Kind.LETTER: ["with_letter"],
        Kind.MESSAGE: ["with_message"],
    }.get(place.kind, [])
    paragraphs = [case, own, [place.kind.name.lower()], demand, [paid, "seen", *attached]]
    return [[f"guide.draft.{one}" for one in keys] for keys in paragraphs if keys]


def cover_note(say: Voice, words: Words, place: Place) -> str:
    """Return the text of the mail to the authority, in the language the draft is written in."""
    return words[draft_language(say, place) or "fi"].plain("guide.draft.cover")
