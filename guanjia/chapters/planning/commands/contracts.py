"""Handing a contract out: what it shows of the household, and who has looked."""

from contextlib import suppress
from datetime import datetime

from guanjia.chapters.dossier.models import Home, Household
from guanjia.chapters.planning import policies, queries
from guanjia.kernel.actors import Actor
from guanjia.vault.commands import record_access
from guanjia.vault.files import Erased, Lost, Opened, opened

PRINTING = "contract"


def note_contract_read(*, actor: Actor, plan: queries.PlanRecord, at: datetime) -> None:
    """Record, in one statement, that the actor was shown the address; those who live there look at theirs."""
    if plan.contract and plan.contract.home and _is_looked_at(actor, plan):
        assert actor.user_id is not None, "programs of the house print nothing"
        home = Home(pk=plan.home_id)
        record_access(user_id=actor.user_id, rows=[home], field="address", purpose=PRINTING, at=at)


def open_signature(*, actor: Actor, plan: queries.PlanRecord, at: datetime) -> Opened | None:
    """
    Return what was drawn under a version that the actor may see; the look is recorded.

    None if nothing was drawn, or its file cannot be read any more: the name stands beside it.
    """
    if plan.signed is None or not plan.signed.has_drawing:
        return None
    version = policies.visible_versions(actor).select_related("approval").get(id=plan.id)
    with suppress(Lost, Erased):
        drawing = opened(version.approval.signature_file_id or 0)
        if _is_looked_at(actor, plan):
            assert actor.user_id is not None, "programs of the house print nothing"
            household = Household(pk=plan.household_id)
            record_access(
                user_id=actor.user_id,
                rows=[household],
                field="signature",
                purpose=PRINTING,
                at=at,
            )
        return drawing
    return None


def _is_looked_at(actor: Actor, plan: queries.PlanRecord) -> bool:
    return actor.user_id is not None and plan.household_id not in actor.homes
