"""The household's signature on paper: brought in by one person, confirmed by another."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from guanjia.chapters.org.queries import zone_of
from guanjia.chapters.planning import policies
from guanjia.chapters.planning.commands.agreements import agree, require_in_time
from guanjia.chapters.planning.facts import (
    PaperBrought,
    PaperConfirmed,
    PaperRefused,
    PaperTakenBack,
)
from guanjia.chapters.planning.models import Approval, PaperSignature, PlanVersion
from guanjia.chapters.planning.states import PAPER
from guanjia.kernel.actors import Actor
from guanjia.kernel.clock import local_day
from guanjia.kernel.errors import Conflict, Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import move, record
from guanjia.vault.commands import record_access
from guanjia.vault.files import Opened, opened

LONGEST_NAME = 60
LONGEST_REASON = 500


@transaction.atomic
def bring_paper(
    *,
    actor: Actor,
    version_id: int,
    signed_name: str,
    signed_on: date,
    file_id: int,
    at: datetime,
) -> PaperSignature:
    """
    Bring in a version that the household signed on paper. A second person has to confirm it.

    :param signed_name: the name as it stands on the paper
    :param signed_on: the day that the household wrote beside it
    :param file_id: the scan, kept in the vault already
    :raises NotAllowed: unless the actor writes plans there and is not of the household
    :raises Invalid: if there is no name, or the day cannot be right
    :raises Conflict: if the version is not on offer, or another paper waits
    """
    version = (
        policies.visible_versions(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("plan__household")
        .get(id=version_id)
    )
    household = version.plan.household
    actor = policies.may_bring_paper(actor, household).let(actor)
    assert actor.user_id is not None, "programs of the house bring no papers"
    _require_on_offer(version, at)
    name = signed_name.strip()[:LONGEST_NAME]
    if not name:
        raise Invalid(_("Please write the name that stands on the paper."), field="signed_name")
    zone = zone_of(household.branch_id)
    assert version.offered_at is not None, "what is on offer was offered"
    if signed_on > local_day(at, zone):
        raise Invalid(_("This day is still to come."), field="signed_on")
    if signed_on < local_day(version.offered_at, zone):
        raise Invalid(
            _("On this day the version was not offered yet. What was signed is another text."),
            field="signed_on",
        )
    try:
        with transaction.atomic():
            paper = PaperSignature.objects.create(
                version=version,
                signed_name=name,
                signed_on=signed_on,
                file_id=file_id,
                brought_by_id=actor.user_id,
                brought_at=at,
                status_since=at,
            )
    except IntegrityError:
        raise Conflict(
            _("A signed paper of this version waits already. Have it confirmed or refused first.")
        ) from None
    fact = PaperBrought(
        plan_id=version.plan_id, version_id=version.pk, number=version.number, paper_id=paper.pk
    )
    record(fact, paper, version, version.plan, actor=actor, at=at)
    return paper


def _require_on_offer(version: PlanVersion, at: datetime) -> None:
    if version.status != "offered":
        raise Conflict(_("This version is no longer on offer. Nothing was signed."))
    require_in_time(version, at)


def _paper(actor: Actor, paper_id: int) -> PaperSignature:
    return (
        policies.visible_papers(actor).select_related("version__plan__household").get(id=paper_id)
    )


@transaction.atomic
def confirm_paper(*, actor: Actor, paper_id: int, number: int, at: datetime) -> PlanVersion:
    """
    Confirm that the scan shows the household's signature under this version: it becomes a promise.

    Confirming twice is confirming once.

    :param number: the version's number as it stands on the paper
    :raises NotAllowed: to whoever brought it, and to all who neither write plans nor oversee them
    :raises Invalid: on `number`, if the paper is of another version
    :raises IllegalMove: if it was refused, taken back, or lapsed
    :raises Stale: if somebody decided on it at this moment
    :raises Conflict: if the offer has run out, or another plan promises the same service
    """
    paper = _paper(actor, paper_id)
    version = paper.version
    actor = policies.may_check_paper(actor, paper).let(actor)
    if paper.status == "confirmed":
        return version
    PAPER.after(paper.status, "confirm")
    _require_on_offer(version, at)
    if number != version.number:
        raise Invalid(
            _("This paper is not of version %(number)s. Refuse it and say so."),
            field="number",
            number=version.number,
        )
    fact = PaperConfirmed(
        plan_id=version.plan_id, version_id=version.pk, number=version.number, paper_id=paper.pk
    )
    move(
        paper,
        PAPER,
        "confirm",
        fact,
        version,
        version.plan,
        actor=actor,
        at=at,
        checked_by_id=actor.user_id,
    )
    agree(version, actor=actor, at=at)
    Approval.objects.create(
        version=version, paper=paper, signed_name=paper.signed_name, signed_at=at
    )
    return version


@transaction.atomic
def refuse_paper(*, actor: Actor, paper_id: int, reason: str, at: datetime) -> PaperSignature:
    """
    Refuse a signed paper. The offer stands; whoever brought it reads why.

    :raises NotAllowed: as for confirming
    :raises Invalid: on `reason`, if none is given
    :raises IllegalMove: if it does not wait any more
    """
    paper = _paper(actor, paper_id)
    actor = policies.may_check_paper(actor, paper).let(actor)
    if not reason.strip():
        raise Invalid(_("Please say what does not agree."), field="reason")
    version = paper.version
    fact = PaperRefused(
        plan_id=version.plan_id, version_id=version.pk, number=version.number, paper_id=paper.pk
    )
    move(
        paper,
        PAPER,
        "refuse",
        fact,
        version,
        version.plan,
        actor=actor,
        at=at,
        checked_by_id=actor.user_id,
        reason=reason.strip()[:LONGEST_REASON],
    )
    return paper


@transaction.atomic
def take_back_paper(*, actor: Actor, paper_id: int, at: datetime) -> PaperSignature:
    """
    Take a paper back that waits, to bring a better scan.

    :raises NotAllowed: unless the actor brought it
    :raises IllegalMove: if it does not wait any more
    """
    paper = _paper(actor, paper_id)
    actor = policies.may_take_back_paper(actor, paper).let(actor)
    version = paper.version
    fact = PaperTakenBack(
        plan_id=version.plan_id, version_id=version.pk, number=version.number, paper_id=paper.pk
    )
    move(paper, PAPER, "take_back", fact, version, version.plan, actor=actor, at=at)
    return paper


def open_scan(*, actor: Actor, paper_id: int, at: datetime) -> Opened:
    """
    Return the scan of a signed paper in clear; who looked is recorded.

    :raises PaperSignature.DoesNotExist: if there is none that the actor may see
    """
    paper = _paper(actor, paper_id)
    assert actor.user_id is not None, "programs of the house look at no papers"
    scan = opened(paper.file_id)
    record_access(user_id=actor.user_id, rows=[paper], field="file", purpose="signature", at=at)
    return scan
