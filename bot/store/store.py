"""What a use case gets to work with: the database, the keys, and whom to wake after a commit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.domain.letters import Letter, is_private
from bot.store import inbox, outbox, shown
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
    keys_of_nobody: frozenset[bytes] = frozenset()
    """Keys that belonged to no person at the last sweep."""

    def __post_init__(self) -> None:
        self.picked = look_ups(self.db)

    def owe(
        self,
        tx: Transaction,
        letter: Letter,
        now: datetime,
        *,
        person: bytes | None = None,
        until_mirrored: bool = False,
    ) -> None:
        """Owe `letter` in this transaction; the sender is woken after the commit, never before.

        With `person` it goes away when that person is erased. `until_mirrored` holds it back
        until the copy of the keys is up to date.
        """
        owed = outbox.owe(
            tx, self.keyring, letter, now, person=person, until_mirrored=until_mirrored
        )
        if not until_mirrored:
            tx.after_commit(lambda: self.wake(owed))

    def settle(
        self, tx: Transaction, update: bytes, chat: int, said: int | None, now: datetime
    ) -> None:
        """Mark an update done; note the person's message `said`, so that it can be cleared."""
        inbox.done(tx, update)
        if said is not None and is_private(chat):
            shown.note(tx, self.keyring, chat, [said], now)

    async def release(self) -> None:
        """Let go the letters that waited for the copy of the keys."""

        async def work(tx: Transaction) -> None:
            for owed in await outbox.release(tx, self.keyring):
                tx.after_commit(partial(self.wake, owed))

        await self.db.write(work)
