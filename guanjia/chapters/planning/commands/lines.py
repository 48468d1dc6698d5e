"""Changing a draft: its lines, its goal, its terms. Every change is made once and counted."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from guanjia.chapters.catalog.models import Indicator
from guanjia.chapters.catalog.policies import visible_services
from guanjia.chapters.catalog.queries import sop_in_force
from guanjia.chapters.dossier.queries import said_of
from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import policies, queries, rules
from guanjia.chapters.planning.facts import PlanChanged
from guanjia.chapters.planning.models import MODES, PAYMENTS, PlanLine, PlanTarget, PlanVersion
from guanjia.kernel.actors import Actor
from guanjia.kernel.changes import KEPT, Kept, changed
from guanjia.kernel.clock import check_reach, local_day
from guanjia.kernel.errors import Conflict, Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.record import record


def open_draft(actor: Actor, version_id: int, edits: int | None) -> tuple[Actor, PlanVersion]:
    """
    Return a draft that the actor may change.

    :param edits: how often it had been changed when the actor read it; None if they do not say
    :raises Conflict: if it is no draft any more
    :raises Stale: if somebody changed it since
    """
    version = (
        policies.visible_versions(actor)
        .select_related("plan__household", "plan__home")
        .get(id=version_id)
    )
    actor = policies.may_plan(actor, version.plan.household).let(actor)
    if version.status != "draft":
        raise Conflict(_("This version can no longer be changed. Begin a new one from it."))
    if edits is not None and version.edits != edits:
        raise Stale(_("Somebody has changed this plan since you read it. Please look again."))
    return actor, version


def keep_edit(
    version: PlanVersion,
    *,
    actor: Actor,
    at: datetime,
    goal: str | Kept = KEPT,
    starts_on: date | Kept = KEPT,
    ends_on: date | Kept | None = KEPT,
    discount_percent: int | Kept = KEPT,
    payment: str | Kept = KEPT,
) -> PlanVersion:
    """
    Set what is given of a draft's terms, reckon the fee anew, at the area that the home has now,
    count the edit and record it.

    :raises Invalid: on the area, if a price goes by it and nobody knows it
    :raises Stale: if somebody else's edit came in between
    """
    household, home = version.plan.household, version.plan.home
    today = local_day(at, zone_of(household.branch_id))
    lines = PlanLine.objects.filter(version=version)
    lines.filter(price_model=rules.BY_AREA).update(area_m2=home.area_m2)
    fee = queries.fee_of(
        lines,
        discount_percent=(
            version.discount_percent if discount_percent is KEPT else discount_percent
        ),
        figures=queries.figures_at(household.branch_id, today),
    )
    columns = changed(
        goal=goal,
        starts_on=starts_on,
        ends_on=ends_on,
        discount_percent=discount_percent,
        payment=payment,
        monthly_fee_fen=fee,
        edits=version.edits + 1,
    )
    same = PlanVersion.objects.filter(pk=version.pk, edits=version.edits, status="draft")
    if not same.update(**columns):
        raise Stale(_("Somebody has changed this plan since you read it. Please look again."))
    for column, value in columns.items():
        setattr(version, column, value)
    fact = PlanChanged(
        plan_id=version.plan_id,
        version_id=version.pk,
        number=version.number,
        monthly_fee_fen=fee,
    )
    record(fact, version, version.plan, household, actor=actor, at=at)
    return version


def _check(line: PlanLine, household_id: int) -> None:
    rules.check_line(
        weekdays=line.weekdays,
        every_weeks=line.every_weeks,
        minutes=line.minutes,
        window=(line.window_from, line.window_until),
        people=line.people,
        least_minutes=line.service.least_minutes,
    )
    said = said_of(household_id)
    if not line.overruled:
        rules.check_said(
            (line.window_from, line.window_until),
            not_before=said.not_before,
            not_after=said.not_after,
        )
    if line.mode not in MODES:
        raise Invalid(_("Please choose how the service is given."), field="mode")


def _tools_fee(version: PlanVersion, brings_tools: bool, at: datetime) -> int:
    branch_id = version.plan.household.branch_id
    today = local_day(at, zone_of(branch_id))
    return queries.figures_at(branch_id, today).tools_fee_fen if brings_tools else 0


@transaction.atomic
def add_line(
    *,
    actor: Actor,
    version_id: int,
    service_id: int,
    weekdays: list[int],
    at: datetime,
    edits: int | None = None,
    minutes: int | None = None,
    window: tuple[int, int] | None = None,
    every_weeks: int = 1,
    people: int | None = None,
    mode: str = "",
    brings_tools: bool = False,
    reason: str = "",
    overruled: str = "",
) -> PlanLine:
    """
    Add a service to a draft, at the catalogue's price.

    :param weekdays: 0 is Monday
    :param minutes: of one visit; the usual length of the service, if not given
    :param window: from when until when it may take place, in minutes after midnight
    :param overruled: why it is at a time at which the household said that nobody may come
    :param mode: hourly, day, live_in or single; what the service usually is, if not given
    :raises Invalid: naming what cannot be right
    :raises Conflict: if the version is no draft
    """
    actor, version = open_draft(actor, version_id, edits)
    service = visible_services(actor).get(id=service_id, is_offered=True)
    minutes = minutes or service.usual_minutes
    household_id = version.plan.household_id
    said = said_of(household_id)
    first, last = window or rules.fitted_window(
        (9 * 60, 17 * 60), minutes, not_before=said.first, not_after=said.last
    )
    line = PlanLine(
        version=version,
        position=max(version.lines.values_list("position", flat=True), default=0) + 1,
        service=service,
        sop=sop_in_force(service.pk),
        mode=mode or ("day" if service.rhythm == "post" else "hourly"),
        weekdays=sorted(weekdays),
        every_weeks=every_weeks,
        minutes=minutes,
        window_from=first,
        window_until=last,
        people=people or service.people,
        price_model=service.price_model,
        unit_price_fen=service.price_fen,
        brings_tools=brings_tools,
        tools_fee_fen=_tools_fee(version, brings_tools, at),
        reason=reason[:200],
        overruled=overruled.strip(),
    )
    _check(line, household_id)
    line.save()
    keep_edit(version, actor=actor, at=at)
    return line


@transaction.atomic
def change_line(
    *,
    actor: Actor,
    version_id: int,
    line_id: int,
    at: datetime,
    edits: int | None = None,
    weekdays: list[int] | Kept = KEPT,
    every_weeks: int | Kept = KEPT,
    minutes: int | Kept = KEPT,
    window_from: int | Kept = KEPT,
    window_until: int | Kept = KEPT,
    people: int | Kept = KEPT,
    mode: str | Kept = KEPT,
    brings_tools: bool | Kept = KEPT,
    reason: str | Kept = KEPT,
    overruled: str | Kept = KEPT,
) -> PlanLine:
    """
    Change what is given of a line; the fee is reckoned anew.

    :raises Invalid: naming what cannot be right
    :raises Conflict: if the version is no draft
    :raises Stale: if somebody changed it since `edits`
    """
    actor, version = open_draft(actor, version_id, edits)
    line = version.lines.select_related("service").get(id=line_id)
    columns = changed(
        weekdays=weekdays,
        every_weeks=every_weeks,
        minutes=minutes,
        window_from=window_from,
        window_until=window_until,
        people=people,
        mode=mode,
        brings_tools=brings_tools,
        reason=reason,
        overruled=overruled,
    )
    if brings_tools is not KEPT:
        columns["tools_fee_fen"] = _tools_fee(version, brings_tools, at)
    for column, value in columns.items():
        setattr(line, column, value)
    line.weekdays = sorted(line.weekdays)
    _check(line, version.plan.household_id)
    line.save()
    keep_edit(version, actor=actor, at=at)
    return line


@transaction.atomic
def remove_line(
    *, actor: Actor, version_id: int, line_id: int, at: datetime, edits: int | None = None
) -> PlanVersion:
    """
    Take a service out of a draft.

    :raises Conflict: if the version is no draft
    """
    actor, version = open_draft(actor, version_id, edits)
    version.lines.get(id=line_id).delete()
    return keep_edit(version, actor=actor, at=at)


@transaction.atomic
def set_goal(
    *, actor: Actor, version_id: int, goal: str, at: datetime, edits: int | None = None
) -> PlanVersion:
    """
    Write down, in the household's words, what life at home should become.

    :raises Invalid: if there are no words
    :raises Conflict: if the version is no draft
    """
    actor, version = open_draft(actor, version_id, edits)
    return keep_edit(version, actor=actor, at=at, goal=_goal(goal))


def _goal(words: str) -> str:
    if not words.strip():
        raise Invalid(
            _("Write down what life at home should become, in their words."), field="goal"
        )
    return words.strip()


@transaction.atomic
def set_terms(
    *,
    actor: Actor,
    version_id: int,
    starts_on: date,
    at: datetime,
    ends_on: date | None = None,
    discount_percent: int = 0,
    payment: str = "monthly",
    goal: str | None = None,
    edits: int | None = None,
) -> PlanVersion:
    """
    Set from when until when (exclusive) a draft is to hold, the discount and how it is paid.

    :param goal: the goal, if it is written anew along with the terms

    :raises Invalid: naming what cannot be right
    :raises Conflict: if the version is no draft
    """
    actor, version = open_draft(actor, version_id, edits)
    branch_id = version.plan.household.branch_id
    today = local_day(at, zone_of(branch_id))
    if starts_on <= today:
        raise Invalid(_("A plan starts tomorrow at the earliest."), field="starts_on")
    check_reach(starts_on, today, field="starts_on")
    if ends_on:
        check_reach(ends_on, today, field="ends_on")
    if ends_on and ends_on <= starts_on:
        raise Invalid(_("A plan must end after it starts."), field="ends_on")
    most = queries.figures_at(branch_id, today).most_discount_percent
    if not 0 <= discount_percent <= most:
        raise Invalid(
            _("A discount of at most %(percent)s percent."), field="discount_percent", percent=most
        )
    if payment not in PAYMENTS:
        raise Invalid(_("Please choose how it is paid."), field="payment")
    return keep_edit(
        version,
        actor=actor,
        at=at,
        goal=KEPT if goal is None else _goal(goal),
        starts_on=starts_on,
        ends_on=ends_on,
        discount_percent=discount_percent,
        payment=payment,
    )


@transaction.atomic
def set_targets(
    *,
    actor: Actor,
    version_id: int,
    targets: Mapping[str, float],
    at: datetime,
    edits: int | None = None,
) -> PlanVersion:
    """
    Set what a household is promised: which indicators are to reach what, and no others.

    :param targets: by the code of the indicator
    :raises Invalid: if a target lies beyond what its indicator can reach
    :raises Conflict: if the version is no draft
    """
    actor, version = open_draft(actor, version_id, edits)
    indicators = {row.code: row for row in Indicator.objects.filter(code__in=targets)}
    for code, target in targets.items():
        rules.check_target(target, unit=indicators[code].unit, field=code)
    version.targets.all().delete()
    PlanTarget.objects.bulk_create(
        PlanTarget(version=version, indicator=indicators[code], target=target)
        for code, target in targets.items()
    )
    return keep_edit(version, actor=actor, at=at)
