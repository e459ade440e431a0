"""What the engine has learned from the FAQ's files: once a machine, shared by all tests."""

import fcntl
from functools import cache
from pathlib import Path

from bot import faq, learning
from bot.answers.engine import Engine
from bot.answers.library import Library
from bot.domain.entries import Faq


@cache
def content() -> Faq:
    return faq.read()


@cache
def index_folder() -> Path:
    """The folder that holds the index of today's files; learned first if need be (a minute)."""
    folder = learning.folder_of_user()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "learning.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test workers begin at once
        learning.learned(learning.examples_of(content()), folder, quiet=True)
    return folder


@cache
def engine() -> Engine:
    index = learning.learned(learning.examples_of(content()), index_folder())
    return Engine(faq.read_crisis(content()), faq.read_ransom(), index)


def library() -> Library:
    return Library(content(), engine())
