"""The single requirements: on which days is each met, and the reason if those are not enough."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

from guanjia.chapters.clearance.rules.days import ALWAYS, Days, covers
from guanjia.chapters.clearance.rules.known import HEALTH, MINORS_CHECK, Candidate, Need, Paper
from guanjia.chapters.clearance.rules.reasons import Reason
from guanjia.kernel.words import Term


@dataclass(frozen=True, slots=True)
class Met:
    """On which days a requirement is met, and the reason if those are not enough."""

    days: tuple[Days, ...]
    reason: Reason | None


def always(holds: bool, reason: Reason) -> Met:
    """Return a requirement that is met on every day, or on none for the reason given."""
    return Met((ALWAYS,), None) if holds else Met((), reason)


def is_active(worker: Candidate) -> Met:
    """Whoever is sent is active."""
    params = {"worker": worker.name, "state": Term(worker.status, "worker")}
    return always(worker.status == "active", Reason("not_active", params))


def has_passed(worker: Candidate, step: str) -> Met:
    """Whoever is sent passed this step of screening."""
    outcome = worker.outcomes.get(step)
    code = "screening_open" if outcome is None else "screening_failed"
    params = {"worker": worker.name, "step": Term(step, "screening")}
    return always(outcome is True, Reason(code, params))


def has_skill(worker: Candidate, need: Need) -> Met:
    """Whoever is sent has this skill at the level asked for; a higher level covers the lower."""
    has = worker.skills.get(int(need.key), 0)
    params: dict[str, object] = {
        "worker": worker.name,
        "skill": need.name,
        "level": Term(f"level {need.least_level}", "level"),
    }
    if not has:
        return always(False, Reason("skill_missing", params))
    params["has"] = Term(f"level {has}", "level")
    return always(has >= need.least_level, Reason("skill_too_low", params))


def has_paper(worker: Candidate, need: Need, asked: Days) -> Met:
    """Whoever is sent holds this paper at the level asked for, verified and in date."""
    return _paper(
        worker,
        str(need.key),
        asked,
        need.name,
        is_enough=lambda paper: paper.level >= need.least_level,
        too_low=lambda best: Reason(
            "paper_too_low",
            {
                "worker": worker.name,
                "paper": need.name,
                "level": Term(f"level {need.least_level}", "level"),
            },
        ),
    )


def is_healthy(worker: Candidate, health_class: int, asked: Days) -> Met:
    """Whoever is sent holds a health certificate of at least this class."""
    return _paper(
        worker,
        HEALTH,
        asked,
        Term("health certificate", "paper"),
        is_enough=lambda paper: paper.level >= health_class,
        too_low=lambda best: Reason(
            "health_too_low",
            {
                "worker": worker.name,
                "has": Term(f"class {best}", "health class"),
                "needs": Term(f"class {health_class}", "health class"),
            },
        ),
    )


def is_checked_for_minors(worker: Candidate, days_valid: int, asked: Days) -> Met:
    """Whoever is sent where children live was checked for abuse records lately."""
    name = Term("check of abuse records", "paper")
    met = _paper(worker, MINORS_CHECK, asked, name, is_enough=lambda paper: True)
    fresh = tuple(
        (paper.first_day, min(paper.days[1], paper.first_day + timedelta(days=days_valid)))
        for paper in worker.papers
        if paper.kind == MINORS_CHECK and paper.status == "verified"
    )
    if met.reason or covers(fresh, asked):
        return Met(fresh, met.reason)
    newest = max(first for first, _last in fresh)
    params = {"worker": worker.name, "day": newest, "days": days_valid}
    return Met(fresh, Reason("minors_check_old", params))


def is_insured(worker: Candidate, kind: str) -> Met:
    """Whoever is sent is covered by a policy of this kind."""
    days = tuple(
        (policy.first_day, policy.last_day) for policy in worker.policies if policy.kind == kind
    )
    params = {"worker": worker.name, "kind": Term(kind, "insurance")}
    return Met(days, Reason("insurance_missing", params))


def _paper(
    worker: Candidate,
    kind: str,
    asked: Days,
    name: str,
    *,
    is_enough: Callable[[Paper], bool],
    too_low: Callable[[int], Reason] | None = None,
) -> Met:
    """
    Return the days on which a verified paper of this kind is good enough.

    The reason is the one that is nearest to being mended: too low a level among the papers in
    date, else one that waits to be verified, else one that ended or has yet to begin, else none.
    """
    held = [paper for paper in worker.papers if paper.kind == kind]
    verified = [paper for paper in held if paper.status == "verified"]
    days = tuple(paper.days for paper in verified if is_enough(paper))
    if covers(days, asked):
        return Met(days, None)
    in_date = [paper.level for paper in verified if covers([paper.days], asked)]
    if in_date and too_low:
        return Met(days, too_low(max(in_date)))
    return Met(days, _why_not(worker, name, held, verified, asked))


def _why_not(
    worker: Candidate,
    name: str,
    held: Collection[Paper],
    verified: Collection[Paper],
    asked: Days,
) -> Reason:
    params: dict[str, object] = {"worker": worker.name, "paper": name}
    waiting = [paper for paper in held if paper.status == "submitted"]
    if any(covers([paper.days], asked) for paper in waiting):
        return Reason("paper_unverified", params)
    ended = [paper for paper in held if paper.status in ("verified", "expired")]
    last = max((paper.days[1] for paper in ended), default=None)
    if last and last < asked[1]:
        return Reason("paper_expired", params | {"last": last})
    lasting = [paper.first_day for paper in verified if paper.days[1] >= asked[1]]
    if lasting:
        return Reason("paper_not_yet", params | {"first": min(lasting)})
    return Reason("paper_missing", params)
