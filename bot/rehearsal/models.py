"""Loads the models aiogram generates from the Bot API documentation.

Importing aiogram builds the validators of all its 300 types, which takes two seconds; the
server needs some thirty of them. As a process of its own it imports them unbuilt and builds
each at its first use. In somebody else's process (a test that also runs a bot on aiogram)
nothing is touched, and `build` finds everything built already.
"""

from importlib import import_module
from typing import Any, Literal, Optional, Union

from pydantic import BaseModel


def import_unbuilt() -> None:
    """Import aiogram's models without building their validators; only for a process of our own."""
    inherited = BaseModel.__dict__["model_rebuild"]

    def rest(_model: type[BaseModel], **_options: Any) -> None:
        """Build nothing now."""

    BaseModel.model_rebuild = classmethod(rest)  # pyright: ignore[reportAttributeAccessIssue] - put back below
    try:
        import_module("aiogram.methods")
    finally:
        BaseModel.model_rebuild = inherited


def build(model: type[BaseModel]) -> None:
    """Build a model's validator if nobody has; costs nothing otherwise."""
    if not model.__pydantic_complete__:
        from aiogram import types
        from aiogram.client.default import Default

        # The names aiogram itself gives its models to resolve each other by.
        names = {
            "List": list,
            "Optional": Optional,
            "Union": Union,
            "Literal": Literal,
            "Default": Default,
        }
        model.model_rebuild(_types_namespace={**vars(types), **names})
