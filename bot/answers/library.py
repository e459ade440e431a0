"""The library: the published FAQ, and the engine that was taught with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.answers.crisis import Crisis
from bot.answers.engine import Engine
from bot.answers.ransom import Ransom
from bot.domain.entries import Entry, Faq


def _nothing_taught() -> Engine:
    return Engine(Crisis(()), Ransom(()))


@dataclass
class Library:
    """What the bot can answer now. Both are replaced when something else is published."""

    faq: Faq = field(default_factory=Faq)
    engine: Engine = field(default_factory=_nothing_taught)

    def known(self, names: Iterable[str]) -> list[Entry]:
        """Return the entries of these names that are published, in their order."""
        return [self.faq.entries[name] for name in names if name in self.faq.entries]
