"""What a command is not told to change stays as it is."""

from collections.abc import Mapping
from enum import Enum
from typing import Final


class Kept(Enum):
    """The value of a parameter that nobody gave; None is a value like any other."""

    KEPT = "kept"


KEPT: Final = Kept.KEPT


def changed(**columns: object) -> dict[str, object]:
    """Return those of `columns` that somebody gave a value."""
    return {name: value for name, value in columns.items() if value is not KEPT}


def differs(row: object, columns: Mapping[str, object]) -> bool:
    """Test whether `columns` say anything else than the row says already."""
    return any(getattr(row, name) != value for name, value in columns.items())
