"""What households say afterwards: questionnaires answered or not, and the calls that follow."""

from datetime import datetime, timedelta

from guanjia.chapters.fieldwork.models import Attendance
from guanjia.chapters.relations import commands as relations
from guanjia.chapters.relations.models import Callback
from guanjia.chapters.survey import commands as survey
from guanjia.chapters.survey.models import Invitation
from guanjia.demo.stage import HOUSE, ZONE, Stage, actor_of
from guanjia.flow.overviews.presence import presence_of
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


def listen(stage: Stage) -> None:
    """Put on the agenda when messages go out, answers come in and calls are made."""
    for day in days_between(stage.opening, stage.today + timedelta(days=1)):
        for hour in range(8, 22):
            stage.later(stage.on(day, f"{hour}:00"), lambda at: _hand_on(stage, at))
        stage.later(stage.on(day, "08:05"), _send)
        stage.later(stage.on(day, "21:05"), _send)
        stage.later(
            stage.on(day, "22:10"), lambda at: survey.expire_invitations(actor=HOUSE, at=at)
        )
    stage.later(stage.end, lambda at: _hand_on(stage, at))
    stage.later(stage.end, _send)


def _send(at: datetime) -> None:
    """Let messages go out; in a story they go nowhere."""
    with carried_by(Kept(), "sms", "wechat", "email"):
        while send_due(at=at):
            pass


def _hand_on(stage: Stage, at: datetime) -> None:
    """Let facts take effect, and see who was asked and who is to be called because of them."""
    stage.hand_on(at)
    asked = Invitation.objects.filter(id__gt=stage.heard.get("asked", 0)).order_by("id")
    for invitation in asked:
        stage.heard["asked"] = invitation.pk
        _may_answer(stage, invitation, at)
    wanted = Callback.objects.filter(id__gt=stage.heard.get("calls", 0)).order_by("id")
    for callback in wanted.select_related("owner", "household"):
        stage.heard["calls"] = callback.pk
        _may_call(stage, callback, at)


def _may_answer(stage: Stage, invitation: Invitation, at: datetime) -> None:
    hours = stage.dice.expovariate(1 / 7)
    answered_at = at + timedelta(hours=hours, minutes=stage.dice.randrange(1, 60))
    is_dark = not 7 * 60 <= minute_of(answered_at, ZONE) < 22 * 60
    if is_dark:
        answered_at += timedelta(hours=10)
    is_grudge = _is_time_for_a_grudge(stage, invitation, answered_at)
    if not is_grudge and not stage.chance(ANSWERS):
        return
    given = _answers(stage, invitation, is_grudge=is_grudge)

    def answer(at: datetime) -> None:
        user = invitation.user
        assert user is not None
        client = presence_of(user_id=user.pk, name=user.name, at=at).actor
        survey.answer(actor=client, invitation_id=invitation.pk, given=given, at=at)

    stage.later(answered_at, answer)


def _is_time_for_a_grudge(stage: Stage, invitation: Invitation, at: datetime) -> bool:
    """Tell whether this is the one low answer, in the first branch, whose call-back is overdue."""
    if stage.heard.get("grudge"):
        return False
    first_branch = next(iter(stage.branches.values()))
    is_there = invitation.household.branch_id == first_branch.pk
    is_time = is_there and timedelta(hours=26) < stage.end - at < LEFT_OPEN
    stage.heard["grudge"] = int(is_time)
    return is_time


def _answers(stage: Stage, invitation: Invitation, *, is_grudge: bool) -> dict[str, str]:
    felt = stage.visits.get(invitation.visit_id or 0, 0.8) + stage.dice.gauss(0, 0.05)
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


def _may_call(stage: Stage, callback: Callback, at: datetime) -> None:
    if stage.end - at < LEFT_OPEN:
        return
    owner = actor_of(callback.owner, at)
    called_at = at + timedelta(hours=stage.dice.uniform(0.5, 20))
    if not 9 * 60 <= minute_of(called_at, ZONE) < 20 * 60:
        called_at += timedelta(hours=11)
    if stage.chance(0.25):
        stage.later(
            called_at - timedelta(minutes=25),
            lambda at: relations.try_callback(actor=owner, callback_id=callback.pk, at=at),
        )
    outcome = stage.dice.choice(("satisfied", "satisfied", "redo_agreed", "change_agreed"))
    words = stage.dice.choice(SAID)
    stage.later(
        called_at,
        lambda at: relations.settle_callback(
            actor=owner, callback_id=callback.pk, outcome=outcome, words=words, at=at
        ),
    )
