"""Offering a draft to the household, and the link by which it is read and answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from guanjia.chapters.dossier.queries import deciders_of
from guanjia.chapters.org.commands import make_link
from guanjia.chapters.org.queries import is_known_elsewhere, token_of, zone_of
from guanjia.chapters.planning import policies, queries
from guanjia.chapters.planning.commands.drafts import withdraw
from guanjia.chapters.planning.commands.lines import keep_edit, open_draft
from guanjia.chapters.planning.facts import OfferSent, PlanOffered
from guanjia.chapters.planning.models import PlanVersion
from guanjia.chapters.planning.states import PLAN
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day, moment
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record


@transaction.atomic
def offer_plan(
    *, actor: Actor, version_id: int, at: datetime, edits: int | None = None
) -> PlanVersion:
    """
    Offer a draft: from now on its text stands, and the household can answer it for some days,
    at the latest until the day on which it would begin.

    A version of the same plan that is still on offer is withdrawn.

    :raises Invalid: if it has no goal, no line, or starts too early
    :raises Stale: if somebody changed it since `edits`
    """
    actor, version = open_draft(actor, version_id, edits)
    household = version.plan.household
    zone = zone_of(household.branch_id)
    today = local_day(at, zone)
    _require_whole(version, starts_too_early=version.starts_on <= today)
    answer_days = queries.figures_at(household.branch_id, today).answer_days
    former = version.plan.versions.filter(status="offered").first()
    if former:
        former.plan = version.plan
        withdraw(former, actor=actor, at=at)
    keep_edit(version, actor=actor, at=at)
    fact = PlanOffered(
        plan_id=version.plan_id,
        version_id=version.pk,
        number=version.number,
        monthly_fee_fen=version.monthly_fee_fen,
    )
    move(
        version,
        PLAN,
        "offer",
        fact,
        version.plan,
        household,
        actor=actor,
        at=at,
        offered_at=at,
        contract=queries.contract_of(version, on=today),
        answer_by=min(at + timedelta(days=answer_days), moment(version.starts_on, 0, zone)),
    )
    return version


def _require_whole(version: PlanVersion, *, starts_too_early: bool) -> None:
    if not version.goal.strip():
        raise Invalid(
            _("Write down what life at home should become, in their words."), field="goal"
        )
    if not version.lines.exists():
        raise Invalid(_("A plan needs at least one service."), field="lines")
    if starts_too_early:
        raise Invalid(_("A plan starts tomorrow at the earliest."), field="starts_on")


@dataclass(frozen=True, slots=True)
class AnswerLink:
    """
    The link by which an offer is read and asked about.

    :param path: its address within the house, to be handed on; empty if it goes by SMS alone
    :param name: who decides, and gets it
    :param phone: their number
    """

    path: str
    name: str
    phone: str


@transaction.atomic
def make_answer_link(
    *, actor: Actor, version_id: int, at: datetime, by_sms: bool = False
) -> AnswerLink:
    """
    Make a link by which the deciding contact reads an offer. It lasts as long as the offer.

    It opens the offer and nothing else, and an answer wants a code sent to the contact's number;
    so it may be shown on a screen to be handed on, unless the number is that of somebody who has
    a desk, a job or another home here: theirs goes to their telephone only, and so does any link
    sent `by_sms`.

    :raises Conflict: if the version is not on offer, or nobody is noted who decides
    """
    version = policies.visible_versions(actor).select_related("plan__household").get(id=version_id)
    household = version.plan.household
    actor = policies.may_plan(actor, household).let(actor)
    if version.status != "offered" or version.answer_by is None or version.answer_by <= at:
        raise Conflict(_("This version is not on offer, so there is nothing to send."))
    decider = deciders_of([household.pk]).get(household.pk)
    if decider is None:
        raise Conflict(_("Nobody is noted who decides for this household. Add a contact first."))
    link = make_link(
        actor=actor,
        purpose="offer",
        subject_id=version.pk,
        household_id=household.pk,
        branch_id=household.branch_id,
        phone=decider.phone,
        expires_at=version.answer_by,
        at=at,
    )
    is_hidden = by_sms or is_known_elsewhere(decider.phone, household_id=household.pk)
    if is_hidden and link.created_at == at:
        fact = OfferSent(
            plan_id=version.plan_id,
            version_id=version.pk,
            number=version.number,
            link_id=link.pk,
        )
        record(fact, version, version.plan, household, actor=actor, at=at)
    return AnswerLink(
        path="" if is_hidden else f"/go/{token_of(link.pk)}/",
        name=decider.name,
        phone=decider.phone,
    )


@transaction.atomic
def offer_with_link(
    *, actor: Actor, version_id: int, at: datetime, edits: int | None = None
) -> AnswerLink:
    """
    Offer a draft, and make the link by which it is read; both or neither.

    :raises Refusal: as `offer_plan` and `make_answer_link` do; then nothing is offered
    """
    offer_plan(actor=actor, version_id=version_id, edits=edits, at=at)
    return make_answer_link(actor=actor, version_id=version_id, at=at)
