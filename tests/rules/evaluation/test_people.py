"""What the visits of one person say: praise, training, a worry, or too little to say anything."""

from dataclasses import replace
from datetime import date

import pytest

from guanjia.chapters.evaluation.rules import (
    Bounds,
    Rate,
    Rating,
    VisitRow,
    in_order,
    person,
)

BOUNDS = Bounds(few_visits=10, few_answers=5, low_rating=4, low_percent=90, high_percent=95)
GOOD = VisitRow(
    visit_id=1,
    on=date(2026, 11, 23),
    household_id=1,
    worker_ids=(1,),
    service_id=1,
    status="finished",
    is_cancelled_by_client=False,
    is_due=True,
    late_minutes=0,
    satisfaction=5,
    was_asked=True,
    is_accepted=True,
    steps_due=8,
    steps_done=8,
)
LATE = replace(GOOD, late_minutes=30)
SILENT = replace(GOOD, satisfaction=None)


def of(*rows, name="王芳", worker_id=1):
    return person(worker_id, name, rows, tolerance_minutes=10, within=BOUNDS)


@pytest.mark.parametrize(
    "rows, standing, low",
    [
        ([GOOD] * 12, "praise", set()),
        ([SILENT] * 12, "steady", set()),
        ([GOOD] * 3, "few", set()),
        ([GOOD] * 10 + [LATE] * 2, "train", {"on_time"}),
        ([GOOD] * 10 + [replace(GOOD, steps_done=7)] * 2, "train", {"completion"}),
        ([GOOD] * 10 + [replace(GOOD, incidents=1)] * 2, "worry", {"smooth"}),
        ([replace(GOOD, satisfaction=3)] * 12, "worry", {"rating"}),
        ([LATE, *[replace(GOOD, satisfaction=2)] * 11], "worry", {"rating"}),
        ([GOOD] * 12 + [replace(GOOD, satisfaction=3)], "steady", set()),
        ([], "few", set()),
    ],
)
def test_the_numbers_of_a_person_say(rows, standing, low):
    """Requirement 7.2: whom to praise, whom to train, who is a worry."""
    found = of(*rows)
    assert (found.standing, set(found.low)) == (standing, low)


def test_one_angry_answer_is_to_be_watched_but_too_little_to_judge_by():
    found = of(*[SILENT] * 11, replace(GOOD, satisfaction=1))
    assert found.rating == Rating(1, 1)
    assert "rating" in found.low & found.few
    assert found.standing == "watch"
    assert of(replace(GOOD, incidents=1)).standing == "watch"


def test_a_mean_of_exactly_the_bound_is_not_low():
    assert "rating" not in of(*[replace(GOOD, satisfaction=4)] * 6).low


def test_without_rows_a_person_has_no_number():
    nobody = of()
    assert (nobody.rating.mean, nobody.on_time.share, nobody.smooth.share) == (None, None, None)
    assert nobody.kept == Rate(0, 0)
    assert nobody.few == {"on_time", "completion", "smooth", "rating"}


def test_the_worst_come_first_and_whoever_has_no_number_last_either_way():
    low = of(replace(GOOD, satisfaction=2), name="甲", worker_id=2)
    high = of(GOOD, name="乙", worker_id=3)
    unasked = of(SILENT, name="丙", worker_id=4)

    worst = in_order([unasked, high, low], "rating")
    best = in_order([unasked, high, low], "rating", is_reversed=True)

    assert [one.worker_id for one in worst] == [2, 3, 4]
    assert [one.worker_id for one in best] == [3, 2, 4]


def test_by_what_the_numbers_say_worries_come_before_praise():
    worry = of(*[replace(GOOD, satisfaction=1)] * 12, name="甲", worker_id=2)
    train = of(*[LATE] * 12, name="乙", worker_id=3)
    people = [of(*[GOOD] * 12), of(GOOD, worker_id=5), train, worry]
    assert [one.standing for one in in_order(people, "standing")] == [
        "worry",
        "train",
        "praise",
        "few",
    ]
