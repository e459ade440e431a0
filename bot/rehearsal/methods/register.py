"""The list of Bot API methods this town offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram.methods import TelegramMethod

from bot.rehearsal.checks import Form
from bot.rehearsal.shape import Json
from bot.rehearsal.town import Town

Call = TypeVar("Call", bound="TelegramMethod[Any]")
Act = Callable[[Town, Any, Json], Any]
"""What a method does: town, checked call, its decoded fields → result (or an awaitable of it)."""


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its form and what it does."""

    name: str
    form: Form[Any]
    act: Act


METHODS: dict[str, Method] = {}
"""Every offered method by its name in small letters: Telegram does not mind the case."""


def offers(
    model: type[Call],
) -> Callable[[Callable[[Town, Call, Json], Any]], Callable[[Town, Call, Json], Any]]:
    """Mark the function that does what `model`'s method promises."""

    def enlist(act: Callable[[Town, Call, Json], Any]) -> Callable[[Town, Call, Json], Any]:
        form = Form(model)
        METHODS[form.name.lower()] = Method(form.name, form, act)
        return act

    return enlist
