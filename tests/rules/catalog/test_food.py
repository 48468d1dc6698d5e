"""Where somebody does something with food."""

import tomllib
from pathlib import Path

import pytest

from guanjia.chapters import catalog
from guanjia.chapters.catalog.rules import FOOD_STEPS, touches_food


@pytest.mark.parametrize(
    ("category", "steps", "food"),
    [
        ("kitchen", [], True),
        ("elder", ["E1", "E6"], True),
        ("cleaning", ["D1", "D4"], False),
        ("cleaning", [], False),
    ],
)
def test_food_is_touched_in_the_kitchen_and_by_steps_with_food(category, steps, food):
    assert touches_food(category, steps) is food


def test_the_steps_with_food_stand_in_the_standards():
    text = (Path(catalog.__file__).parent / "data" / "standards.toml").read_text("utf-8")
    assert {line["code"] for line in tomllib.loads(text)["line"]} >= FOOD_STEPS
