import logging

import pytest
import structlog

from bot import safelog
from bot.safelog import log

CANARY = "Aino Canary +44 7700 900123 åäö"


@pytest.fixture(params=[True, False], ids=["for people", "json"])
def logging_on(request: pytest.FixtureRequest, capsys):
    handlers = logging.root.handlers
    safelog.set_up(debug=True, pretty=request.param)
    yield
    logging.captureWarnings(False)
    logging.root.handlers = handlers
    structlog.reset_defaults()


def test_an_event_and_its_numbers_are_written(logging_on, capsys):
    log.warning("told_to_wait", seconds=17)

    text = capsys.readouterr().err
    assert "told_to_wait" in text
    assert "17" in text


def test_a_text_of_a_person_never_gets_out(logging_on, capsys):
    log.error("refused", code=CANARY, whatever={"text": CANARY}, exc_info=ValueError(CANARY))

    assert "Canary" not in capsys.readouterr().err


def test_foreign_lines_say_who_and_how_bad_but_not_what(logging_on, capsys):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("httpx").exception("POST https://x/bot1:TOKEN/%s", CANARY)

    text = capsys.readouterr().err
    assert "Canary" not in text
    assert "TOKEN" not in text
    assert "httpx" in text
    assert "ValueError" in text


def test_an_event_that_is_no_code_is_not_written(logging_on, capsys):
    log.error(CANARY)

    assert "Canary" not in capsys.readouterr().err
