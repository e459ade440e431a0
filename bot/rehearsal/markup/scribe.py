"""Writes down a parsed text piece by piece and keeps count in UTF-16 units."""

from bot.rehearsal.markup.entities import order, utf16
from bot.rehearsal.shape import Json


class Scribe:
    """The text so far, its length as Telegram counts it, and the entities found."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.units = 0
        self.entities: list[Json] = []
        self._pieces: list[str] = []

    def write(self, piece: str) -> None:
        """Add visible text."""
        self._pieces.append(piece)
        self.units += utf16(piece)

    def mark(self) -> int:
        """Answer a place in the text, to read from later."""
        return len(self._pieces)

    def since(self, mark: int) -> str:
        """Answer the text written after a mark."""
        return "".join(self._pieces[mark:])

    def byte(self, index: int) -> int:
        """Where in the source a character stands, in UTF-8 bytes: what Telegram's refusals name."""
        return len(self.source[:index].encode(errors="surrogatepass"))

    def result(self) -> tuple[str, list[Json]]:
        """Answer the plain text and its entities, outer ones first."""
        return "".join(self._pieces), sorted(self.entities, key=order)
