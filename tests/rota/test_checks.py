"""Each rule, broken on purpose, is named; kept, it is silent."""

import pathlib
import re

import rota
from rota.problem import Limits
from rota.words import RULES
from tests.rota.street import HOUR, MINUTE, plan_of, rules, someone, street, task


def judged(model, *assignments):
    return rules(model.problem(), plan_of(model, *assignments))


def test_a_plan_that_keeps_every_rule_breaks_none():
    model = street()
    someone(model)
    task(model, "a", 1)
    task(model, "b", 2)
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:10")) == []


def test_an_unknown_visit_or_worker_is_named():
    model = street()
    someone(model)
    task(model, "a")
    assert judged(model, ("x", "lin", "09:00"), ("a", "ghost", "09:00")) == ["unknown"] * 2


def test_a_missing_skill_says_the_level_needed_and_had():
    model = street()
    someone(model, skills={"care": 1})
    task(model, "a", skills={"care": 2})
    (broken,) = rota.check(model.problem(), plan_of(model, ("a", "lin", "09:00")))
    assert (broken.rule, broken["needed"], broken["has"]) == ("skill_missing", 2, 1)


def test_tags_needed_and_refused():
    model = street()
    someone(model, tags=["smoker"])
    task(model, "a", roles=[model.role("1", HOUR, needs=["driver"], refuses=["smoker"])])
    assert judged(model, ("a", "lin", "09:00")) == ["tag_missing", "tag_refused"]


def test_forbidden_and_not_allowed():
    model = street()
    someone(model)
    someone(model, "mei")
    task(model, "a", client="wu")
    model.forbid("wu", ["lin"])
    model.allow_only("wu", ["mei"])
    assert judged(model, ("a", "lin", "09:00")) == ["worker_forbidden", "worker_not_allowed"]
    assert judged(model, ("a", "mei", "09:00")) == []


def test_pins_bind_worker_and_start():
    model = street()
    someone(model)
    someone(model, "mei")
    task(model, "a", pins=[model.pin(worker="mei", starts=model.at("10:00"))])
    found = judged(model, ("a", "lin", "09:00"))
    assert found == ["pinned_to_another", "pinned_to_another_time"]
    assert judged(model, ("a", "mei", "10:00")) == []


def test_a_hold_binds_until_it_expires():
    model = street()
    someone(model)
    someone(model, "mei")
    task(model, "a", holds=[model.hold("mei", model.at("10:00"), model.at("08:00"))])
    found = judged(model, ("a", "lin", "09:00"))
    assert found == ["held_for_another", "held_for_another_time"]

    late = rota.problem_to_data(model.problem()) | {"now": model.at("08:00").isoformat()}
    assert rules(rota.problem_from(late), plan_of(model, ("a", "lin", "09:00"))) == []


def test_windows_and_grid():
    model = street()
    someone(model)
    task(model, "a", opens="09:00", closes="10:00", grid=15 * MINUTE)
    assert judged(model, ("a", "lin", "10:00")) == []
    assert judged(model, ("a", "lin", "10:15")) == ["outside_windows"]
    assert judged(model, ("a", "lin", "09:05")) == ["off_grid"]


def test_a_role_filled_twice_and_a_worker_in_two_roles():
    model = street()
    someone(model)
    someone(model, "mei")
    task(model, "a", roles=[model.role("1", HOUR), model.role("2", HOUR)])
    twice = judged(
        model, ("a", "lin", "09:00"), ("a", "mei", "09:00"), ("a", "mei", "09:00", 0, "2")
    )
    assert "role_filled_twice" in twice
    both = judged(model, ("a", "lin", "09:00"), ("a", "lin", "09:00", 0, "2"))
    assert set(both) == {"one_worker_two_roles", "visits_overlap"}


def test_a_required_role_left_empty():
    model = street()
    someone(model)
    task(model, "a", roles=[model.role("1", HOUR), model.role("2", HOUR)])
    assert judged(model, ("a", "lin", "09:00")) == ["role_unfilled"]


def test_an_optional_role_may_stay_empty():
    model = street()
    someone(model)
    task(model, "a", roles=[model.role("1", HOUR), model.role("2", HOUR, optional=True)])
    assert judged(model, ("a", "lin", "09:00")) == []


def test_roles_out_of_step():
    model = street()
    someone(model)
    someone(model, "mei")
    second = model.role("2", HOUR, after=(15 * MINUTE, 30 * MINUTE))
    task(model, "a", roles=[model.role("1", HOUR), second])
    one = ("a", "lin", "09:00")
    assert judged(model, one, ("a", "mei", "09:00", 0, "2")) == ["out_of_step"]
    assert judged(model, one, ("a", "mei", "09:30", 0, "2")) == []


def test_a_trainee_needs_the_mentor():
    model = street()
    someone(model)
    someone(model, "mei")
    model.together("mei", "lin")
    task(model, "a", roles=[model.role("1", HOUR), model.role("2", HOUR, optional=True)])
    assert judged(model, ("a", "mei", "09:00")) == ["without_mentor"]
    assert judged(model, ("a", "lin", "09:00"), ("a", "mei", "09:00", 0, "2")) == []


def test_people_kept_apart_meet_neither_on_one_visit_nor_at_one_place():
    model = street()
    someone(model)
    someone(model, "mei")
    model.apart("lin", "mei")
    task(model, "a", 1)
    task(model, "b", 1)
    task(model, "c", roles=[model.role("1", HOUR), model.role("2", HOUR)])
    assert judged(model, ("c", "lin", "09:00"), ("c", "mei", "09:00", 0, "2")) == ["kept_apart"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "mei", "09:30")) == ["kept_apart"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "mei", "10:00")) == []


def test_no_shift_at_the_time():
    model = street()
    someone(model, hours=("09:00", "17:00"))
    task(model, "a")
    assert judged(model, ("a", "lin", "08:00")) == ["no_shift"]


def test_setting_out_before_the_shift_and_being_back_after_it():
    model = street()
    someone(model, hours=("09:00", "11:00"))
    task(model, "a", 2)
    assert judged(model, ("a", "lin", "09:10")) == ["before_shift"]
    assert judged(model, ("a", "lin", "09:45")) == ["after_shift"]
    assert judged(model, ("a", "lin", "09:30")) == []


def test_overlapping_visits_and_too_little_time_between_them():
    model = street()
    someone(model)
    task(model, "a", 1)
    task(model, "b", 3)
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "09:30")) == ["visits_overlap"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:10")) == ["too_late"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:20")) == []


def test_no_way_and_a_leg_too_long():
    model = street(3)
    none = None
    model.travel_table(
        "ebike", [[0 * HOUR, HOUR, none], [HOUR, 0 * HOUR, none], [none, none, 0 * HOUR]]
    )
    model.worker("lin")
    model.shift("lin", *model.between("08:00", "18:00"), start="0", longest_leg=30 * MINUTE)
    task(model, "a", 1)
    task(model, "b", 2)
    assert judged(model, ("a", "lin", "10:00")) == ["leg_too_long"] * 2
    assert judged(model, ("b", "lin", "10:00")) == ["no_way"] * 2


def test_an_errand_takes_time_before_the_visit():
    model = street()
    someone(model)
    task(model, "a", 1)
    task(model, "b", 1, errand=("3", 5 * MINUTE))
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:40")) == ["too_late"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:45")) == []


def test_leave_bars_work_and_travel():
    model = street()
    someone(model, busy=[(model.at("08:00"), model.at("12:00"), "leave")])
    task(model, "a", 1)
    assert judged(model, ("a", "lin", "11:30")) == ["worker_busy"]
    assert judged(model, ("a", "lin", "12:05")) == ["no_way_round_leave"]
    assert judged(model, ("a", "lin", "12:10")) == []


def test_a_break_needs_room():
    model = street()
    noon = model.rest(*model.between("11:00", "13:00"), 30 * MINUTE)
    someone(model, breaks=[noon])
    task(model, "a", 1, length=2 * HOUR)
    task(model, "b", 1, length=2 * HOUR)
    full = (("a", "lin", "10:40"), ("b", "lin", "12:40"))
    assert judged(model, *full) == ["no_room_for_break"]
    assert judged(model, ("a", "lin", "10:00"), ("b", "lin", "12:30")) == []


def test_a_break_at_home_needs_the_way_there_and_back():
    model = street()
    home = model.rest(*model.between("11:00", "13:00"), 30 * MINUTE, where="home")
    someone(model, breaks=[home])
    task(model, "a", 2, length=2 * HOUR)
    task(model, "b", 2)
    assert judged(model, ("a", "lin", "09:30"), ("b", "lin", "12:30")) == ["no_room_for_break"]
    assert judged(model, ("a", "lin", "09:30"), ("b", "lin", "12:40")) == []


def test_a_break_is_owed_only_after_long_work():
    model = street()
    rest = model.rest(*model.between("08:00", "18:00"), 30 * MINUTE, longest_work=4 * HOUR)
    someone(model, breaks=[rest])
    task(model, "a", 1, length=2 * HOUR)
    task(model, "b", 1, length=2 * HOUR)
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "11:00")) == ["no_room_for_break"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "11:30")) == []
    assert judged(model, ("a", "lin", "09:00")) == []


def test_no_more_tools_than_there_are():
    model = street()
    someone(model)
    someone(model, "mei")
    model.tool("ladder", 1)
    task(model, "a", 1, tools={"ladder": 1})
    task(model, "b", 2, tools={"ladder": 1})
    assert judged(model, ("a", "lin", "09:00"), ("b", "mei", "09:59")) == ["tool_short"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "mei", "10:00")) == []


def test_rush_hours_lengthen_the_way():
    model = street()
    someone(model)
    for number in range(6):
        model.place(str(number), zone="z")
    percent = (100,) * 10 + (200,) + (100,) * 13
    model.rush(rota.problem.Rush(mode="ebike", origin="z", destination="z", percent=percent))
    task(model, "a", 1)
    task(model, "b", 3)
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:39")) == ["too_late"]
    assert judged(model, ("a", "lin", "09:00"), ("b", "lin", "10:40")) == []


def test_every_rule_has_a_sentence_with_the_words_it_is_given():
    model = street()
    someone(model, skills={"care": 1}, limits=Limits(most_day=60))
    task(model, "a", 2, skills={"care": 2}, opens="09:00", closes="09:30", grid=15 * MINUTE)
    problem = model.problem()
    found = rota.check(problem, plan_of(model, ("a", "lin", "08:05")))
    said = [rota.sentence(one, problem.horizon) for one in found]
    assert said == [
        "lin has care at level 1; a needs 2.",
        "a may not start at 2026-11-23 08:05.",
        "a starts at 2026-11-23 08:05, off its grid of 15 min.",
        (
            "lin would have to set out for a at 2026-11-23 07:45, before the shift opens at "
            "2026-11-23 08:00."
        ),
        "lin works 1 h 40 min on 2026-11-23; 1 min 00 s is the most.",
    ]


def test_no_rule_is_without_a_sentence():
    folder = pathlib.Path(rota.__file__).parent
    text = "".join(path.read_text() for path in folder.rglob("*.py"))
    assert set(re.findall(r'broken\(\s*"(\w+)"', text)) <= set(RULES)
    assert set(re.findall(r'_too_long\("(\w+)"', text)) <= set(RULES)
