"""What comes to nothing when an offer ends."""

from contextlib import suppress
from datetime import datetime

from guanjia.chapters.planning.facts import PaperLapsed
from guanjia.chapters.planning.models import PaperSignature, PlanVersion
from guanjia.chapters.planning.states import PAPER
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Stale
from guanjia.ledger.record import move


def let_papers_lapse(version: PlanVersion, *, actor: Actor, at: datetime) -> None:
    """Let the paper that waits for a second person lapse: the offer was answered or taken back."""
    for paper in PaperSignature.objects.filter(version=version, status="waiting"):
        paper.version = version
        fact = PaperLapsed(
            plan_id=version.plan_id,
            version_id=version.pk,
            number=version.number,
            paper_id=paper.pk,
        )
        with suppress(Stale):  # somebody refused it at this moment: then it waits no more
            move(paper, PAPER, "lapse", fact, version, version.plan, actor=actor, at=at)
