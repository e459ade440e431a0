"""Writing with a human: what is written is kept until the person has written all."""

from collections.abc import Mapping

from bot.tg.screen import Go, Row, Screen
from bot.tg.screens.consent import of_writing
from bot.words import Voice

Blanks = Mapping[str, str]


def agreed(say: Voice, blanks: Blanks) -> Screen:
    """Give the receipt and invite to write."""
    text = say("write.agreed", receipt=blanks["receipt"]) + "\n\n" + say("write.ask")
    return Screen(text, (_done(say), *of_writing(say)))


def ask_message(say: Voice, _blanks: Blanks) -> Screen:
    """Invite to write."""
    return Screen(say("write.ask"), (_done(say), *of_writing(say)))


def kept(say: Voice, _blanks: Blanks) -> Screen:
    """Say that the message is kept."""
    return Screen(say("write.kept"), (_done(say), *of_writing(say)))


def done(say: Voice, _blanks: Blanks) -> Screen:
    """End the writing: what is written next is not kept."""
    more = Go(say.plain("write.more"), "fix", "message")
    return Screen(say("write.done"), ((more,), *of_writing(say)))


def too_many(say: Voice) -> Screen:
    """Say that no more messages are kept than anybody could read."""
    return Screen(say("write.too_many"), (_done(say), *of_writing(say)))


def _done(say: Voice) -> Row:
    return (Go(say.plain("write.done_button"), "wrote"),)
