"""Reading the catalogue: what is offered, what it asks of people, and how it is done."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from guanjia.chapters.catalog import policies, rules
from guanjia.chapters.catalog.models import (
    CertificateKind,
    Indicator,
    RequiredCertificate,
    RequiredSkill,
    ServiceType,
    Skill,
    Sop,
    SopStep,
)
from guanjia.db.brought import as_kept
from guanjia.db.compiled import CompiledQuery
from guanjia.kernel.actors import Actor
from guanjia.kernel.listed import Listed, listed, ordered

SORTS: Mapping[str, Callable[[Any], Any]] = {
    "name": lambda one: one.name,
    "price": lambda one: (one.price_fen, one.price_model),
    "length": lambda one: one.usual_minutes,
}


@dataclass(frozen=True, slots=True)
class Needed:
    """A skill or a paper that a service asks for, and at which level at least."""

    id: int
    code: str
    name: str
    least_level: int


@dataclass(frozen=True, slots=True)
class Service:
    """One line of the catalogue, with what it asks of the people who are sent."""

    id: int
    code: str
    name: str
    category: str
    audience: str
    description: str
    price_model: str
    price_fen: int
    rhythm: str
    usual_minutes: int
    least_minutes: int
    term_days: int | None
    people: int
    health_class: int
    minors_check: bool
    is_offered: bool
    version: int
    price_source: str
    skills: tuple[Needed, ...]
    certificates: tuple[Needed, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist."""

    id: int
    position: int
    code: str
    text: str
    acceptance: str
    is_critical: bool
    evidence: str
    unit: str
    least: float | None
    most: float | None
    lowest: float | None
    highest: float | None


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of a service's standard, with its checklist."""

    id: int
    service_id: int
    number: int
    status: str
    status_since: datetime | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ServicePage:
    """All that the page of one service shows; `shown` is the standard whose lines are open."""

    service: Service
    standards: tuple[Standard, ...]
    shown: Standard | None
    may_change: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose from a list."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class IndicatorChoice:
    """An indicator, and the unit in which it is counted."""

    code: str
    name: str
    unit: str


def offered_services(actor: Actor) -> tuple[Service, ...]:
    """Return the services on offer, by category and code, in three SQL queries."""
    return _services(policies.visible_services(actor).filter(is_offered=True))


def catalogue(*, actor: Actor, category: str = "", text: str = "") -> tuple[Service, ...]:
    """Return the services that fit a category and a search text, in three SQL queries."""
    services = policies.visible_services(actor)
    if category:
        services = services.filter(category=category)
    found = _services(services)
    if text := text.strip().lower():
        return tuple(one for one in found if any(text in words.lower() for words in _words(one)))
    return found


def _words(service: Service) -> tuple[str, ...]:
    """Return what a service is found by, as it is read and as it is kept."""
    read = (service.name, service.description)
    return (service.code, *read, *map(as_kept, read))


def service_list(
    *,
    actor: Actor,
    category: str = "",
    text: str = "",
    sort: str = "",
    number: int = 1,
    size: int = 100,
) -> Listed[Service]:
    """Return a page of the services that fit, counted by category; three SQL queries."""
    found = catalogue(actor=actor, text=text)
    counts = Counter(one.category for one in found)
    fitting = [one for one in found if category in ("", one.category)]
    return listed(ordered(fitting, SORTS, sort), number=number, size=size, counts=counts)


def service_card(*, actor: Actor, service_id: int, sop_id: int | None = None) -> ServicePage:
    """
    Return a service with its standards, newest first, in five SQL queries.

    The lines are those of the standard `sop_id`; without it those of the one in force, else of
    the newest.

    :raises ServiceType.DoesNotExist: if there is none such among those the actor may see
    """
    services = policies.visible_services(actor)
    found = _services(services.filter(id=service_id))
    if not found:
        raise ServiceType.DoesNotExist
    rows = policies.visible_sops(actor).filter(service_id=service_id)
    standards = tuple(
        Standard(row.pk, service_id, row.number, row.status, row.status_since, ())
        for row in rows.order_by("-number")
    )
    wanted = [one for one in standards if one.id == sop_id]
    wanted += [one for one in standards if one.status == "in_force"]
    wanted += standards
    shown = _with_lines(wanted[0]) if wanted else None
    verdict = policies.may_change_catalogue(actor)
    return ServicePage(found[0], standards, shown, bool(verdict), verdict.reason)


@CompiledQuery
def _on_offer(actor: Actor, service_id: int) -> QuerySet[Any]:  # ServiceType with `standard_id`
    standard = Sop.objects.filter(service_id=OuterRef("id"), status="in_force").values("id")
    offered = policies.visible_services(actor).filter(id=service_id, is_offered=True)
    return offered.annotate(standard_id=Subquery(standard[:1]))


def service_on_offer(actor: Actor, service_id: int) -> tuple[ServiceType, int | None]:
    """
    Return a service that can be ordered and the id of its standard in force, in one SQL query.

    :raises ServiceType.DoesNotExist: if there is no such service on offer
    """
    service = _on_offer.get(actor, service_id)
    return service, service.standard_id


@CompiledQuery
def _in_force(service_id: int) -> QuerySet[Sop]:
    return Sop.objects.filter(service_id=service_id, status="in_force").order_by("id")


def sop_in_force(service_id: int) -> Sop | None:
    """Return the standard in force for a service, for later chapters to point at; one SQL query."""
    return _in_force.first(service_id)


def sops_in_force(service_ids: Iterable[int]) -> dict[int, int]:
    """Return service id -> id of its standard in force, in one SQL query."""
    rows = Sop.objects.filter(service_id__in=set(service_ids), status="in_force")
    return dict(rows.values_list("service_id", "id"))


def steps_of(sop_id: int | None) -> QuerySet[SopStep]:
    """Return the lines of a standard in their order; none where a visit has no standard."""
    if sop_id is None:
        return SopStep.objects.none()
    return SopStep.objects.filter(sop_id=sop_id).order_by("position")


def services_of_skill(code: str) -> frozenset[int]:
    """Return the services that ask for a skill, in one SQL query."""
    rows = RequiredSkill.objects.filter(skill__code=code)
    return frozenset(rows.values_list("service_id", flat=True))


def touches_food(category: str, steps: Iterable[str]) -> bool:
    """Test whether whoever gives a service of `category` by these `steps` does something with food."""
    return rules.touches_food(category, steps)


def checklist(sop_id: int) -> tuple[Line, ...]:
    """Return the lines of a standard in order, in one SQL query."""
    return tuple(_line(step) for step in SopStep.objects.filter(sop_id=sop_id).order_by("position"))


def requirements(service_ids: Iterable[int]) -> dict[int, Service]:
    """Return services by id with what they ask of people, in three SQL queries, for the gate."""
    found = _services(ServiceType.objects.filter(id__in=set(service_ids)))
    return {service.id: service for service in found}


def skill_choices() -> tuple[Choice, ...]:
    """Return every skill by name, in one SQL query."""
    return tuple(Choice(row.pk, row.code, row.name) for row in Skill.objects.order_by("id"))


def certificate_choices() -> tuple[Choice, ...]:
    """Return every kind of certificate, in one SQL query."""
    return tuple(
        Choice(row.pk, row.code, row.name) for row in CertificateKind.objects.order_by("id")
    )


def indicators(units: Collection[str]) -> tuple[IndicatorChoice, ...]:
    """Return every indicator that is counted in one of these units, in one SQL query."""
    found = Indicator.objects.filter(unit__in=units).order_by("id")
    return tuple(IndicatorChoice(row.code, row.name, row.unit) for row in found)


def _services(rows: QuerySet[ServiceType]) -> tuple[Service, ...]:
    found = list(rows.order_by("category", "code"))
    ids = [row.pk for row in found]
    skills = _needed(
        RequiredSkill.objects.filter(service_id__in=ids)
        .order_by("skill_id")
        .values_list("service_id", "skill_id", "skill__code", "skill__name", "least_level")
    )
    papers = _needed(
        RequiredCertificate.objects.filter(service_id__in=ids)
        .order_by("kind_id")
        .values_list("service_id", "kind_id", "kind__code", "kind__name", "least_level")
    )
    return tuple(
        Service(
            id=row.pk,
            code=row.code,
            name=row.name,
            category=row.category,
            audience=row.audience,
            description=row.description,
            price_model=row.price_model,
            price_fen=row.price_fen,
            rhythm=row.rhythm,
            usual_minutes=row.usual_minutes,
            least_minutes=row.least_minutes,
            term_days=row.term_days,
            people=row.people,
            health_class=row.health_class,
            minors_check=row.minors_check,
            is_offered=row.is_offered,
            version=row.version,
            price_source=row.price_source,
            skills=tuple(skills.get(row.pk, ())),
            certificates=tuple(papers.get(row.pk, ())),
        )
        for row in found
    )


def _needed(rows: Iterable[tuple[int, int, str, str, int]]) -> dict[int, list[Needed]]:
    by_service: dict[int, list[Needed]] = {}
    for service_id, needed_id, code, name, level in rows:
        by_service.setdefault(service_id, []).append(Needed(needed_id, code, name, level))
    return by_service


def _with_lines(standard: Standard) -> Standard:
    return Standard(
        standard.id,
        standard.service_id,
        standard.number,
        standard.status,
        standard.status_since,
        checklist(standard.id),
    )


def _line(step: SopStep) -> Line:
    return Line(
        id=step.pk,
        position=step.position,
        code=step.code,
        text=step.text,
        acceptance=step.acceptance,
        is_critical=step.is_critical,
        evidence=step.evidence,
        unit=step.unit,
        least=step.least,
        most=step.most,
        lowest=step.lowest,
        highest=step.highest,
    )
