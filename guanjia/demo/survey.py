"""What households say afterwards: questionnaires answered or not, and the calls that follow."""

from datetime import datetime, timedelta

from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.relations.models import Callback
from guanjia.chapters.survey import commands as survey
from guanjia.chapters.survey.models import Invitation
from guanjia.demo.simulation import HOUSE, ZONE, Simulation, actor_of
from guanjia.flow.overviews.request_actor import presence_of
from guanjia.kernel.clock import days_between, minute_of
from guanjia.outbound.commands import send_due
from guanjia.outbound.messages import Kept, carried_by

ANSWERS = 0.62
"""The share of households that answer when asked."""

LEFT_OPEN = timedelta(hours=52)
"""A call asked for in this time before now is left to whoever looks at the demonstration."""

SAID = (
    "已致歉,约定下次由组长陪同,客户表示理解",
    "客户说主要是时间问题,已调整到上午",
    "已安排返工,客户满意",
    "解释了延误原因,送一次厨房清洁",
)


def write_agenda(simulation: Simulation) -> None:
    """Put on the agenda when messages go out, answers come in and calls are made."""
    for day in days_between(simulation.opening, simulation.today + timedelta(days=1)):
        for hour in range(8, 22):
            simulation.later(simulation.on(day, f"{hour}:00"), lambda at: _hand_on(simulation, at))
        simulation.later(simulation.on(day, "08:05"), _send)
        simulation.later(simulation.on(day, "21:05"), _send)
        simulation.later(
            simulation.on(day, "22:10"), lambda at: survey.expire_invitations(actor=HOUSE, at=at)
        )
    simulation.later(simulation.end, lambda at: _hand_on(simulation, at))
    simulation.later(simulation.end, _send)


def _send(at: datetime) -> None:
    """Let messages go out; in a story they go nowhere."""
    with carried_by(Kept(), "sms", "wechat", "email"):
        while send_due(at=at):
            pass


def _hand_on(simulation: Simulation, at: datetime) -> None:
    """Let facts take effect, and see who was asked and who is to be called because of them."""
    simulation.hand_on(at)
    asked = Invitation.objects.filter(id__gt=simulation.heard.get("asked", 0)).order_by("id")
    for invitation in asked:
        simulation.heard["asked"] = invitation.pk
        _may_answer(simulation, invitation, at)
    wanted = Callback.objects.filter(id__gt=simulation.heard.get("calls", 0)).order_by("id")
    for callback in wanted.select_related("owner", "household"):
        simulation.heard["calls"] = callback.pk
        _may_call(simulation, callback, at)


def _may_answer(simulation: Simulation, invitation: Invitation, at: datetime) -> None:
    hours = simulation.dice.expovariate(1 / 7)
    answered_at = at + timedelta(hours=hours, minutes=simulation.dice.randrange(1, 60))
    is_dark = not 7 * 60 <= minute_of(answered_at, ZONE) < 22 * 60
    if is_dark:
        answered_at += timedelta(hours=10)
    is_grudge = _is_time_for_a_grudge(simulation, invitation, answered_at)
    if not is_grudge and not simulation.chance(ANSWERS):
        return
    given = _answers(simulation, invitation, is_grudge=is_grudge)

    def answer(at: datetime) -> None:
        user = invitation.user
        assert user is not None
        client = presence_of(user_id=user.pk, name=user.name, at=at).actor
        survey.answer(actor=client, invitation_id=invitation.pk, given=given, at=at)

    simulation.later(answered_at, answer)


def _is_time_for_a_grudge(simulation: Simulation, invitation: Invitation, at: datetime) -> bool:
    """Tell whether this is the one low answer, in the first branch, whose call-back is overdue."""
    if simulation.heard.get("grudge"):
        return False
    first_branch = next(iter(simulation.branches.values()))
    is_there = invitation.household.branch_id == first_branch.pk
    is_time = is_there and timedelta(hours=26) < simulation.end - at < LEFT_OPEN
    simulation.heard["grudge"] = int(is_time)
    return is_time


def _answers(simulation: Simulation, invitation: Invitation, *, is_grudge: bool) -> dict[str, str]:
    felt = simulation.visits.get(invitation.visit_id or 0, 0.8) + simulation.dice.gauss(0, 0.05)
    if is_grudge:
        felt = 0.41
    marks = sum(felt > step for step in (0.4, 0.52, 0.64, 0.78)) + 1
    late = (
        Attendance.objects.filter(assignment__visit_id=invitation.visit_id or 0)
        .order_by("-late_minutes")
        .values_list("late_minutes", flat=True)
        .first()
    ) or 0
    came = "on_time" if late <= 0 else "a_little_late" if late <= 10 else "late"
    wish = "none" if marks == 5 else "improve" if marks >= 3 else "redo"
    return {"V1": str(marks), "V2": came, "V3": wish}


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
            lambda at: relations.try_callback(actor=owner, callback_id=callback.pk, at=at),
        )
    outcome = simulation.dice.choice(("satisfied", "satisfied", "redo_agreed", "change_agreed"))
    words = simulation.dice.choice(SAID)
    simulation.later(
        called_at,
        lambda at: relations.settle_callback(
            actor=owner, callback_id=callback.pk, outcome=outcome, words=words, at=at
        ),
    )
