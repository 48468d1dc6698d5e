"""The home care benchmark on an instance small enough to be solved by hand."""

import csv
import gzip
import json

import pytest

from rota.bench.hhcrsp import Solved, read_instance, solution_of, solve_instance
from rota.bench.hhcrsp_run import judge, read_results
from rota.bench.main import main
from rota.core import layout

CHECKER = """
import gzip, json, sys
instance = json.loads(gzip.decompress(open(sys.argv[1], "rb").read()))
solution = json.load(open(sys.argv[2]))
stops = [stop for route in solution["routes"] for stop in route["locations"]]
needs = sum(len(patient["required_caregivers"]) for patient in instance["patients"])
if len(stops) != needs:
    sys.exit("broken: not all is done")
travel, total = instance["distances"], 0
for route in solution["routes"]:
    places = [0] + [int(stop["patient_id"][1:]) for stop in route["locations"]] + [0]
    total += sum(travel[a][b] for a, b in zip(places, places[1:]))
print(json.dumps({"objective": total / 3, "tolerance": sys.argv[3]}))
"""


def patient(number, window, needs, rule=None):
    made = {
        "id": f"p{number}",
        "time_window": window,
        "required_caregivers": [{"service": service, "duration": 10.5} for service in needs],
    }
    return made | ({"synchronization": rule} if rule else {})


@pytest.fixture
def folder(tmp_path):
    """Hold one instance: two patients side by side on one road, one of them needing two people."""
    instance = {
        "patients": [
            patient(1, [0.0, 120.0], ["s1"]),
            patient(2, [60.0, 180.0], ["s1", "s2"], {"type": "sequential", "distance": [5, 9]}),
            patient(3, [60.0, 180.0], ["s2"]),
        ],
        "services": [{"id": "s1", "default_duration": 10}, {"id": "s2", "default_duration": 10}],
        "caregivers": [{"id": "c1", "abilities": ["s1"]}, {"id": "c2", "abilities": ["s2"]}],
        "distances": [
            [0.0, 10.001, 20.0, 15.0],
            [10.001, 0.0, 9.999, 12.0],
            [20.0, 9.999, 0.0, 5.0],
            [15.0, 12.0, 5.0, 0.0],
        ],
    }
    (tmp_path / "instances").mkdir()
    path = tmp_path / "instances" / "tiny.json.gz"
    path.write_bytes(gzip.compress(json.dumps(instance).encode()))
    (tmp_path / "best_known.csv").write_text("instance,paper_name,best_known\ntiny,A1,26.667\n")
    (tmp_path / "check.py").write_text(CHECKER)
    return tmp_path


def test_times_are_read_as_exact_thousandths(folder):
    tables = read_instance(folder / "instances" / "tiny.json.gz", 1).tables
    assert int(tables.travel[0, 1]) == 10_001
    assert tables.rows[:4, layout.LENGTH].tolist() == [10_500] * 4
    assert tables.rows[:4, layout.MATE].tolist() == [-1, 2, 1, -1]
    assert tables.rows[1:3, layout.LAG].tolist() == [5_000, -9_000]


def test_an_unsolved_instance_has_an_empty_solution(folder):
    instance = read_instance(folder / "instances" / "tiny.json.gz", 1)
    routes = solution_of(instance)["routes"]
    assert sum(len(route["locations"]) for route in routes) == 0


def test_the_best_plan_is_found_and_keeps_the_gap(folder):
    solved = solve_instance(folder / "instances" / "tiny.json.gz", 0.2, 1, "processor")
    starts = {
        (stop["patient_id"], stop["service_id"]): stop["start"]
        for route in solved.solution["routes"]
        for stop in route["locations"]
    }
    assert len(starts) == 4
    assert 5 <= starts["p2", "s2"] - starts["p2", "s1"] <= 9
    assert judge(folder, folder / "instances" / "tiny.json.gz", solved) == pytest.approx(80 / 3)


@pytest.mark.slow
def test_a_run_is_tabled_and_not_made_twice(folder, capsys):
    results = folder / "results.csv"
    command = ["hhcrsp", str(folder), "--seconds", "0.1", "--clock", "processor"]
    command += ["--results", str(results)]
    assert main(command) == 0
    assert "A1 seed 1: 26.667" in capsys.readouterr().out
    (run,) = read_results(results)
    assert (run.instance, run.seed, run.is_best_known) == ("tiny", 1, True)
    assert main(command) == 0
    assert "A1 seed 1:" not in capsys.readouterr().out
    with results.open() as lines:
        assert len(list(csv.DictReader(lines))) == 1


@pytest.mark.slow
def test_a_missed_target_is_said(folder, capsys):
    (folder / "best_known.csv").write_text("instance,paper_name,best_known\ntiny,A1,20.0\n")
    command = ["hhcrsp", str(folder), "--seconds", "0.1", "--clock", "processor"]
    assert main([*command, "--results", str(folder / "results.csv")]) == 1
    assert "missed" in capsys.readouterr().out


def test_a_plan_that_breaks_a_rule_is_no_result(folder):
    with pytest.raises(ValueError, match="not all is done"):
        judge(folder, folder / "instances" / "tiny.json.gz", Solved({"routes": []}, 1.0, 1.0))


def test_a_crowded_run_is_known():
    assert Solved({}, wall=10.0, processor=9.0).is_crowded
    assert not Solved({}, wall=10.0, processor=9.6).is_crowded
