"""What people do: write, press, send things, block, leave. One word each, one function each."""

from typing import Any

from bot.rehearsal.acts import belonging, changing, giving, newcomers, pressing, writing
from bot.rehearsal.acts.doing import Deed
from bot.rehearsal.people import Person
from bot.rehearsal.refusal import Unwilling
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

ACTS: dict[str, Deed] = {
    **writing.ACTS, **pressing.ACTS, **giving.ACTS, **changing.ACTS, **belonging.ACTS
}  # fmt: skip

__all__ = ["ACTS", "act", "newcomers"]


def act(town: Town, given: Json) -> Json:
    """Let `person` do what `do` says; answers what came of it, `update_id` always among it."""
    person: Person = town.person(given.get("person"))
    what: Any = given.get("do")
    deed = ACTS.get(what) if isinstance(what, str) else None
    if deed is None:
        raise Unwilling(f"nobody can {what!r}; known: {', '.join(ACTS)}")
    if person.deactivated:
        raise Unwilling(f"{person.first_name} has deleted the account")
    return {"update_id": None, **deed(town, person, given)}
