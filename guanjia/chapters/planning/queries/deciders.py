"""Since when somebody decides for a household, and from when on they may sign."""

from datetime import datetime, timedelta

from guanjia.chapters.dossier.models import Household
from guanjia.chapters.dossier.queries import deciders_of
from guanjia.chapters.org.queries import figures, zone_of
from guanjia.kernel.clock import local, local_day
from guanjia.kernel.errors import Conflict
from guanjia.kernel.words import _

WAITS = "planning.new_decider_waits_hours"


def signs_from(household: Household, *, at: datetime) -> datetime | None:
    """
    Return when whoever decides in the place of another may sign; None if they may now.

    The former telephone is told at once, and has this long to object. Three SQL queries at most.
    """
    decider = deciders_of([household.pk]).get(household.pk)
    if decider is None or decider.since is None:
        return None
    on = local_day(at, zone_of(household.branch_id))
    hours = figures((WAITS,), branch_id=household.branch_id, on=on)[WAITS]
    moment = decider.since + timedelta(hours=hours)
    return moment if at < moment else None


def require_settled_decider(household: Household, *, at: datetime) -> None:
    """
    Pass if whoever decides did so yesterday, too.

    :raises Conflict: if somebody else decided until a little while ago
    """
    moment = signs_from(household, at=at)
    if moment is not None:
        zone = zone_of(household.branch_id)
        raise Conflict(
            _(
                "Who decides, or their number, was changed a little while ago. It can be signed "
                "on the phone from %(moment)s on, and on paper at any time. Nothing was signed."
            ),
            moment=f"{local(moment, zone):%m-%d %H:%M}",
        )
