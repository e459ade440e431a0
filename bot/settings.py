"""Settings: from the environment, a `.env` file, or files in a secrets folder.

Every setting begins with `RINNALLA_`. The README's table is tested to be complete.
"""

from datetime import date
from os import environ
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.opening import read as read_hours

PREFIX: Final = "RINNALLA_"


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be an http(s) address")
    return value.rstrip("/")


def _listen(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("must look like 127.0.0.1:8080")
    return value


def _mail_address(value: str | None) -> str | None:
    if value is None:
        return None
    name, at, host = value.partition("@")
    if not (at and name and "." in host) or any(sign.isspace() for sign in value):
        raise ValueError("must be an e-mail address")
    return value


def _hours(value: str) -> str:
    read_hours(value)
    return value


WebAddress = Annotated[str, AfterValidator(_web_address)]
Listen = Annotated[str, AfterValidator(_listen)]
MailAddress = Annotated[str | None, AfterValidator(_mail_address)]


class PerLanguage(BaseModel):
    """One text in all three languages."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Incident(BaseModel):
    """The case as the police name it, and since when."""

    fi: str = Field(min_length=1)
    sv: str = Field(min_length=1)
    en: str = Field(min_length=1)
    since: date


class StaffGroup(BaseModel):
    """The staff's group in Telegram, the language of its notices, and its topics if it is a forum."""

    chat: int = Field(lt=0)
    language: Literal["fi", "sv", "en"] = "fi"
    topics: dict[Literal["review", "queue", "alarm"], int] = Field(
        default_factory=dict[Literal["review", "queue", "alarm"], int]
    )


class Settings(BaseSettings):
    """Everything an operator can set. Faults are reported all at once."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="ignore"
    )

    telegram_token: SecretStr = Field(description="The bot's token from @BotFather.")
    telegram_api: WebAddress = Field(
        default="https://api.telegram.org",
        description="Base address of the Bot API; the rehearsal and an own Bot API server differ.",
    )
    data: Path = Field(
        default=Path("data"), description="Folder of the databases; made at the first start."
    )
    key_file: Path = Field(
        default=Path("keys/rinnalla.key"),
        description="The key file; keep it on another disk than the data.",
    )
    key_mirror: Path = Field(
        default=Path("mirror"),
        description="Folder of the second copy of keys.db; put it on another disk or host.",
    )
    backups: Path = Field(
        default=Path("backups"),
        description="Folder of the dated backups of data.db, one a day, 14 kept; never holds keys.",
    )
    index: Path | None = Field(
        default=None,
        description="Folder of what was learned from the FAQ, made anew when missing; default: `index` in the data folder.",
    )
    semantic: Path | None = Field(
        default=None,
        description="Folder of a sentence-embedding model (model.onnx, tokenizer.json) to read along; needs the extra `semantic`.",
    )
    mode: Literal["polling", "webhook"] = Field(
        default="polling", description="How updates come: we fetch them, or Telegram calls us."
    )
    public_url: WebAddress | None = Field(
        default=None, description="Webhook mode: the address under which Telegram reaches us."
    )
    webhook_secret: SecretStr | None = Field(
        default=None,
        description="Webhook mode: at least 32 letters, digits, _ or -; only Telegram knows it.",
    )
    listen: Listen = Field(
        default="127.0.0.1:8080",
        description="Where the health page, the metrics and the webhook listen.",
    )
    organisation: PerLanguage = Field(
        description='Who runs this bot, as JSON: {"fi": …, "sv": …, "en": …}.'
    )
    incident: Incident = Field(
        description='The case as the police name it: {"fi": …, "sv": …, "en": …, "since": "2026-01-31"}.'
    )
    forward_address: MailAddress = Field(
        default=None,
        description="Address an authority has given for forwarding the messages; unset: none is shown.",
    )
    offers: frozenset[Literal["call", "write"]] = Field(
        default=frozenset(),
        description='What helpers do here, as JSON: ["call", "write"]. Empty: nobody is asked for consent, nothing about persons is kept.',
    )
    hours: Annotated[str, AfterValidator(_hours)] = Field(
        default="{}",
        description='When helpers are there, by language, as JSON: {"fi": {"mon-fri": "9-20"}, "exceptions": {"2026-12-24": "closed"}}. Finnish public holidays are closed.',
    )
    staff_group: StaffGroup | None = Field(
        default=None,
        description='Where staff is told without personal data that somebody waits, as JSON: {"chat": -1001234567890, "language": "fi", "topics": {"review": 3, "queue": 5, "alarm": 7}}. Unset: members on duty are told one by one.',
    )
    send_rate: int = Field(
        default=30,
        ge=1,
        le=10_000,
        description="Messages a second to all chats together; Telegram allows about 30.",
    )
    debug: bool = Field(default=False, description="Log more; never persons, even then.")

    @model_validator(mode="after")
    def _webhook_is_whole(self) -> Self:
        if self.mode == "webhook":
            if self.public_url is None:
                raise ValueError("mode webhook needs RINNALLA_PUBLIC_URL")
            secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
            if len(secret) < 32 or len(secret) > 256:
                raise ValueError("mode webhook needs RINNALLA_WEBHOOK_SECRET of 32 to 256 signs")
            if not all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in secret):
                raise ValueError("RINNALLA_WEBHOOK_SECRET may hold letters, digits, _ and - only")
        return self


class BadSettings(Exception):
    """The settings cannot be used; `faults` names every fault with its remedy, without values."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def load() -> Settings:
    """Read the settings; raise BadSettings with all faults at once.

    A secret may also be a file: in the folder `RINNALLA_SECRETS` (default /run/secrets),
    named like the setting in small letters, e.g. `rinnalla_telegram_token`.
    """
    settings, faults = load_sound_parts()
    if faults:
        raise BadSettings([fault for found in faults.values() for fault in found])
    return settings


def load_sound_parts() -> tuple[Settings, dict[str, list[str]]]:
    """Read the settings with stand-ins for those that are at fault, and the faults by name.

    For `check`, which goes on to look at everything that does not depend on them.
    """
    try:
        return _read(), {}
    except ValidationError as fault:
        faults: dict[str, list[str]] = {}
        for one in fault.errors():
            place = [str(part) for part in one["loc"]]
            name = place[0] if place else "mode"
            faults.setdefault(name, []).append(_in_words(".".join(place), one["msg"]))
    stand_ins = {name: _STAND_INS.get(name, Settings.model_fields[name].default) for name in faults}
    return _read(**stand_ins), faults


_STAND_INS: Final[dict[str, Any]] = {
    "telegram_token": "unknown",
    "organisation": {"fi": "?", "sv": "?", "en": "?"},
    "incident": {"fi": "?", "sv": "?", "en": "?", "since": "2020-01-01"},
}


def _read(**given: Any) -> Settings:
    folder = Path(environ.get(f"{PREFIX}SECRETS", "/run/secrets"))
    secrets = folder if folder.is_dir() else None
    return Settings(_secrets_dir=secrets, **given)  # pyright: ignore[reportCallIssue]  # pydantic-settings takes it


def _in_words(place: str, message: str) -> str:
    name = f"{PREFIX}{place.upper()}" if place else "settings"
    return f"{name}: {message.removeprefix('Value error, ')}"
