"""The offered methods compared with the Bot API's own description, where it is at hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal.methods import METHODS

DESCRIPTION = Path(__file__).parents[3] / "shared" / "botapi" / "botapi.json"
BOT_API: Any = json.loads(DESCRIPTION.read_text()) if DESCRIPTION.exists() else {"methods": {}}
OFFERED = [method for method in METHODS.values() if BOT_API["methods"]]


@pytest.mark.parametrize("method", OFFERED, ids=lambda method: method.name)
def test_every_offered_method_exists_and_takes_all_its_parameters(method: Any) -> None:
    described = BOT_API["methods"][method.name]

    assert {field["name"] for field in described.get("fields", ())} <= method.form.known


@pytest.mark.parametrize("method", OFFERED, ids=lambda method: method.name)
def test_every_required_parameter_is_required(method: Any) -> None:
    described = {
        field["name"]
        for field in BOT_API["methods"][method.name].get("fields", ())
        if field["required"]
    }
    required = {name for name, f in method.form.model.model_fields.items() if f.is_required()}

    # Where the two versions of the Bot API differ, the newer one only ever asks for less.
    assert required <= described
