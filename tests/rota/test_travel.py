"""Journeys from tables, files and coordinates, in and out of rush hours."""

import hashlib
import math
from datetime import timedelta
from random import Random

import numpy as np
import pytest

import rota
from rota.problem import Rush
from rota.travel import Travel, crow_metres
from tests.rota.street import MINUTE, street


def test_the_crow_flies_as_the_globe_says_within_a_thousandth():
    dice = Random(1)
    for _ in range(200):
        here = (dice.uniform(-60, 60), dice.uniform(-170, 170))
        there = (here[0] + dice.uniform(-0.4, 0.4), here[1] + dice.uniform(-0.4, 0.4))
        (a, b), (c, d) = ([round(one * 1_000_000) for one in point] for point in (here, there))
        found = int(crow_metres(np.int64(a), np.int64(b), np.array([c]), np.array([d]))[0])
        assert abs(found - haversine(here, there)) <= 0.001 * found + 2


def haversine(here, there):
    (a, b), (c, d) = (map(math.radians, point) for point in (here, there))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6_371_000 * math.asin(math.sqrt(half))


def test_the_other_side_of_the_earth_does_not_overflow():
    found = crow_metres(
        np.int64(-85_000_000), np.int64(0), np.array([85_000_000]), np.array([180_000_000])
    )
    assert found[0] > 18_000_000


def test_a_speed_model_gives_time_from_distance():
    model = rota.Model("2026-11-23")
    model.place("a", 31.0, 121.0)
    model.place("b", 31.1, 121.0)
    model.travel_by("walk", "walk-1")
    leg = Travel(model.problem()).leg("walk", "a", "b")
    assert leg.metres == 11_119 * 125 // 100
    assert leg.ticks == leg.metres * 3600 // 4_500


def town_with_file(tmp_path, table, digest=None):
    path = tmp_path / "table.npy"
    np.save(path, table)
    model = street(3)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    model.travel_file("car", str(path), digest or found)
    return model.problem()


def test_a_file_is_read_and_checked_against_its_digest(tmp_path):
    table = np.arange(18, dtype=np.int32).reshape(2, 3, 3)
    travel = Travel(town_with_file(tmp_path, table))
    assert travel.leg("car", "1", "2") == (5, 14)
    with pytest.raises(rota.Refused, match="the digest of the file"):
        Travel(town_with_file(tmp_path, table, "0" * 64))


@pytest.mark.parametrize(
    "table", [np.zeros((3, 3), int), np.zeros((2, 3, 3)), -2 * np.ones((2, 3, 3), int)]
)
def test_a_file_of_another_shape_is_refused(tmp_path, table):
    with pytest.raises(rota.Refused):
        Travel(town_with_file(tmp_path, table))


def test_the_file_lies_beside_the_problem(tmp_path):
    table = np.arange(18, dtype=np.int32).reshape(2, 3, 3)
    town_with_file(tmp_path, table)
    model = street(3)
    digest = hashlib.sha256((tmp_path / "table.npy").read_bytes()).hexdigest()
    model.travel_file("car", "table.npy", digest)
    rota.write_problem(model.problem(), tmp_path / "problem.json")
    problem = rota.read_problem(tmp_path / "problem.json")
    assert Travel(problem).leg("car", "1", "2") == (5, 14)


def in_rush():
    model = street()
    for number in range(6):
        model.place(str(number), zone="z")
    percent = (100,) * 8 + (300, 50) + (100,) * 14
    model.rush(Rush(mode="ebike", origin="z", destination="z", percent=percent))
    return model


def test_a_journey_goes_on_at_the_speed_of_each_hour_it_is_in():
    model = in_rush()
    travel = Travel(model.problem())
    departs = model.moment(model.at("08:30"))
    assert travel.leg_at("ebike", "0", "2", departs).ticks == 30 * 60 + 10 * 60 // 2


def test_nobody_arrives_sooner_by_leaving_later():
    model = in_rush()
    travel = Travel(model.problem())
    start = model.moment(model.at("07:00"))
    step = MINUTE // timedelta(seconds=1)
    arrivals = [
        departs + travel.leg_at("ebike", "0", "3", departs).ticks
        for departs in range(start, start + 4 * 3600, step)
    ]
    assert arrivals == sorted(arrivals)


def test_one_journey_is_the_same_whether_asked_alone_by_row_or_by_column():
    model = rota.Model("2026-11-23")
    dice = Random(2)
    for number in range(40):
        access = {"walk": dice.randrange(3) * MINUTE}
        model.place(str(number), dice.uniform(30, 32), dice.uniform(120, 122), access=access)
    model.travel_by("walk", "walk-1")
    travel = Travel(model.problem())
    travel.admit(rota.problem.Place(id="new", latitude=31_000_000, longitude=121_000_000))
    for origin, destination in (("3", "7"), ("7", "3"), ("new", "5"), ("5", "new"), ("4", "4")):
        leg = travel.leg("walk", origin, destination)
        ticks, metres = travel.rows("walk", travel.number[origin])
        assert (ticks[travel.number[destination]], metres[travel.number[destination]]) == leg
        ticks, metres = travel.columns("walk", travel.number[destination])
        assert (ticks[travel.number[origin]], metres[travel.number[origin]]) == leg


def test_an_address_outside_a_table_is_reached_by_way_of_the_nearest_place():
    model = street(3)
    for number in range(3):
        model.place(str(number), 31.0, 121.0 + number / 100)
    travel = Travel(model.problem())
    travel.admit(rota.problem.Place(id="new", latitude=31_001_000, longitude=121_010_000))
    assert travel.leg("ebike", "0", "new").ticks == 600 + 111 * 3600 // 12_000
    assert travel.rows("ebike", 3)[0].tolist() == [633, 33, 633, 0]
    with pytest.raises(rota.Refused, match="coordinates"):
        travel.admit(rota.problem.Place(id="lost"))
