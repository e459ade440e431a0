"""Being called: a name, a number, and what happens with them."""

from collections.abc import Mapping

from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.consent import of_call
from bot.words import Voice

Blanks = Mapping[str, str]


def agreed(say: Voice, blanks: Blanks) -> Screen:
    """Give the receipt and ask what we may call the person."""
    text = say("call.agreed", receipt=blanks["receipt"]) + "\n\n" + say("call.ask_name")
    return Screen(text, (_skip(say), *of_call(say)))


def ask_name(say: Voice, _blanks: Blanks) -> Screen:
    """Ask for a name or nickname."""
    return Screen(say("call.ask_name"), (_skip(say), *of_call(say)))


def ask_number(say: Voice, _blanks: Blanks) -> Screen:
    """Ask for the number."""
    return Screen(say("call.ask_number"), of_call(say))


def name_too_long(say: Voice) -> Screen:
    """Say what is wrong with the name; the question stays."""
    return Screen(say("call.name_unclear"), (_skip(say), *of_call(say)))


def number_unclear(say: Voice) -> Screen:
    """Say what is wrong with the number; the question stays."""
    return Screen(say("call.number_unclear"), of_call(say))


def kept(say: Voice, blanks: Blanks) -> Screen:
    """Show back what is kept, the number masked, and say truly what happens next."""
    name = (
        say("call.kept.name", name=blanks["name"]) if blanks["name"] else say("call.kept.no_name")
    )
    gone = say("call.kept.deleted" if blanks["deleted"] == "yes" else "call.kept.please_delete")
    # What tells of the person stands last: the beginning can be read on a lock screen.
    text = f"{say('call.kept.next')} {gone}"
    kept_now = say("call.kept", number=blanks["number"], receipt=blanks["receipt"])
    return Screen(f"{text}\n\n{kept_now}\n{name}", (*_changes(say), *of_call(say)))


def left_as_it_was(say: Voice, _blanks: Blanks) -> Screen:
    """Nothing was changed."""
    return Screen(say("call.left_as_it_was"), (*_changes(say), *of_call(say)))


def not_called_yet(say: Voice, _blanks: Blanks) -> Screen:
    """After 50 days: nobody has called yet, and what happens in ten days."""
    return Screen(say("call.not_called_yet"), of_call(say))


def _skip(say: Voice) -> Row:
    return (Go(say.plain("call.skip"), "skip", "name"),)


def _changes(say: Voice) -> tuple[Row, ...]:
    return (
        (
            Go(say.plain("data.fix_name"), "fix", "name"),
            Go(say.plain("data.fix_number"), "fix", "number"),
        ),
        (Go(say.plain("data.pause"), "pause"),),
    )
