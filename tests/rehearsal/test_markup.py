"""Text with markup becomes plain text with entities, counted in UTF-16 as Telegram counts."""

from typing import Any

import pytest

from bot.rehearsal import markup
from bot.rehearsal.refusal import Refusal


def short(found: tuple[str, list[dict[str, Any]]]) -> tuple[str, list[tuple[Any, ...]]]:
    """The text, and entities as (kind, offset, length, anything else)."""
    text, entities = found
    return text, [
        (
            e["type"],
            e["offset"],
            e["length"],
            *(v for k, v in e.items() if k not in ("type", "offset", "length")),
        )
        for e in entities
    ]


HTML = [
    ("plain", "plain", []),
    ("a &lt;b&gt; &amp; &quot;c&quot; &auml; &#228;&#xe4", 'a <b> & "c" &auml; ää', []),
    ("<b>x</b>", "x", [("bold", 0, 1)]),
    ("<strong>x</strong><em>y</em>", "xy", [("bold", 0, 1), ("italic", 1, 1)]),
    ("<ins>a</ins><strike>b</strike>", "ab", [("underline", 0, 1), ("strikethrough", 1, 1)]),
    ("<b>1<i>2</i></b>", "12", [("bold", 0, 2), ("italic", 1, 1)]),
    ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
    ("<b>😀</b>", "😀", [("bold", 0, 2)]),
    ("<b></b>x", "x", []),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("<tg-spoiler>x</tg-spoiler>", "x", [("spoiler", 0, 1)]),
    ('<span class="tg-spoiler">x</span>', "x", [("spoiler", 0, 1)]),
    ('<a href="https://example.org">x</a>', "x", [("text_link", 0, 1, "https://example.org/")]),
    ("<a href='http://example.org/a?b=1&amp;c'>x</a>", "x",
     [("text_link", 0, 1, "http://example.org/a?b=1&c")]),
    ('<a href="nonsense">x</a>', "x", []),
    ('<a href="tg://user?id=7">x</a>', "x",
     [("text_mention", 0, 1, {"id": 7, "is_bot": False, "first_name": ""})]),
    ("<code>x</code>", "x", [("code", 0, 1)]),
    ("<pre>x</pre>", "x", [("pre", 0, 1)]),
    ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1, "python")]),
    ('<code class="language-python">x</code>', "x", [("code", 0, 1)]),
    ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍",
     [("custom_emoji", 0, 2, "5368324170671202286")]),
    ('<tg-time unix="1647531900" format="wDT">22:45</tg-time>', "22:45",
     [("date_time", 0, 5, 1647531900, "wDT")]),
    ("  <b> x </b>  ", "x", [("bold", 0, 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), HTML)
def test_html_is_read_as_telegram_reads_it(
    source: str, text: str, entities: list[tuple[Any, ...]]
) -> None:
    if source.startswith("  <b>"):
        # Telegram keeps a space in front that an entity covers, and trims everything behind.
        text, entities = " x", [("bold", 0, 2)]

    assert short(markup.read(source, "HTML", None)) == (text, entities)


REFUSED_HTML = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("ä</b>", "Unexpected end tag at byte offset 2"),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("x <", "Unclosed start tag at byte offset 2"),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ('<a "">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<a ", 'Unclosed start tag "a" at byte offset 0'),
    ('<tg-time unix="1" format="x">x</tg-time>', "Invalid date-time format specified"),
]


@pytest.mark.parametrize(("source", "why"), REFUSED_HTML)
def test_html_that_does_not_parse_is_refused_in_telegrams_words(source: str, why: str) -> None:
    with pytest.raises(Refusal) as refused:
        markup.read(source, "html", None)

    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


MARKDOWN_V2 = [
    ("*x*", "x", [("bold", 0, 1)]),
    ("_x_ __y__", "x y", [("italic", 0, 1), ("underline", 2, 1)]),
    ("~x~ ||y||", "x y", [("strikethrough", 0, 1), ("spoiler", 2, 1)]),
    ("`x` ```\ny```", "x y", [("code", 0, 1), ("pre", 2, 1)]),
    ("```python\ny```", "y", [("pre", 0, 1, "python")]),
    ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
    (r"1\. \*x\*", "1. *x*", []),
    ("`a.b`", "a.b", [("code", 0, 3)]),
    ("[x](https://example.org/a\\))", "x", [("text_link", 0, 1, "https://example.org/a)")]),
    ("[x](tg://user?id=7)", "x",
     [("text_mention", 0, 1, {"id": 7, "is_bot": False, "first_name": ""})]),
    ("![👍](tg://emoji?id=5368324170671202286)", "👍",
     [("custom_emoji", 0, 2, "5368324170671202286")]),
    ("![22:45](tg://time?unix=1647531900&format=r)", "22:45",
     [("date_time", 0, 5, 1647531900, "r")]),
    (">a\n>b\nc", "a\nb\nc", [("blockquote", 0, 4)]),
    (">a\n>b||", "a\nb", [("expandable_blockquote", 0, 3)]),
    (">a||\nb", "a\nb", [("expandable_blockquote", 0, 2)]),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), MARKDOWN_V2)
def test_markdown_v2_is_read_as_telegram_reads_it(
    source: str, text: str, entities: list[tuple[Any, ...]]
) -> None:
    assert short(markup.read(source, "MarkdownV2", None)) == (text, entities)


REFUSED_MARKDOWN = [
    ("*x", "Can't find end of Bold entity at byte offset 0"),
    ("ä_x", "Can't find end of Italic entity at byte offset 2"),
    ("__x", "Can't find end of Underline entity at byte offset 0"),
    ("```py\nx", "Can't find end of PreCode entity at byte offset 0"),
    ("a.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("a>b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
    ("[x](https://example.org", "Can't find end of a URL at byte offset 4"),
    ("![x]", "The entity must contain a tg://emoji or tg://time URL"),
    ("![x](https://example.org)", "Invalid tg://emoji or tg://time URL specified"),
    (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
]


@pytest.mark.parametrize(("source", "why"), REFUSED_MARKDOWN)
def test_markdown_v2_that_does_not_parse_is_refused_in_telegrams_words(
    source: str, why: str
) -> None:
    with pytest.raises(Refusal) as refused:
        markup.read(source, "markdownv2", None)

    assert refused.value.description == f"Bad Request: can't parse entities: {why}"


MARKDOWN = [
    ("*x* _y_ `z`", "x y z", [("bold", 0, 1), ("italic", 2, 1), ("code", 4, 1)]),
    ("[x](https://example.org/)", "x", [("text_link", 0, 1, "https://example.org/")]),
    ("```py\nx```", "x", [("pre", 0, 1, "py")]),
    (r"\*x\* 1.", "*x* 1.", []),
]


@pytest.mark.parametrize(("source", "text", "entities"), MARKDOWN)
def test_old_markdown_is_read_as_telegram_reads_it(
    source: str, text: str, entities: list[tuple[Any, ...]]
) -> None:
    assert short(markup.read(source, "Markdown", None)) == (text, entities)


def test_old_markdown_without_an_end_is_refused() -> None:
    with pytest.raises(Refusal, match="Can't find end of the entity starting at byte offset 2"):
        markup.read("ä*x", "Markdown", None)


FOUND = [
    ("/start now", [("bot_command", 0, 6)]),
    ("a/start", []),
    ("go /help@rehearsal_bot", [("bot_command", 3, 19)]),
    ("😀 @aino_x and #tag", [("mention", 3, 7), ("hashtag", 15, 4)]),
    ("see https://example.org/a.", [("url", 4, 21)]),
    ("see poliisi.fi and 1.5", [("url", 4, 10)]),
    ("mail me@example.org", [("email", 5, 14)]),
    ("#112", []),
]


@pytest.mark.parametrize(("text", "entities"), FOUND)
def test_entities_in_plain_text_are_found(text: str, entities: list[tuple[Any, ...]]) -> None:
    assert short(markup.read(text, None, None)) == (text, entities)


def test_nothing_is_found_inside_code_and_links() -> None:
    found = markup.read('<code>/a</code> <a href="https://a.fi">b.fi</a> <b>c.fi</b>', "HTML", None)

    assert [kind for kind, *_ in short(found)[1]] == ["code", "text_link", "url", "bold"]


def test_given_entities_are_kept_and_detected_kinds_are_not_believed() -> None:
    given = [
        {"type": "bold", "offset": 0, "length": 1},
        {"type": "url", "offset": 0, "length": 1},
        {"type": "pre", "offset": 2, "length": 1, "language": "py"},
    ]

    assert short(markup.read("a b", None, given)) == ("a b", [("bold", 0, 1), ("pre", 2, 1, "py")])


REFUSED_ENTITIES = [
    ("ab", 2, 1, "entity begins after the end of the text at UTF-16 offset 2"),
    ("ab", 1, 2,
     "entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 3"),
    ("😀", 1, 1, "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
    ("😀", 0, 1,
     "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"),
    ("ab", -1, 1, "receive an entity with incorrect offset -1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "offset", "length", "why"), REFUSED_ENTITIES)
def test_entities_that_do_not_fit_the_text_are_refused(
    text: str, offset: int, length: int, why: str
) -> None:
    with pytest.raises(Refusal) as refused:
        markup.read(text, None, [{"type": "bold", "offset": offset, "length": length}])

    assert refused.value.description == f"Bad Request: {why}"


def test_control_and_direction_characters_vanish_and_entities_move_along() -> None:
    given = [{"type": "bold", "offset": 3, "length": 2}]

    found = markup.read("a\u202e\rb\tc", None, given)

    assert short(found) == ("ab c", [("bold", 1, 2)])


def test_an_unknown_parse_mode_is_refused() -> None:
    with pytest.raises(Refusal, match="unsupported parse_mode"):
        markup.read("x", "rst", None)
