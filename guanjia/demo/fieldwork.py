"""The days' work: arriving, step by step through the standard, leaving, and what the client says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO

from PIL import Image

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dossier.queries import may_take_photos
from guanjia.chapters.fieldwork import commands
from guanjia.chapters.fieldwork.models import Alert, Attendance
from guanjia.demo.planning import client_of, signature
from guanjia.demo.simulation import Hand, Simulation
from guanjia.kernel.clock import days_between
from guanjia.kernel.places import Point
from guanjia.vault.commands import store
from guanjia.vault.intake import Prepared

BAD_WEEKS = (3, 4)
"""How many weeks before this one the second branch had rain and roadworks: two weeks of being late."""

RAIN_DELAY = 9.0
NOTES = ("已完成", "客户在家,已确认", "情况正常", "已和家属说明", "按方案执行")
REMARKS = ("卫生间地漏还有头发", "油烟机背后没擦到", "来晚了也没有提前说", "床铺得不平整")
MISHAPS = (
    ("damage", "minor", "擦柜子时碰落一个杯子,已拍照并告知客户"),
    ("access", "minor", "门锁没电,等客户远程开门十分钟"),
    ("illness", "serious", "老人血压偏高,已报告家属和管家"),
    ("property", "minor", "洗衣机漏水,已关阀并告知客户"),
)

SEEN_TO = (
    ("family_told", "已电话告知家属,半小时后复测恢复正常"),
    ("corrected_there", "已让阿姨休息后复测,正常"),
    ("nothing_wrong", "客户说平时就是这个数,医生已知情"),
)
ALERT_LEFT_OPEN = timedelta(hours=20)
"""An alert of this time before now is left to whoever looks at the demonstration."""


@dataclass(frozen=True, slots=True)
class Task:
    """One worker's visit as it will go."""

    assignment_id: int
    visit_id: int
    household_id: int
    hand: Hand
    arrives_at: datetime
    leaves_at: datetime
    quality: float

    def done_by(self, at: datetime) -> float:
        """Return the share of the work done by then: 0 on arriving, 1 from leaving on."""
        return min(1.0, (at - self.arrives_at) / (self.leaves_at - self.arrives_at))


def write_agenda(simulation: Simulation) -> None:
    """Put every day's work on the agenda, and let the desk see to what it shows."""
    simulation.whenever(Alert, partial(_may_see_to, simulation))
    for day in days_between(simulation.first_monday, simulation.today + timedelta(days=1)):
        simulation.later(simulation.on(day, "07:05"), partial(_begin_day, simulation, day))


def _may_see_to(simulation: Simulation, alert: Alert, at: datetime) -> None:
    """Let the manager call the family, unless the alert is one for whoever looks at the demonstration."""
    if simulation.end - at < ALERT_LEFT_OPEN:
        return
    manager = simulation.at_desk("manager", alert.visit.branch)
    outcome, words = simulation.dice.choice(SEEN_TO)

    def see_to(at: datetime) -> None:
        if Alert.objects.filter(pk=alert.pk, status="raised").exists():
            commands.settle_alert(
                actor=manager, alert_id=alert.pk, outcome=outcome, words=words, at=at
            )

    simulation.later(at + timedelta(minutes=simulation.dice.randrange(5, 50)), see_to)


def _begin_day(simulation: Simulation, day: date, _at: datetime) -> None:
    sent = Assignment.objects.filter(visit__on=day, status="assigned").select_related("visit")
    for row in sent.order_by("starts_at", "id"):
        task = _task_of(simulation, row, day)
        simulation.later(task.arrives_at, _arrival(simulation, task))


def _task_of(simulation: Simulation, row: Assignment, day: date) -> Task:
    dice, hand = simulation.dice, simulation.hands[row.worker_id]
    delay = dice.gauss(hand.delay - 3, 4.5)
    if dice.random() < 0.03:
        delay += dice.uniform(10, 35)
    weeks_ago = (simulation.today - day).days // 7
    is_second_branch = hand.worker.branch_id == list(simulation.branches.values())[-1].pk
    is_raining = weeks_ago in BAD_WEEKS and is_second_branch
    if is_raining:
        delay += dice.expovariate(1 / RAIN_DELAY)
    arrives_at = row.starts_at + timedelta(seconds=round(60 * max(delay, -25)))
    length = row.visit.minutes * dice.uniform(0.93, 1.06)
    quality = min(1.0, max(0.0, dice.gauss(hand.care, 0.13) - 0.006 * max(delay, 0)))
    return Task(
        row.pk,
        row.visit_id,
        row.visit.household_id,
        hand,
        arrives_at,
        arrives_at + timedelta(seconds=round(60 * length)),
        quality,
    )


def _arrival(simulation: Simulation, task: Task) -> Callable[[datetime], None]:
    def arrive(at: datetime) -> None:
        row = (
            Assignment.objects.filter(id=task.assignment_id, status="assigned")
            .select_related("visit__home")
            .first()
        )
        if row is None or row.visit.status not in ("staffed", "started"):
            return
        home = row.visit.home
        place = None
        if home.latitude is not None and home.longitude is not None and simulation.chance(0.93):
            off = 0.006 if simulation.chance(0.02) else 0.0004
            place = Point(
                home.latitude + simulation.dice.gauss(0, off),
                home.longitude + simulation.dice.gauss(0, off),
            )
        attendance = commands.check_in(
            actor=task.hand.actor, assignment_id=row.pk, happened_at=at, at=at, place=place
        )
        if task.leaves_at > simulation.end:
            _tell_steps(simulation, task, attendance, row.visit.sop_id, simulation.end)
        simulation.later(
            task.leaves_at, _departure(simulation, task, attendance, row.visit.sop_id, place)
        )

    return arrive


def _departure(
    simulation: Simulation,
    task: Task,
    attendance: Attendance,
    sop_id: int | None,
    place: Point | None,
) -> Callable[[datetime], None]:
    def leave(at: datetime) -> None:
        _tell_steps(simulation, task, attendance, sop_id, at)
        commands.check_out(
            actor=task.hand.actor, attendance_id=attendance.pk, happened_at=at, at=at, place=place
        )
        simulation.visits[task.visit_id] = min(
            task.quality, simulation.visits.get(task.visit_id, 1.0)
        )
        if simulation.chance(0.012 + 0.03 * (1 - task.hand.care)):
            _have_mishap(simulation, task, at)
        _let_client_speak(simulation, task, attendance, at)

    return leave


def _tell_steps(
    simulation: Simulation, task: Task, attendance: Attendance, sop_id: int | None, at: datetime
) -> None:
    """Record the steps of the standard as they were done between arriving and `at`, if any were."""
    steps = list(SopStep.objects.filter(sop_id=sop_id or 0).order_by("position"))
    told = steps[: int(len(steps) * task.done_by(at))]
    photo = None
    if any(step.evidence == "photo" for step in told) and may_take_photos(
        household_id=task.household_id
    ):
        photo = _photo(simulation, task, at)
    between = (at - task.arrives_at) / (len(told) + 1)
    commands.record_steps(
        actor=task.hand.actor,
        attendance_id=attendance.pk,
        told=[
            (_told(simulation, task, step, photo), task.arrives_at + between * number)
            for number, step in enumerate(told, start=1)
        ],
        at=at,
    )


def _told(
    simulation: Simulation, task: Task, step: SopStep, photo: int | None
) -> commands.StepTold:
    dice = simulation.dice
    is_left_out = not step.is_critical and simulation.chance(0.01 + 0.05 * (1 - task.quality))
    if is_left_out:
        reason = dice.choice(("client_said_no", "no_time", "no_tool", "not_needed"))
        return commands.StepTold(step.pk, is_done=False, reason=reason)
    value = None
    if step.evidence == "value":
        low, high = step.least or 0.0, step.most or (step.least or 0.0) + 4
        middle, spread = (low + high) / 2, (high - low) / 5
        value = round(dice.gauss(middle, spread), 0 if high > 50 else 1)
    return commands.StepTold(
        step.pk,
        is_done=True,
        value=value,
        note=dice.choice(NOTES) if step.evidence == "note" else "",
        file_id=photo if step.evidence == "photo" else None,
    )


def _photo(simulation: Simulation, task: Task, at: datetime) -> int:
    """Return the id of a picture in the vault: a wall and a floor, and nobody in it."""
    light = simulation.dice.randrange(150, 230)
    picture = Image.new("RGB", (320, 240), (light, light - 6, light - 16))
    picture.paste((light - 50, light - 66, light - 84), (0, 160, 320, 240))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=70)
    return store(
        Prepared(kept.getvalue(), "image/jpeg"),
        purpose="work",
        user_id=task.hand.actor.user_id,
        at=at,
    ).pk


def _have_mishap(simulation: Simulation, task: Task, at: datetime) -> None:
    kind, severity, note = simulation.dice.choice(MISHAPS)
    incident = commands.report_incident(
        actor=task.hand.actor,
        assignment_id=task.assignment_id,
        key=f"story/{task.assignment_id}",
        kind=kind,
        severity=severity,
        note=note,
        happened_at=at,
        at=at,
    )
    manager = simulation.at_desk("manager", task.hand.worker.branch)
    seen_to = at + timedelta(hours=simulation.dice.randrange(1, 40))

    def see_to_it(at: datetime) -> None:
        commands.take_up_incident(actor=manager, incident_id=incident.pk, at=at)
        commands.close_incident(actor=manager, incident_id=incident.pk, at=at)

    simulation.later(seen_to, see_to_it)


def _let_client_speak(
    simulation: Simulation, task: Task, attendance: Attendance, at: datetime
) -> None:
    """Let the client accept by their own login, or sign on the worker's phone, or say nothing yet."""
    dice = simulation.dice
    is_accepted = task.quality > 0.5 or not simulation.chance(0.5)
    remark = "" if is_accepted else dice.choice(REMARKS)
    if simulation.chance(0.2):
        drawing = store(
            signature(simulation),
            purpose="signature",
            user_id=task.hand.actor.user_id,
            at=at,
        )
        commands.accept_work(
            actor=task.hand.actor,
            attendance_id=attendance.pk,
            is_accepted=is_accepted,
            remark=remark,
            signature_file_id=drawing.pk,
            at=at,
        )
    elif simulation.chance(0.85):
        simulation.later(
            at + timedelta(minutes=dice.randrange(3, 300)),
            lambda at: commands.accept_work(
                actor=client_of(simulation, attendance.assignment.visit.household, at),
                attendance_id=attendance.pk,
                is_accepted=is_accepted,
                remark=remark,
                at=at,
            ),
        )
