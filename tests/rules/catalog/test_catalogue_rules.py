"""What a service and a standard must look like, and that what the house brings along does."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from guanjia.chapters.catalog import rules
from guanjia.chapters.catalog.rules import Details, Step
from guanjia.kernel.errors import Invalid

DATA = Path(rules.__file__).parent / "data"
DETAILS = Details("日常保洁", "", 5000, 180, 120, 1, 2, minors_check=False, is_offered=True)
STEP = Step("D7", "清洁马桶", acceptance="没有污渍", is_critical=True)


def brought():
    found = {}
    for file in DATA.glob("*.toml"):
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def test_a_service_that_says_everything_is_fine():
    rules.check_details(DETAILS)


@pytest.mark.parametrize(
    "field, value",
    [
        ("name", " "),
        ("price_fen", 0),
        ("usual_minutes", 0),
        ("usual_minutes", 1441),
        ("least_minutes", 181),
        ("least_minutes", 0),
        ("people", 0),
        ("health_class", 5),
    ],
)
def test_a_service_that_cannot_be_right_is_refused_beside_the_field(field, value):
    """Requirement 1.1: each flaw is named where it stands."""
    with pytest.raises(Invalid) as refusal:
        rules.check_details(replace(DETAILS, **{field: value}))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "steps, words",
    [
        ([], "at least one step"),
        ([STEP, STEP], "stands there twice"),
        ([replace(STEP, text="")], "what to do"),
        ([replace(STEP, acceptance="")], "is critical"),
        ([replace(STEP, evidence="video")], "must be shown"),
        ([replace(STEP, evidence="value", least=40.0, most=38.0)], "above the highest"),
    ],
)
def test_steps_that_make_no_standard_are_refused(steps, words):
    """Requirement 1.1: a critical step says when it is done well, a value lies within bounds."""
    with pytest.raises(Invalid, match=words):
        rules.check_steps(steps)


def test_the_house_brings_24_services_and_58_lines():
    """Requirement 1.1: the catalogue of a household-butler company is there from the first day."""
    found = brought()
    assert len(found["service"]) == 24
    assert len(found["line"]) == 58
    assert len({line["code"] for line in found["line"]}) == 58


def test_every_service_brought_along_has_a_standard_and_every_line_is_used():
    """Requirement 1.1: each service comes with its checklist."""
    found = brought()
    covered = [code for row in found["standard"] for code in row["services"]]
    assert sorted(covered) == sorted(row["code"] for row in found["service"])
    used = {code for row in found["standard"] for code in row["lines"]}
    assert used == {line["code"] for line in found["line"]}


def test_every_standard_brought_along_is_a_standard():
    found = brought()
    lines = {line["code"]: Step(**line) for line in found["line"]}
    for row in found["standard"]:
        rules.check_steps([lines[code] for code in row["lines"]])


def test_what_services_ask_for_is_known():
    """Requirement 1.4: each required skill and paper stands in the lists."""
    found = brought()
    skills = {row["code"] for row in found["skill"]}
    papers = {row["code"] for row in found["certificate"]}
    for row in found["service"]:
        assert set(row.get("skills", ())) <= skills
        assert set(row.get("certificates", ())) <= papers
        assert row.get("skills"), row["code"]


def test_services_for_children_always_ask_for_the_check_of_records():
    """Requirement 1.5: whoever works with children was checked within the year."""
    asked = {row["code"] for row in brought()["service"] if row.get("minors_check")}
    assert asked == {"MAT", "INF", "LAC", "TUT"}
