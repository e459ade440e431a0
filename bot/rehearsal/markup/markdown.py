"""Telegram's first Markdown: no nesting, kept for old bots.

Source: core.telegram.org/bots/api#markdown-style.
"""

from bot.rehearsal.markup.entities import link, span, unparsed
from bot.rehearsal.markup.scribe import Scribe
from bot.rehearsal.shape import Json

MARKS = "_*`["


def read_markdown(source: str) -> tuple[str, list[Json]]:
    """Answer the plain text and its entities; raise Refusal 400 with Telegram's wording."""
    scribe, at, end = Scribe(source), 0, len(source)
    while at < end:
        mark = source[at]
        if mark == "\\" and at + 1 < end and source[at + 1] in MARKS:
            scribe.write(source[at + 1])
            at += 2
        elif mark not in MARKS:
            scribe.write(mark)
            at += 1
        else:
            at = _entity(source, scribe, at)
    return scribe.result()


def _entity(source: str, scribe: Scribe, begin: int) -> int:
    offset, mark = scribe.units, source[begin]
    closing = "```" if source.startswith("```", begin) else {"[": "]"}.get(mark, mark)
    at, language = begin + len(closing), ""
    if closing == "```":
        language, at = language_at(source, at)
    stop = source.find(closing, at)
    if stop < 0:
        raise unparsed(f"Can't find end of the entity starting at byte offset {scribe.byte(begin)}")
    inner = source[at:stop]
    scribe.write(inner)
    at, length = stop + len(closing), scribe.units - offset
    url = inner
    if mark == "[" and source.startswith("(", at):
        until = source.find(")", at)
        until = len(source) if until < 0 else until
        url, at = source[at + 1 : until], until + 1
    if not length:
        return at
    if mark == "[":
        if found := link(url, offset, length):
            scribe.entities.append(found)
    elif closing == "```":
        scribe.entities.append(
            span("pre", offset, length, **({"language": language} if language else {}))
        )
    else:
        scribe.entities.append(
            span({"_": "italic", "*": "bold", "`": "code"}[mark], offset, length)
        )
    return at


def language_at(source: str, at: int) -> tuple[str, int]:
    """Answer the language after three backticks, if any, and where the block's text begins."""
    stop = at
    while stop < len(source) and not source[stop].isspace() and source[stop] != "`":
        stop += 1
    language = ""
    if at != stop and stop < len(source) and source[stop] != "`":
        language, at = source[at:stop], stop
    # One line break after the opening belongs to the markup, in either of its two-character forms.
    if source[at : at + 2] in ("\r\n", "\n\r"):
        at += 2
    elif source[at : at + 1] in ("\r", "\n"):
        at += 1
    return language, at
