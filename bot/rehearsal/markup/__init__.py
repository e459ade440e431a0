"""From text with markup to plain text with entities, as Telegram reads it."""

from typing import Any

from bot.rehearsal.markup.entities import clean, found_in, settled, utf16
from bot.rehearsal.markup.html import read_html
from bot.rehearsal.markup.markdown import read_markdown
from bot.rehearsal.markup.markdown_v2 import read_markdown_v2
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json

MAX_BYTES = 1 << 15
PARSERS = {"html": read_html, "markdownv2": read_markdown_v2, "markdown": read_markdown}

__all__ = ["read", "utf16"]


def read(text: str, parse_mode: Any, entities: list[Json] | None) -> tuple[str, list[Json]]:
    """Answer the text as people see it, and its entities in UTF-16 units.

    `parse_mode` wins over `entities`, as on the real server. Raises Refusal 400 with
    Telegram's wording for markup that does not parse.
    """
    if len(text) > MAX_BYTES // 4 and len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise bad("text is too long")
    mode = parse_mode.lower() if isinstance(parse_mode, str) else ""
    if text and mode and mode != "none":
        parser = PARSERS.get(mode)
        if parser is None:
            raise bad("unsupported parse_mode")
        text, spans = parser(text)
    else:
        spans = [settled(entity) for entity in entities] if entities else []
        spans = [span for span in spans if span]
    text, spans = clean(text, spans)
    return text, found_in(text, spans)
