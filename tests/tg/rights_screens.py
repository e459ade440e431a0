"""Every screen about consent, people's own data, erasing and clearing, filled with samples."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot import consents
from bot.domain.casework import READY
from bot.domain.form import Form, Topic
from bot.domain.holding import (
    PURPOSES,
    Agreement,
    Callback,
    Done,
    Holding,
    KeptMessage,
    Tried,
)
from bot.tg.letters import LETTERS
from bot.tg.screen import Screen
from bot.tg.screens import (
    callback,
    clearing,
    consent,
    forgetting,
    identifiers,
    my_data,
    staff,
    writing,
)
from bot.tg.screens.people import people
from bot.words import Voice
from tests.conftest import AINO, NOON
from tests.tg.call_screens import CALLS, CASES

TEXTS = consents.read()
AGREED = tuple(
    Agreement(f"K7QF-2M9{n}", purpose, "1", "ab" * 32, "fi", NOON)
    for n, purpose in enumerate(PURPOSES)
)
HELD = Holding(
    person=b"p" * 16,
    since=NOON,
    chat=AINO,
    language="fi",
    paused=False,
    asking=None,
    agreements=AGREED,
    callback=Callback(
        id=b"r" * 16,
        stage="waiting",
        urgency="normal",
        asked=NOON,
        changed=NOON,
        since=NOON,
        not_before=None,
        missed=1,
        resting=False,
        form=Form("Robin", "+12025550123", False, "fi", "soon", True, False, Topic.FEELINGS, "Hei"),
        tried=(Tried(NOON, "no_answer"),),
        notes=1,
    ),
    messages=(KeptMessage(NOON, "Hei"),) * 2,
    acts=(Done(NOON, "consent_given", "person", "call"),),
)
ENDED = replace(AGREED[0], withdrawn=NOON + timedelta(days=1), reason="withdrawn")
PAUSED = replace(HELD, paused=True, agreements=(ENDED, AGREED[1]), callback=None)

BLANKS = {
    "receipt": "K7QF-2M9D",
    "receipts": "K7QF-2M9D, 8WWX-34RT",
    "name": "Robin",
    "number": "+358 •• ••• 4567",
    "deleted": "yes",
    "purpose": "call",
    "all": "no",
    "n": "17",
    "roles": "helper,moderator,editor,admin,auditor",
    "languages": "fi,sv,en",
    "request": "72" * 16,
}
OTHERS = {
    "purpose": "write",
    "all": "no",
    "deleted": "no",
    "name": "",
    "n": "1",
    "roles": "helper",
    "languages": "sv",
}

AFTER_CONSENT = frozenset(
    {
        "agreed_call", "agreed_write", "agreed_already", "ask_name", "ask_number", "ask_message",
        "message_kept", "writing_done", "left_as_it_was", "paused", "resumed",
        "language_corrected", "not_called_yet", "call_missed", "call_ask_time", "call_done",
        *(f"ready_{which}" for which in READY),
    }
)  # fmt: skip
"""Letters to somebody who has a consent standing: each offers to take it back."""


def choice(standing: frozenset[str]) -> Callable[[Voice], Screen]:
    def shown(say: Voice) -> Screen:
        texts = {p: TEXTS.newest(p, say.language) for p in PURPOSES}
        return consent.choice(say, texts, standing, PURPOSES)

    return shown


def letter(screen: str, **blanks: str) -> Callable[[Voice], Screen]:
    return lambda say: LETTERS[screen](say, {**BLANKS, **blanks})


RIGHTS: dict[str, Callable[[Voice], Screen]] = {
    "people_offered": lambda say: people(say, offered=PURPOSES),
    "consent": choice(frozenset()),
    "consent_one": choice(frozenset({"call"})),
    "consent_both": choice(frozenset(PURPOSES)),
    "declined": lambda say: consent.declined(say, "call"),
    "could_not_keep": consent.could_not_keep,
    "number_unclear": callback.number_unclear,
    "name_too_long": callback.name_too_long,
    "too_many": writing.too_many,
    "my_data": lambda say: my_data.held(say, HELD),
    "my_data_paused": lambda say: my_data.held(say, PAUSED),
    "my_data_nothing": my_data.nothing,
    "forget_ask": forgetting.ask,
    "clear_ask": clearing.ask,
    "staff_not_yet": staff.not_yet,
    "not_ones_own": callback.not_ones_own,
    "words_too_long": callback.words_too_long,
    **CALLS,
    **CASES,
    "masked": lambda say: identifiers.masked(say, frozenset({"iban"}), deleted=True),
    **{f"letter_{name}": letter(name) for name in LETTERS},
    **{f"letter_{name}_other": letter(name, **OTHERS) for name in LETTERS},
    "letter_withdrawn_all": letter("withdrawn", all="yes"),
}
