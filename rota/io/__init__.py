"""Problems, plans and results as JSON. Times are ISO 8601 with zone at this border."""

from rota.io.read import plan_from, problem_from, read_plan, read_problem
from rota.io.schema import json_schema
from rota.io.write import plan_to_data, problem_to_data, write_plan, write_problem

__all__ = [
    "json_schema",
    "plan_from",
    "plan_to_data",
    "problem_from",
    "problem_to_data",
    "read_plan",
    "read_problem",
    "write_plan",
    "write_problem",
]
