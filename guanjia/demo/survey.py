"""What households say afterwards: questionnaires answered or not."""

from datetime import datetime, timedelta
from functools import partial

from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.survey import commands as survey
from guanjia.chapters.survey.models import Invitation
from guanjia.demo.simulation import HOUSE, LEFT_OPEN, ZONE, Simulation
from guanjia.flow.overviews.request_actor import presence_of
from guanjia.kernel.clock import days_between, minute_of

ANSWERS = 0.62
"""The share of households that answer when asked."""


def write_agenda(simulation: Simulation) -> None:
    """Let households answer, or not until it is too late."""
    simulation.whenever(Invitation, partial(_may_answer, simulation))
    for day in days_between(simulation.opening, simulation.today + timedelta(days=1)):
        simulation.later(
            simulation.on(day, "22:10"), lambda at: survey.expire_invitations(actor=HOUSE, at=at)
        )


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
