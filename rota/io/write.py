"""From problems and plans to JSON. Fields that hold their default are left out."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from rota.problem import Horizon, Plan, Problem
from rota.problem.shape import Form, Listed, OneOf, Record, Whole, fields_of


def write_problem(problem: Problem, path: Path) -> None:
    """Write `problem` as JSON to `path`."""
    path.write_text(_text(problem_to_data(problem)), encoding="utf-8")


def write_plan(plan: Plan, horizon: Horizon, path: Path) -> None:
    """Write `plan` as JSON to `path`, its times as instants of `horizon`."""
    path.write_text(_text(plan_to_data(plan, horizon)), encoding="utf-8")


def problem_to_data(problem: Problem) -> dict[str, Any]:
    """Return `problem` as what `json.dumps` takes; `problem_from` makes it again."""
    data = _record(problem, problem.horizon)
    return {"version": problem.version, **data}


def plan_to_data(plan: Plan, horizon: Horizon) -> dict[str, Any]:
    """Return `plan` as what `json.dumps` takes; `plan_from` makes it again."""
    return _record(plan, horizon)


def _text(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _record(record: Any, horizon: Horizon) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for field in fields_of(record.__class__):
        value = getattr(record, field.name)
        if field.name == "kind" or field.required or value != field.default:
            data[field.name] = _value(value, field.form, horizon)
    return data


def _value(value: Any, form: Form, horizon: Horizon) -> Any:
    if value is None:
        return None
    match form:
        case Whole(unit) if unit and unit.name == "moment":
            return horizon.instant(value).isoformat()
        case Whole(unit) if unit and unit.name == "degrees":
            return value / 1_000_000
        case Listed(item):
            return [_value(one, item, horizon) for one in value]
        case Record() | OneOf():
            return _record(value, horizon)
    return value.isoformat() if isinstance(value, datetime) else value
