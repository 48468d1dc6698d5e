"""Random few days with every rule and price that the compiled core keeps beyond a plain day."""

from dataclasses import replace
from random import Random

import rota
from rota.problem import History, Limits, Pay, Problem, Series
from tests.rota.street import HOUR, MINUTE, street

DAYS = 4


def ruled_days(seed: int, *, visits: int = 16, workers: int = 3) -> Problem:
    """Return a problem of four days from a Monday, whose rules are chosen by `seed`."""
    dice = Random(seed)
    model = street(7, days=DAYS)
    for number in range(workers):
        _add_worker(model, dice, f"w{number}")
    names = [_add_visit(model, dice, f"v{number}", workers) for number in range(visits)]
    dice.shuffle(names)
    for number in range(3):
        _add_series(model, dice, f"s{number}", sorted(names[4 * number : 4 * number + 4]))
    is_waiting_priced = dice.random() < 0.3
    model.weights(
        shift_used=dice.choice((0, 400_000)),
        missing_hours_tick=dice.choice((0, 30)),
        waiting_tick=40 if is_waiting_priced else 0,
    )
    problem = model.problem()
    return _with_one_break(problem) if is_waiting_priced else problem


def _add_worker(model: rota.Model, dice: Random, name: str) -> None:
    hour = 3600
    past_end = model.at(dice.choice(("18:00", "23:00")), -1)
    busy = []
    if dice.random() < 0.3:
        day, opens = dice.randrange(DAYS), dice.randint(7, 15)
        busy.append((model.at(f"{opens:02}:00", day), model.at(f"{opens + 3:02}:00", day), "leave"))
    model.worker(
        name,
        skills={"cook": dice.randint(1, 3)},
        busy=busy,
        pay=dice.choice(
            (
                Pay(),
                Pay(rate=500, minimum=2 * hour),
                Pay(rate=300, split_gap=hour, first_leg=False),
                Pay(last_leg=False),
            )
        ),
        limits=Limits(
            most_day=dice.choice((None, 5 * hour, 8 * hour)),
            most_week=dice.choice((None, 14 * hour, 30 * hour)),
            most_month=dice.choice((None, 60 * hour)),
            least_day=dice.choice((None, 3 * hour)),
            least_week=dice.choice((None, 25 * hour)),
            least_month=dice.choice((None, 40 * hour)),
            rest=dice.choice((0, 11 * hour, 13 * hour)),
            consecutive_days=dice.choice((None, 2, 3)),
            days_per_week=dice.choice((None, 2, 3)),
        ),
        history=History(
            week_worked=dice.choice((0, 5 * hour)),
            month_worked=dice.choice((0, 40 * hour)),
            week_days=dice.choice((0, 1)),
            consecutive_days=dice.choice((0, 1, 2)),
            last_end=model.moment(past_end),
        ),
    )
    for day in range(DAYS):
        hours = dice.choice((("07:00", "16:00"), ("12:00", "22:30"), ("08:00", "18:00")))
        parts = [hours]
        if dice.random() < 0.3:
            parts = [(hours[0], "13:00"), ("13:00", hours[1])]
        for part in parts:
            model.shift(
                name,
                *model.between(*part, day),
                start=dice.choice(("0", "3", None)),
                end=dice.choice(("0", None)),
                longest_leg=dice.choice((None, None, 35 * MINUTE)),
                breaks=[] if len(parts) > 1 else _breaks(model, dice, day),
            )


def _breaks(model: rota.Model, dice: Random, day: int) -> list[rota.problem.Break]:
    some = []
    if dice.random() < 0.7:
        window = dice.choice((("11:00", "14:00"), ("12:00", "12:40"), ("09:00", "18:00")))
        work = dice.choice((None, None, 4 * HOUR))
        some.append(model.rest(*model.between(*window, day), 30 * MINUTE, longest_work=work))
    if dice.random() < 0.3:
        some.append(model.rest(*model.between("14:30", "17:00", day), 15 * MINUTE))
    return some


def _add_visit(model: rota.Model, dice: Random, name: str, workers: int) -> str:
    day, opens = dice.randrange(DAYS), dice.randint(7, 17)
    wide = dice.choice((0, 1, 3))
    windows = [model.between(f"{opens:02}:00", f"{opens + wide:02}:30", day)]
    if dice.random() < 0.3 and day + 1 < DAYS:
        windows.append(model.between(f"{opens:02}:00", f"{opens + wide:02}:30", day + 1))
    length = dice.choice((0, 30, 60, 90)) * MINUTE
    roles = [model.role("1", length, skills={"cook": dice.randint(1, 2)})]
    if dice.random() < 0.15:
        after = dice.choice(((0 * MINUTE, 0 * MINUTE), (10 * MINUTE, 50 * MINUTE)))
        roles.append(model.role("2", length, after=after))
    promises = []
    if dice.random() < 0.3:
        worker = f"w{dice.randrange(workers)}"
        promises.append(model.promise(worker=worker, starts=windows[0][0], tolerance=20 * MINUTE))
    return model.visit(
        name,
        str(dice.randrange(1, 7)),
        windows,
        client=f"c{dice.randrange(4)}",
        roles=roles,
        preferred=model.prefer((windows[0][0] + 20 * MINUTE, windows[0][1]))
        if dice.random() < 0.3
        else None,
        grid=dice.choice((None, None, 15 * MINUTE)),
        priority=dice.randrange(4),
        price_left_out=dice.choice((0, 700_000)),
        promises=promises,
    )


def _add_series(model: rota.Model, dice: Random, name: str, visits: list[str]) -> None:
    hour = 3600
    model.series(
        Series(
            id=name,
            visits=tuple(visits),
            gap_least=dice.choice((None, None, 2 * hour)),
            gap_most=dice.choice((None, None, 40 * hour)),
            no_consecutive_days=dice.random() < 0.2,
            weekdays=dice.choice(((), (), (1, 2, 4))),
            most_per_week=dice.choice((None, 3)),
            worker_rule=dice.choice(("any", "same", "alternate")),
            worker_price=dice.choice((None, 200_000)),
            time_tolerance=dice.choice((None, hour)),
            time_price=dice.choice((None, 20)),
        )
    )


def _with_one_break(problem: Problem) -> Problem:
    """Return the problem without what makes idle time inexact: several breaks, or breaks by leave."""
    workers = []
    for worker in problem.workers:
        shifts = tuple(replace(shift, breaks=shift.breaks[:1]) for shift in worker.shifts)
        if worker.busy:
            shifts = tuple(replace(shift, breaks=()) for shift in shifts)
        workers.append(replace(worker, shifts=shifts))
    return replace(problem, workers=tuple(workers))
