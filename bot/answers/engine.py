"""The engine: any text in, what to do with it out. Pure, in memory, in milliseconds."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bot.answers.crisis import Crisis, Degree
from bot.answers.index import Index
from bot.answers.language import likeliest_language, written_language
from bot.answers.matching import Candidate, rank
from bot.answers.message import Message
from bot.answers.ransom import Demand, Ransom
from bot.answers.semantic import Semantic
from bot.domain.languages import FALLBACK, Language

SHOWN: Final = 3
"""How many candidates a reading names."""

LEANS: Final = -0.2
"""Score of the listener from which what a list has found is certain; 0 is its own border.

Below it the examples speak plainly against what the list has found."""

WORDS_TO_SWITCH: Final = 3
"""Words from which a text may overrule the language its writer is known to use."""


class Decision(Enum):
    """What to do with a text."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNKNOWN = "unknown"
    CRISIS = "crisis"
    RANSOM = "ransom"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means. Holds nothing of the text itself."""

    language: Language
    """The language it is written in, as far as that shows."""
    decision: Decision
    candidates: tuple[Candidate, ...]
    """The best three entries, whatever the decision."""
    crisis: Degree
    demand: Demand | None
    """Set when the text is a blackmail message."""


@dataclass(frozen=True)
class Engine:
    """Reads texts. Without an index (it is still being built) no entry is ever proposed."""

    crisis: Crisis
    ransom: Ransom
    index: Index | None = None
    second: Semantic | None = None
    """Only where an operator has put a sentence-embedding model into a folder."""

    def read(self, text: str, language: Language | None = None) -> Reading:
        """Return what `text` means; `language` is the one its writer is known to use."""
        index = self.index
        message = Message.of(index.vocabulary, text) if index else None
        demand = self.ransom.demand(text, heard=self._heard(message))
        # A blackmailer's threats are no cry for help of the one who shows them.
        degree = Degree.NONE if demand else self._degree(text, message)
        ranking = rank(index, message, self.second) if index and message else None
        if degree is Degree.CERTAIN:
            decision = Decision.CRISIS
        elif demand:
            decision = Decision.RANSOM
        elif ranking is None:
            decision = Decision.UNKNOWN
        else:
            decision = (
                Decision.ANSWER if ranking.sure
                else Decision.CHOICES if ranking.maybe
                else Decision.UNKNOWN
            )  # fmt: skip
        candidates = ranking.candidates[:SHOWN] if ranking else ()
        return Reading(_language(text, language), decision, candidates, degree, demand)

    def _heard(self, message: Message | None) -> float | None:
        """Return by how much the examples hear a blackmail message itself (below 0: not).

        None while nothing is learned.
        """
        listener = self.index.ransom if self.index else None
        return listener.score(message) - listener.certain if listener and message else None

    def _degree(self, text: str, message: Message | None) -> Degree:
        """Return how plainly lists and examples together hear a cry for help.

        What either hears is at least worth a gentle line. The lists interrupt everything only
        where the examples, too, lean towards a cry.
        """
        listener = self.index.crisis if self.index else None
        if listener is None or message is None:
            return self.crisis.degree(text)
        score = listener.score(message)
        if score >= listener.certain:
            return Degree.CERTAIN
        listed = self.crisis.degree(text)
        if listed is Degree.CERTAIN and score >= LEANS:
            return Degree.CERTAIN
        return Degree.MAYBE if listed is not Degree.NONE or score >= listener.maybe else Degree.NONE


def _language(text: str, known: Language | None) -> Language:
    if known is None:
        return likeliest_language(text) or FALLBACK
    if len(text.split()) < WORDS_TO_SWITCH:
        return known
    return written_language(text) or known
