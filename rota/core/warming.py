"""Compiling everything before it is needed."""

import importlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

try:
    import fcntl
except ImportError:  # outside Unix, where two processes may compile the same
    fcntl = None  # type: ignore[assignment]  # asked before it is used

from rota.core.compiling import CACHE_FOLDER, is_compiling

WORDS = "Compiling the engine once; this takes up to a minute."

_SAMPLES = (
    ("rota.search.tiny", "solve_tiny"),
    ("rota.search.tiny", "solve_tiny_days"),
    ("rota.construct.tiny", "solve_tiny"),
)
_COMPLETE = CACHE_FOLDER / "complete"
"""Is there once everything has been compiled."""
_TURNS = CACHE_FOLDER / "compiling"
"""Locked by the process that compiles."""


def warm(announce: Callable[[str], None] | None = None) -> float:
    """
    Compile the core and the search, or find them compiled, and return how many seconds it took.

    The compiled code is kept for all later processes of this user (ROTA_CACHE_DIR says where).

    :param announce: told beforehand that compiling takes a while, if nothing is kept yet
    """
    if announce and not _COMPLETE.exists():
        announce(WORDS)
    began = time.perf_counter()
    with _alone():
        for module, solve in _SAMPLES:
            getattr(importlib.import_module(module), solve)()
        if is_compiling():
            _COMPLETE.touch()
    return time.perf_counter() - began


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time compile; those that waited find everything compiled."""
    CACHE_FOLDER.mkdir(parents=True, exist_ok=True)
    with _TURNS.open("a") as turn:
        if fcntl:
            fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def make_ready() -> None:
    """
    Compile what is not compiled yet, and say so in the log, so that no search does within its time.

    Costs nothing where everything has been compiled, by this process or an earlier one.
    """
    if is_compiling() and not _COMPLETE.exists():
        warm(logging.getLogger("rota").warning)
