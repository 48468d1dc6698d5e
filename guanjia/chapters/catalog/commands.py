"""Deciding what is offered, at what price, by whom it may be done, and how."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from guanjia.chapters.catalog import policies, rules
from guanjia.chapters.catalog.facts import (
    RequirementsChanged,
    ServiceAdded,
    ServiceChanged,
    StandardDrafted,
    StandardPublished,
    StandardRetired,
)
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
from guanjia.chapters.catalog.states import SOP
from guanjia.db.brought import as_kept
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.ledger.record import change, move, move_many, record, record_many

DATA = Path(__file__).parent / "data"
CHUNK = 200


@transaction.atomic
def seed_catalogue(*, actor: Actor, at: datetime) -> int:
    """
    Add what the house brings along and does not have yet; return how many services were added.

    Nothing that is there is touched, so the company's own prices and standards stay.

    :raises NotAllowed: if the actor does not decide on the catalogue
    """
    actor = policies.may_change_catalogue(actor).let(actor)
    brought = _brought()
    for table, rows in (
        (Skill, brought["skill"]),
        (CertificateKind, brought["certificate"]),
        (Indicator, brought["indicator"]),
    ):
        _add_missing(table, rows)
    known = set(ServiceType.objects.values_list("code", flat=True))
    added = [row for row in brought["service"] if row["code"] not in known]
    services = _add_services(added)
    record_many(
        [(ServiceAdded(one.pk, one.price_fen), (one,)) for one in services], actor=actor, at=at
    )
    standards = _add_standards(services, brought, at=at)
    record_many(
        [(_drafted(sop, steps), (sop, sop.service)) for sop, steps in standards],
        actor=actor,
        at=at,
    )
    move_many(
        [sop for sop, _steps in standards],
        SOP,
        "publish",
        lambda sop: StandardPublished(sop.pk, sop.service_id, sop.number),
        actor=actor,
        at=at,
        about=lambda sop: (sop.service,),
    )
    return len(added)


@transaction.atomic
def change_service(
    *, actor: Actor, service_id: int, version: int, details: rules.Details, at: datetime
) -> ServiceType:
    """
    Set what the company decides about a service. Plans and orders keep the price they were given.

    :param version: the version that the actor read
    :raises NotAllowed: if the actor does not decide on the catalogue
    :raises Stale: if somebody changed the service after it was read
    :raises Invalid: if the details cannot be right
    """
    service = policies.visible_services(actor).get(id=service_id)
    actor = policies.may_change_catalogue(actor).let(actor)
    rules.check_details(details)
    fact = ServiceChanged(service.pk, details.price_fen)
    change(service, version, fact, actor=actor, at=at, **asdict(details))
    return service


@transaction.atomic
def change_requirements(
    *,
    actor: Actor,
    service_id: int,
    version: int,
    skills: Mapping[int, int],
    certificates: Mapping[int, int],
    at: datetime,
) -> ServiceType:
    """
    Set which skills and papers a service asks for: their ids, with the least level of each.

    :raises NotAllowed: if the actor does not decide on the catalogue
    :raises Stale: if somebody changed the service after it was read
    :raises Invalid: if a level is not one of the five
    """
    service = policies.visible_services(actor).get(id=service_id)
    actor = policies.may_change_catalogue(actor).let(actor)
    for name, wanted in (("skills", skills), ("certificates", certificates)):
        for level in wanted.values():
            rules.check_level(level, field=name)
    fact = RequirementsChanged(service.pk, len(skills), len(certificates))
    change(service, version, fact, actor=actor, at=at)
    RequiredSkill.objects.filter(service=service).delete()
    RequiredCertificate.objects.filter(service=service).delete()
    _require(service, skills, certificates)
    return service


@transaction.atomic
def draft_sop(*, actor: Actor, service_id: int, steps: Sequence[rules.Step], at: datetime) -> Sop:
    """
    Write the draft of a service's next standard, in place of an earlier draft if there is one.

    :raises NotAllowed: if the actor does not decide on the catalogue
    :raises Invalid: if the steps do not make a standard
    """
    service = policies.visible_services(actor).get(id=service_id)
    actor = policies.may_change_catalogue(actor).let(actor)
    rules.check_steps(steps)
    return _write_draft(actor=actor, service=service, steps=steps, at=at)


@transaction.atomic
def publish_sop(*, actor: Actor, sop_id: int, at: datetime) -> Sop:
    """
    Put a drafted standard in force and retire the one before it. Its steps never change again.

    Visits planned with the earlier version keep that one.

    :raises NotAllowed: if the actor does not decide on the catalogue
    :raises IllegalMove: if it is not a draft
    """
    sop = policies.visible_sops(actor).select_related("service").get(id=sop_id)
    actor = policies.may_change_catalogue(actor).let(actor)
    _put_in_force(actor=actor, sop=sop, at=at)
    return sop


@transaction.atomic
def retire_sop(*, actor: Actor, sop_id: int, at: datetime) -> Sop:
    """
    Take a standard out of force without a successor.

    :raises NotAllowed: if the actor does not decide on the catalogue
    :raises IllegalMove: if it is not in force
    :raises Conflict: if the service is on offer, since its visits need a standard
    """
    sop = policies.visible_sops(actor).select_related("service").get(id=sop_id)
    actor = policies.may_change_catalogue(actor).let(actor)
    if sop.service.is_offered:
        raise Conflict(
            _(
                "“%(service)s” is on offer, so it needs a standard. Publish the next version, "
                "or stop offering the service first."
            ),
            service=sop.service.name,
        )
    move(sop, SOP, "retire", _retired(sop), sop.service, actor=actor, at=at)
    return sop


@lru_cache(maxsize=1)
def _files() -> tuple[tuple[str, str], ...]:
    return tuple((file.name, file.read_text("utf-8")) for file in sorted(DATA.glob("*.toml")))


def _brought() -> dict[str, list[dict[str, Any]]]:
    """Return what the data files hold, by kind of row."""
    brought: dict[str, list[dict[str, Any]]] = {}
    for _name, text in _files():
        brought |= tomllib.loads(text)
    return brought


def _standard_of(code: str, brought: Mapping[str, list[dict[str, Any]]]) -> list[rules.Step]:
    lines = {row["code"]: rules.Step(**row) for row in brought["line"]}
    for row in brought["standard"]:
        if code in row["services"]:
            return [lines[line] for line in row["lines"]]
    raise KeyError(f"no standard is brought along for {code}")


def _add_missing(table: Any, rows: Sequence[dict[str, Any]]) -> None:
    known = set(table.objects.values_list("code", flat=True))
    table.objects.bulk_create([table(**row) for row in rows if row["code"] not in known])


def _add_services(rows: Sequence[dict[str, Any]]) -> list[ServiceType]:
    """Write services with what they ask for, in five statements."""
    asked = ("skills", "certificates")
    services = ServiceType.objects.bulk_create(
        ServiceType(**{name: value for name, value in row.items() if name not in asked})
        for row in rows
    )
    skills = dict(Skill.objects.values_list("code", "id"))
    kinds = dict(CertificateKind.objects.values_list("code", "id"))
    RequiredSkill.objects.bulk_create(
        RequiredSkill(service=service, skill_id=skills[code], least_level=level)
        for service, row in zip(services, rows, strict=True)
        for code, level in row.get("skills", {}).items()
    )
    RequiredCertificate.objects.bulk_create(
        RequiredCertificate(service=service, kind_id=kinds[code], least_level=level)
        for service, row in zip(services, rows, strict=True)
        for code, level in row.get("certificates", {}).items()
    )
    return services


def _add_standards(
    services: Sequence[ServiceType], brought: Mapping[str, list[dict[str, Any]]], *, at: datetime
) -> list[tuple[Sop, list[rules.Step]]]:
    """Write the first draft of each service's standard, with its steps, in a few statements."""
    sops = Sop.objects.bulk_create(
        Sop(service=service, number=1, status_since=at) for service in services
    )
    standards = [(sop, _standard_of(sop.service.code, brought)) for sop in sops]
    SopStep.objects.bulk_create(
        [step for sop, steps in standards for step in _rows_of(sop, steps)], batch_size=CHUNK
    )
    return standards


def _require(
    service: ServiceType, skills: Mapping[int, int], certificates: Mapping[int, int]
) -> None:
    RequiredSkill.objects.bulk_create(
        RequiredSkill(service=service, skill_id=skill_id, least_level=level)
        for skill_id, level in skills.items()
    )
    RequiredCertificate.objects.bulk_create(
        RequiredCertificate(service=service, kind_id=kind_id, least_level=level)
        for kind_id, level in certificates.items()
    )


def _write_draft(
    *, actor: Actor, service: ServiceType, steps: Sequence[rules.Step], at: datetime
) -> Sop:
    take_turn(f"standard/{service.pk}")
    sop = Sop.objects.filter(service=service, status="draft").first()
    if sop is None:
        last = Sop.objects.filter(service=service).aggregate(last=Max("number"))["last"]
        sop = Sop.objects.create(service=service, number=(last or 0) + 1, status_since=at)
    elif _steps_of(sop) == list(steps):
        return sop
    sop.steps.all().delete()
    SopStep.objects.bulk_create(_rows_of(sop, steps))
    record(_drafted(sop, steps), sop, service, actor=actor, at=at)
    return sop


def _steps_of(sop: Sop) -> list[rules.Step]:
    names = [field.name for field in fields(rules.Step)]
    rows = sop.steps.order_by("position").values(*names)
    return [rules.Step(**{name: as_kept(value) for name, value in row.items()}) for row in rows]


def _rows_of(sop: Sop, steps: Sequence[rules.Step]) -> list[SopStep]:
    return [
        SopStep(sop=sop, position=position, **asdict(step))
        for position, step in enumerate(steps, start=1)
    ]


def _drafted(sop: Sop, steps: Sequence[rules.Step]) -> StandardDrafted:
    return StandardDrafted(sop.pk, sop.service_id, sop.number, len(steps))


def _put_in_force(*, actor: Actor, sop: Sop, at: datetime) -> None:
    before = Sop.objects.filter(service_id=sop.service_id, status="in_force").first()
    SOP.after(sop.status, "publish")
    if before:
        move(before, SOP, "retire", _retired(before), sop.service, actor=actor, at=at)
    fact = StandardPublished(sop.pk, sop.service_id, sop.number)
    move(sop, SOP, "publish", fact, sop.service, actor=actor, at=at)


def _retired(sop: Sop) -> StandardRetired:
    return StandardRetired(sop.pk, sop.service_id, sop.number)
