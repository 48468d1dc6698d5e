"""How a version becomes a promise, in whichever way the household said yes."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from guanjia.chapters.org.commands import end_links
from guanjia.chapters.planning import rules
from guanjia.chapters.planning.commands.lapses import let_papers_lapse
from guanjia.chapters.planning.facts import PlanAccepted, PlanSuperseded
from guanjia.chapters.planning.models import Commitment, PlanVersion
from guanjia.chapters.planning.states import PLAN
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _
from guanjia.ledger.record import move


def require_in_time(version: PlanVersion, at: datetime) -> None:
    """
    Pass if the time to answer an offer is not over.

    :raises Conflict: if it is
    """
    if version.status == "offered" and version.answer_by and version.answer_by <= at:
        raise Conflict(_("This offer has run out. Nothing was signed. Ask us for a new one."))


def agree(version: PlanVersion, *, actor: Actor, at: datetime) -> None:
    """
    Make a version on offer a promise.

    What was accepted before is superseded from the day the new one starts; the home is promised
    the services; links to the offer and papers that still wait are over. The caller writes down
    who said yes, in the same transaction.

    :raises IllegalMove: if it is not on offer
    :raises Stale: if somebody answered it or took it back at this moment
    :raises Conflict: if another plan promises the home the same service, or the offer names no
        whole price
    """
    _require_whole_price(version)
    _supersede(version, actor=actor, at=at)
    fact = PlanAccepted(
        plan_id=version.plan_id,
        version_id=version.pk,
        number=version.number,
        monthly_fee_fen=version.monthly_fee_fen,
    )
    move(version, PLAN, "accept", fact, version.plan, version.plan.household, actor=actor, at=at)
    _commit(version)
    end_links(actor=actor, purpose="offer", subject_ids=[version.pk], at=at)
    let_papers_lapse(version, actor=actor, at=at)


def _require_whole_price(version: PlanVersion) -> None:
    """Pass if every line has its price: offers once went out without the area they were priced by."""
    lines = version.lines.filter(price_model=rules.BY_AREA)
    if lines.filter(Q(area_m2=None) | Q(area_m2=0)).exists():
        raise Conflict(
            _(
                "This offer names no whole price: the area of the home was not known. Nothing was "
                "signed. Ask us for a new one."
            )
        )


def _supersede(version: PlanVersion, *, actor: Actor, at: datetime) -> None:
    former = version.plan.versions.filter(status="accepted").first()
    if former is None:
        return
    former.plan = version.plan
    fact = PlanSuperseded(
        plan_id=version.plan_id,
        version_id=former.pk,
        number=former.number,
        stops_on=version.starts_on.isoformat(),
    )
    move(
        former,
        PLAN,
        "supersede",
        fact,
        version.plan,
        version.plan.household,
        actor=actor,
        at=at,
        stops_on=version.starts_on,
    )
    release(former, version.starts_on)


def release(version: PlanVersion, stops_on: date) -> None:
    """Free the home from `stops_on` on: what had not begun by then was never promised."""
    Commitment.objects.filter(version=version, starts_on__gte=stops_on).delete()
    held = Commitment.objects.filter(version=version).exclude(ends_on__lte=stops_on)
    held.update(ends_on=stops_on)


def _commit(version: PlanVersion) -> None:
    services = dict(version.lines.values_list("service_id", "service__name"))
    try:
        with transaction.atomic():
            Commitment.objects.bulk_create(
                [
                    Commitment(
                        version=version,
                        home_id=version.plan.home_id,
                        service_id=service_id,
                        starts_on=version.starts_on,
                        ends_on=version.ends_on,
                    )
                    for service_id in services
                ]
            )
    except IntegrityError:
        raise Conflict(
            _(
                "Another plan already promises one of these services at this home. "
                "Nothing was signed. Please ask us."
            )
        ) from None
