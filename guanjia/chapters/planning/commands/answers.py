"""The household's answer to an offer, and the end of what was agreed."""

from datetime import date, datetime, timedelta

from django.db import transaction

from guanjia.chapters.org.commands import end_links
from guanjia.chapters.planning import policies, queries
from guanjia.chapters.planning.commands.agreements import agree, release, require_in_time
from guanjia.chapters.planning.commands.lapses import let_papers_lapse
from guanjia.chapters.planning.facts import PlanChangeAsked, PlanDeclined, PlanEnded
from guanjia.chapters.planning.models import Approval, ChangeWish, PlanVersion
from guanjia.chapters.planning.states import PLAN
from guanjia.db.turns import take_turn
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import check_reach
from guanjia.kernel.errors import Invalid, Stale
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record
from guanjia.vault.commands import keeping
from guanjia.vault.intake import Prepared


def _offered(actor: Actor, version_id: int, number: int, at: datetime) -> tuple[Actor, PlanVersion]:
    """
    Return a version that may be answered now.

    :raises Stale: if the household read another text than the one on offer
    :raises Conflict: if it was answered, or the time to answer is over
    """
    version = policies.visible_versions(actor).select_related("plan__household").get(id=version_id)
    actor = policies.may_answer(actor, version.plan.household).let(actor)
    if version.number != number or version.status in {"withdrawn", "superseded"}:
        raise Stale(
            _(
                "This plan has changed since you read it. Nothing was signed. Please read the new one."
            )
        )
    require_in_time(version, at)
    queries.require_settled_decider(version.plan.household, at=at)
    return actor, version


@transaction.atomic
def accept_plan(
    *,
    actor: Actor,
    version_id: int,
    number: int,
    at: datetime,
    signed_name: str = "",
    signature: Prepared | None = None,
) -> PlanVersion:
    """
    Accept an offered version for the household: from here it is a promise.

    The version accepted before is superseded from the day the new one starts. Signing twice is
    signing once.

    :param number: the version's number as the household read it
    :param signed_name: typed in full; it counts even without a drawing
    :param signature: a drawing, prepared by the vault's intake; it counts even without a typed name,
        and bears the name under which whoever decides has signed in
    :raises NotAllowed: unless the actor decides for the household
    :raises Stale: if the version was withdrawn or replaced since
    :raises Conflict: if the offer has run out, or another plan promises the same service
    :raises Invalid: if nothing was signed
    """
    actor, version = _offered(actor, version_id, number, at)
    if version.status == "accepted":
        return version
    if not signed_name.strip() and signature is None:
        raise Invalid(_("Please sign: draw your name, or type it in full."), field="signed_name")
    assert actor.user_id is not None, "only a person decides for a household"
    agree(version, actor=actor, at=at)
    with keeping(signature, purpose="signature", user_id=actor.user_id, at=at) as drawing_id:
        Approval.objects.create(
            version=version,
            user_id=actor.user_id,
            signed_name=signed_name.strip() or actor.name,
            signature_file_id=drawing_id,
            signed_at=at,
        )
    return version


@transaction.atomic
def decline_plan(*, actor: Actor, version_id: int, number: int, at: datetime) -> PlanVersion:
    """
    Turn an offer down for the household.

    :raises Stale: if the version was withdrawn or replaced since
    :raises IllegalMove: if it is not on offer
    """
    actor, version = _offered(actor, version_id, number, at)
    fact = PlanDeclined(plan_id=version.plan_id, version_id=version.pk, number=version.number)
    move(version, PLAN, "decline", fact, version.plan, version.plan.household, actor=actor, at=at)
    end_links(actor=actor, purpose="offer", subject_ids=[version.pk], at=at)
    let_papers_lapse(version, actor=actor, at=at)
    return version


@transaction.atomic
def ask_for_change(
    *, actor: Actor, version_id: int, number: int, words: str, at: datetime
) -> ChangeWish:
    """
    Say what should be otherwise. The offer stands; the consultant is told and answers with a new one.

    Relatives who may read the plan may ask as well, and whoever holds the link to it. The same
    words are one wish, however often they are sent.

    :raises Invalid: if there are no words
    :raises Stale: if the version was withdrawn or replaced since
    """
    version = policies.visible_versions(actor).select_related("plan__household").get(id=version_id)
    actor = policies.may_ask_for_change(actor, version).let(actor)
    if version.number != number or version.status != "offered":
        raise Stale(_("This plan has changed since you read it. Please read the new one."))
    if not words.strip():
        raise Invalid(_("Please say what you would like otherwise."), field="words")
    take_turn(f"plan/{version.plan_id}")
    said = words.strip()[:2000]
    for known in version.wishes.all():
        if (known.user_id, known.words) == (actor.user_id, said):
            return known
    wish = ChangeWish.objects.create(
        version=version, user_id=actor.user_id, words=said, asked_at=at
    )
    fact = PlanChangeAsked(
        plan_id=version.plan_id,
        version_id=version.pk,
        number=version.number,
        wish_id=wish.pk,
    )
    record(fact, version, version.plan, version.plan.household, actor=actor, at=at)
    return wish


@transaction.atomic
def end_plan(*, actor: Actor, version_id: int, stops_on: date, at: datetime) -> PlanVersion:
    """
    End an accepted plan: from `stops_on` on nobody comes any more.

    :raises IllegalMove: if it is not accepted
    :raises Invalid: if the day lies before the plan's start, or years ahead
    """
    version = policies.visible_versions(actor).select_related("plan__household").get(id=version_id)
    actor = policies.may_plan(actor, version.plan.household).let(actor)
    check_reach(stops_on, at.date(), field="stops_on")
    if stops_on < version.starts_on - timedelta(days=1):
        raise Invalid(_("The plan has not begun by then."), field="stops_on")
    fact = PlanEnded(
        plan_id=version.plan_id,
        version_id=version.pk,
        number=version.number,
        stops_on=stops_on.isoformat(),
    )
    household = version.plan.household
    move(version, PLAN, "end", fact, version.plan, household, actor=actor, at=at, stops_on=stops_on)
    release(version, stops_on)
    return version
