"""Compiling everything before it is needed."""

import importlib
import time
from collections.abc import Callable

from rota.core.compiling import CACHE_FOLDER


def warm(announce: Callable[[str], None] | None = None) -> float:
    """
    Compile the core and the search, or find them compiled, and return how many seconds it took.

    The compiled code is kept for all later processes of this user (ROTA_CACHE_DIR says where).

    :param announce: told beforehand that compiling takes a while, if nothing is kept yet
    """
    if announce and not any(CACHE_FOLDER.glob("**/*.nbi")):
        announce("Compiling the engine once; this takes up to a minute.")
    began = time.perf_counter()
    for tiny in ("rota.search.tiny", "rota.construct.tiny"):
        importlib.import_module(tiny).solve_tiny()
    return time.perf_counter() - began
