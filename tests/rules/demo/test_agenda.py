"""What a story has on its agenda follows from the moment at which it ends, whichever that is."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random

import pytest

from guanjia.demo import org
from guanjia.demo.fieldwork import Task
from guanjia.demo.simulation import ZONE, Hand, Simulation
from guanjia.demo.town import SIZES, write_agenda
from guanjia.kernel.clock import days_between, local
from tests.world.clocks import ODD_DAYS, every_quarter

GAPS_ARE_FILLED, PEOPLE_SET_OUT, DAY_IS_CLOSED = time(6, 50), time(7, 5), time(21, 30)

odd_days = pytest.mark.parametrize("day", ODD_DAYS.values(), ids=ODD_DAYS)


def simulation(end: datetime) -> Simulation:
    written = Simulation(
        end=end, size=SIZES["tiny"], dice=Random(1), progress=lambda done, words: None
    )
    write_agenda(written)
    return written


def times(of: Simulation) -> list[datetime]:
    """Return when something is on the agenda, by the town's wall clock, in order."""
    return sorted(local(at, ZONE) for at, _number, _act in of.agenda)


@odd_days
def test_at_every_quarter_of_an_hour_the_agenda_fits_between_the_opening_and_now(day: date) -> None:
    for end in every_quarter(day):
        planned = simulation(end)
        first, *later = times(planned)
        before = set(days_between(planned.first_monday, day))
        clocks = defaultdict(set)
        for at in later:
            if at != end:
                clocks[at.time()].add(at.date())
        assert getattr(planned.agenda[0][2], "func", None) is org.open_company
        assert first == planned.opens_at
        assert later[-1] <= end, "something lies in the future"
        assert clocks[GAPS_ARE_FILLED] == before
        assert clocks[PEOPLE_SET_OUT] - {day} == before
        assert (day in clocks[PEOPLE_SET_OUT]) == (local(end, ZONE).time() > PEOPLE_SET_OUT)
        assert clocks[DAY_IS_CLOSED] == before, "a day is closed when it is over"


@odd_days
def test_a_town_of_every_size_has_its_whole_weeks_before_the_week_of_today(day: date) -> None:
    for size in SIZES.values():
        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        planned = Simulation(end=noon, size=size, dice=Random(1), progress=lambda done, words: None)
        since = day - planned.first_monday
        assert planned.first_monday.weekday() == 0
        assert timedelta(weeks=size.weeks) <= since < timedelta(weeks=size.weeks + 1)
        assert planned.opening + timedelta(days=14) == planned.first_monday


@odd_days
def test_where_the_machine_stands_makes_no_difference(day: date) -> None:
    for end in islice(every_quarter(day), None, None, 16):
        assert times(simulation(end)) == times(simulation(end.astimezone(UTC)))


def test_no_dice_are_thrown_for_what_is_known_beforehand() -> None:
    planned = simulation(datetime(2026, 11, 25, 4, tzinfo=UTC))
    assert planned.dice.getstate() == Random(1).getstate()


@pytest.mark.parametrize("minutes", [1, 42, 90, 480])
def test_a_visit_is_done_bit_by_bit_from_nothing_to_all(minutes: int) -> None:
    arrives_at = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    leaves_at = arrives_at + timedelta(minutes=minutes)
    hand = Hand(None, None, care=1.0, delay=0.0)  # type: ignore[arg-type]  # nobody is asked
    task = Task(1, 1, 1, hand, arrives_at, leaves_at, quality=1.0)

    done = [task.done_by(arrives_at + timedelta(minutes=one)) for one in range(minutes + 1)]

    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 1)
    assert task.done_by(leaves_at + timedelta(days=1)) == 1
