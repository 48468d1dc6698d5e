"""Offers that a household signed on paper."""

from datetime import date, datetime
from typing import Any

from guanjia.chapters.planning import commands
from guanjia.chapters.planning.models import PaperSignature, PlanVersion
from guanjia.kernel.actors import Actor
from guanjia.vault.commands import store
from guanjia.vault.intake import Prepared
from tests.world import uploads
from tests.world.company import MONDAY_9

TODAY = date(2026, 11, 23)
"""The day on which the tests' world begins, when offers are made and signed."""


def scan(*, at: datetime = MONDAY_9) -> int:
    """Return the id of a scan kept in the vault."""
    taken = Prepared(uploads.picture("JPEG", (120, 170)), "image/jpeg")
    return store(taken, purpose="signed_plan", user_id=None, at=at).pk


def brought(
    version: PlanVersion, *, by: Actor, at: datetime = MONDAY_9, **paper: Any
) -> PaperSignature:
    """Bring in the version, signed on paper by who decides."""
    given = {"signed_name": "吴敏", "signed_on": TODAY} | paper
    return commands.bring_paper(
        actor=by,
        version_id=version.pk,
        file_id=given.pop("file_id", None) or scan(at=at),
        at=at,
        **given,
    )
