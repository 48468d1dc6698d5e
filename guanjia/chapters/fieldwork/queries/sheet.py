"""The sheet on the worker's phone: one visit, step by step."""

from dataclasses import dataclass
from datetime import date, datetime

from guanjia.chapters.catalog.models import SopStep
from guanjia.chapters.catalog.queries import steps_of, touches_food
from guanjia.chapters.dispatch.models import Visit
from guanjia.chapters.fieldwork import policies, rules
from guanjia.chapters.fieldwork.models import Attendance, StepRecord
from guanjia.chapters.org.queries import figures
from guanjia.kernel.actors import Actor, Verdict


@dataclass(frozen=True, slots=True)
class StepLine:
    """
    One step of the standard, and what has been said of it so far (None: nothing).

    Readings from `least` to `most` are normal, from `low` to `high` they are taken without asking.
    `version` is of what is recorded, 0 for nothing.
    """

    id: int
    code: str
    text: str
    acceptance: str
    is_critical: bool
    evidence: str
    unit: str
    least: float | None
    most: float | None
    low: float | None
    high: float | None
    is_done: bool | None
    reason: str
    value: float | None
    note: str
    file_id: int | None
    version: int
    happened_at: datetime | None
    is_abnormal: bool

    @property
    def is_about_food(self) -> bool:
        """Whether something is done with food."""
        return touches_food("", [self.code])


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the worker's phone shows of one visit while the worker is there."""

    assignment_id: int
    attendance_id: int | None
    visit_id: int
    household_id: int
    home_id: int
    service: str
    category: str
    starts_at: datetime
    ends_at: datetime
    status: str
    set_out_at: datetime | None
    arrives_at: datetime | None
    checked_in_at: datetime | None
    checked_out_at: datetime | None
    late_minutes: int
    office_phone: str
    butler: str
    unsigned_reason: str
    may_work: Verdict
    limits: rules.Limits
    steps: tuple[StepLine, ...]

    @property
    def touches_food(self) -> bool:
        """Whether something is done with food on this visit."""
        return touches_food(self.category, [step.code for step in self.steps])

    @property
    def planned_minutes(self) -> int:
        """For how long somebody was to be there."""
        return rules.whole_minutes(self.starts_at, self.ends_at)

    def would_be_early(self, at: datetime) -> bool:
        """Test whether leaving then would be so early that it may be a slip of the finger."""
        return rules.is_early_to_leave(
            planned_minutes=self.planned_minutes,
            minutes=rules.whole_minutes(self.checked_in_at or at, at),
            limits=self.limits,
        )

    @property
    def done(self) -> int:
        """How many steps have been recorded, done or not."""
        return sum(step.is_done is not None for step in self.steps)

    @property
    def next_step(self) -> StepLine | None:
        """The first step of which nothing has been said."""
        return next((step for step in self.steps if step.is_done is None), None)

    def step(self, step_id: int) -> StepLine | None:
        """Return one step of this sheet by its id."""
        return next((step for step in self.steps if step.id == step_id), None)


def own_sheet(*, actor: Actor, assignment_id: int) -> Sheet:
    """
    Return the sheet of one assignment to whoever was sent, for a page that records the work.

    :raises Assignment.DoesNotExist: if there is none such among those the actor may see
    :raises NotAllowed: if the actor sees it, and somebody else was sent
    """
    found = sheet(actor=actor, assignment_id=assignment_id)
    found.may_work.require()
    return found


def sheet(*, actor: Actor, assignment_id: int) -> Sheet:
    """
    Return the sheet of one assignment, in five SQL queries.

    `status` is the attendance's, or "expected" before the worker has arrived.

    :raises Assignment.DoesNotExist: if there is none such among those the actor may see
    """
    assignment = (
        policies.visible_assignments(actor)
        .select_related("visit__service", "visit__branch", "visit__household__butler")
        .get(id=assignment_id)
    )
    visit = assignment.visit
    limits = limits_of(visit)
    attendance = Attendance.objects.filter(assignment=assignment).first()
    steps = steps_of(visit.sop_id)
    records = (
        {row.step_id: row for row in StepRecord.objects.filter(attendance=attendance)}
        if attendance
        else {}
    )
    return Sheet(
        assignment_id=assignment.pk,
        attendance_id=attendance.pk if attendance else None,
        visit_id=visit.pk,
        household_id=visit.household_id,
        home_id=visit.home_id,
        service=visit.service.name,
        category=visit.service.category,
        starts_at=assignment.starts_at,
        ends_at=assignment.ends_at,
        set_out_at=assignment.set_out_at,
        arrives_at=assignment.arrives_at,
        status=attendance.status if attendance else "expected",
        checked_in_at=attendance.checked_in_at if attendance else None,
        checked_out_at=attendance.checked_out_at if attendance else None,
        late_minutes=attendance.late_minutes if attendance else 0,
        office_phone=visit.branch.phone,
        butler=visit.household.butler.name if visit.household.butler else "",
        unsigned_reason=attendance.unsigned_reason if attendance else "",
        may_work=policies.may_work(actor, assignment),
        limits=limits,
        steps=tuple(line_of(step, records.get(step.pk), limits.margin_percent) for step in steps),
    )


def limits_of(visit: Visit) -> rules.Limits:
    """Return the figures of the trade in force for a visit; one SQL query."""
    return rules.limits(figures(rules.KEYS, branch_id=visit.branch_id, on=visit.on))


def margin_of(visit: Visit) -> int:
    """Return how far outside the normal a reading is taken without asking, in percent; one SQL query."""
    return limits_of(visit).margin_percent


def as_rule(step: SopStep) -> rules.Step:
    """Return a step of the standard as the rules see it."""
    return rules.Step(
        id=step.pk,
        code=step.code,
        text=step.text,
        is_critical=step.is_critical,
        evidence=step.evidence,
        least=step.least,
        most=step.most,
        lowest=step.lowest,
        highest=step.highest,
        unit=step.unit,
    )


def line_of(step: SopStep, said: StepRecord | None, margin: int) -> StepLine:
    """Return a step with what has been said of it; `margin` as in `rules.likely`."""
    rule = as_rule(step)
    low, high = rules.likely(rule, margin)
    return StepLine(
        id=step.pk,
        code=step.code,
        text=step.text,
        acceptance=step.acceptance,
        is_critical=step.is_critical,
        evidence=step.evidence,
        unit=step.unit,
        least=step.least,
        most=step.most,
        low=low,
        high=high,
        is_done=said.is_done if said else None,
        reason=said.reason if said else "",
        value=said.value if said else None,
        note=said.note if said else "",
        file_id=said.file_id if said else None,
        version=said.version if said else 0,
        happened_at=said.happened_at if said else None,
        is_abnormal=rules.is_abnormal(rule, said.value if said else None),
    )


def tolerance_minutes(*, branch_id: int | None, on: date) -> int:
    """Return up to how many minutes after the agreed start counts as on time; one SQL query."""
    in_force = figures(rules.KEYS, branch_id=branch_id, on=on)
    return rules.limits(in_force).tolerance_minutes
