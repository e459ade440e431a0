import pytest

from bot.domain.languages import choose, from_telegram


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fi", "fi"), ("sv-FI", "sv"), ("en_GB", "en"), ("EN", "en"), ("de", None), ("", None),
     (None, None), ("fil", None)],
)  # fmt: skip
def test_telegrams_tag_names_one_of_ours_or_none(tag: str | None, language: str | None):
    assert from_telegram(tag) == language


def test_what_was_picked_comes_before_telegram_before_what_is_written_before_english():
    assert choose(picked="sv", telegram="fi", written="en") == "sv"
    assert choose(picked=None, telegram="fi", written="en") == "fi"
    assert choose(picked=None, telegram=None, written="fi") == "fi"
    assert choose(picked=None, telegram=None, written=None) == "en"
