"""
The time between two stops of a round: is there room for the journey, the rests and the leave?

A gap runs from the end of one stop (or the opening of the shift) to the start of the next (or the
closing of the shift). The journey is undivided. Rests at home or at base turn it into two.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, product
from typing import NamedTuple

from rota.lookup import Lookup
from rota.problem import Break, Busy, Shift, Worker
from rota.units import Metres, Moment, Ticks

MOST_WAYS = 300
"""How many ways to spread breaks over gaps are tried before there is taken to be none better."""


class Gap(NamedTuple):
    """Time between two stops. `first` and `last` say that there is no stop before or after."""

    opens: Moment
    closes: Moment
    origin: str | None
    destination: str | None
    errand: str | None = None
    errand_ticks: Ticks = 0
    first: bool = False
    last: bool = False


class Journey(NamedTuple):
    """
    How a gap is spent on the way: `ticks` travelling (without the errand) over `metres`.

    `ticks` is -1 where there is no way. `longest` is the longest single leg.
    """

    departs: Moment
    arrives: Moment
    ticks: Ticks
    metres: Metres
    longest: Ticks


class Rest(NamedTuple):
    """A break that found room."""

    number: int
    starts: Moment
    ends: Moment
    place: str | None


NOWHERE = Journey(0, 0, -1, 0, 0)


def journey(lookup: Lookup, shift: Shift, gap: Gap, departs: Moment) -> Journey:
    """Return the journey through `gap` when leaving at `departs`, by way of the errand."""
    if lookup.travel.depends_on_departure:
        return _along(lookup, shift, _stations(gap), departs, gap.errand_ticks)
    key = (shift.mode, gap.origin, gap.errand, gap.destination, gap.errand_ticks)
    known = lookup.ways.get(key)
    if known is None:
        known = _along(lookup, shift, _stations(gap), 0, gap.errand_ticks)
        if not lookup.travel.guests:
            lookup.ways[key] = known
    _, taken, ticks, metres, longest = known
    return Journey(departs, departs + taken, ticks, metres, longest)


def latest_journey(lookup: Lookup, shift: Shift, gap: Gap) -> Journey:
    """Return the journey through `gap` that arrives as it closes, or as late as it can before."""
    guess = journey(lookup, shift, gap, gap.closes)
    if guess.ticks < 0 or not lookup.travel.depends_on_departure:
        taken = guess.arrives - guess.departs
        return Journey(gap.closes - taken, gap.closes, guess.ticks, guess.metres, guess.longest)
    early, late = gap.closes - 10 * lookup.day_length, gap.closes
    while late - early > 1:
        middle = (early + late) // 2
        in_time = journey(lookup, shift, gap, middle).arrives <= gap.closes
        early, late = (middle, late) if in_time else (early, middle)
    at_closing = journey(lookup, shift, gap, gap.closes)
    return at_closing if at_closing.arrives <= gap.closes else journey(lookup, shift, gap, early)


def _stations(gap: Gap) -> list[str]:
    stations = (gap.origin, gap.errand, gap.destination)
    return [station for station in stations if station is not None]


def _along(
    lookup: Lookup, shift: Shift, stations: Sequence[str], departs: Moment, errand_ticks: Ticks
) -> Journey:
    at, ticks, metres, longest = departs, 0, 0, 0
    for origin, destination in pairwise(stations):
        leg = lookup.leg(shift, origin, destination, at)
        if leg is None:
            return NOWHERE
        at += leg.ticks
        ticks += leg.ticks
        metres += leg.metres
        longest = max(longest, leg.ticks)
    return Journey(departs, at + errand_ticks, ticks, metres, longest)


def settle(
    lookup: Lookup,
    worker: Worker,
    shift: Shift,
    gaps: Sequence[Gap],
    plain: Sequence[Journey],
) -> tuple[Sequence[Journey], list[Rest]] | None:
    """
    Place every journey, every break and every stretch of leave, or return None.

    Among the ways that work the one with the least travel is taken, then the one with the
    shortest time away, then the one with the breaks in the earliest gaps. Costs one pass over the gaps; each
    break beyond the first, or away from where the worker is, multiplies it by the number of gaps
    in its window, up to MOST_WAYS in all.

    :param plain: the journeys without any break or leave: the first just in time, the others at
        once
    """
    on_leave = worker.busy and any(
        busy.starts < gaps[-1].closes and gaps[0].opens < busy.ends for busy in worker.busy
    )
    if not on_leave:
        for gap, way in zip(gaps, plain, strict=True):
            if way.departs < gap.opens or way.arrives > gap.closes:
                return None
    span = plain[-1].arrives - plain[0].departs
    owed = [
        (number, rest)
        for number, rest in enumerate(shift.breaks)
        if rest.longest_work is None or span > rest.longest_work
    ]
    if not owed and not on_leave:
        return plain, []
    if len(owed) == 1 and not on_leave:
        number, rest = owed[0]
        is_simple = rest.where == "anywhere" and rest.longest_work is None
        if is_simple and not lookup.travel.depends_on_departure:
            return _one_break(gaps, plain, number, rest)
    return _search(lookup, worker, shift, gaps, plain, owed)


def _one_break(
    gaps: Sequence[Gap], plain: Sequence[Journey], number: int, rest: Break
) -> tuple[Sequence[Journey], list[Rest]] | None:
    """Place one break in the first gap where it lengthens nothing, else where it does least."""
    for at, (gap, way) in enumerate(zip(gaps, plain, strict=True)):
        free_from, free_until = (gap.opens, way.departs) if gap.first else (way.arrives, gap.closes)
        starts = max(rest.earliest, free_from)
        ends = starts + rest.duration
        if ends <= rest.latest and ends <= free_until:
            return plain, [Rest(number, starts, ends, None)]
        if gap.first or gap.last:
            continue
        starts = max(rest.earliest, gap.opens)
        ends = starts + rest.duration
        taken = way.arrives - way.departs
        if ends <= rest.latest and ends + taken <= gap.closes:
            later = way._replace(departs=ends, arrives=ends + taken)
            return [*plain[:at], later, *plain[at + 1 :]], [Rest(number, starts, ends, None)]
    return _break_at_an_end(gaps, plain, number, rest)


def _break_at_an_end(
    gaps: Sequence[Gap], plain: Sequence[Journey], number: int, rest: Break
) -> tuple[Sequence[Journey], list[Rest]] | None:
    """Set out earlier and rest before the first stop, or rest after the last and be back later."""
    found = []
    gap, way = gaps[0], plain[0]
    ends = min(rest.latest, gap.closes)
    starts = ends - rest.duration
    departs = starts - (way.arrives - way.departs)
    if starts >= rest.earliest and departs >= gap.opens:
        earlier = way._replace(departs=departs, arrives=starts)
        found.append((way.departs - departs, starts, [earlier, *plain[1:]]))
    gap, way = gaps[-1], plain[-1]
    starts = max(rest.earliest, gap.opens)
    ends = starts + rest.duration
    if ends <= rest.latest and ends + way.arrives - way.departs <= gap.closes:
        later = way._replace(departs=ends, arrives=ends + way.arrives - way.departs)
        found.append((later.departs - way.departs, starts, [*plain[:-1], later]))
    if not found:
        return None
    _, starts, journeys = min(found, key=lambda one: one[:2])
    return journeys, [Rest(number, starts, starts + rest.duration, None)]


def _search(
    lookup: Lookup,
    worker: Worker,
    shift: Shift,
    gaps: Sequence[Gap],
    plain: Sequence[Journey],
    owed: Sequence[tuple[int, Break]],
) -> tuple[Sequence[Journey], list[Rest]] | None:
    best: tuple[tuple[int, int, tuple[Moment, ...]], list[Journey], list[Rest]] | None = None
    alone = [_in_gap(lookup, worker, shift, gap, ()) for gap in gaps]
    taken = sum(way.arrives - way.departs for way in plain)
    room = sum(gap.closes - gap.opens for gap in gaps) - taken
    if sum(rest.duration for _, rest in owed) > room:
        return None
    least = (sum(way.ticks for way in plain), plain[-1].arrives - plain[0].departs)
    likely = [
        [
            number
            for number, gap in enumerate(gaps)
            if gap.opens + rest.duration <= rest.latest and rest.earliest < gap.closes
        ]
        for _, rest in owed
    ]
    for chosen in islice(product(*likely), MOST_WAYS):
        found = []
        for number, gap in enumerate(gaps):
            here = tuple(rest for rest, at in zip(owed, chosen, strict=True) if at == number)
            one = _in_gap(lookup, worker, shift, gap, here) if here else alone[number]
            if one is None:
                break
            found.append(one)
        if len(found) < len(gaps):
            continue
        journeys = [one[0] for one in found]
        rests = sorted((rest for one in found for rest in one[1]), key=lambda rest: rest.number)
        if not _soon_enough(shift, journeys, rests):
            continue
        travel = sum(one.ticks for one in journeys)
        away = journeys[-1].arrives - journeys[0].departs
        key = (travel, away, tuple(rest.starts for rest in rests))
        if key[:2] == least:
            return journeys, rests
        if best is None or key < best[0]:
            best = (key, journeys, rests)
    return (best[1], best[2]) if best else None


def _soon_enough(shift: Shift, journeys: Sequence[Journey], rests: Sequence[Rest]) -> bool:
    """Test whether each break owed after long work lies in the span and begins soon enough."""
    sets_out, back = journeys[0].departs, journeys[-1].arrives
    return all(
        (longest := shift.breaks[rest.number].longest_work) is None
        or (sets_out <= rest.starts <= sets_out + longest and rest.ends <= back)
        for rest in rests
    )


def _in_gap(
    lookup: Lookup,
    worker: Worker,
    shift: Shift,
    gap: Gap,
    rests: Sequence[tuple[int, Break]],
) -> tuple[Journey, list[Rest]] | None:
    """Place the journey and `rests` in one gap; the journey as late as possible if first."""
    leave = [busy for busy in worker.busy if busy.starts < gap.closes and busy.ends > gap.opens]
    apart = [rest for rest in rests if rest[1].where != "anywhere"]
    if apart:
        return _by_way_of(lookup, worker, shift, gap, apart[0], rests, leave)
    for departs in _departures(lookup, shift, gap, rests, leave):
        way = journey(lookup, shift, gap, departs)
        if way.ticks < 0:
            return None
        if departs < gap.opens or way.arrives > gap.closes or _meets(departs, way.arrives, leave):
            continue
        placed = _fit(rests, gap, [(departs, way.arrives)], leave)
        if placed is not None:
            return way, placed
    return None


def _departures(
    lookup: Lookup,
    shift: Shift,
    gap: Gap,
    rests: Sequence[tuple[int, Break]],
    leave: Sequence[Busy],
) -> Iterator[Moment]:
    latest = latest_journey(lookup, shift, gap)
    if latest.ticks < 0:
        yield gap.opens
        return
    taken = latest.arrives - latest.departs
    early = [gap.opens, *(busy.ends for busy in leave)]
    early += [max(gap.opens, rest.earliest) + rest.duration for _, rest in rests]
    late = [latest.departs, *(busy.starts - taken for busy in leave)]
    late += [min(gap.closes, rest.latest) - rest.duration - taken for _, rest in rests]
    if gap.first:
        yield from sorted({*early, *late}, reverse=True)
    elif gap.last:
        yield from sorted({*early, *late})
    else:
        yield from sorted(set(early))
        yield from sorted(set(late), reverse=True)


def _meets(starts: Moment, ends: Moment, leave: Sequence[Busy]) -> bool:
    return any(busy.starts < ends and starts < busy.ends for busy in leave)


def _fit(
    rests: Sequence[tuple[int, Break]],
    gap: Gap,
    taken: list[tuple[Moment, Moment]],
    leave: Sequence[Busy],
) -> list[Rest] | None:
    """Place breaks, earliest deadline first, each as early as it goes, around what is taken."""
    blocked = sorted([*taken, *((busy.starts, busy.ends) for busy in leave)])
    placed: list[Rest] = []
    for number, rest in sorted(rests, key=lambda pair: (pair[1].latest, pair[0])):
        starts = max(rest.earliest, gap.opens)
        for begins, ends in blocked:
            if begins < starts + rest.duration and starts < ends:
                starts = ends
        if starts + rest.duration > min(rest.latest, gap.closes):
            return None
        placed.append(Rest(number, starts, starts + rest.duration, None))
        blocked = sorted([*blocked, (starts, starts + rest.duration)])
    return placed


def _by_way_of(
    lookup: Lookup,
    worker: Worker,
    shift: Shift,
    gap: Gap,
    away: tuple[int, Break],
    rests: Sequence[tuple[int, Break]],
    leave: Sequence[Busy],
) -> tuple[Journey, list[Rest]] | None:
    """Spend one break at home or at base, on the way through the gap; the others around it."""
    number, rest = away
    place = shift.start if rest.where == "home" else worker.base
    if place is None:
        return None
    there = [station for station in (gap.origin, place) if station is not None]
    on = [station for station in (place, gap.errand, gap.destination) if station is not None]
    out = _along(lookup, shift, there, gap.opens, 0)
    if out.ticks < 0:
        return None
    starts = max(rest.earliest, out.arrives)
    for busy in sorted(leave, key=lambda busy: busy.starts):
        if _meets(out.departs, out.arrives, [busy]):
            return None
        if _meets(starts, starts + rest.duration, [busy]):
            starts = busy.ends
    ends = starts + rest.duration
    back = _along(lookup, shift, on, ends, gap.errand_ticks)
    if back.ticks < 0 or ends > rest.latest or back.arrives > gap.closes:
        return None
    if _meets(ends, back.arrives, leave):
        return None
    departs, arrives = out.departs, back.arrives
    if gap.first and gap.origin == place:
        latest = latest_journey(lookup, shift, gap)
        if latest.departs >= ends and not _meets(latest.departs, latest.arrives, leave):
            back = latest
        departs, arrives = back.departs, back.arrives
    if gap.last and gap.destination == place:
        arrives = out.arrives
    others = [one for one in rests if one[0] != number]
    taken = [(out.departs, out.arrives), (starts, ends), (back.departs, back.arrives)]
    placed = _fit(others, gap, taken, leave)
    if placed is None:
        return None
    whole = Journey(
        departs,
        arrives,
        out.ticks + back.ticks,
        out.metres + back.metres,
        max(out.longest, back.longest),
    )
    return whole, [*placed, Rest(number, starts, ends, place)]
