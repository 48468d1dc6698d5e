"""Finished rows: what a reader is given of a row of a table."""

from dataclasses import fields
from typing import Any, TypeVar

Card = TypeVar("Card")


def filled(card: type[Card], row: object, **said: Any) -> Card:
    """
    Return a frozen `card` of a row: each field is what is `said` of it, else what the row calls so.

    :raises AttributeError: if the row has no such thing
    """
    names = (one.name for one in fields(card))  # type: ignore[arg-type]  # a dataclass it is
    return card(**{name: said[name] if name in said else getattr(row, name) for name in names})
