"""
Tells a town as a story: a company, its people, its families, and months of work in their homes.

Everything is done by the commands that people use, at the times at which they would have used
them, so that ledger, timelines and figures are as real as any. What the dice decide depends on
the seed alone: the same seed and the same moment tell the same town.
"""

from datetime import datetime, timedelta
from functools import partial
from random import Random

from django.db import transaction

from guanjia.demo import cast, crew, homes, plans, rosters, voices, work
from guanjia.demo.stage import Progress, Size, Stage
from guanjia.flow.delivery import release_lease, take_lease
from guanjia.ledger import wake

SIZES = {
    "tiny": Size(weeks=1, families=12),
    "small": Size(weeks=5),
    "medium": Size(weeks=52),
}
TELLER = "demo"
LONGEST = timedelta(hours=6)


def tell(*, size: str, seed: int, at: datetime, progress: Progress) -> None:
    """
    Tell the town up to `at`, in a house that has its figures and its catalogue and nobody in it.

    All of it is told or nothing. The deliverer must not run meanwhile.

    :param size: a key of SIZES
    :param at: now; nothing in the story is later
    :raises KeyError: if there is no such size
    """
    stage = Stage(end=at, size=SIZES[size], dice=Random(seed), progress=progress)
    with wake.asleep(), transaction.atomic():
        take_lease("delivery", holder=TELLER, at=at, length=LONGEST)
        write_agenda(stage)
        stage.play()
        rosters.leave_something_to_do(stage)
        stage.play()
        stage.hand_on(at)
        release_lease("delivery", holder=TELLER)


def write_agenda(stage: Stage) -> None:
    """
    Put on the agenda what is known beforehand; what follows from it is put there as it happens.

    What is known depends on `end` and `size` alone: no dice are thrown and nothing is read.
    """
    stage.later(stage.opens_at, partial(cast.open_company, stage))
    crew.take_on_everybody(stage)
    crew.keep_papers(stage)
    homes.take_all_calls(stage)
    plans.open_ahead(stage)
    plans.take_orders(stage)
    rosters.plan_the_weeks(stage)
    work.work_the_days(stage)
    voices.listen(stage)
