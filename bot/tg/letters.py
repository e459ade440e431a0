"""Which letter shows which screen. A letter nobody can compose would stay unpaid for ever."""

from collections.abc import Callable, Mapping
from typing import Final

from bot.domain.letters import Letter
from bot.tg.render import text_fields
from bot.tg.screen import Screen
from bot.tg.screens.fallback import apology
from bot.tg.screens.language import language_picked
from bot.tg.sender import Call
from bot.words import Voice, Words

LETTERS: Final[Mapping[str, Callable[[Voice], Screen]]] = {
    "language_picked": language_picked,
    "apology": apology,
}


def composer(words: Words, key: bytes) -> Callable[[Letter], Call]:
    """Return the function that makes a letter into a call, in the words of today."""

    def compose(letter: Letter) -> Call:
        screen = LETTERS[letter.screen](words[letter.language])
        # In a private chat the chat's id is the person's own; groups get no personal buttons.
        fields = text_fields(screen, letter.language, user=letter.chat, key=key)
        new = Call("sendMessage", fields)
        if letter.replaces is None:
            return new
        return Call("editMessageText", {"message_id": letter.replaces, **fields}, instead=new)

    return compose
