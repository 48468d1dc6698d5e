"""The calls that follow when something was not as it should be."""

from datetime import datetime, timedelta
from functools import partial

from guanjia.chapters.relations import commands
from guanjia.chapters.relations.models import Callback
from guanjia.demo.simulation import LEFT_OPEN, ZONE, Simulation, actor_of
from guanjia.kernel.clock import minute_of

SAID = (
    "已致歉,约定下次由组长陪同,客户表示理解",
    "客户说主要是时间问题,已调整到上午",
    "已安排返工,客户满意",
    "解释了延误原因,送一次厨房清洁",
)


def write_agenda(simulation: Simulation) -> None:
    """Let whoever is to call a household do so, most of the time."""
    simulation.whenever(Callback, partial(_may_call, simulation))


def _may_call(simulation: Simulation, callback: Callback, at: datetime) -> None:
    if simulation.end - at < LEFT_OPEN:
        return
    owner = actor_of(callback.owner, at)
    called_at = at + timedelta(hours=simulation.dice.uniform(0.5, 20))
    if not 9 * 60 <= minute_of(called_at, ZONE) < 20 * 60:
        called_at += timedelta(hours=11)
    if simulation.chance(0.25):
        simulation.later(
            called_at - timedelta(minutes=25),
            lambda at: commands.try_callback(actor=owner, callback_id=callback.pk, at=at),
        )
    outcome = simulation.dice.choice(("satisfied", "satisfied", "redo_agreed", "change_agreed"))
    words = simulation.dice.choice(SAID)
    simulation.later(
        called_at,
        lambda at: commands.settle_callback(
            actor=owner, callback_id=callback.pk, outcome=outcome, words=words, at=at
        ),
    )
