"""How the hot functions of rota are compiled, and where the compiled code is kept."""

import hashlib
import os
import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from llvmlite import binding
from numba.core import config

Hot = TypeVar("Hot", bound=Callable[..., object])

PACKAGE = Path(__file__).resolve().parent.parent
COMPILED_FOLDERS = ("core", "search")


def sources() -> list[Path]:
    """List every file whose text decides what the compiled code is, in a fixed order."""
    return sorted(path for folder in COMPILED_FOLDERS for path in (PACKAGE / folder).glob("*.py"))


def cache_key() -> str:
    """
    Name the one state of the code, the compiler and the processor that a cache belongs to.

    numba looks only at the file of the function itself; a changed helper in another file, or a
    home folder moved to another processor, would otherwise run old code without a word.
    """
    digest = hashlib.sha256()
    for part in (numba.__version__, platform.machine(), binding.get_host_cpu_name()):
        digest.update(part.encode())
    for path in sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Return where compiled code is kept: below ROTA_CACHE_DIR, or the user's cache folder."""
    chosen = os.environ.get("ROTA_CACHE_DIR")
    base = Path(chosen) if chosen else Path.home() / ".cache" / "rota"
    return base / cache_key()


CACHE_FOLDER = cache_folder()


def is_compiling() -> bool:
    """Test whether hot functions are compiled at all (see `compiled`)."""
    settings: Any = config
    return not settings.DISABLE_JIT


def compiled(function: Hot) -> Hot:
    """
    Compile a hot function: no interpreter lock, whole numbers wrap, cached between processes.

    With NUMBA_DISABLE_JIT=1 the function stays plain Python, slow and exactly alike.
    """
    return _compiled(function)


def compiled_inside(function: Hot) -> Hot:
    """
    Compile a hot function that only other compiled functions call.

    It lacks what plain Python would call it by, which takes longer to compile than most bodies:
    the unpacking of dozens of tables.
    """
    return _compiled(function, no_cpython_wrapper=True, no_cfunc_wrapper=True)


def _compiled(function: Hot, **options: Any) -> Hot:
    settings: Any = config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(CACHE_FOLDER)
    try:
        ready: Any = numba.njit(cache=True, nogil=True, **options)(function)
    finally:
        settings.CACHE_DIR = before
    return cast("Hot", ready)
