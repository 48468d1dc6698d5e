"""Are all values of the right type and within the bounds that their fields declare?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rota.problem.shape import (
    Choice,
    Field,
    Flag,
    Form,
    Instant,
    Listed,
    OneOf,
    Record,
    Text,
    Whole,
    fields_of,
)
from rota.refused import Flaw, shortened
from rota.units import LARGEST

LONGEST_TIME_MS = 400 * 86_400_000
"""No moment and no length of time is further than 400 days from the start of the horizon."""


def out_of_bounds(record: Any, path: str, *, tick_ms: int) -> Iterator[Flaw]:
    """Yield every flaw of the fields of `record` and of all records in it."""
    for field in fields_of(record.__class__):
        value = getattr(record, field.name)
        where = f"{path}.{field.name}" if path else field.name
        if value is None and field.nullable:
            continue
        yield from _flaws(value, field.form, field, where, tick_ms)


def _flaws(value: Any, form: Form, field: Field, where: str, tick_ms: int) -> Iterator[Flaw]:
    match form:
        case Whole(unit):
            yield from _number(value, field, unit.name if unit else "", where, tick_ms)
        case Listed(Listed(Whole())):
            yield from _table(value, where)
        case Listed(item):
            yield from _list(value, item, field, where, tick_ms)
        case Record(cls):
            yield from _record(value, [cls], where, tick_ms)
        case OneOf(kinds):
            yield from _record(value, [cls for _, cls in kinds], where, tick_ms)
        case Choice(words):
            if value not in words:
                yield Flaw(where, "one of " + ", ".join(words), shortened(value))
        case Text() | Flag() | Instant():
            right = {Text: str, Flag: bool, Instant: datetime}[type(form)]
            if type(value) is not right:
                yield Flaw(where, f"a {right.__name__}", shortened(value))


def _number(value: Any, field: Field, unit: str, where: str, tick_ms: int) -> Iterator[Flaw]:
    least, most = _range(field, unit, tick_ms)
    if type(value) is not int:
        yield Flaw(where, "a whole number", shortened(value))
    elif not least <= value <= most:
        yield Flaw(where, f"a number from {least} to {most}", str(value))


def _record(value: Any, classes: list[type], where: str, tick_ms: int) -> Iterator[Flaw]:
    if type(value) in classes:
        yield from out_of_bounds(value, where, tick_ms=tick_ms)
    else:
        expected = " or ".join(cls.__name__ for cls in classes)
        yield Flaw(where, f"a {expected}", shortened(value))


def _list(value: Any, item: Form, field: Field, where: str, tick_ms: int) -> Iterator[Flaw]:
    if type(value) is not tuple:
        yield Flaw(where, "a tuple", shortened(value))
        return
    if field.length and not field.length[0] <= len(value) <= field.length[1]:
        fewest, most = field.length
        yield Flaw(where, f"{fewest} to {most} items", str(len(value)))
    for number, one in enumerate(value):
        yield from _flaws(one, item, field, f"{where}[{number}]", tick_ms)


def _table(value: Any, where: str) -> Iterator[Flaw]:
    if type(value) is not tuple or not all(type(row) is tuple for row in value):
        yield Flaw(where, "a tuple of tuples", shortened(value))
        return
    for number, row in enumerate(value):
        for column, one in enumerate(row):
            if type(one) is not int or not -1 <= one < 2**31:
                expected = "a whole number from -1 to 2147483647"
                yield Flaw(f"{where}[{number}][{column}]", expected, shortened(one))


def _range(field: Field, unit: str, tick_ms: int) -> tuple[int, int]:
    furthest = LONGEST_TIME_MS // tick_ms if unit in ("ticks", "moment") else LARGEST
    least = -furthest if field.least is None else field.least
    most = furthest if field.most is None else field.most
    return least, most
