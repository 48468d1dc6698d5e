"""One day of a plan: where everybody goes, on the left; when, on the right."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from rota.lookup import Lookup
from rota.plot.canvas import Canvas, Png, Point, Svg
from rota.problem import Place, Plan, Problem
from rota.refused import Flaw, Refused
from rota.rounds import Round
from rota.schedule import lay_out
from rota.units import Moment
from rota.words import length

Format = Literal["svg", "png"]

INK, SOFT, LINE, GROUND = "#1D2529", "#5C6870", "#E4E1DA", "#FBFAF7"
TRAVEL, REST = "#9AA5AB", "#E9C46A"
COLOURS = (
    "#0F766E", "#1F5F9E", "#B45309", "#7C3AED", "#B3261E", "#4D7C0F",
    "#BE185D", "#0E7490", "#92400E", "#4338CA", "#15803D", "#9D174D",
)  # fmt: skip
MAP, NAMES, DAY, ROW, TOP, FOOT, EDGE = 460, 110, 720, 26, 76, 48, 24
MOST_ROWS = 400


def write_picture(problem: Problem, plan: Plan, path: Path, *, day: int = 0) -> None:
    """
    Draw day number `day` of `plan` to `path`; its ending, .svg or .png, says how.

    :raises Refused: if the ending is another, or the plan names what the problem does not have
    """
    kind = path.suffix.lower().removeprefix(".")
    if kind not in ("svg", "png"):
        raise Refused([Flaw("path", "a name that ends in .svg or .png", path.name)])
    path.write_bytes(draw(problem, plan, day=day, kind="svg" if kind == "svg" else "png"))


def draw(problem: Problem, plan: Plan, *, day: int = 0, kind: Format = "svg") -> bytes:
    """
    Return the picture of day number `day` of `plan`: a map and a timeline, at most 400 rounds.

    :raises Refused: if the plan names what the problem does not have
    """
    lookup = Lookup(problem)
    schedule = lay_out(lookup, plan)
    if schedule.strangers:
        raise Refused([Flaw("plan", "visits, roles and workers of the problem")])
    rounds = [one for some in schedule.rounds.values() for one in some if one.day == day]
    rounds = sorted(rounds, key=lambda one: (one.sets_out, one.worker.id))[:MOST_ROWS]
    height = TOP + max(len(rounds) * ROW, MAP - 40) + FOOT
    width = EDGE + MAP + EDGE + NAMES + DAY + EDGE
    title = f"{lookup.date(day):%Y-%m-%d}"
    surface: Canvas = (Svg if kind == "svg" else Png)(width, height, title)
    surface.box((0, 0), (width, height), GROUND)
    _head(surface, problem, rounds, title)
    _map(surface, lookup, rounds, height)
    _timeline(surface, lookup, rounds, day)
    return surface.finished()


def _head(surface: Canvas, problem: Problem, rounds: Sequence[Round], title: str) -> None:
    visits = len({stop.visit.id for one in rounds for stop in one.stops})
    travel = sum(max(0, way.ticks) for one in rounds for way in one.journeys)
    metres = sum(way.metres for one in rounds for way in one.journeys)
    surface.text((EDGE, 26), title, 17, INK)
    said = (
        f"{len(rounds)} rounds · {visits} visits · "
        f"{length(travel, problem.horizon)} on the way · {metres / 1000:.1f} km"
    )
    surface.text((EDGE + 120, 26), said, 13, SOFT)
    left = EDGE + MAP + EDGE + NAMES
    for at, (colour, words) in enumerate(
        ((COLOURS[0], "visit"), (TRAVEL, "on the way"), (REST, "break"))
    ):
        surface.box((left + DAY - 300 + at * 100, 21), (14, 10), colour)
        surface.text((left + DAY - 280 + at * 100, 26), words, 12, SOFT)


def _map(surface: Canvas, lookup: Lookup, rounds: Sequence[Round], height: int) -> None:
    places = {place.id: place for place in lookup.problem.places if place.latitude is not None}
    used = [places[name] for one in rounds for name in _stations(one) if name in places]
    if not used:
        surface.text((EDGE, TOP), "no coordinates, no map", 13, SOFT)
        return
    where = _Projection(used, min(height - TOP - FOOT, MAP))
    for number, one in enumerate(rounds):
        colour = COLOURS[number % len(COLOURS)]
        path = [where(places[name]) for name in _stations(one) if name in places]
        surface.line(path, colour, 1.6)
    for number, one in enumerate(rounds):
        colour = COLOURS[number % len(COLOURS)]
        start = one.shift.start
        if start in places:
            x, y = where(places[start])
            surface.box((x - 4, y - 4), (8, 8), INK)
        for stop in one.stops:
            if stop.visit.place in places:
                surface.dot(where(places[stop.visit.place]), 4, colour)


def _stations(one: Round) -> list[str]:
    names = [one.shift.start]
    for stop in one.stops:
        names += [stop.visit.errand.place if stop.visit.errand else None, stop.visit.place]
    return [name for name in (*names, one.shift.end) if name is not None]


class _Projection:
    """Turns places into points of the map, as large as fits, north up."""

    def __init__(self, places: Sequence[Place], size: float) -> None:
        self.squeeze = math.cos(math.radians((places[0].latitude or 0) / 1e6))
        points = [self._flat(place) for place in places]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self.left, self.low = min(xs), min(ys)
        self.scale = (size - 20) / max(max(xs) - self.left, max(ys) - self.low, 1e-6)
        self.high = max(ys)

    def __call__(self, place: Place) -> Point:
        x, y = self._flat(place)
        return EDGE + 10 + (x - self.left) * self.scale, TOP + 10 + (self.high - y) * self.scale

    def _flat(self, place: Place) -> Point:
        return (place.longitude or 0) / 1e6 * self.squeeze, (place.latitude or 0) / 1e6


def _timeline(surface: Canvas, lookup: Lookup, rounds: Sequence[Round], day: int) -> None:
    if not rounds:
        surface.text((EDGE + MAP + EDGE + NAMES, TOP), "nobody is sent out", 13, SOFT)
        return
    hour = lookup.problem.horizon.ticks_per_hour
    midnight = lookup.midnights[0] + day * lookup.day_length
    first = (min(one.sets_out for one in rounds) - midnight) // hour
    last = -(-(max(one.back for one in rounds) - midnight) // hour)
    left = EDGE + MAP + EDGE + NAMES
    wide = DAY / max(1, (last - first) * hour)

    def x(moment: Moment) -> float:
        return left + (moment - midnight - first * hour) * wide

    bottom = TOP + len(rounds) * ROW
    for number in range(first, last + 1):
        at = x(midnight + number * hour)
        surface.line([(at, TOP - 8), (at, bottom)], LINE, 1)
        surface.text((at, TOP - 18), f"{number % 24:02}:00", 11, SOFT, anchor="m")
    for number, one in enumerate(rounds):
        y = TOP + number * ROW + ROW / 2
        surface.text((left - 10, y), _short(one.worker.id), 12, INK, anchor="r")
        _row(surface, one, x, y, COLOURS[number % len(COLOURS)])


def _row(surface: Canvas, one: Round, x: Callable[[Moment], float], y: float, colour: str) -> None:
    surface.line([(x(one.shift.opens), y), (x(one.shift.closes), y)], LINE, 1, dashed=True)
    for way in one.journeys:
        surface.line([(x(way.departs), y), (x(way.arrives), y)], TRAVEL, 3)
    for rest in one.rests:
        surface.box((x(rest.starts), y - 4), (x(rest.ends) - x(rest.starts), 8), REST)
    for stop in one.stops:
        surface.box((x(stop.starts), y - 9), (x(stop.ends) - x(stop.starts), 18), colour)
        room = x(stop.ends) - x(stop.starts)
        if room > 7 * len(stop.visit.id) + 6:
            surface.text((x(stop.starts) + room / 2, y), stop.visit.id, 11, "#fff", anchor="m")


def _short(words: str) -> str:
    return words if len(words) <= 14 else words[:13] + "…"
