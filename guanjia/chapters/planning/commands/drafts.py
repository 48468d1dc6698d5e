"""A plan's text while it is being written: drafted from an assessment, revised, withdrawn."""

import secrets
from datetime import date, datetime, timedelta

from django.db import transaction

from guanjia.chapters.assessment.queries import Need, Needs, needs_of
from guanjia.chapters.catalog.models import Indicator, ServiceType
from guanjia.chapters.catalog.policies import visible_services
from guanjia.chapters.catalog.queries import sops_in_force
from guanjia.chapters.dossier import policies as dossier
from guanjia.chapters.dossier.queries import Said, said_of
from guanjia.chapters.org.commands import end_links
from guanjia.chapters.org.queries import figures, zone_of
from guanjia.chapters.planning import policies, queries, rules
from guanjia.chapters.planning.commands.lapses import let_papers_lapse
from guanjia.chapters.planning.facts import PlanDrafted, PlanWithdrawn
from guanjia.chapters.planning.models import Plan, PlanLine, PlanTarget, PlanVersion
from guanjia.chapters.planning.states import PLAN
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day, week_of
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record

USUAL_TARGETS = "planning.usual_targets"
LEAST_DAYS_AHEAD = 3


@transaction.atomic
def draft_plan(
    *,
    actor: Actor,
    household_id: int,
    home_id: int,
    at: datetime,
    assessment_id: int | None = None,
    language: str = "zh-hans",
) -> PlanVersion:
    """
    Draft a new plan for a home, from a finished assessment where there is one.

    What follows from the assessment becomes lines, each with its reason, within the household's
    hours, days and budget; what the home already has is left out, and so is what goes by the area
    of a home whose area nobody knows.

    :raises NotAllowed: if the actor does not write plans here
    :raises Assessment.DoesNotExist: if there is no such finished assessment
    :raises Conflict: if a new plan for this home is being drafted already
    """
    household = dossier.visible_households(actor).get(id=household_id)
    actor = policies.may_plan(actor, household).let(actor)
    home = household.homes.get(id=home_id)
    take_turn(f"draft/{home.pk}")
    if PlanVersion.objects.filter(plan__home=home, number=1, status="draft").exists():
        raise Conflict(_("A plan for this home is being drafted already. Go on with that one."))
    needs = needs_of(actor, assessment_id, language=language) if assessment_id else None
    today = local_day(at, zone_of(household.branch_id))
    reckoned = queries.figures_at(household.branch_id, today)
    plan = Plan.objects.create(
        household=household, home=home, code=secrets.token_hex(8), opened_at=at
    )
    plan.code = f"P{plan.pk:05}"
    plan.save(update_fields=["code"])
    version = PlanVersion.objects.create(
        plan=plan,
        number=1,
        assessment_id=assessment_id,
        goal=needs.goal if needs else "",
        starts_on=_first_monday(today),
    )
    lines = _lines_from(actor, version, needs, reckoned) if needs else []
    PlanLine.objects.bulk_create(lines)
    _set_usual_targets(version, household.branch_id, today)
    version.monthly_fee_fen = queries.fee_of(lines, discount_percent=0, figures=reckoned)
    version.save(update_fields=["monthly_fee_fen"])
    fact = PlanDrafted(plan_id=plan.pk, version_id=version.pk, number=1)
    record(fact, version, plan, household, actor=actor, at=at)
    return version


def _first_monday(today: date) -> date:
    return week_of(today + timedelta(days=LEAST_DAYS_AHEAD + 6))


def _set_usual_targets(version: PlanVersion, branch_id: int, today: date) -> None:
    usual = figures((USUAL_TARGETS,), branch_id=branch_id, on=today)[USUAL_TARGETS]
    PlanTarget.objects.bulk_create(
        [
            PlanTarget(version=version, indicator=indicator, target=usual[indicator.code])
            for indicator in Indicator.objects.filter(code__in=usual)
        ]
    )


def _lines_from(
    actor: Actor,
    version: PlanVersion,
    needs: Needs,
    reckoned: rules.Figures,
) -> list[PlanLine]:
    services = {
        service.code: service
        for service in visible_services(actor).filter(
            code__in=[need.service for need in needs.needs], is_offered=True
        )
    }
    standards = sops_in_force(service.pk for service in services.values())
    said = said_of(version.plan.household_id)
    drafted = [
        line_of(version, services[need.service], standards, need, needs, reckoned, said)
        for need in needs.needs
        if need.service in services
    ]
    drafted = [line for line in drafted if queries.priced(line).is_priced]
    times = rules.within_budget(
        [queries.priced(line) for line in drafted],
        budget_fen=needs.budget_fen,
        paid_weeks=reckoned.paid_weeks,
    )
    kept: list[PlanLine] = []
    for line, days in zip(drafted, times, strict=True):
        if days:
            line.weekdays = list(rules.days_chosen(days, needs.best_days))
            line.position = len(kept) + 1
            kept.append(line)
    return kept


def line_of(
    version: PlanVersion,
    service: ServiceType,
    standards: dict[int, int],
    need: Need,
    needs: Needs,
    reckoned: rules.Figures,
    said: Said,
) -> PlanLine:
    """Return the line, not yet kept, with which a need is met at times that suit the household."""
    minutes = max(need.minutes, service.least_minutes)
    window = rules.fitted_window(
        need.window,
        minutes,
        not_before=max(needs.not_before, said.first),
        not_after=min(needs.not_after, said.last),
    )
    brings = service.category == "cleaning" and not needs.has_tools
    return PlanLine(
        version=version,
        position=1,
        service=service,
        sop_id=standards.get(service.pk),
        mode="hourly",
        weekdays=list(rules.days_chosen(need.times_a_week, needs.best_days)),
        every_weeks=need.every_weeks,
        minutes=minutes,
        window_from=window[0],
        window_until=window[1],
        people=service.people,
        price_model=service.price_model,
        unit_price_fen=service.price_fen,
        area_m2=version.plan.home.area_m2 if service.price_model == rules.BY_AREA else None,
        brings_tools=brings,
        tools_fee_fen=reckoned.tools_fee_fen if brings else 0,
        reason=need.reason,
    )


@transaction.atomic
def revise_plan(*, actor: Actor, version_id: int, at: datetime) -> PlanVersion:
    """
    Begin a new draft from a version that was offered, accepted or turned down.

    What is on offer stays so until the new draft is offered in its place.

    :raises Conflict: if a draft is open already
    """
    old = (
        policies.visible_versions(actor)
        .select_related("plan__household")
        .prefetch_related("lines", "targets")
        .get(id=version_id)
    )
    actor = policies.may_plan(actor, old.plan.household).let(actor)
    if old.plan.versions.filter(status="draft").exists():
        raise Conflict(_("A draft of this plan is open already. Go on with that one."))
    today = local_day(at, zone_of(old.plan.household.branch_id))
    newest = max(old.plan.versions.values_list("number", flat=True))
    starts_on = max(old.starts_on, _first_monday(today))
    new = PlanVersion.objects.create(
        plan=old.plan,
        number=newest + 1,
        assessment=old.assessment,
        goal=old.goal,
        starts_on=starts_on,
        ends_on=old.ends_on if old.ends_on and old.ends_on > starts_on else None,
        discount_percent=old.discount_percent,
        payment=old.payment,
        monthly_fee_fen=old.monthly_fee_fen,
    )
    lines = sorted(old.lines.all(), key=lambda line: line.position)
    PlanLine.objects.bulk_create([_copied(line, new) for line in lines])
    PlanTarget.objects.bulk_create(
        [
            PlanTarget(version=new, indicator_id=row.indicator_id, target=row.target)
            for row in old.targets.all()
        ]
    )
    fact = PlanDrafted(plan_id=old.plan_id, version_id=new.pk, number=new.number)
    record(fact, new, old.plan, old.plan.household, actor=actor, at=at)
    return new


def _copied(line: PlanLine, version: PlanVersion) -> PlanLine:
    values = {
        field.attname: getattr(line, field.attname)
        for field in PlanLine._meta.concrete_fields
        if field.name not in {"id", "version"}
    }
    return PlanLine(version=version, **values)


@transaction.atomic
def withdraw_plan(*, actor: Actor, version_id: int, at: datetime) -> PlanVersion:
    """
    Take back a draft or an offer.

    :raises IllegalMove: if it has been answered
    """
    version = policies.visible_versions(actor).select_related("plan__household").get(id=version_id)
    actor = policies.may_plan(actor, version.plan.household).let(actor)
    withdraw(version, actor=actor, at=at)
    return version


def withdraw(version: PlanVersion, *, actor: Actor, at: datetime) -> None:
    """Move a version out of the way and record it; the caller has asked whether that may be."""
    fact = PlanWithdrawn(plan_id=version.plan_id, version_id=version.pk, number=version.number)
    move(
        version,
        PLAN,
        "withdraw",
        fact,
        version.plan,
        version.plan.household,
        actor=actor,
        at=at,
    )
    end_links(actor=actor, purpose="offer", subject_ids=[version.pk], at=at)
    let_papers_lapse(version, actor=actor, at=at)
