"""A blackmail message that was shown to us: what it is, what to do, and words for the report.

Nothing of the message is kept. Nothing of it is repeated but what the police ask for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import Final

from bot.answers.mails import Mail
from bot.answers.ransom import Demand
from bot.domain.guide import BEGINNING, Act, Kind, Place, Step
from bot.domain.languages import Language
from bot.tg.screen import File, Go, Screen
from bot.tg.screens.guide_page import go, here
from bot.tg.screens.menu import to_menu, to_people, ways_on
from bot.words import Voice, Words

FILE_NAME: Final = "poliisi-polisen.eml"
FOR_THE_POLICE: Final[tuple[Language, ...]] = ("fi", "sv")
"""The languages of the authorities."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in a message that was shown to us."""

    demand: Demand
    mail: Mail | None = None
    """Set when it came as a mail file."""


def how_to_show(say: Voice, guide: str = "") -> Screen:
    """Say beforehand what happens to a message that is shown to us, and how Telegram carries it."""
    return Screen(say("ransom.how"), ways_on(say, guide))


def seen(say: Voice, found: Found, place: Place = BEGINNING, guide: str = "") -> Screen:
    """Say what the message is and what to do: not pay, not answer, keep it, report it."""
    parts = [say("ransom.seen"), _told(say, found)]
    if found.mail is not None:
        parts.append(say("ransom.whole" if found.mail.whole else "ransom.not_whole"))
        if found.mail.own_sender:
            parts.append(say("ransom.own_sender"))
    return Screen(
        "\n\n".join(part for part in parts if part),
        (
            (_onward(say, place, is_mail=found.mail is not None),),
            (to_people(say, guide), Go(say.plain("menu.crisis"), "crisis", guide)),
            to_menu(say, guide),
        ),
    )


def _onward(say: Voice, place: Place, *, is_mail: bool) -> Go:
    """Return the button to the guide's next step for somebody with such a message."""
    label = say.plain("ransom.guide")
    if is_mail and place.step is Step.SAFE:
        return go(label, place, Act.KIND, Kind.EMAIL)
    return Go(label, "g", here(place))


def _told(say: Voice, found: Found) -> str:
    """Return what was found, one line each; empty if nothing was."""
    demand, lines = found.demand, list[str]()
    if demand.amount_eur is not None:
        lines.append(say("ransom.sum", sum=say.number(demand.amount_eur)))
    if demand.btc:
        lines.append(say("ransom.wallets", n=len(demand.btc)))
    if demand.deadline_hours is not None:
        lines.append(say("ransom.deadline", hours=say.number(demand.deadline_hours)))
    return "\n".join(f"• {line}" for line in lines)


def for_report(say: Voice, words: Words, found: Found) -> Screen:
    """Show a paragraph for the police report, to be copied with one tap."""
    languages = FOR_THE_POLICE if say.language == "en" else (say.language,)
    texts = [
        f"{say(f'ransom.in_{one}')}\n<pre>{escape(paragraph(words[one], found), quote=False)}</pre>"
        for one in languages
    ]
    return Screen("\n\n".join((say("ransom.report"), *texts)), (to_menu(say),))


def paragraph(say: Voice, found: Found) -> str:
    """Return the paragraph in the language of `say`, as plain text: only what was found."""
    demand, mail = found.demand, found.mail
    lines = [say.plain("ransom.paragraph.received")]
    if mail is not None and mail.sent is not None:
        lines.append(say.plain("ransom.paragraph.sent", moment=say.moment(mail.sent)))
    if mail is not None and mail.sender:
        lines.append(say.plain("ransom.paragraph.sender", sender=mail.sender))
    if mail is not None and mail.own_sender:
        lines.append(say.plain("ransom.paragraph.own_sender"))
    if demand.amount_eur is not None:
        lines.append(say.plain("ransom.paragraph.sum", sum=say.number(demand.amount_eur)))
    if demand.deadline_hours is not None:
        hours = say.number(demand.deadline_hours)
        lines.append(say.plain("ransom.paragraph.deadline", hours=hours))
    if demand.btc:
        lines.append(say.plain("ransom.paragraph.wallets", wallets=", ".join(demand.btc)))
    lines.append(say.plain("ransom.paragraph.kept"))
    return " ".join(lines)


def draft(say: Voice, words: Words, found: Found, address: str) -> Screen:
    """Hand over a mail that is ready to be sent to `address`, once the original is attached.

    `address` is the one an authority gave to the operator.
    """
    voice = words["fi" if say.language == "en" else say.language]
    mail = EmailMessage(policy=SMTP)
    mail["To"] = address
    mail["Subject"] = voice.plain("ransom.mail.subject")
    mail["X-Unsent"] = "1"  # mail programs open such a file as a draft
    mail.set_content(
        f"{paragraph(voice, found)}\n\n{voice.plain('ransom.mail.attached')}\n", cte="8bit"
    )
    file = File(FILE_NAME, mail.as_bytes(), "message/rfc822")
    return Screen(say("ransom.draft", address=address), (), file)


def not_one(say: Voice, guide: str = "") -> Screen:
    """Say that this mail does not look like a blackmail message, and what to do all the same."""
    return Screen(say("ransom.not_one"), ways_on(say, guide))


def _unreadable(key: str) -> Callable[[Voice, str], Screen]:
    def screen(say: Voice, guide: str = "") -> Screen:
        return Screen(say(key), ways_on(say, guide))

    return screen


too_large = _unreadable("ransom.too_large")
no_mail = _unreadable("ransom.no_mail")
not_fetched = _unreadable("ransom.not_fetched")
