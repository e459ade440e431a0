"""What the engine has learned from the FAQ's files: once a machine, shared by all tests."""

import fcntl
from functools import cache
from pathlib import Path

from bot import faq, learning
from bot.answer_commands import engine_of_files
from bot.answers.engine import Engine
from bot.answers.library import Library
from bot.domain.entries import Faq


@cache
def content() -> Faq:
    return faq.read()


@cache
def engine() -> Engine:
    """The engine of today's files; what it needs is learned first (minutes, once a machine)."""
    folder = learning.folder_of_user()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "learning.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test workers begin at once
        return engine_of_files()


@cache
def index_folder() -> Path:
    """The folder that holds what is learned from today's files."""
    engine()
    return learning.folder_of_user()


def library() -> Library:
    return Library(content(), engine())
