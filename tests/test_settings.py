from pathlib import Path

import pytest

from bot import settings
from bot.rehearsing import MADE_UP
from bot.settings import BadSettings

GOOD = {**MADE_UP, "RINNALLA_LISTEN": "127.0.0.1:8080"}
SECRET = "a-secret-of-at-least-32-letters-_0"


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An empty folder without .env, and good settings in the environment."""
    monkeypatch.chdir(tmp_path)
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_good_settings_are_read_with_polling_and_the_real_bot_api_by_default(surroundings):
    chosen = settings.load()

    assert chosen.mode == "polling"
    assert chosen.telegram_api == "https://api.telegram.org"
    assert chosen.forward_address is None
    assert chosen.organisation.sv.startswith("Övningsstadens")


def test_all_faults_are_told_at_once_without_their_values(surroundings):
    surroundings.setenv("RINNALLA_TELEGRAM_API", "ftp://wrong-value")
    surroundings.setenv("RINNALLA_LISTEN", "wrong-value")
    surroundings.setenv("RINNALLA_FORWARD_ADDRESS", "wrong value")
    surroundings.delenv("RINNALLA_TELEGRAM_TOKEN")

    with pytest.raises(BadSettings) as refusal:
        settings.load()

    text = str(refusal.value)
    for name in ("TELEGRAM_API", "LISTEN", "FORWARD_ADDRESS", "TELEGRAM_TOKEN"):
        assert f"RINNALLA_{name}" in text
    assert "wrong" not in text


@pytest.mark.parametrize("secret", [None, "", "a" * 31, "a" * 257, "ä" * 40, "a b" * 20])
def test_a_webhook_without_a_long_plain_secret_is_refused(surroundings, secret):
    surroundings.setenv("RINNALLA_MODE", "webhook")
    surroundings.setenv("RINNALLA_PUBLIC_URL", "https://bot.example")
    if secret is not None:
        surroundings.setenv("RINNALLA_WEBHOOK_SECRET", secret)

    with pytest.raises(BadSettings, match="WEBHOOK_SECRET"):
        settings.load()


def test_a_webhook_with_a_long_secret_and_an_address_is_accepted(surroundings):
    surroundings.setenv("RINNALLA_MODE", "webhook")
    surroundings.setenv("RINNALLA_PUBLIC_URL", "https://bot.example/")
    surroundings.setenv("RINNALLA_WEBHOOK_SECRET", SECRET)

    assert settings.load().public_url == "https://bot.example"


def test_a_webhook_without_an_address_is_refused(surroundings):
    surroundings.setenv("RINNALLA_MODE", "webhook")
    surroundings.setenv("RINNALLA_WEBHOOK_SECRET", SECRET)

    with pytest.raises(BadSettings, match="PUBLIC_URL"):
        settings.load()


def test_a_secret_may_come_as_a_file(surroundings, tmp_path: Path):
    surroundings.delenv("RINNALLA_TELEGRAM_TOKEN")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "rinnalla_telegram_token").write_text("7:from-a-file\n")
    surroundings.setenv("RINNALLA_SECRETS", str(tmp_path / "secrets"))

    assert settings.load().telegram_token.get_secret_value() == "7:from-a-file"


def test_settings_may_stand_in_a_dot_env_file(surroundings, tmp_path: Path):
    surroundings.delenv("RINNALLA_INCIDENT")
    (tmp_path / ".env").write_text(f"RINNALLA_INCIDENT='{GOOD['RINNALLA_INCIDENT']}'\n")

    assert settings.load().incident.since.isoformat() == "2026-10-24"


def test_secrets_do_not_show_when_settings_are_printed(surroundings):
    assert GOOD["RINNALLA_TELEGRAM_TOKEN"] not in repr(settings.load())


@pytest.mark.parametrize("missing", ["fi", "sv", "en"])
def test_an_organisation_must_be_named_in_all_three_languages(surroundings, missing: str):
    names = {"fi": "a", "sv": "b", "en": "c"} | {missing: ""}
    surroundings.setenv("RINNALLA_ORGANISATION", str(names).replace("'", '"'))

    with pytest.raises(BadSettings, match="ORGANISATION"):
        settings.load()


@pytest.mark.parametrize(
    "hours", ["no json", "[]", '{"fi": {"mon": "20-9"}}', '{"de": {"mon": "9-20"}}']
)
def test_opening_hours_that_cannot_be_are_refused_by_name(surroundings, hours: str):
    surroundings.setenv("RINNALLA_HOURS", hours)

    with pytest.raises(BadSettings) as refused:
        settings.load()

    assert "RINNALLA_HOURS" in str(refused.value)


def test_opening_hours_are_read_and_none_are_none(surroundings):
    surroundings.delenv("RINNALLA_HOURS")
    assert settings.load().hours == "{}"
    surroundings.setenv("RINNALLA_HOURS", '{"fi": {"mon-fri": "9-20"}}')
    assert settings.load().hours == '{"fi": {"mon-fri": "9-20"}}'
