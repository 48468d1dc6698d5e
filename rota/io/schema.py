"""The JSON Schema of problems and plans, generated from the dataclasses."""

from typing import Any

from rota.problem import VERSION, Plan, Problem
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


def json_schema(cls: type = Problem) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of `cls`: Problem, or Plan."""
    records: dict[str, dict[str, Any]] = {}
    top = _record(cls, records)
    title = "A plan" if cls is Plan else f"A dispatch problem, version {VERSION}"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **top,
        "$defs": dict(sorted(records.items())),
    }


def _record(cls: type, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    fields = fields_of(cls)
    schema: dict[str, Any] = {
        "type": "object",
        "description": " ".join((cls.__doc__ or "").split()),
        "properties": {field.name: _property(field, records) for field in fields},
        "additionalProperties": False,
    }
    required = [field.name for field in fields if field.required]
    return schema | ({"required": required} if required else {})


def _property(field: Field, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    schema = _form(field.form, records)
    if field.name == "kind":
        schema["const"] = field.default
    if field.least is not None:
        schema["minimum"] = field.least
    if field.most is not None:
        schema["maximum"] = field.most
    if field.length:
        schema["minItems"], schema["maxItems"] = field.length
    if field.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    unit = field.form.unit if isinstance(field.form, Whole) else None
    schema["description"] = f"{field.doc} ({unit.doc})" if unit else field.doc
    if isinstance(field.default, str | int | bool):
        schema["default"] = field.default
    return schema


def _form(form: Form, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    match form:
        case Whole(unit):
            return _number(unit.name if unit else "")
        case Text():
            return {"type": "string"}
        case Flag():
            return {"type": "boolean"}
        case Instant():
            return {"type": "string", "format": "date-time"}
        case Choice(words):
            return {"enum": list(words)}
        case Listed(item):
            return {"type": "array", "items": _form(item, records)}
        case Record(cls):
            return _reference(cls, records)
        case OneOf(kinds):
            return {"oneOf": [_reference(cls, records) for _, cls in kinds]}


def _number(unit: str) -> dict[str, Any]:
    if unit == "moment":
        return {"type": "string", "format": "date-time"}
    if unit == "degrees":
        return {"type": "number", "minimum": -180, "maximum": 180}
    return {"type": "integer"}


def _reference(cls: type, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if cls.__name__ not in records:
        records[cls.__name__] = {}
        records[cls.__name__] = _record(cls, records)
    return {"$ref": f"#/$defs/{cls.__name__}"}
