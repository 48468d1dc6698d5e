"""How a field of the problem says what it means, in which unit, and within which bounds."""

import dataclasses
from dataclasses import MISSING
from typing import Any


def told(
    doc: str,
    *,
    default: Any = MISSING,
    least: int | None = None,
    most: int | None = None,
    length: tuple[int, int] | None = None,
) -> Any:
    """
    Declare a dataclass field with the words the schema shows for it.

    :param least: the smallest number allowed
    :param most: the largest number allowed
    :param length: fewest and most items of a list
    """
    metadata = {"doc": doc, "least": least, "most": most, "length": length}
    return dataclasses.field(default=default, metadata=metadata)
