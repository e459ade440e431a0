"""What a use case gets to work with: the database, the keys, and whom to wake after a commit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.letters import Letter
from bot.store import outbox
from bot.store.engine import Database, Transaction
from bot.store.keyring import Keyring
from bot.store.languages import Picked, look_ups
from bot.store.outbox import Owed


def _nobody(_: Owed) -> None:
    """Nobody is woken yet: the letters wait in the outbox for the next start."""


@dataclass
class Store:
    """Database and keyring together; `wake` hears of each letter once its commit is safe."""

    db: Database
    keyring: Keyring
    wake: Callable[[Owed], None] = _nobody
    picked: Picked = field(init=False)

    def __post_init__(self) -> None:
        self.picked = look_ups(self.db)

    def owe(self, tx: Transaction, letter: Letter, now: datetime) -> None:
        """Owe `letter` in this transaction; the sender is woken after the commit, never before."""
        owed = outbox.owe(tx, self.keyring, letter, now)
        tx.after_commit(lambda: self.wake(owed))
