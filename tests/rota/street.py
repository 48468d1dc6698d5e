"""A street of places ten minutes apart, for hand-made cases; and random towns for the rest."""

from datetime import timedelta
from random import Random

import rota
from rota.problem import Break, Limits, Pay, Rush, Series

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = "2026-11-23"  # a Monday


def street(places: int = 6, *, days: int = 1) -> rota.Model:
    """Return a model with places "0", "1", … ten minutes and 1,000 m apart."""
    model = rota.Model(DAY, days=days)
    for number in range(places):
        model.place(str(number))
    model.travel_table(
        "ebike",
        [[abs(a - b) * 10 * MINUTE for b in range(places)] for a in range(places)],
        [[abs(a - b) * 1_000 for b in range(places)] for a in range(places)],
    )
    return model


def someone(model: rota.Model, name: str = "lin", *, days=(0,), hours=("08:00", "18:00"), **about):
    """Add a worker with one shift on each of `days`, from and to place 0."""
    breaks = about.pop("breaks", ())
    model.worker(name, **about)
    for day in days:
        model.shift(name, *model.between(*hours, day), start="0", breaks=breaks)
    return name


def task(
    model: rota.Model, name: str, place: int = 1, *, opens="08:00", closes="18:00", day=0, **about
):
    """Add a visit of an hour, unless told otherwise."""
    length = about.pop("length", HOUR)
    windows = about.pop("windows", [model.between(opens, closes, day)])
    return model.visit(name, str(place), windows, length, **about)


def plan_of(model: rota.Model, *assignments) -> rota.Plan:
    """Return a plan from (visit, worker, "HH:MM"[, day[, role]])."""
    made = []
    for visit, worker, clock, *rest in assignments:
        day, role = (*rest, *(0, "1")[len(rest) :])
        made.append(rota.Assignment(visit, role, worker, model.moment(model.at(clock, day))))
    return rota.Plan.of(made)


def rules(problem: rota.Problem, plan: rota.Plan) -> list[str]:
    """Return the codes of the rules that `plan` breaks."""
    return [one.rule for one in rota.check(problem, plan)]


def random_town(seed: int, *, visits: int = 8, workers: int = 3, days: int = 2) -> rota.Problem:
    """Return a small problem that uses every block of the schema somewhere, chosen by `seed`."""
    dice = Random(seed)
    places = 6
    model = rota.Model(DAY, days=days, now=None)
    for number in range(places):
        model.place(
            str(number), zone=dice.choice("ab"), access={"ebike": dice.randrange(3) * MINUTE}
        )
    table = [[dice.randint(3, 40) * MINUTE for _ in range(places)] for _ in range(places)]
    if dice.random() < 0.3:
        table[dice.randrange(places)][dice.randrange(places)] = None
    model.travel_table("ebike", table)
    model.tool("ladder", dice.randint(0, 2))
    names = [f"w{number}" for number in range(workers)]
    for name in names:
        _random_worker(model, dice, name, days)
    for number in range(visits):
        _random_visit(model, dice, f"v{number}", names, days)
    if visits >= 6:
        _random_ties(model, dice, names)
    if dice.random() < 0.3:
        model.rush(
            Rush(
                mode="ebike",
                origin="a",
                destination="b",
                percent=(100,) * 8 + (160,) * 4 + (100,) * 12,
            )
        )
    model.weights(
        waiting_tick=dice.choice([0, 5]),
        unfairness=dice.choice([0, 100_000]),
        largest_delay_tick=dice.choice([0, 3]),
        missing_hours_tick=dice.choice([0, 10]),
        shift_used=dice.choice([0, 500_000]),
        lateness_risk=dice.choice([0, 400_000]),
    )
    return model.problem()


def _random_worker(model, dice, name, days):
    limits = dice.choice(
        [
            Limits(),
            Limits(most_day=6 * 3600, rest=12 * 3600),
            Limits(most_week=9 * 3600, least_day=4 * 3600, days_per_week=5, consecutive_days=1),
        ]
    )
    busy = []
    if dice.random() < 0.4:
        starts = dice.randint(8, 15)
        busy.append((model.at(f"{starts}:00"), model.at(f"{starts + 2}:00"), "leave"))
    model.worker(
        name,
        skills={skill: dice.randint(1, 3) for skill in dice.sample("xyz", 2)},
        tags=dice.sample(["cat", "smoker"], dice.randint(0, 1)),
        base=str(dice.randrange(6)),
        busy=busy,
        limits=limits,
        pay=dice.choice([Pay(), Pay(rate=400, minimum=7200, split_gap=3600, first_leg=False)]),
    )
    for day in range(days):
        breaks: list[Break] = []
        if dice.random() < 0.6:
            where = dice.choice(["anywhere", "home", "base"])
            work = dice.choice([None, 3 * HOUR])
            between = model.between("11:00", "14:00", day)
            breaks.append(model.rest(*between, 30 * MINUTE, where=where, longest_work=work))
        if dice.random() < 0.2:
            between = model.between("15:00", "17:00", day)
            breaks.append(model.rest(*between, 15 * MINUTE))
        model.shift(
            name,
            *model.between("08:00", "18:00", day),
            start=str(dice.randrange(6)),
            longest_leg=dice.choice([None, 35 * MINUTE]),
            breaks=breaks,
        )


def _random_visit(model, dice, name, names, days):
    day = dice.randrange(days)
    opens = dice.randint(8, 14)
    windows = [model.between(f"{opens:02}:00", f"{opens + dice.randint(0, 3):02}:30", day)]
    if dice.random() < 0.3:
        windows.append(model.between("16:00", "17:00", day))
    length = dice.choice([0, 30, 60, 150]) * MINUTE
    roles = [model.role("1", length, skills={dice.choice("xyz"): dice.randint(1, 2)})]
    if dice.random() < 0.3:
        after = dice.choice([(0 * MINUTE, 0 * MINUTE), (15 * MINUTE, 45 * MINUTE)])
        optional = dice.random() < 0.4
        roles.append(
            model.role(
                "2",
                length,
                refuses=["smoker"],
                after=after,
                optional=optional,
                price_without=90_000,
            )
        )
    chance = dice.random()
    model.visit(
        name,
        str(dice.randrange(6)),
        windows,
        client=dice.choice(["anna", "bert", ""]),
        roles=roles,
        preferred=model.prefer(windows[0], late_rate=7) if dice.random() < 0.5 else None,
        grid=dice.choice([None, 15 * MINUTE]),
        priority=dice.randint(0, 3),
        price_left_out=dice.choice([0, 3_000_000]),
        promises=[model.promise(worker=dice.choice(names), starts=windows[0][0])]
        if chance < 0.2
        else [],
        pins=[model.pin(worker=dice.choice(names))] if 0.2 < chance < 0.3 else [],
        holds=[model.hold(dice.choice(names), windows[0][0], model.at("12:00"))]
        if 0.3 < chance < 0.4
        else [],
        errand=(str(dice.randrange(6)), 5 * MINUTE) if dice.random() < 0.2 else None,
        tools={"ladder": 1} if dice.random() < 0.3 else None,
        unpopular=dice.randint(0, 2),
    )


def _random_ties(model, dice, names):
    ids = [f"v{number}" for number in range(6)]
    rule = dice.choice(["any", "same", "alternate"])
    model.series(
        Series(
            id="s",
            visits=tuple(dice.sample(ids, 3)),
            gap_least=dice.choice([None, 3600]),
            no_consecutive_days=dice.random() < 0.2,
            worker_rule=rule,
            worker_price=dice.choice([None, 200_000]),
            time_tolerance=dice.choice([None, 3600]),
            time_price=dice.choice([None, 20]),
        )
    )
    model.affinity(names[0], "anna", -300_000)
    model.forbid("bert", names[:1])
    if dice.random() < 0.4:
        model.allow_only("anna", names[:2])
    if len(names) > 2 and dice.random() < 0.5:
        model.together(names[1], names[2])
        model.apart(names[0], names[2])
