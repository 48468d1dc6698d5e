"""The note beside the keys of what the last look through the database found, for the other looks to tell."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings

from guanjia.db.pointing import Lost

NAME = "damaged"


def is_left() -> bool:
    """Test whether damage was found."""
    return _file().exists()


def named() -> tuple[Lost, ...]:
    """Return what the note names; one of a file that is damaged names nothing."""
    with suppress(OSError, ValueError, TypeError):
        return tuple(Lost(*line.split(" ")) for line in _file().read_text("utf-8").splitlines())
    return ()


def leave(gone: tuple[Lost, ...]) -> None:
    """Note that damage was found: rows that are gone, or a file that cannot be read."""
    _file().write_text("".join(f"{one.pointing} {one.to}\n" for one in gone), "utf-8")


def take_away() -> None:
    """Note that nothing is wrong."""
    _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.VAR) / NAME
