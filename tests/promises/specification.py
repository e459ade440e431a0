"""The Bot API's own description, where it is at hand, and whether a call fits it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DESCRIPTION = Path(__file__).parents[3] / "shared" / "botapi" / "botapi.json"
BOT_API: Any = json.loads(DESCRIPTION.read_text()) if DESCRIPTION.exists() else None

PLAIN = {"String": str, "Integer": int, "Float": (int, float), "Boolean": bool}


def misfits(method: str, fields: dict[str, Any]) -> list[str]:
    """Return what of a call does not fit the description; empty if all is well."""
    described = BOT_API["methods"].get(method)
    if described is None:
        return [f"there is no method {method}"]
    return list(_object(method, described.get("fields", ()), _out_of_form(fields)))


def _out_of_form(fields: dict[str, Any]) -> dict[str, Any]:
    """A call with a file is a form: numbers, truths and objects travel in it as JSON."""
    if not any(
        isinstance(value, dict) and value.keys() == {"file", "size"} for value in fields.values()
    ):
        return fields
    texts = {"text", "caption", "parse_mode"}
    return {
        name: json.loads(value) if isinstance(value, str) and name not in texts else value
        for name, value in fields.items()
    }


def _object(where: str, described: Any, given: dict[str, Any]) -> Iterator[str]:
    known = {one["name"]: one for one in described}
    yield from (f"{where}: no field {name}" for name in given.keys() - known.keys())
    for name, one in known.items():
        if name in given:
            faults = [list(_value(f"{where}.{name}", kind, given[name])) for kind in one["types"]]
            if all(faults):
                yield from min(faults, key=len)
        elif one["required"]:
            yield f"{where}: {name} is missing"


def _value(where: str, kind: str, value: Any) -> Iterator[str]:
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            yield f"{where} is no array"
            return
        for n, inner in enumerate(value):
            yield from _value(f"{where}[{n}]", kind.removeprefix("Array of "), inner)
    elif kind == "InputFile":  # the journal of calls keeps the name and size of a file only
        if not isinstance(value, dict) or value.keys() != {"file", "size"}:
            yield f"{where} is no file"
    elif kind in PLAIN:
        if not isinstance(value, PLAIN[kind]) or (kind != "Boolean" and isinstance(value, bool)):
            yield f"{where} is no {kind}"
    elif not isinstance(value, dict):
        yield f"{where} is no {kind}"
    else:
        described = BOT_API["types"][kind]
        if "subtypes" in described:
            faults = [list(_value(where, one, value)) for one in described["subtypes"]]
            if all(faults):
                yield from min(faults, key=len)
        else:
            yield from _object(where, described.get("fields", ()), value)
