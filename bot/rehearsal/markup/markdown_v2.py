"""Telegram's MarkdownV2: nested, strict about reserved characters, quotes by line.

Source: core.telegram.org/bots/api#markdownv2-style; the refusals' wording and their byte
offsets are those of the real server.
"""

import re
from dataclasses import dataclass

from bot.rehearsal.markup.entities import date_time, link, span, unparsed
from bot.rehearsal.markup.markdown import language_at
from bot.rehearsal.markup.scribe import Scribe
from bot.rehearsal.refusal import Refusal
from bot.rehearsal.shape import Json

RESERVED = "_*[]()~`>#+-=|{}.!\n"
NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji",
    "blockquote": "BlockQuote",
}  # fmt: skip
CLOSING = {
    "bold": "*", "italic": "_", "underline": "__", "strikethrough": "~", "spoiler": "||", "code": "`",
    "pre": "```", "text_link": "]", "custom_emoji": "]",
}  # fmt: skip


@dataclass(slots=True)
class Part:
    """An entity that has begun and not ended."""

    kind: str
    offset: int
    begin: int
    mark: int
    language: str = ""


def read_markdown_v2(source: str) -> tuple[str, list[Json]]:
    """Answer the plain text and its entities; raise Refusal 400 with Telegram's wording."""
    return _Reading(source).read()


class _Reading:
    def __init__(self, source: str) -> None:
        self.source = source
        self.scribe = Scribe(source)
        self.open: list[Part] = []
        self.quoting = False
        self.line_begins = True

    def read(self) -> tuple[str, list[Json]]:
        source, at = self.source, 0
        while at < len(source):
            character = source[at]
            if character == "\\" and at + 1 < len(source) and "\0" < source[at + 1] <= "~":
                self._plain(source[at + 1])
                at += 2
            elif character not in self._reserved():
                self._plain(character)
                at += 1
            elif self._ends(at):
                at = self._end(at)
            else:
                at = self._begin(at)
        self._end_of_text()
        return self.scribe.result()

    def _plain(self, character: str) -> None:
        self.scribe.write(character)
        if character != "\r":
            self.line_begins = character == "\n"

    def _reserved(self) -> str:
        return "`" if self.open and self.open[-1].kind in ("code", "pre") else RESERVED

    def _ends(self, at: int) -> bool:
        if not self.open:
            return False
        source = self.source
        if self.quoting and source[at] == "\n" and source[at + 1 : at + 2] != ">":
            return True
        kind = self.open[-1].kind
        if kind == "italic":
            return source[at] == "_" and source[at + 1 : at + 2] != "_"
        return kind in CLOSING and source.startswith(CLOSING[kind], at)

    def _begin(self, at: int) -> int:
        source, character = self.source, self.source[at]
        language, begin = "", at
        match character:
            case "\n":
                self._plain(character)
                return at + 1
            case ">":
                if not self.line_begins:
                    raise self._stray(character)
                if self.quoting:
                    return at + 1
                kind, self.quoting, at = "blockquote", True, at + 1
            case "_":
                kind = "underline" if source.startswith("__", at) else "italic"
                at += len(CLOSING[kind])
            case "*" | "~" | "[":
                kind = {"*": "bold", "~": "strikethrough", "[": "text_link"}[character]
                at += 1
            case "|" if source.startswith("||", at):
                kind, at = "spoiler", at + 2
            case "!" if source.startswith("![", at):
                kind, at = "custom_emoji", at + 2
            case "`" if source.startswith("```", at):
                kind = "pre"
                language, at = language_at(source, at + 3)
            case "`":
                kind, at = "code", at + 1
            case _:
                raise self._stray(character)
        self.open.append(Part(kind, self.scribe.units, begin, self.scribe.mark(), language))
        return at

    def _end(self, at: int) -> int:
        source, part = self.source, self.open.pop()
        if source[at] == "\n":
            return self._end_of_quote(part, at)
        at += len(CLOSING[part.kind])
        length = self.scribe.units - part.offset
        if part.kind in ("text_link", "custom_emoji"):
            return self._linked(part, length, at)
        if length:
            more = {"language": part.language} if part.language else {}
            self.scribe.entities.append(span(part.kind, part.offset, length, **more))
        return at

    def _end_of_quote(self, part: Part, at: int) -> int:
        kind = "blockquote"
        if part.kind != "blockquote":
            # Two bars alone at a quote's very end make it expandable.
            bars = at - 3 if self.source[at - 1] == "\r" else at - 2
            if part.kind != "spoiler" or part.begin != bars:
                raise self._endless(part)
            part, kind = self.open.pop(), "expandable_blockquote"
            if part.kind != "blockquote":
                raise self._endless(part)
        self.quoting = False
        self._plain("\n")
        self.scribe.entities.append(span(kind, part.offset, self.scribe.units - part.offset))
        return at + 1

    def _end_of_text(self) -> None:
        if self.quoting and self.open:
            kind = "blockquote"
            if self.open[-1].kind == "spoiler" and self.open[-1].begin == len(self.source) - 2:
                self.open.pop()
                kind = "expandable_blockquote"
            if self.open[-1].kind == "blockquote":
                part = self.open.pop()
                if length := self.scribe.units - part.offset:
                    self.scribe.entities.append(span(kind, part.offset, length))
        if self.open:
            raise self._endless(self.open[-1])

    def _linked(self, part: Part, length: int, at: int) -> int:
        url = ""
        if self.source.startswith("(", at):
            url, at = self._url(at + 1)
        elif part.kind == "custom_emoji":
            raise unparsed("The entity must contain a tg://emoji or tg://time URL")
        else:
            url = self.scribe.since(part.mark)
        if part.kind == "text_link":
            found = link(url, part.offset, length)
        else:
            found = _emoji_or_time(url, part.offset, length)
        if found and length:
            self.scribe.entities.append(found)
        return at

    def _url(self, begin: int) -> tuple[str, int]:
        source, at, url = self.source, begin, ""
        while at < len(source) and source[at] != ")":
            if source[at] == "\\" and at + 1 < len(source) and "\0" < source[at + 1] <= "~":
                at += 1
            url += source[at]
            at += 1
        if at >= len(source):
            raise unparsed(f"Can't find end of a URL at byte offset {self.scribe.byte(begin)}")
        return url, at + 1

    def _endless(self, part: Part) -> Refusal:
        name = "PreCode" if part.language else NAMES[part.kind]
        return unparsed(
            f"Can't find end of {name} entity at byte offset {self.scribe.byte(part.begin)}"
        )

    def _stray(self, character: str) -> Refusal:
        return unparsed(
            f"Character '{character}' is reserved and must be escaped with the preceding '\\'"
        )


def _emoji_or_time(url: str, offset: int, length: int) -> Json:
    if match := re.fullmatch(r"tg:(?://)?emoji/?\?(?:.*&)?id=(-?\d+)(?:&.*)?", url, re.IGNORECASE):
        return span("custom_emoji", offset, length, custom_emoji_id=match[1])
    time = re.fullmatch(r"tg:(?://)?time/?\?(.*)", url, re.IGNORECASE)
    values: dict[str, str] = {}
    for part in time[1].split("&") if time else ():
        key, _, value = part.partition("=")
        values[key] = value
    if not values.get("unix", "").isdigit() or int(values["unix"]) == 0:
        raise unparsed("Invalid tg://emoji or tg://time URL specified")
    return date_time(offset, length, int(values["unix"]), values.get("format", ""))
