"""Members of staff: who acts and may they, letters to them, and what in their chats shows somebody."""

from datetime import datetime

from bot.domain.languages import FALLBACK, LANGUAGES, Language
from bot.domain.letters import Letter, Priority
from bot.domain.staff import Account, Act, NotAllowed, may_member
from bot.store import callbacks, staff, staff_copies
from bot.store.engine import Connection, Transaction
from bot.store.staff_copies import StaffCopy
from bot.store.store import Store


async def account_of(c: Connection, store: Store, user: int, needs: Act) -> Account:
    """Return who acts; raise NotAllowed unless their roles allow `needs` at this moment."""
    account = await staff.of_user(c, store.keyring, user)
    if account is None or not may_member(account.member, needs):
        raise NotAllowed
    return account


def actor_of(member: bytes) -> str:
    """Return how the audit log names a member who acts."""
    return f"staff:{member.hex()}"


async def tell_member(
    store: Store, tx: Transaction, who: bytes, screen: str, now: datetime, **blanks: str
) -> None:
    """Owe a letter to a member of staff; one who was removed hears nothing."""
    account = await staff.by_id(tx.c, store.keyring, who)
    if account is not None and account.chat is not None:
        store.owe(tx, letter_to(account, screen, **blanks), now)


def letter_to(account: Account, screen: str, **blanks: str) -> Letter:
    """Return a letter to a member's own chat."""
    return Letter(account.chat or 0, screen, language_of(account), Priority.NOTICE, blanks=blanks)


def language_of(account: Account) -> Language:
    """Return the language a member is written to in: the first they work in."""
    spoken: list[Language] = [one for one in LANGUAGES if one in account.member.languages]
    return spoken[0] if spoken else FALLBACK


def owe_deletion(store: Store, tx: Transaction, copy: StaffCopy, now: datetime) -> None:
    """Owe the deletion of a message in a helper's chat."""
    letter = Letter(
        copy.chat, "deletion", "en", Priority.NOTICE, blanks={"message": str(copy.message)}
    )
    store.owe(tx, letter, now)


async def take_back_copies(store: Store, tx: Transaction, person: bytes, now: datetime) -> None:
    """Owe the deletion of every message that shows staff something of this person."""
    for copy in await staff_copies.of_person(tx.c, store.keyring, person):
        owe_deletion(store, tx, copy, now)
    await staff_copies.remove_of_person(tx.c, person)


async def request_ends(store: Store, tx: Transaction, person: bytes, now: datetime) -> None:
    """Tell a holder that the request of `person` is about to be gone, and take copies back (B6)."""
    holder = await callbacks.holder_of(tx.c, person)
    await take_back_copies(store, tx, person, now)
    if holder is not None:
        await tell_member(store, tx, holder, "case_gone", now)
