"""From JSON to a problem or a plan, refusing what does not fit with the path of each flaw."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from rota.problem import Horizon, MatrixFile, Plan, Problem
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
from rota.refused import Flaw, Refused, shortened
from rota.units import LARGEST

LARGEST_FILE = 512 * 1024 * 1024
"""A file of more bytes than this is refused unread."""

_BAD = object()
"""Stands for a value that had a flaw, until the whole input has been read."""


def read_problem(path: Path) -> Problem:
    """
    Read a problem from a JSON file.

    :raises Refused: if it is not JSON, or not a sound problem; every flaw is named
    :raises OSError: if the file cannot be read
    """
    return problem_from(_json(path), folder=path.parent)


def read_plan(path: Path, horizon: Horizon) -> Plan:
    """
    Read a plan from a JSON file; its times are put on the clock of `horizon`.

    :raises Refused: if it is not JSON or not a plan
    :raises OSError: if the file cannot be read
    """
    return plan_from(_json(path), horizon)


def problem_from(data: Any, *, folder: Path | None = None) -> Problem:
    """
    Make a problem from what `json.loads` gives.

    :param folder: where files that it names with relative paths lie
    :raises Refused: if it is not a sound problem
    """
    if not isinstance(data, dict):
        raise Refused([Flaw("", "an object", shortened(data))])
    version = data.get("version", 1)
    if version != 1:
        raise Refused([Flaw("version", "1", shortened(version))])
    reader = _Reader(None)
    horizon = reader.record(data.get("horizon"), Horizon, "horizon")
    reader.refuse()
    problem: Problem = _made(_Reader(_sound(horizon), folder), data, Problem)
    return problem


def plan_from(data: Any, horizon: Horizon) -> Plan:
    """
    Make a plan from what `json.loads` gives.

    :raises Refused: if it is not a plan
    """
    plan: Plan = _made(_Reader(horizon), data, Plan)
    return Plan.of(plan.assignments)


def _sound(horizon: Horizon) -> Horizon:
    """Return `horizon`, having made an empty problem of it, which refuses an unsound one."""
    return Problem(horizon=horizon).horizon


def _made(reader: "_Reader", data: Any, cls: type) -> Any:
    made = reader.record(data, cls, "")
    reader.refuse()
    return made


def _json(path: Path) -> Any:
    if path.stat().st_size > LARGEST_FILE:
        raise Refused([Flaw("", f"a file of at most {LARGEST_FILE} bytes", str(path))])
    try:
        return json.loads(path.read_bytes(), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused([Flaw("", "JSON", str(error)[:120])]) from None


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is not a number")


class _Reader:
    """Walks data along the shapes of the dataclasses and collects flaws on the way."""

    def __init__(self, horizon: Horizon | None, folder: Path | None = None) -> None:
        self.horizon = horizon
        self.folder = folder
        self.flaws: list[Flaw] = []

    def refuse(self) -> None:
        """Raise what was found wrong, if anything was."""
        if self.flaws:
            raise Refused(self.flaws)

    def record(self, data: Any, cls: type, path: str) -> Any:
        if not isinstance(data, dict):
            return self._flaw(path, "an object", data)
        fields = fields_of(cls)
        start = f"{path}." if path else ""
        unknown = data.keys() - {field.name for field in fields}
        for name in sorted(unknown, key=str):
            self._flaw(f"{start}{name}", "no such field", name)
        values: dict[str, Any] = {}
        for field in fields:
            where = start + field.name
            if field.name in data:
                values[field.name] = self._field(data[field.name], field, where)
            elif field.required:
                values[field.name] = self._flaw(where, f"a value: {field.doc}", None)
        if unknown or _BAD in values.values():
            return _BAD
        if cls is Problem and self.flaws:
            return _BAD
        if cls is MatrixFile and self.folder:
            values["path"] = str(self.folder / values["path"])
        return cls(**values)

    def _field(self, data: Any, field: Field, path: str) -> Any:
        if data is None and field.nullable:
            return None
        return self._value(data, field.form, path)

    def _value(self, data: Any, form: Form, path: str) -> Any:
        match form:
            case Whole(unit):
                return self._number(data, unit.name if unit else "", path)
            case Text():
                return data if isinstance(data, str) else self._flaw(path, "a string", data)
            case Flag():
                right = isinstance(data, bool)
                return data if right else self._flaw(path, "true or false", data)
            case Choice(words):
                right = isinstance(data, str) and data in words
                return data if right else self._flaw(path, "one of " + ", ".join(words), data)
            case Instant():
                return self._instant(data, path)
            case Listed(item):
                return self._list(data, item, path)
            case Record(cls):
                return self.record(data, cls, path)
            case OneOf(kinds):
                kind = data.get("kind") if isinstance(data, dict) else None
                for name, cls in kinds:
                    if name == kind:
                        return self.record(data, cls, path)
                names = ", ".join(name for name, _ in kinds)
                return self._flaw(f"{path}.kind", f"one of {names}", kind)

    def _list(self, data: Any, item: Form, path: str) -> Any:
        if not isinstance(data, list):
            return self._flaw(path, "a list", data)
        values = [self._value(one, item, f"{path}[{at}]") for at, one in enumerate(data)]
        return _BAD if any(value is _BAD for value in values) else tuple(values)

    def _number(self, data: Any, unit: str, path: str) -> Any:
        if unit == "moment":
            instant = self._instant(data, path)
            if instant is _BAD or self.horizon is None:
                return instant
            try:
                return self.horizon.moment(instant)
            except ValueError as error:
                return self._flaw(path, str(error), data)
        if unit == "degrees":
            return self._degrees(data, path)
        if type(data) is int and abs(data) <= LARGEST:
            return data
        return self._flaw(path, f"a whole number ({unit})" if unit else "a whole number", data)

    def _degrees(self, data: Any, path: str) -> Any:
        if isinstance(data, float | int | Decimal) and not isinstance(data, bool):
            millionths = Decimal(str(data)) * 1_000_000
            if abs(millionths) <= 180_000_000 and millionths == millionths.to_integral_value():
                return int(millionths)
        return self._flaw(path, "decimal degrees with at most six decimals", data)

    def _instant(self, data: Any, path: str) -> Any:
        expected = "an ISO 8601 time with zone, as in 2026-11-23T09:00:00+08:00"
        try:
            instant = datetime.fromisoformat(data)
        except (TypeError, ValueError):
            return self._flaw(path, expected, data)
        return instant if instant.tzinfo else self._flaw(path, expected, data)

    def _flaw(self, path: str, expected: str, found: Any) -> Any:
        self.flaws.append(Flaw(path, expected, shortened(found)))
        return _BAD
