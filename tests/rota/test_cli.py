"""The command line says what it did, and what is wrong with what it was given."""

import json

import jsonschema
import pytest

import rota
from rota.cli import main
from tests.rota.street import plan_of, someone, street, task


@pytest.fixture
def model():
    model = street()
    someone(model)
    task(model, "a", opens="09:00", closes="09:00")
    task(model, "b", skills={"care": 1})
    return model


@pytest.fixture
def problem(model, tmp_path):
    path = tmp_path / "problem.json"
    rota.write_problem(model.problem(), path)
    return str(path)


def test_solve_writes_a_plan_that_check_finds_legal(problem, tmp_path, capsys):
    plan = str(tmp_path / "plan.json")
    assert main(["solve", problem, "--iterations", "5", "-o", plan]) == 0
    assert "1 of 2 visits served" in capsys.readouterr().err
    assert main(["check", problem, plan]) == 0
    assert capsys.readouterr().out == "Legal. 1000 points of service lost, ¥10.00.\n"


def test_solve_prints_the_plan_when_it_has_nowhere_to_write_it(problem, capsys):
    assert main(["solve", problem, "--iterations", "0"]) == 0
    assert capsys.readouterr().out == "lin\t2026-11-23 09:00\ta\t1\n"


def test_check_names_what_is_broken_and_fails(problem, model, tmp_path, capsys):
    plan = plan_of(model, ("a", "lin", "09:00"), ("b", "lin", "09:30"))
    rota.write_plan(plan, model.horizon, tmp_path / "plan.json")
    assert main(["check", problem, str(tmp_path / "plan.json")]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "lin has care at level 0; b needs 1.",
        "lin would still be at a when b starts.",
    ]


def test_explain_says_why_and_why_not(problem, model, tmp_path, capsys):
    plan = plan_of(model, ("a", "lin", "09:00"))
    rota.write_plan(plan, model.horizon, tmp_path / "plan.json")
    assert main(["explain", problem, str(tmp_path / "plan.json"), "b"]) == 0
    said = capsys.readouterr().out
    assert "b is left out." in said
    assert "not lin: lin has care at level 0; b needs 1." in said
    assert "possible with lin if skill gives" in said


def test_schema_is_valid_json_schema(capsys):
    for of in ("problem", "plan"):
        assert main(["schema", of]) == 0
        jsonschema.Draft202012Validator.check_schema(json.loads(capsys.readouterr().out))


@pytest.mark.parametrize("text, said", [("{", "JSON"), ('{"visits": 3}', "horizon: expected")])
def test_a_bad_file_is_refused_in_words(tmp_path, capsys, text, said):
    path = tmp_path / "problem.json"
    path.write_text(text)
    assert main(["solve", str(path)]) == 2
    assert said in capsys.readouterr().err


def test_a_missing_file_and_a_bad_limit_are_refused(problem, capsys):
    assert main(["solve", "nowhere.json"]) == 2
    assert main(["solve", problem, "--seconds", "-1"]) == 2
    assert "between 0 and a day" in capsys.readouterr().err
