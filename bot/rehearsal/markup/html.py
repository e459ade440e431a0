"""Telegram's HTML: a few tags, strict nesting, four named entities.

Source: core.telegram.org/bots/api#html-style; the refusals' wording and their byte offsets are
those of the real server.
"""

import re
from dataclasses import dataclass

from bot.rehearsal.markup.entities import date_time, link, span, unparsed
from bot.rehearsal.markup.scribe import Scribe
from bot.rehearsal.shape import Json

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler",
}  # fmt: skip
TAGS = frozenset(KINDS) | {"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
ARGUMENTS = {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "format"), ("tg-time", "unix")}
SPACE = " \t\n\v\f\r"

_STOP = re.compile("[<&]")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]*)|#([0-9]*)|([A-Za-z]*));?")
_ATTRIBUTE_END = re.compile(r"[\s=>/\"']|$")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(slots=True)
class Tag:
    """An open tag and where its text begins."""

    name: str
    argument: str
    unix: str
    offset: int
    mark: int


def read_html(source: str) -> tuple[str, list[Json]]:
    """Answer the plain text and its entities; raise Refusal 400 with Telegram's wording."""
    if _STOP.search(source) is None:
        return source, []
    return _Reading(source).read()


class _Reading:
    def __init__(self, source: str) -> None:
        self.source = source
        self.scribe = Scribe(source)
        self.open: list[Tag] = []
        self.languages: dict[int, str] = {}
        """Languages of code entities by place in the list, until a pre around them claims one."""

    def read(self) -> tuple[str, list[Json]]:
        source, at = self.source, 0
        while match := _STOP.search(source, at):
            self.scribe.write(source[at : match.start()])
            at = match.start()
            if source[at] == "&":
                character, at = decoded(source, at)
                self.scribe.write(character)
            elif source.startswith("</", at):
                at = self._close(at)
            else:
                at = self._start(at)
        self.scribe.write(source[at:])
        if self.open:
            raise unparsed(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return self.scribe.result()

    def _start(self, begin: int) -> int:
        source, end = self.source, len(self.source)
        at = begin + 1
        while at < end and source[at] not in SPACE and source[at] != ">":
            at += 1
        where = self.scribe.byte(begin)
        if at == end:
            raise unparsed(f"Unclosed start tag at byte offset {where}")
        name = source[begin + 1 : at].lower()
        if name not in TAGS:
            raise unparsed(f'Unsupported start tag "{name}" at byte offset {where}')
        tag = Tag(name, "", "", self.scribe.units, self.scribe.mark())
        while True:
            at = _after_space(source, at)
            if at < end and source[at] == ">":
                break
            at = self._attribute(tag, at, where)
        if name == "span" and tag.argument != "spoiler":
            raise unparsed(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open.append(tag)
        return at + 1

    def _attribute(self, tag: Tag, at: int, where: int) -> int:
        source, end = self.source, len(self.source)
        stop = _ATTRIBUTE_END.search(source, at)
        after = stop.start() if stop else end
        name, at = source[at:after], after
        if not name:
            if at == end:
                raise unparsed(f'Unclosed start tag "{tag.name}" at byte offset {where}')
            raise unparsed(f'Empty attribute name in the tag "{tag.name}" at byte offset {where}')
        at = _after_space(source, at)
        if at == end:
            raise unparsed(f'Unclosed start tag "{tag.name}" at byte offset {where}')
        if source[at] != "=":
            _take(tag, name, "")
            return at
        at = _after_space(source, at + 1)
        if at == end:
            raise unparsed(f'Unclosed start tag "{tag.name}" at byte offset {where}')
        if source[at] in "'\"":
            quote, at, value = source[at], at + 1, ""
            while at < end and source[at] != quote:
                character, at = decoded(source, at) if source[at] == "&" else (source[at], at + 1)
                value += character
            at += 1
        else:
            begin = at
            token = _TOKEN.match(source, at)
            at = token.end() if token else at
            value = source[begin:at].lower()
            if at < end and source[at] not in SPACE and source[at] != ">":
                raise unparsed(
                    f"Unexpected end of name token at byte offset {self.scribe.byte(begin)}"
                )
        if at >= end:
            raise unparsed(f"Unclosed start tag at byte offset {where}")
        _take(tag, name, value)
        return at

    def _close(self, begin: int) -> int:
        source, end = self.source, len(self.source)
        where = self.scribe.byte(begin)
        if not self.open:
            raise unparsed(f"Unexpected end tag at byte offset {where}")
        at = begin + 2
        while at < end and source[at] not in SPACE and source[at] != ">":
            at += 1
        name = source[begin + 2 : at].lower()
        at = _after_space(source, at)
        if at >= end or source[at] != ">":
            raise unparsed(f"Unclosed end tag at byte offset {where}")
        tag = self.open.pop()
        if name and name != tag.name:
            raise unparsed(
                f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        if (length := self.scribe.units - tag.offset) > 0:
            self._found(tag, length)
        return at + 1

    def _found(self, tag: Tag, length: int) -> None:
        entities = self.scribe.entities
        match tag.name:
            case "a":
                url = tag.argument or self.scribe.since(tag.mark)
                if found := link(url, tag.offset, length):
                    entities.append(found)
            case "tg-emoji":
                if not tag.argument.lstrip("-").isdigit() or int(tag.argument) == 0:
                    raise unparsed("Invalid custom emoji identifier specified")
                entities.append(
                    span("custom_emoji", tag.offset, length, custom_emoji_id=tag.argument)
                )
            case "tg-time":
                unix = int(tag.unix) if tag.unix.isdigit() else 0
                found = date_time(tag.offset, length, unix, tag.argument)
                if unix > 0:
                    entities.append(found)
            case "pre" | "code":
                self._monospace(tag, length)
            case "blockquote":
                kind = "expandable_blockquote" if tag.argument else "blockquote"
                entities.append(span(kind, tag.offset, length))
            case _:
                entities.append(span(KINDS[tag.name], tag.offset, length))

    def _monospace(self, tag: Tag, length: int) -> None:
        """Join a pre and a code with a language around the same text into one block."""
        entities = self.scribe.entities
        inner = entities[-1] if entities else {}
        same = inner.get("offset") == tag.offset and inner.get("length") == length
        other = "code" if tag.name == "pre" else "pre"
        language = self.languages.get(len(entities) - 1, "") if tag.name == "pre" else tag.argument
        if same and inner["type"] == other and language:
            entities[-1] = span("pre", tag.offset, length, language=language)
            return
        if tag.name == "code" and tag.argument:
            self.languages[len(entities)] = tag.argument
        entities.append(span(tag.name, tag.offset, length))


def _take(tag: Tag, name: str, value: str) -> None:
    if tag.name == "blockquote" and name == "expandable":
        tag.argument = "1"
    elif name == "class" and tag.name == "code" and value.startswith("language-"):
        tag.argument = value[9:]
    elif name == "class" and tag.name == "span" and value.startswith("tg-"):
        tag.argument = value[3:]
    elif (tag.name, name) == ("tg-time", "unix"):
        tag.unix = value
    elif (tag.name, name) in ARGUMENTS:
        tag.argument = value


def _after_space(source: str, at: int) -> int:
    while at < len(source) and source[at] in SPACE:
        at += 1
    return at


def decoded(source: str, at: int) -> tuple[str, int]:
    """Answer the character a reference such as &lt; or &#228; stands for, and where the text goes on."""
    match = _REFERENCE.match(source, at)
    if match is None:
        return "&", at + 1
    sixteen, ten, name = match.groups()
    if name is not None:
        return (_NAMED[name], match.end()) if name in _NAMED else ("&", at + 1)
    digits = len(match[0].rstrip(";"))
    code = int(sixteen or "0", 16) if sixteen is not None else int(ten or "0")
    if code == 0 or code >= 0x10FFFF or digits >= 10:
        return "&", at + 1
    if 0xD800 <= code <= 0xDFFF:
        raise unparsed(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched"
            " surrogate code units"
        )
    return chr(code), match.end()
