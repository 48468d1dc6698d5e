"""One version of a plan as its pages show it, for the desk, the household and the paper."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guanjia.chapters.assessment.queries import needs_of
from guanjia.chapters.catalog.models import ServiceType
from guanjia.chapters.dossier.policies import may_know
from guanjia.chapters.org.queries import holidays_between
from guanjia.chapters.planning import policies, rules
from guanjia.chapters.planning.models import Approval, PlanLine, PlanVersion
from guanjia.chapters.planning.queries.contracts import Contract, contract_in_words, contract_of
from guanjia.chapters.planning.queries.prices import figures_at, priced
from guanjia.chapters.planning.states import PLAN
from guanjia.db.brought import as_shown
from guanjia.kernel.actors import Actor

SIGNED = ("approval__paper__brought_by", "approval__paper__checked_by")
LIVING = ("offered", "accepted")
"""States of a newer version that takes the place of the one that is read."""


@dataclass(frozen=True, slots=True)
class LineView:
    """A service of a version: minutes are after midnight, 0 is Monday, prices are in fen."""

    id: int
    service_id: int
    code: str
    service: str
    mode: str
    weekdays: tuple[int, ...]
    every_weeks: int
    minutes: int
    least_minutes: int
    window_from: int
    window_until: int
    people: int
    price_model: str
    unit_price_fen: int
    is_priced: bool
    visit_price_fen: int
    monthly_fen: int
    brings_tools: bool
    tools_fee_fen: int
    sop_id: int | None
    reason: str
    overruled: str = ""

    def falls_on(self, starts_on: date, until: date | None, first: date, last: date) -> set[date]:
        """Return the days from `first` to the day before `last` on which it comes."""
        return set(rules.days_of(self.weekdays, self.every_weeks, starts_on, until, first, last))


@dataclass(frozen=True, slots=True)
class TargetView:
    """What an indicator is to reach."""

    code: str
    name: str
    unit: str
    target: float


@dataclass(frozen=True, slots=True)
class WishView:
    """A change the household asked for."""

    words: str
    by: str
    asked_at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version among those of its plan."""

    id: int
    number: int
    status: str
    status_since: datetime | None
    monthly_fee_fen: int


@dataclass(frozen=True, slots=True)
class Signed:
    """
    Who signed, when, and the drawing if there is one.

    On paper: on which day, who brought it in, and who compared it with the offer.
    """

    name: str
    at: datetime
    has_drawing: bool
    on_paper: date | None = None
    brought_by: str = ""
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A service that follows from the assessment and is not in the plan."""

    service_id: int
    service: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A version with all that is agreed in it and what the actor may do."""

    id: int
    plan_id: int
    code: str
    number: int
    edits: int
    status: str
    status_since: datetime | None
    household_id: int
    household: str
    branch_id: int
    branch: str
    branch_phone: str
    home_id: int
    home: str
    goal: str
    starts_on: date
    ends_on: date | None
    stops_on: date | None
    discount_percent: int
    payment: str
    monthly_fee_fen: int
    full_fee_fen: int
    tax_fen: int
    budget_fen: int | None
    offered_at: datetime | None
    answer_by: datetime | None
    assessment_id: int | None
    contract: Contract | None
    lines: tuple[LineView, ...]
    targets: tuple[TargetView, ...]
    wishes: tuple[WishView, ...]
    versions: tuple[VersionLine, ...]
    left_out: tuple[LeftOut, ...]
    signed: Signed | None
    moves: tuple[str, ...]
    may_plan: bool
    may_answer: bool
    why_not_answer: str
    newer_id: int | None
    newer_status: str
    is_unproven: bool

    @property
    def until(self) -> date | None:
        """The first day on which nobody comes any more."""
        ends = [day for day in (self.ends_on, self.stops_on) if day]
        return min(ends) if ends else None


def plan_record(actor: Actor, version_id: int, *, today: date, language: str) -> PlanRecord:
    """
    Return one version of a plan, in eight SQL queries, thirteen for a draft from an assessment.

    Whoever came by a link alone sees what is offered and at what price; what was said in
    confidence (the goal, the reasons, the wishes, who signed) waits until they show who they are.
    Of the goal, the reasons and the wishes, whoever deals with the bills learns nothing either.

    :raises PlanVersion.DoesNotExist: if there is none that the actor may see
    """
    version = (
        policies.visible_versions(actor)
        .select_related("plan__household__branch", "plan__home", *SIGNED)
        .prefetch_related("lines__service", "targets__indicator", "wishes__user", "plan__versions")
        .get(id=version_id)
    )
    plan, household = version.plan, version.plan.household
    figures = figures_at(household.branch_id, today)
    lines = sorted(version.lines.all(), key=lambda line: line.position)
    is_planner = bool(policies.may_plan(actor, household))
    verdict = policies.may_answer(actor, household)
    left_out: tuple[LeftOut, ...] = ()
    budget = None
    if is_planner and version.assessment_id and version.status == "draft":
        left_out, budget = _left_out(actor, version, lines, language)
    is_preview = is_planner and version.status == "draft"
    kept = contract_of(version, on=today) if is_preview else version.contract
    approval = getattr(version, "approval", None)
    seen = [
        one
        for one in sorted(plan.versions.all(), key=lambda one: -one.number)
        if is_planner or one.offered_at
    ]
    is_hidden = actor.is_unproven or not may_know(actor, household)
    newer = next(
        (one for one in seen if one.number > version.number and one.status in LIVING), None
    )
    return PlanRecord(
        id=version.pk,
        plan_id=plan.pk,
        code=plan.code,
        number=version.number,
        edits=version.edits,
        status=version.status,
        status_since=version.status_since,
        household_id=household.pk,
        household=household.display_name,
        branch_id=household.branch_id,
        branch=household.branch.name,
        branch_phone=household.branch.phone,
        home_id=plan.home_id,
        home=plan.home.label,
        goal="" if is_hidden else version.goal,
        starts_on=version.starts_on,
        ends_on=version.ends_on,
        stops_on=version.stops_on,
        discount_percent=version.discount_percent,
        payment=version.payment,
        monthly_fee_fen=version.monthly_fee_fen,
        full_fee_fen=rules.monthly_fee(
            (one for one in map(priced, lines) if one.is_priced), paid_weeks=figures.paid_weeks
        ),
        tax_fen=rules.tax_within(version.monthly_fee_fen, figures.tax_basis_points),
        budget_fen=budget,
        offered_at=version.offered_at,
        answer_by=version.answer_by,
        assessment_id=version.assessment_id,
        contract=contract_in_words(kept, language=language, is_open=not is_hidden),
        lines=tuple(_line(line, figures, is_hidden=is_hidden) for line in lines),
        targets=tuple(
            TargetView(row.indicator.code, row.indicator.name, row.indicator.unit, row.target)
            for row in sorted(version.targets.all(), key=lambda row: row.indicator_id)
        ),
        wishes=tuple(
            WishView(row.words, row.user.name if row.user else "", row.asked_at, version.number)
            for row in sorted(version.wishes.all(), key=lambda row: row.asked_at)
            if not is_hidden
        ),
        versions=tuple(
            VersionLine(one.pk, one.number, one.status, one.status_since, one.monthly_fee_fen)
            for one in seen
        ),
        left_out=left_out,
        signed=_signed(approval) if approval and not actor.is_unproven else None,
        moves=PLAN.open_to(version.status),
        may_plan=is_planner,
        may_answer=bool(verdict),
        why_not_answer=verdict.reason,
        newer_id=newer.pk if newer else None,
        newer_status=newer.status if newer else "",
        is_unproven=actor.is_unproven,
    )


def _signed(approval: Approval) -> Signed:
    paper = approval.paper
    if paper is None:
        has_drawing = approval.signature_file_id is not None
        return Signed(approval.signed_name, approval.signed_at, has_drawing)
    assert paper.checked_by is not None, "the database keeps no paper confirmed by nobody"
    return Signed(
        approval.signed_name,
        approval.signed_at,
        has_drawing=False,
        on_paper=paper.signed_on,
        brought_by=paper.brought_by.name,
        confirmed_by=paper.checked_by.name,
    )


def _line(line: PlanLine, figures: rules.Figures, *, is_hidden: bool) -> LineView:
    one = priced(line)
    is_priced = one.is_priced
    return LineView(
        id=line.pk,
        service_id=line.service_id,
        code=line.service.code,
        service=line.service.name,
        mode=line.mode,
        weekdays=tuple(line.weekdays),
        every_weeks=line.every_weeks,
        minutes=line.minutes,
        least_minutes=line.service.least_minutes,
        window_from=line.window_from,
        window_until=line.window_until,
        people=line.people,
        price_model=line.price_model,
        unit_price_fen=line.unit_price_fen,
        is_priced=is_priced,
        visit_price_fen=rules.rounded(rules.visit_price(one)) if is_priced else 0,
        monthly_fen=rules.rounded(rules.exact_monthly(one, figures.paid_weeks)) if is_priced else 0,
        brings_tools=line.brings_tools,
        tools_fee_fen=line.tools_fee_fen,
        sop_id=line.sop_id,
        reason="" if is_hidden else line.reason,
        overruled="" if is_hidden else line.overruled,
    )


def _left_out(
    actor: Actor, version: PlanVersion, lines: list[PlanLine], language: str
) -> tuple[tuple[LeftOut, ...], int | None]:
    """Return what the assessment suggests and the plan lacks, and the household's budget."""
    assert version.assessment_id is not None
    needs = needs_of(actor, version.assessment_id, language=language)
    planned = {line.service.code for line in lines}
    wanted = {need.service: need for need in needs.needs if need.service not in planned}
    services = ServiceType.objects.filter(code__in=wanted, is_offered=True).order_by("id")
    left = tuple(LeftOut(row.pk, row.name, wanted[row.code].reason) for row in services)
    return left, needs.budget_fen


@dataclass(frozen=True, slots=True)
class CalendarItem:
    """A visit that the plan foresees on a day."""

    line_id: int
    service: str
    window_from: int
    window_until: int
    minutes: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of the plan's calendar with the holiday that falls on it, if any."""

    day: date
    holiday: str
    in_plan: bool
    items: tuple[CalendarItem, ...]


def plan_calendar(plan: PlanRecord, *, first: date, days: int) -> tuple[CalendarDay, ...]:
    """Return so many days from `first` with what the plan foresees on them; one SQL query."""
    last = first + timedelta(days=days)
    holidays = holidays_between(first, last)
    falls = {line.id: line.falls_on(plan.starts_on, plan.until, first, last) for line in plan.lines}
    ordered = sorted(plan.lines, key=lambda line: (line.window_from, line.id))
    return tuple(
        CalendarDay(
            day=day,
            holiday=as_shown(holidays.get(day, "")),
            in_plan=plan.starts_on <= day and (plan.until is None or day < plan.until),
            items=tuple(
                CalendarItem(
                    line.id, line.service, line.window_from, line.window_until, line.minutes
                )
                for line in ordered
                if day in falls[line.id]
            ),
        )
        for day in (first + timedelta(days=offset) for offset in range(days))
    )
