"""Signatures on paper, as the plan's page and the second person see them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from guanjia.chapters.dossier.queries import deciders_of
from guanjia.chapters.org.models import Role
from guanjia.chapters.planning import policies
from guanjia.chapters.planning.models import PaperSignature, PlanVersion
from guanjia.kernel.actors import Actor
from guanjia.vault.models import File


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A signed paper of a version: who brought it, and what became of it."""

    id: int
    status: str
    signed_name: str
    signed_on: date
    brought_by: str
    brought_at: datetime
    checked_by: str
    checked_at: datetime | None
    reason: str
    is_mine: bool
    may_check: bool


@dataclass(frozen=True, slots=True)
class SignedPapers:
    """
    The signed papers of a version, the newest first.

    :param may_bring: whether the actor may bring one in now
    :param checkers: who may confirm the one that waits, or one that the actor would bring in
    """

    rows: tuple[PaperLine, ...]
    may_bring: bool
    checkers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperToCheck:
    """A signed paper beside the offer with which it is to be compared."""

    id: int
    status: str
    version_id: int
    code: str
    number: int
    household: str
    home: str
    decider: str
    monthly_fee_fen: int
    starts_on: date
    answer_by: datetime | None
    is_on_offer: bool
    is_over: bool
    signed_name: str
    signed_on: date
    brought_by: str
    brought_at: datetime
    checked_by: str
    checked_at: datetime | None
    reason: str
    media_type: str
    may_check: bool
    why_not: str
    is_mine: bool


def signed_papers(actor: Actor, version_id: int, *, at: datetime) -> SignedPapers:
    """
    Return the signed papers of a version and what the actor may do, in three SQL queries.

    :raises PlanVersion.DoesNotExist: if there is no version that the actor may see
    """
    version = policies.visible_versions(actor).select_related("plan__household").get(id=version_id)
    papers = list(
        policies.visible_papers(actor)
        .filter(version=version)
        .select_related("version__plan__household", "brought_by", "checked_by")
        .order_by("-id")
    )
    waiting = next((paper for paper in papers if paper.status == "waiting"), None)
    is_on_offer = version.status == "offered" and not _is_over(version, at)
    may_bring = (
        is_on_offer
        and waiting is None
        and bool(policies.may_bring_paper(actor, version.plan.household))
    )
    besides = waiting.brought_by_id if waiting else actor.user_id
    return SignedPapers(
        rows=tuple(
            PaperLine(
                id=paper.pk,
                status=paper.status,
                signed_name=paper.signed_name,
                signed_on=paper.signed_on,
                brought_by=paper.brought_by.name,
                brought_at=paper.brought_at,
                checked_by=paper.checked_by.name if paper.checked_by else "",
                checked_at=paper.status_since if paper.checked_by_id else None,
                reason=paper.reason,
                is_mine=paper.brought_by_id == actor.user_id,
                may_check=bool(policies.may_check_paper(actor, paper)),
            )
            for paper in papers
        ),
        may_bring=may_bring,
        checkers=_checkers(version, besides=besides, at=at) if may_bring or waiting else (),
    )


def _is_over(version: PlanVersion, at: datetime) -> bool:
    return version.answer_by is not None and version.answer_by <= at


def _checkers(version: PlanVersion, *, besides: int | None, at: datetime) -> tuple[str, ...]:
    """Return by name who may confirm a paper of this version that `besides` brought in."""
    household = version.plan.household
    here = Q(branch_id=household.branch_id) | Q(branch=None)
    held = Role.objects.filter(
        here,
        Q(until=None) | Q(until__gt=at),
        role__in=policies.CHECKERS,
        since__lte=at,
        user__is_active=True,
    ).exclude(user_id__in=household.standings.values("user_id"))
    theirs = held.exclude(Q(role="butler") & ~Q(user_id=household.butler_id or 0))
    rows = theirs.exclude(user_id=besides or 0).order_by("user__name", "user_id")
    return tuple(dict(rows.values_list("user_id", "user__name")).values())


def paper_to_check(actor: Actor, paper_id: int, *, at: datetime) -> PaperToCheck:
    """
    Return a signed paper beside its offer, in three SQL queries.

    :raises PaperSignature.DoesNotExist: if there is none that the actor may see
    """
    paper: PaperSignature = (
        policies.visible_papers(actor)
        .select_related(
            "version__plan__household", "version__plan__home", "brought_by", "checked_by"
        )
        .get(id=paper_id)
    )
    version, plan = paper.version, paper.version.plan
    file = File.objects.filter(id=paper.file_id).values_list("media_type", flat=True)
    decider = deciders_of([plan.household_id]).get(plan.household_id)
    verdict = policies.may_check_paper(actor, paper)
    return PaperToCheck(
        id=paper.pk,
        status=paper.status,
        version_id=version.pk,
        code=plan.code,
        number=version.number,
        household=plan.household.display_name,
        home=plan.home.label,
        decider=decider.name if decider else "",
        monthly_fee_fen=version.monthly_fee_fen,
        starts_on=version.starts_on,
        answer_by=version.answer_by,
        is_on_offer=version.status == "offered",
        is_over=version.status == "offered" and _is_over(version, at),
        signed_name=paper.signed_name,
        signed_on=paper.signed_on,
        brought_by=paper.brought_by.name,
        brought_at=paper.brought_at,
        checked_by=paper.checked_by.name if paper.checked_by else "",
        checked_at=paper.status_since if paper.checked_by_id else None,
        reason=paper.reason,
        media_type=file.first() or "",
        may_check=bool(verdict),
        why_not=verdict.reason,
        is_mine=paper.brought_by_id == actor.user_id,
    )
