"""When somebody is sick, late or a visit is urgent, the options are few, distinct and true."""

import time

import pytest

import rota
from rota.desk import Desk
from rota.problem import Busy
from rota.repair import Late, Sick, Urgent, repair, repair_at
from tests.rota.street import HOUR, plan_of, random_town, someone, street, task


@pytest.fixture
def day():
    model = street()
    for name in ("lin", "mei", "qi"):
        someone(model, name)
    task(model, "a", 1, opens="09:00", closes="09:30", client="wu")
    task(model, "b", 2, opens="11:00", closes="11:30", client="li")
    task(model, "c", 1, opens="09:00", closes="16:00", client="xu")
    return model


@pytest.fixture
def plan(day):
    return plan_of(day, ("a", "lin", "09:00"), ("b", "lin", "11:00"), ("c", "mei", "09:00"))


def at(model, clock):
    return model.moment(model.at(clock))


def test_a_sick_workers_visits_go_to_others_who_keep_theirs(day, plan):
    first, *others = repair(day.problem(), plan, Sick("lin", at(day, "08:00")))

    assert {move.visit for move in first.moves} == {"a", "b"}
    assert (first.others, first.left_out, first.service) == ((), (), 0)
    assert set(first.clients) == {"wu", "li"}
    assert others
    assert len({option.moves for option in (first, *others)}) == 1 + len(others)
    assert all(one.order >= first.order for one in others)


def test_what_was_over_before_the_sickness_stays(day, plan):
    (first, *_) = repair(day.problem(), plan, Sick("lin", at(day, "10:30")))
    assert [move.visit for move in first.moves] == ["b"]


def test_nobody_is_sent_before_it_is_known(day, plan):
    for option in repair(day.problem(), plan, Sick("lin", at(day, "10:55"))):
        starts = [one.starts for move in option.moves for one in move.after]
        assert all(start >= at(day, "10:55") + 600 for start in starts)


def test_others_make_room_only_when_somebody_would_be_left_out():
    model = street()
    someone(model, "lin", skills={"care": 1})
    someone(model, "mei", skills={"care": 1}, hours=("08:00", "10:30"))
    someone(model, "qi", hours=("08:00", "13:00"))
    task(model, "a", 1, opens="09:00", closes="09:00", skills={"care": 1})
    task(model, "b", 1, opens="09:00", closes="09:00")
    start = plan_of(model, ("a", "lin", "09:00"), ("b", "mei", "09:00"))

    options = repair(model.problem(), start, Sick("lin", at(model, "08:00")))

    assert options[0].others == ("b",)
    assert (options[0].left_out, options[0].service) == ((), 0)
    assert options[1].left_out == ("a",)
    assert options[1].service == 1_000


def test_an_option_is_adopted_after_the_desk_was_told(day, plan):
    desk = Desk(day.problem(), plan)
    event = Sick("lin", at(day, "08:00"))
    before = desk.score
    (first, *_) = repair_at(desk, event)
    assert (desk.plan(), desk.score) == (plan, before)

    assert set(desk.tell(event)) == {"a", "b"}
    desk.adopt(first.change)

    assert desk.score.cost == before.cost + first.cost
    assert {one.worker for one in desk.plan()} <= {"mei", "qi"}


def test_a_late_worker_keeps_what_can_wait_and_hands_on_what_cannot():
    model = street()
    someone(model, "lin")
    someone(model, "mei")
    task(model, "a", 1)
    task(model, "b", 1, opens="10:00", closes="10:15")
    start = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "10:00"))
    (first, *_) = repair(model.problem(), start, Late("lin", "a", at(model, "10:40")))
    assert [(m.visit, m.after[0].worker) for m in first.moves] == [("b", "mei")]

    (easy, *_) = repair(model.problem(), start, Late("lin", "a", at(model, "09:30")))
    assert easy.moves == ()


def test_an_urgent_visit_at_a_new_address_is_placed_without_moving_anybody():
    model = rota.Model("2026-11-23")
    for number in range(3):
        model.place(str(number), 31.0 + number / 100, 121.0)
    someone(model, "lin")
    task(model, "a", 1)
    problem = model.problem()
    model.place("new", 31.01, 121.01)
    model.visit("u", "new", [model.between("09:00", "10:00")], HOUR)
    visit, place = model.problem().visits[-1], model.problem().places[-1]
    start = plan_of(model, ("a", "lin", "12:00"))
    desk = Desk(problem, start)

    (first, *_) = repair_at(desk, Urgent(visit, place))

    assert [move.visit for move in first.moves] == ["u"]
    assert first.service == -1_000
    assert desk.plan() == start


def test_several_events_at_once(day, plan):
    events = [Sick("lin", at(day, "08:00")), Sick("qi", at(day, "08:00"))]
    (first, *_) = repair(day.problem(), plan, events)
    assert {one.worker for move in first.moves for one in move.after} == {"mei"}


def test_events_about_strangers_are_refused(day, plan):
    for event in (Sick("ghost", 0), Late("lin", "c", 0), Late("mei", "x", 0)):
        with pytest.raises(rota.Refused):
            repair(day.problem(), plan, event)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_every_option_is_legal_for_a_worker_who_is_away(seed):
    problem = random_town(seed)
    plan = rota.solve(problem, stop=rota.Iterations(3), engine="plain").plan
    worker = problem.workers[0]
    data = rota.problem_to_data(problem)
    ends = max(shift.closes for shift in worker.shifts)
    away = Busy(starts=0, ends=ends, reason="sick")
    instants = [problem.horizon.instant(moment).isoformat() for moment in (away.starts, away.ends)]
    data["workers"][0].setdefault("busy", []).append({"starts": instants[0], "ends": instants[1]})
    without = rota.problem_from(data)
    desk = Desk(problem, plan)

    for option in repair_at(desk, Sick(worker.id, 0)):
        changed = set(option.change.visits)
        kept = [one for one in plan if one.visit not in changed]
        after = rota.Plan.of([*kept, *option.change.assignments])
        judged = rota.judge(without, after).score
        before = rota.judge(problem, plan).score
        assert judged.hard == 0
        assert (judged.service, judged.cost) == (
            before.service + option.service,
            before.cost + option.cost,
        )
    assert desk.plan() == plan


@pytest.fixture
def two_in_the_way():
    """Return a day in which two visits have to move together for one that nobody else can do."""
    model = street()
    someone(model, "lin", skills={"care": 1})
    someone(model, "mei", skills={"care": 1}, hours=("08:00", "11:40"))
    someone(model, "qi")
    task(model, "a", 1, opens="08:30", closes="09:00", length=2 * HOUR, skills={"care": 1})
    task(model, "b", 1, opens="08:10", closes="09:00")
    task(model, "c", 1, opens="09:00", closes="10:00")
    start = plan_of(model, ("a", "lin", "08:30"), ("b", "mei", "08:10"), ("c", "mei", "09:20"))
    return model, Desk(model.problem(), start), start


def test_a_longer_repair_moves_two_others_together(two_in_the_way):
    model, desk, start = two_in_the_way
    sick = Sick("lin", at(model, "07:00"))

    quick = repair_at(desk, sick)[0]
    longer = repair_at(desk, sick, seconds=5)[0]

    assert quick.left_out == ("a",)
    assert (longer.left_out, longer.others) == ((), ("b", "c"))
    assert {move.visit: move.after[0].worker for move in longer.moves} == {
        "a": "mei",
        "b": "qi",
        "c": "qi",
    }
    assert desk.plan() == start
    desk.tell(sick)
    desk.adopt(longer.change)
    assert rota.check(model.problem(), desk.plan()) == ()


def test_a_longer_repair_ends_when_everybody_is_served(two_in_the_way):
    model, desk, _ = two_in_the_way
    began = time.monotonic()
    repair_at(desk, Sick("lin", at(model, "07:00")), seconds=60)
    assert time.monotonic() - began < 30
