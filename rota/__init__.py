"""
rota decides who goes to which home when.

Ten lines that solve a day:

    from datetime import timedelta
    import rota

    day = rota.Model("2026-11-23", zone="Asia/Shanghai")
    shop = day.place("shop", 31.2304, 121.4737)
    wu = day.place("wu", 31.2201, 121.4581)
    lin = day.worker("lin", skills={"cooking": 2})
    day.shift(lin, day.at("08:00"), day.at("18:00"), start=shop)
    day.visit("lunch", wu, [day.between("10:00", "11:00")], timedelta(hours=2), skills={"cooking": 1})
    result = rota.solve(day.problem(), stop=rota.Seconds(1))
    for one in result.plan:
        print(one.visit, one.worker, day.horizon.instant(one.starts))

A problem (`Problem`, made by `Model` or `read_problem`) is frozen, checked when made, and says
everything: people, visits, travel, prices. A `Plan` is a list of assignments. `solve` finds one,
`check` names every rule that one breaks, `judge` says what it costs and why, `explain` why this
worker and why not that one.

For questions and changes while people wait there is `rota.desk.Desk`, imported by itself since it
loads the compiler.
"""

from rota.checks import Broken, check
from rota.engine import TracePoint
from rota.explain import explain
from rota.io import (
    json_schema,
    plan_from,
    plan_to_data,
    problem_from,
    problem_to_data,
    read_plan,
    read_problem,
    write_plan,
    write_problem,
)
from rota.model import Model
from rota.naive import Judgement, judge
from rota.problem import Assignment, Plan, Problem
from rota.refused import Flaw, Refused, Unsupported
from rota.score import Charge, Score
from rota.solve import Progress, Replay, Result, solve
from rota.stops import Iterations, NoGain, Seconds
from rota.words import sentence

__all__ = [
    "Assignment",
    "Broken",
    "Charge",
    "Flaw",
    "Iterations",
    "Judgement",
    "Model",
    "NoGain",
    "Plan",
    "Problem",
    "Progress",
    "Refused",
    "Replay",
    "Result",
    "Score",
    "Seconds",
    "TracePoint",
    "Unsupported",
    "check",
    "explain",
    "json_schema",
    "judge",
    "plan_from",
    "plan_to_data",
    "problem_from",
    "problem_to_data",
    "read_plan",
    "read_problem",
    "sentence",
    "solve",
    "write_plan",
    "write_problem",
]
