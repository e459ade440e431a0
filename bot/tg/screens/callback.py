"""Being called: what is asked with a message, and letters about the call."""

from collections.abc import Callable, Mapping

from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.consent import of_call
from bot.words import Voice

Blanks = Mapping[str, str]
Letter = Callable[[Voice, Blanks], Screen]


def agreed(say: Voice, blanks: Blanks) -> Screen:
    """Give the receipt and ask what we may call the person."""
    text = say("call.agreed", receipt=blanks["receipt"]) + "\n\n" + say("call.ask_name")
    return Screen(text, (skip(say, "name"), *of_call(say)))


def ask_name(say: Voice, _blanks: Blanks) -> Screen:
    """Ask for a name or nickname."""
    return Screen(say("call.ask_name"), (skip(say, "name"), *of_call(say)))


def ask_number(say: Voice, _blanks: Blanks) -> Screen:
    """Ask for the number."""
    return Screen(say("call.ask_number"), of_call(say))


def share_number(say: Voice, _blanks: Blanks) -> Screen:
    """Offer to share the account's own number with one tap."""
    return Screen(say("call.share_number"), share=say.plain("call.share_number.button"))


def number_taken(say: Voice, blanks: Blanks) -> Screen:
    """Tell that the message with the number is gone from the chat, or should be deleted."""
    deleted = blanks["deleted"] == "yes"
    key = "call.number_taken.deleted" if deleted else "call.number_taken.please_delete"
    return Screen(say(key), puts_away=True)


def name_too_long(say: Voice) -> Screen:
    """Say what is wrong with the name; the question stays."""
    return Screen(say("call.name_unclear"), (skip(say, "name"), *of_call(say)))


def number_unclear(say: Voice) -> Screen:
    """Say what is wrong with the number; the question stays."""
    return Screen(say("call.number_unclear"), of_call(say))


def not_ones_own(say: Voice) -> Screen:
    """Refuse the contact card of somebody else; the question stays."""
    return Screen(say("call.not_ones_own"), of_call(say))


def words_too_long(say: Voice) -> Screen:
    """Say that the line is too long; the question stays, and nothing was kept."""
    return Screen(say("call.words_too_long"), (skip(say, "words"), *of_call(say)))


def left_as_it_was(say: Voice, _blanks: Blanks) -> Screen:
    """Nothing was changed."""
    return Screen(say("call.left_as_it_was"), (to_card(say), *of_call(say)))


def not_called_yet(say: Voice, _blanks: Blanks) -> Screen:
    """After 50 days: nobody has called yet, and what happens in ten days."""
    return Screen(say("call.not_called_yet"), (to_card(say), *of_call(say)))


def missed(say: Voice, _blanks: Blanks) -> Screen:
    """Tell that a call was tried; neutral, for it can be read on a lock screen."""
    return Screen(say("call.missed"), (to_card(say), _other_time(say), *of_call(say)))


def ask_time(say: Voice, _blanks: Blanks) -> Screen:
    """Ask for a better time: several calls were missed, or the number is wrong."""
    number = Go(say.plain("call.line.number"), "ask_line", "number")
    return Screen(say("call.ask_time"), (_other_time(say), (number,), to_card(say), *of_call(say)))


def done(say: Voice, _blanks: Blanks) -> Screen:
    """Tell that the case is closed, and how to ask again."""
    again = Go(say.plain("call.again"), "call", "again")
    return Screen(say("call.done"), ((again,), *of_call(say)))


def ready(key: str) -> Letter:
    """Return the screen of a ready reply: approved words that a helper has chosen."""

    def screen(say: Voice, _blanks: Blanks) -> Screen:
        return Screen(say(f"ready.{key}"), (to_card(say), *of_call(say)))

    return screen


def skip(say: Voice, what: str) -> Row:
    """Return the row that leaves a question out."""
    return (Go(say.plain(f"call.skip.{what}"), "skip", what),)


def to_card(say: Voice) -> Row:
    """Return the row that opens the card."""
    return (Go(say.plain("call.open"), "call"),)


def _other_time(say: Voice) -> Row:
    return (Go(say.plain("call.other_time"), "ask_line", "suits"),)
