"""A problem that is not sound is refused, and every flaw is named by its path."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rota
from rota.problem import Horizon, Problem, Role, Series, Visit, Window
from tests.rota.street import HOUR, MINUTE, random_town, someone, street, task

MINIMAL = {
    "horizon": {
        "starts": "2026-11-23T00:00:00+08:00",
        "ends": "2026-11-24T00:00:00+08:00",
        "zone": "Asia/Shanghai",
    }
}


def flaws(data):
    with pytest.raises(rota.Refused) as refused:
        rota.problem_from(data)
    return {flaw.path: flaw.expected for flaw in refused.value.flaws}


def town(**changes):
    """Return the data of a small sound problem with some fields changed by path."""
    model = street()
    someone(model, skills={"care": 2})
    task(model, "a", client="wu")
    task(model, "b")
    data = rota.problem_to_data(model.problem())
    for path, value in changes.items():
        *way, last = [int(key) if key.isdigit() else key for key in path.split("__")]
        at = data
        for key in way:
            at = at[key]
        at[last] = value
    return data


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_a_problem_comes_back_from_json_as_it_was(seed):
    problem = random_town(seed)
    data = json.loads(json.dumps(rota.problem_to_data(problem)))
    assert rota.problem_from(data) == problem
    jsonschema.validate(data, rota.json_schema())


def test_a_plan_comes_back_from_json_as_it_was(tmp_path: Path):
    problem = random_town(3)
    plan = rota.solve(problem, stop=rota.Iterations(0)).plan
    assert len(plan) > 0
    rota.write_plan(plan, problem.horizon, tmp_path / "plan.json")
    assert rota.read_plan(tmp_path / "plan.json", problem.horizon) == plan
    data = json.loads((tmp_path / "plan.json").read_text())
    jsonschema.validate(data, rota.json_schema(rota.Plan))


def test_the_schema_is_a_schema_and_explains_every_field():
    schema = rota.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for record in schema["$defs"].values():
        assert all(field["description"] for field in record["properties"].values())


def test_an_empty_problem_is_sound():
    assert rota.problem_from(MINIMAL).visits == ()


@pytest.mark.parametrize(
    "data, path",
    [
        ([], ""),
        ({}, "horizon"),
        ({"version": 2}, "version"),
        ({"horizon": {**MINIMAL["horizon"], "starts": "2026-11-23T00:00:00"}}, "horizon.starts"),
        ({"horizon": {**MINIMAL["horizon"], "zone": "Atlantis/Centre"}}, "horizon.zone"),
        ({"horizon": {**MINIMAL["horizon"], "zone": "../../etc/passwd"}}, "horizon.zone"),
        ({"horizon": {**MINIMAL["horizon"], "ends": "2026-12-24T00:00:00+08:00"}}, "horizon.ends"),
        ({"horizon": {**MINIMAL["horizon"], "ends": "2026-11-23T00:00:00+08:00"}}, "horizon.ends"),
        ({"horizon": {**MINIMAL["horizon"], "tick_ms": 0}}, "horizon.tick_ms"),
        ({"horizon": {**MINIMAL["horizon"], "tick_ms": 7}}, "horizon.tick_ms"),
        ({**MINIMAL, "vists": []}, "vists"),
        ({**MINIMAL, "visits": {}}, "visits"),
        ({**MINIMAL, "visits": ["a"]}, "visits[0]"),
    ],
)
def test_a_shape_that_does_not_fit_is_named_by_its_path(data, path):
    assert path in flaws(data)


@pytest.mark.parametrize(
    "path, value, flaw",
    [
        ("visits__0__place", "x", "visits[0].place"),
        ("visits__0__id", "b", "visits[1].id"),
        ("visits__0__id", "", "visits[0].id"),
        ("visits__0__priority", 10, "visits[0].priority"),
        ("visits__0__priority", True, "visits[0].priority"),
        ("visits__0__priority", 1.0, "visits[0].priority"),
        ("visits__0__windows", [], "visits[0].windows"),
        ("visits__0__roles__0__duration", -1, "visits[0].roles[0].duration"),
        ("visits__0__roles__0__duration", 2**70, "visits[0].roles[0].duration"),
        ("visits__0__roles__0__optional", True, "visits[0].roles[0].optional"),
        ("visits__0__roles__0__after_most", 5, "visits[0].roles[0].after_least"),
        ("visits__0__pins", [{"role": "9"}], "visits[0].pins[0].role"),
        ("visits__0__pins", [{"worker": "x"}], "visits[0].pins[0].worker"),
        ("visits__0__tools", [{"tool": "x"}], "visits[0].tools[0].tool"),
        ("visits__0__errand", {"place": "x"}, "visits[0].errand.place"),
        ("workers__0__shifts__0__mode", "car", "workers[0].shifts[0].mode"),
        ("workers__0__shifts__0__start", "x", "workers[0].shifts[0].start"),
        ("workers__0__base", "x", "workers[0].base"),
        ("workers__0__limits", {"days_per_week": 8}, "workers[0].limits.days_per_week"),
        ("modes__0__source__kind", "magic", "modes[0].source.kind"),
        ("modes__0__source__ticks", [[0]], "modes[0].source.ticks"),
        ("modes__0__source", {"kind": "coordinates", "model": "teleport"}, "modes[0].source.model"),
        ("modes__0__source", {"kind": "coordinates", "model": "walk-1"}, "places[0].latitude"),
        ("places__0__latitude", 31.2, "places[0]"),
        ("places__0__latitude", 31.23456789, "places[0].latitude"),
        ("affinity", [{"worker": "x", "client": "wu", "price": 1}], "affinity[0].worker"),
        ("forbidden", [{"client": "wu", "workers": ["x"]}], "forbidden[0].workers[0]"),
        ("series", [{"id": "s", "visits": ["a", "x"]}], "series[0].visits[1]"),
        ("series", [{"id": "s", "visits": ["a", "a"]}], "series[0].visits[1]"),
        ("series", [{"id": "s", "visits": ["a"], "weekdays": [0]}], "series[0].weekdays"),
        ("together", [{"trainee": "lin", "mentor": "lin"}], "together[0].mentor"),
        ("weights", {"travel_tick": 2**61}, "weights"),
        ("weights", {"travel_tick": -1}, "weights.travel_tick"),
        (
            "rush",
            [{"mode": "ebike", "origin": "", "destination": "", "percent": [100]}],
            "rush[0].percent",
        ),
        ("now", "2036-11-23T00:00:00+08:00", "now"),
    ],
)
def test_a_value_that_does_not_fit_is_named_by_its_path(path, value, flaw):
    assert flaw in flaws(town(**{path: value}))


def test_several_flaws_are_named_at_once():
    data = town(visits__0__place="x", visits__1__place="y", workers__0__base="z")
    assert {"visits[0].place", "visits[1].place", "workers[0].base"} <= set(flaws(data))


def test_shifts_of_one_worker_must_not_overlap():
    data = town()
    shift = data["workers"][0]["shifts"][0]
    data["workers"][0]["shifts"].append({**shift, "id": "2"})
    assert "workers[0].shifts[1].opens" in flaws(data)


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "NaN", '{"horizon": Infinity}', '{"a": 1e999999999}', "\x00"]
)
def test_a_file_that_is_not_a_problem_is_refused_and_harms_nobody(tmp_path: Path, text):
    path = tmp_path / "problem.json"
    path.write_text(text)
    with pytest.raises(rota.Refused):
        rota.read_problem(path)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "visits", "roles", "kind", "opens"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        "visits",
        "visits__0",
        "visits__0__roles",
        "visits__0__windows__0__opens",
        "workers__0",
        "workers__0__shifts",
        "modes",
        "modes__0__source",
        "weights",
        "horizon",
        "horizon__starts",
        "places__0__latitude",
        "now",
        "series",
        "tools",
        "affinity",
    ]
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, derandomize=True)
@given(PATHS, JUNK)
def test_junk_anywhere_is_refused_or_solved_but_never_crashes(path, junk):
    try:
        problem = rota.problem_from(town(**{path: junk}))
    except rota.Refused:
        return
    assert rota.check(problem, rota.solve(problem, stop=rota.Iterations(0)).plan) == ()


def test_a_problem_made_in_python_is_checked_as_well():
    horizon = Horizon(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 24, tzinfo=UTC), "UTC")
    visit = Visit(id="a", place="x", roles=(Role(duration=1.5),), windows=(Window(0, 1),))
    with pytest.raises(rota.Refused, match=r"expected a whole number, found 1\.5"):
        Problem(horizon=horizon, visits=(visit,))


def test_the_model_refuses_naive_times_and_broken_ticks():
    model = street()
    with pytest.raises(rota.Refused, match="an instant with a zone"):
        model.moment(datetime(2026, 11, 23))
    with pytest.raises(rota.Refused, match="whole number of ticks"):
        model.ticks(timedelta(milliseconds=1_500))


def test_days_follow_the_zone_and_its_clock_changes():
    model = rota.Model("2026-10-24", days=3, zone="Europe/Vienna")
    horizon = model.horizon
    assert horizon.length == 73 * 3600
    assert [midnight // 3600 for midnight in horizon.midnights()] == [0, 24, 49]
    assert horizon.instant(49 * 3600).isoformat() == "2026-10-26T00:00:00+01:00"


def test_ten_lines_of_the_docstring_solve_a_day(capsys: pytest.CaptureFixture[str]):
    lines = [line[4:] for line in rota.__doc__.splitlines() if line.startswith("    ")]
    exec(compile("\n".join(lines), "docstring", "exec"), {})
    assert capsys.readouterr().out == "lunch lin 2026-11-23 10:00:00+08:00\n"


def test_a_series_knows_its_bounds():
    model = street()
    task(model, "a")
    model.series(Series(id="s", visits=("a",), gap_least=60, gap_most=30))
    with pytest.raises(rota.Refused, match="not below gap_least"):
        model.problem()


def test_a_worker_may_have_several_shifts_a_day():
    model = street()
    model.worker("lin")
    model.shift("lin", *model.between("08:00", "10:00"), start="0")
    model.shift("lin", *model.between("10:00", "18:00"), start="0")
    task(model, "a", length=HOUR + 40 * MINUTE)
    assert rota.solve(model.problem(), stop=rota.Iterations(0)).left_out == ()


def test_the_readme_shows_the_same_ten_lines():
    readme = (Path(rota.__file__).parent / "README.md").read_text()
    block = readme.split("```python\n")[1].split("```")[0]
    lines = [line[4:] for line in rota.__doc__.splitlines() if line.startswith("    ")]
    assert [line for line in block.splitlines() if line] == [line for line in lines if line]
