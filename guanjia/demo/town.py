"""
Tells a town as a story: a company, its people, its families, and months of work in their homes.

Everything is done by the commands that people use, at the times at which they would have used
them, so that ledger, timelines and figures are as real as any. What the dice decide depends on
the seed alone: the same seed and the same moment tell the same town.
"""

from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from guanjia.demo import dispatch
from guanjia.demo.simulation import Progress, Simulation, Size
from guanjia.flow.chapter import modules_named
from guanjia.flow.leases import release_lease, take_lease
from guanjia.kernel.clock import days_between
from guanjia.ledger import wakeup
from guanjia.outbound.commands import send_due
from guanjia.outbound.messages import Kept, carried_by

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
    simulation = Simulation(end=at, size=SIZES[size], dice=Random(seed), progress=progress)
    with wakeup.paused(), transaction.atomic():
        take_lease("delivery", holder=TELLER, at=at, length=LONGEST)
        write_agenda(simulation)
        simulation.play()
        dispatch.leave_something_to_do(simulation)
        simulation.play()
        simulation.hand_on(at)
        release_lease("delivery", holder=TELLER)


def write_agenda(simulation: Simulation) -> None:
    """
    Put on the agenda what is known beforehand; what follows from it is put there as it happens.

    Each chapter's module of the demo does so by its `write_agenda`, in process order. What is known
    depends on `end` and `size` alone: no dice are thrown and nothing is read. Every hour of the day
    facts take effect, and whoever waits for new rows hears of them.
    """
    for chapter in modules_named(settings.CHAPTERS, "guanjia.demo.{}"):
        chapter.write_agenda(simulation)
    for day in days_between(simulation.opening, simulation.today + timedelta(days=1)):
        for hour in range(8, 22):
            simulation.later(simulation.on(day, f"{hour}:00"), simulation.listen)
        simulation.later(simulation.on(day, "08:05"), _send)
        simulation.later(simulation.on(day, "21:05"), _send)
    simulation.later(simulation.end, simulation.listen)
    simulation.later(simulation.end, _send)


def _send(at: datetime) -> None:
    """Let messages go out; in a story they go nowhere."""
    with carried_by(Kept(), "sms", "wechat", "email"):
        while send_due(at=at):
            pass
