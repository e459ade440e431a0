"""docs/rehearsal.md knows every method, act, kind of fault and option, and no other method."""

import re
from pathlib import Path

from bot.rehearsal.__main__ import arguments
from bot.rehearsal.acts import ACTS
from bot.rehearsal.faults import KINDS
from bot.rehearsal.methods import METHODS

PAGE = (Path(__file__).parents[2] / "docs" / "rehearsal.md").read_text()


def test_every_offered_method_is_listed_and_no_other() -> None:
    listed = re.search(r"answer 404: `([^`]+)`", PAGE)

    assert listed is not None
    assert set(listed[1].replace("·", " ").split()) == {m.name for m in METHODS.values()}


def test_every_act_and_fault_is_described() -> None:
    assert [act for act in ACTS if f"`{act}`" not in PAGE] == []
    assert [kind for kind in KINDS if f"`{kind}`" not in PAGE] == []


def test_every_option_is_described() -> None:
    options = [f"--{name.replace('_', '-')}" for name in vars(arguments([]))]

    assert [option for option in options if f"`{option}" not in PAGE] == []
