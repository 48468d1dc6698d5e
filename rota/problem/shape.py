"""
The shape of the problem's dataclasses, read once from their annotations.

Validation, the JSON reader, the writer and the schema all walk the same shapes, so that they
cannot disagree.
"""

import dataclasses
import types
from dataclasses import MISSING, dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from rota.units import Unit


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number and what it counts."""

    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time outside the horizon's clock: an aware datetime."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A tuple of any length."""

    item: "Form"


@dataclass(frozen=True, slots=True)
class Record:
    """Another dataclass."""

    cls: type


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several dataclasses, told apart by the default of their field `kind`."""

    kinds: tuple[tuple[str, type], ...]


Form = Whole | Text | Flag | Instant | Choice | Listed | Record | OneOf


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: its form, its words and its bounds."""

    name: str
    form: Form
    nullable: bool
    required: bool
    default: Any
    doc: str
    least: int | None
    most: int | None
    length: tuple[int, int] | None


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """Return the fields of a dataclass of the problem, in order."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_field(field, hints[field.name]) for field in dataclasses.fields(cls))


def _field(field: "dataclasses.Field[Any]", hint: Any) -> Field:
    form, nullable = form_of(hint)
    told = field.metadata
    return Field(
        name=field.name,
        form=form,
        nullable=nullable,
        required=field.default is MISSING,
        default=field.default,
        doc=told["doc"],
        least=told["least"],
        most=told["most"],
        length=told["length"],
    )


def form_of(hint: Any) -> tuple[Form, bool]:
    """Return the form of an annotation, and whether None is allowed."""
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        members = [member for member in get_args(hint) if member is not type(None)]
        nullable = len(members) < len(get_args(hint))
        if len(members) == 1:
            return form_of(members[0])[0], nullable
        return OneOf(tuple((_kind(member), member) for member in members)), nullable
    if origin is Annotated:
        unit = next((extra for extra in get_args(hint)[1:] if isinstance(extra, Unit)), None)
        return Whole(unit), False
    if origin is Literal:
        return Choice(get_args(hint)), False
    if origin is tuple:
        return Listed(form_of(get_args(hint)[0])[0]), False
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return Record(hint), False
    simple: dict[Any, Form] = {int: Whole(None), str: Text(), bool: Flag(), datetime: Instant()}
    return simple[hint], False


def _kind(cls: type) -> str:
    return next(str(field.default) for field in dataclasses.fields(cls) if field.name == "kind")
