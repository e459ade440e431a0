"""Which letter shows which screen. A letter nobody can compose would stay unpaid for ever."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.letters import Letter
from bot.tg.render import text_fields
from bot.tg.screen import Screen
from bot.tg.screens import (
    callback,
    clearing,
    consent,
    fallback,
    forgetting,
    my_data,
    staff,
    writing,
)
from bot.tg.screens.language import language_picked
from bot.tg.sender import Call
from bot.words import Voice, Words

Blanks = Mapping[str, str]

LETTERS: Final[Mapping[str, Callable[[Voice, Blanks], Screen]]] = {
    "language_picked": lambda say, _: language_picked(say),
    "apology": lambda say, _: fallback.apology(say),
    "agreed_call": callback.agreed,
    "agreed_write": writing.agreed,
    "agreed_already": consent.agreed_already,
    "ask_name": callback.ask_name,
    "ask_number": callback.ask_number,
    "ask_message": writing.ask_message,
    "number_kept": callback.kept,
    "message_kept": writing.kept,
    "writing_done": writing.done,
    "left_as_it_was": callback.left_as_it_was,
    "withdrawn": consent.withdrawn,
    "withdrawn_already": consent.withdrawn_already,
    "nothing_held": forgetting.nothing_held,
    "paused": my_data.paused,
    "resumed": my_data.resumed,
    "language_corrected": my_data.language_corrected,
    "forgotten": forgetting.forgotten,
    "being_erased": forgetting.being_erased,
    "erased": forgetting.erased,
    "cleared": clearing.cleared,
    "not_called_yet": callback.not_called_yet,
    "lapsed": forgetting.lapsed,
    "joined_staff": staff.joined,
}

UNTRACED: Final = frozenset(
    {"withdrawn", "nothing_held", "forgotten", "being_erased", "erased", "lapsed"}
)
"""Letters to somebody who has just been erased: their message's number is not noted."""

DELETION: Final = "deletion"
"""A letter that shows nothing: it takes a message out of a helper's chat."""


def composer(words: Words, key: bytes) -> Callable[[Letter], Call]:
    """Return the function that makes a letter into a call, in the words of today."""

    def compose(letter: Letter) -> Call:
        if letter.screen == DELETION:
            return Call("deleteMessage", {"message_id": int(letter.blanks["message"])})
        screen = LETTERS[letter.screen](words[letter.language], letter.blanks)
        # In a private chat the chat's id is the person's own; groups get no personal buttons.
        fields = text_fields(screen, letter.language, user=letter.chat, key=key)
        new = Call("sendMessage", fields)
        if letter.replaces is None:
            return new
        return Call("editMessageText", {"message_id": letter.replaces, **fields}, instead=new)

    return compose
