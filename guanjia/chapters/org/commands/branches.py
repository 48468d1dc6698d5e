"""Opening branches."""

from datetime import datetime

from django.db import transaction

from guanjia.chapters.org import policies
from guanjia.chapters.org.facts import BranchOpened
from guanjia.chapters.org.models import Branch
from guanjia.chapters.org.queries import HOUSE_ZONE
from guanjia.kernel.actors import Actor
from guanjia.kernel.errors import Invalid
from guanjia.kernel.words import _
from guanjia.ledger.record import record


@transaction.atomic
def open_branch(
    *,
    actor: Actor,
    code: str,
    name: str,
    latitude: float,
    longitude: float,
    at: datetime,
    zone: str = HOUSE_ZONE,
    phone: str = "",
) -> Branch:
    """
    Open a branch.

    :raises NotAllowed: unless the actor administers the whole company
    :raises Invalid: on `code`, if another branch has it
    """
    actor = policies.may_administer(actor, None).let(actor)
    if Branch.objects.filter(code=code).exists():
        raise Invalid(_("Another branch has this code."), field="code")
    branch = Branch.objects.create(
        code=code, name=name, zone=zone, phone=phone, latitude=latitude, longitude=longitude
    )
    record(BranchOpened(), branch, actor=actor, at=at)
    return branch
