"""A day is drawn as SVG and as PNG, also an empty one and one without coordinates."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

import rota
from rota.cli import main
from rota.plot import draw, write_picture
from tests.rota.street import HOUR, MINUTE, plan_of, someone, street, task

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def day():
    model = rota.Model("2026-11-23")
    for number in range(3):
        model.place(str(number), 31.0 + number / 100, 121.0 + number / 50)
    noon = model.rest(*model.between("11:00", "13:00"), 30 * MINUTE)
    someone(model, "林 & <co>", breaks=[noon])
    task(model, "a", 1, length=2 * HOUR)
    task(model, "b", 2)
    return model


@pytest.fixture
def plan(day):
    return plan_of(day, ("a", "林 & <co>", "09:00"), ("b", "林 & <co>", "14:00"))


def words(svg):
    return [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_svg_names_people_and_visits_and_escapes_them(day, plan):
    svg = draw(day.problem(), plan)
    assert {"林 & <co>", "a", "b", "2026-11-23"} <= set(words(svg))
    root = ET.fromstring(svg)
    assert len(list(root.iter(f"{SVG}circle"))) == 2


def test_the_png_is_a_picture_of_the_same_size_at_double_density(day, plan):
    svg = ET.fromstring(draw(day.problem(), plan))
    picture = Image.open(BytesIO(draw(day.problem(), plan, kind="png")))
    assert picture.size == (2 * int(svg.get("width")), 2 * int(svg.get("height")))
    assert len(picture.convert("RGB").getcolors(maxcolors=1 << 20)) > 20


def test_an_empty_day_and_a_town_without_coordinates_are_drawn_all_the_same(day):
    assert "nobody is sent out" in words(draw(day.problem(), rota.Plan()))
    model = street()
    someone(model)
    task(model, "a")
    plan = plan_of(model, ("a", "lin", "09:00"))
    assert "no coordinates, no map" in words(draw(model.problem(), plan))


def test_another_ending_and_a_plan_of_strangers_are_refused(day, plan, tmp_path):
    with pytest.raises(rota.Refused, match=r"ends in \.svg or \.png"):
        write_picture(day.problem(), plan, tmp_path / "plan.pdf")
    with pytest.raises(rota.Refused, match="of the problem"):
        draw(street().problem(), plan)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_the_command_line_draws(day, plan, tmp_path, ending):
    rota.write_problem(day.problem(), tmp_path / "problem.json")
    rota.write_plan(plan, day.horizon, tmp_path / "plan.json")
    files = [str(tmp_path / name) for name in ("problem.json", "plan.json", f"day.{ending}")]
    assert main(["plot", *files]) == 0
    assert (tmp_path / f"day.{ending}").stat().st_size > 1_000
