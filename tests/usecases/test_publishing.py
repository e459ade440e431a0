"""The FAQ as versions: brought in from files, never changed, rolled forward, read as published."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.domain.entries import Faq, Origin, State, document_of, entry_of
from bot.store import entries
from bot.store.engine import Database, Transaction
from bot.store.tables import entry_version
from bot.usecases.publishing import UNANSWERED, Imported, bring_in, published
from tests.conftest import NOON
from tests.taught import content

LATER = NOON + timedelta(days=1)
WHY = "why-not-pay"


def small() -> Faq:
    """Two entries and what none of them answers."""
    whole = content()
    return Faq(
        {name: whole.entries[name] for name in (WHY, "do-not-reply")},
        {"fi": ("moi",), "sv": ("hej",), "en": ("hi",)},
    )


def retitled(faq: Faq, title: str) -> Faq:
    entry = faq.entries[WHY]
    answers = {**entry.answers, "fi": replace(entry.answers["fi"], title=title)}
    return replace(faq, entries={**faq.entries, WHY: replace(entry, answers=answers)})


async def in_chat(db: Database, faq: Faq) -> None:
    """Publish an entry as an editor in the chat will."""

    async def work(tx: Transaction) -> None:
        document = document_of(faq.entries[WHY])
        await entries.publish(tx, WHY, document, origin=Origin.CHAT, now=NOON)

    await db.write(work)


async def history(db: Database, name: str) -> list[tuple[int, State, Origin]]:
    async with db.read() as c:
        return [(one.number, one.state, one.origin) for one in await entries.history(c, name)]


async def title(db: Database) -> str:
    return (await published(db)).entries[WHY].answers["fi"].title


def test_a_document_is_an_entry_again():
    for name, entry in content().entries.items():
        assert entry_of(name, document_of(entry)) == entry


async def test_the_first_import_publishes_everything_and_the_second_changes_nothing(db: Database):
    faq = small()

    first = await bring_in(db, faq, now=NOON)
    second = await bring_in(db, faq, now=LATER)

    assert (first, second) == (Imported(new=3), Imported(same=3))
    assert await published(db) == faq
    assert await history(db, WHY) == [(1, State.PUBLISHED, Origin.FILE)]


async def test_a_changed_file_becomes_a_newer_version_and_the_older_one_stays(db: Database):
    await bring_in(db, small(), now=NOON)

    done = await bring_in(db, retitled(small(), "Maksanko?"), now=LATER)

    assert done == Imported(changed=1, same=2)
    assert await title(db) == "Maksanko?"
    assert await history(db, WHY) == [
        (1, State.RETIRED, Origin.FILE), (2, State.PUBLISHED, Origin.FILE),
    ]  # fmt: skip


async def test_what_was_changed_in_the_chat_no_file_undoes(db: Database):
    await bring_in(db, small(), now=NOON)
    await in_chat(db, retitled(small(), "Muokattu"))

    done = await bring_in(db, retitled(small(), "Tiedostosta"), now=LATER)

    assert done == Imported(left=1, same=2)
    assert await title(db) == "Muokattu"


async def test_unless_somebody_says_so(db: Database):
    await bring_in(db, small(), now=NOON)
    await in_chat(db, retitled(small(), "Muokattu"))

    done = await bring_in(db, retitled(small(), "Tiedostosta"), now=LATER, overrule=True)

    assert done == Imported(changed=1, same=2)
    assert await title(db) == "Tiedostosta"


async def test_what_was_retired_stays_retired(db: Database):
    await bring_in(db, small(), now=NOON)
    await db.write(lambda tx: entries.retire(tx, [WHY]))

    done = await bring_in(db, small(), now=LATER)

    assert done == Imported(left=1, same=2)
    assert WHY not in (await published(db)).entries


async def test_an_entry_missing_in_the_files_stays_published(db: Database):
    await bring_in(db, small(), now=NOON)
    fewer = replace(small(), entries={WHY: small().entries[WHY]})

    await bring_in(db, fewer, now=LATER)

    assert set((await published(db)).entries) == {WHY, "do-not-reply"}


async def test_the_database_itself_refuses_a_second_published_version(db: Database):
    await bring_in(db, small(), now=NOON)

    async def second(tx: Transaction) -> None:
        await tx.c.execute(
            insert(entry_version).values(
                entry=WHY, number=9, state="published", origin="chat", document="{}", made=0
            )
        )

    with pytest.raises(IntegrityError):
        await db.write(second)


async def test_drafts_and_scheduled_versions_are_not_shown_to_anybody(db: Database):
    await bring_in(db, small(), now=NOON)

    async def waiting(tx: Transaction) -> None:
        for number, state, at in ((7, "draft", None), (8, "scheduled", 99)):
            await tx.c.execute(
                insert(entry_version).values(
                    entry=WHY, number=number, state=state, origin="chat", document="{}", made=0,
                    publish_at=at,
                )
            )  # fmt: skip

    await db.write(waiting)

    assert await published(db) == small()


def test_no_entry_can_be_called_like_what_none_answers():
    assert UNANSWERED not in content().entries
