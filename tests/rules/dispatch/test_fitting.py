"""What can all be had at once."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guanjia.chapters.dispatch.rules.fitting import Place, fitting
from guanjia.chapters.dispatch.rules.reasons import because
from guanjia.kernel.periods import Period

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def place(visit, worker, start, hours=2):
    return Place(visit, worker, Period(NINE + start * HOUR, NINE + (start + hours) * HOUR))


def codes(dropped):
    return {visit: [reason.code for reason in reasons] for visit, reasons in dropped.items()}


def had(wanted, *, standing=(), away=None, barred=None, people=None):
    return codes(
        fitting(
            wanted, standing=standing, away=away or {}, barred=barred or {}, people=people or {}
        )
    )


def test_what_does_not_clash_is_all_had():
    assert had([place(1, 7, 0), place(2, 7, 2), place(3, 8, 1)]) == {}


def test_of_two_that_clash_the_later_in_line_gives_way():
    assert had([place(1, 7, 0), place(2, 7, 1)]) == {2: ["busy_elsewhere"]}


def test_two_people_can_be_swapped():
    standing = [place(1, 7, 0), place(2, 8, 0)]

    assert had([place(1, 8, 0), place(2, 7, 0)], standing=standing) == {}


def test_half_a_swap_is_no_swap():
    standing = [place(1, 7, 0), place(2, 8, 0)]
    wanted = [place(1, 8, 0), place(2, 7, 0)]
    barred = {wanted[1]: [because("not_cleared")]}

    assert had(wanted, standing=standing, barred=barred) == {
        1: ["busy_elsewhere"],
        2: ["not_cleared"],
    }


def test_nobody_goes_while_on_leave():
    leave = {7: [Period(NINE + HOUR, NINE + 5 * HOUR)]}

    assert had([place(1, 7, 0), place(2, 8, 0)], away=leave) == {1: ["on_leave"]}


def test_a_visit_is_had_with_everybody_it_needs_or_not_at_all():
    assert had([place(1, 7, 0)], people={1: 2}) == {1: ["crew_incomplete"]}
    assert had([place(1, 7, 0), place(1, 8, 0)], people={1: 2}) == {}


PLACES = st.builds(
    place, st.integers(1, 6), st.integers(1, 3), st.integers(0, 6), st.integers(1, 3)
)


@given(
    st.lists(PLACES, max_size=8, unique_by=lambda one: (one.visit_id, one.worker_id)),
    st.lists(PLACES, max_size=6, unique_by=lambda one: (one.visit_id, one.worker_id)),
)
def test_whatever_is_had_never_double_books(wanted, standing):
    dropped = fitting(wanted, standing=standing, away={}, barred={}, people={})
    changed = {one.visit_id for one in wanted} - set(dropped)
    new = [one for one in wanted if one.visit_id in changed]
    staying = [one for one in standing if one.visit_id not in changed]

    for number, one in enumerate(new):
        for other in (*new[number + 1 :], *staying):
            assert one.worker_id != other.worker_id or not one.period.overlaps(other.period)
