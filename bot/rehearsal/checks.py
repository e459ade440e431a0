"""Is this call as the Bot API documents it? Checked with the models aiogram generates from it.

Stricter than the real Telegram in one way, on purpose: an unknown parameter or field is
refused, where Telegram ignores it, because in a bot it is always a slip of the pen.
"""

import json
import types
from collections.abc import Callable
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

from aiogram.methods import TelegramMethod
from aiogram.types import (
    BufferedInputFile,
    ForceReply,
    InlineKeyboardMarkup,
    InputFile,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from pydantic import BaseModel, ValidationError

from bot.rehearsal.keyboards import spelled_out
from bot.rehearsal.models import build
from bot.rehearsal.refusal import bad
from bot.rehearsal.shape import Json, as_list

Call = TypeVar("Call", bound="TelegramMethod[Any]")

SCALARS = (str, int, float, bool, InputFile)
MISSING = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "from_chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "file_id": "file_id not specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "voice": "there is no voice in the request",
    "sticker": "there is no sticker in the request",
}
KEYBOARDS: dict[str, type[BaseModel]] = {
    "inline_keyboard": InlineKeyboardMarkup,
    "keyboard": ReplyKeyboardMarkup,
    "remove_keyboard": ReplyKeyboardRemove,
    "force_reply": ForceReply,
}


class Form(Generic[Call]):
    """The form of one method: reads a call's fields into its model, or refuses them."""

    def __init__(self, model: type[Call]) -> None:
        self.model = model
        self.name: str = model.__api_method__
        self.known = frozenset(model.model_fields)
        self._nested = frozenset(
            name for name, field in model.model_fields.items() if not _takes_text(field.annotation)
        )
        self._simple = frozenset(
            name
            for name, field in model.model_fields.items()
            if any(choice in (int, float, bool) for choice in _choices(field.annotation))
        )
        self._files = frozenset(
            name
            for name, field in model.model_fields.items()
            if InputFile in _choices(field.annotation)
        )
        self._validate: Callable[[Json], Call] = self._first

    def _first(self, plain: Json) -> Call:
        """Build the model at the first call, then step aside."""
        build(self.model)
        self._validate = self.model.model_validate
        return self._validate(plain)

    def read(self, fields: Json, uploads: dict[str, BufferedInputFile]) -> tuple[Call, Json]:
        """Answer the checked call and its fields with nested JSON decoded; raise Refusal 400."""
        plain: Json = {}
        for name, value in fields.items():
            if name not in self.known:
                raise bad(f'unknown parameter "{name}"')
            if value is None:
                continue
            if isinstance(value, str) and name in self._nested:
                value = _decoded(name, value)
            if name == "reply_markup":
                value = spelled_out(value)
            elif name in self._files and isinstance(value, str) and value.startswith("attach://"):
                value = uploads.get(value[9:], value)
            plain[name] = value
        for name, upload in uploads.items():
            if name in self._files:
                plain[name] = upload
        try:
            call = self._validate(plain)
        except ValidationError as error:
            raise _refusal(error) from None
        for name in plain.keys() & self._simple:
            plain[name] = call.__dict__[name]
        for name, value in call.__dict__.items():
            if isinstance(value, BaseModel) and name == "reply_markup":
                _same_keyboard(plain[name], value)
            if isinstance(value, (BaseModel, list)):
                _no_strays(name, value)
        return call, plain


def _choices(annotation: Any) -> tuple[Any, ...]:
    origin = get_origin(annotation)
    return get_args(annotation) if origin in (Union, types.UnionType) else (annotation,)


def _takes_text(annotation: Any) -> bool:
    """Whether a string is a value of its own here, rather than JSON for a nested object."""
    return any(choice in SCALARS for choice in _choices(annotation))


def _decoded(name: str, value: str) -> Any:
    if not value:
        return None
    try:
        return json.loads(value)
    except ValueError:
        what = "reply keyboard markup" if name == "reply_markup" else name.replace("_", " ")
        raise bad(f"can't parse {what} JSON object") from None


def _same_keyboard(given: Any, read: BaseModel) -> None:
    """Refuse a markup that fits no model of its own: it must not pass as the one without duties."""
    for key, model in KEYBOARDS.items():
        if key in given:
            if not isinstance(read, model):
                build(model)
                try:
                    model.model_validate(given)
                except ValidationError as error:
                    raise _refusal(error) from None
            return
    raise bad("object expected as reply markup")


def _no_strays(where: str, value: Any) -> None:
    if isinstance(value, BaseModel):
        if value.__pydantic_extra__:
            raise bad(f'unknown field "{next(iter(value.__pydantic_extra__))}" in {where}')
        for name, inner in value.__dict__.items():
            if isinstance(inner, (BaseModel, list)):
                _no_strays(f"{where}.{name}", inner)
    else:
        for inner in as_list(value) or ():
            _no_strays(where, inner)


def _refusal(error: ValidationError) -> Exception:
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return bad(MISSING.get(where, f'parameter "{where}" is required'))
    return bad(f'parameter "{where}" is wrong: {first["msg"]}')
