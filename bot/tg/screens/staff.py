"""What staff is shown about itself."""

from collections.abc import Mapping

from bot.tg.screen import Go, Screen
from bot.tg.screens.menu import to_menu
from bot.words import Voice


def joined(say: Voice, blanks: Mapping[str, str]) -> Screen:
    """Welcome a member: what for, in which languages, and what is expected."""
    roles = ", ".join(say.plain(f"staff.role.{role}") for role in blanks["roles"].split(","))
    languages = ", ".join(say.plain(f"language.{one}") for one in blanks["languages"].split(","))
    text = say("staff.joined", roles=roles, languages=languages)
    return Screen(text, ((Go(say.plain("work.menu"), "work"),), to_menu(say)))


def not_yet(say: Voice) -> Screen:
    """Nothing was kept because it could not be kept safely; the invitation still counts."""
    return Screen(say("staff.not_yet"), (to_menu(say),))
