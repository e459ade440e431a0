"""Every screen around questions and answers, and around a blackmail message that was shown."""

from collections.abc import Callable
from datetime import UTC, datetime

from bot.answers.mails import Mail
from bot.answers.ransom import Demand
from bot.domain.entries import TOPICS
from bot.tg.screen import Screen
from bot.tg.screens import faq, ransom
from bot.words import Voice
from tests.conftest import NOON
from tests.taught import content

WALLET = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"
DEMAND = Demand((WALLET,), 200.0, 24.0)
MAIL = Mail("…", "xander@example.org", own_sender=False, sent=NOON, whole=True)
BARE = Mail("…", "", own_sender=True, sent=datetime(2026, 5, 1, 3, 4, tzinfo=UTC), whole=False)
ENTRIES = list(content().entries.values())

QUESTIONS: dict[str, Callable[[Voice], Screen]] = {
    "ask": faq.ask,
    **{f"topic_{one}": lambda say, one=one: faq.topic(say, content(), one) for one in TOPICS},
    **{
        f"answer_{entry.id}": lambda say, entry=entry: faq.answer(
            say, entry, [content().entries[one] for one in entry.related], ENTRIES[:3]
        )
        for entry in ENTRIES
    },
    "answer_helped": lambda say: faq.answer(say, ENTRIES[0], asked=False),
    "choices": lambda say: faq.choices(say, ENTRIES[:3]),
    "unknown": faq.unknown,
    "unknown_again": lambda say: faq.unknown(say, again=True),
    "gone": faq.gone,
    "gently": lambda say: faq.gently(say, faq.unknown(say)),
    "ransom_how": ransom.how_to_show,
    "ransom_seen": lambda say: ransom.seen(say, ransom.Found(DEMAND)),
    "ransom_bare": lambda say: ransom.seen(say, ransom.Found(Demand((), None, None))),
    "ransom_mail": lambda say: ransom.seen(say, ransom.Found(DEMAND, MAIL)),
    "ransom_own_sender": lambda say: ransom.seen(say, ransom.Found(DEMAND, BARE)),
    "ransom_not_one": ransom.not_one,
    "ransom_too_large": ransom.too_large,
    "ransom_no_mail": ransom.no_mail,
    "ransom_not_fetched": ransom.not_fetched,
}
