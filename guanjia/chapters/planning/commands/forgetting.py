"""What is forgotten with a household: its words and signatures, not what was agreed at which price."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from guanjia.chapters.planning.commands.drafts import withdraw_plan
from guanjia.chapters.planning.commands.orders import cancel_order
from guanjia.chapters.planning.models import (
    Approval,
    ChangeWish,
    Order,
    PaperSignature,
    PlanLine,
    PlanVersion,
)
from guanjia.kernel.actors import Actor
from guanjia.vault.commands import erase_files


@transaction.atomic
def forget_household(*, actor: Actor, household_id: int, at: datetime) -> None:
    """
    Take words, names and signatures out of the plans and orders of a household that was erased.

    Days, services, prices and who agreed by which way stay as long as accounts are kept. An order
    or a draft that was on its way in at that very moment is called off. It follows from the household's own erasure,
    which asked who may.
    """
    orders = Order.objects.filter(household_id=household_id)
    for order in orders.filter(status="booked", starts_at__gt=at).order_by("id"):
        cancel_order(actor=actor, order_id=order.pk, reason="other", at=at)
    versions = PlanVersion.objects.filter(plan__household_id=household_id)
    for version in versions.filter(status__in=("draft", "offered")).order_by("id"):
        withdraw_plan(actor=actor, version_id=version.pk, at=at)
    papers = PaperSignature.objects.filter(version__in=versions)
    approvals = Approval.objects.filter(version__in=versions)
    signed = [
        *papers.values_list("file_id", flat=True),
        *approvals.values_list("signature_file_id", flat=True),
    ]
    erase_files(signed, reason="household", at=at)
    ChangeWish.objects.filter(version__in=versions).delete()
    PlanLine.objects.filter(version__in=versions).update(reason="", overruled="")
    papers.update(signed_name="", reason="")
    approvals.update(signed_name="", signature_file_id=None)
    versions.update(goal="")
    _forget_parties(versions)
    orders.update(note="", key=Concat(Value("erased/"), F("code")))


def _forget_parties(versions: QuerySet[PlanVersion]) -> None:
    """Take the household out of its contracts; the text and its figures stay."""
    for version in versions.order_by("id"):
        if version.contract:
            version.contract = version.contract | {"client": "", "home": ""}
            version.save(update_fields=["contract"])
