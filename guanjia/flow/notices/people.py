"""What workers and staff are told, in the app."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from guanjia.chapters.dispatch.models import Assignment
from guanjia.chapters.dossier.queries import responsible_for
from guanjia.chapters.fieldwork.models import Alert
from guanjia.chapters.org.models import User
from guanjia.chapters.relations.models import Callback
from guanjia.chapters.workforce.models import Worker
from guanjia.db.ours import ours
from guanjia.flow.notices import TELLER
from guanjia.kernel.clock import local_day
from guanjia.ledger.models import Event
from guanjia.outbound.commands import queue_notice


def assignment_tells_the_worker(event: Event, at: datetime) -> None:
    """
    A worker is told that a day of theirs has changed, once a day of work and hour of telling.

    Of a change of the same day they are told each time: it is the last word that counts.
    """
    assignment = (
        Assignment.objects.filter(id=event.payload["assignment_id"])
        .select_related("visit__branch", "worker__user")
        .first()
    )
    if not assignment or not assignment.worker.user or assignment.ends_at <= at:
        return
    user, day = assignment.worker.user, assignment.visit.on
    is_today = day == local_day(event.occurred_at, assignment.visit.branch.zone)
    when = f"{event.occurred_at:%Y%m%d%H%M}" if is_today else f"{event.occurred_at:%Y%m%d%H}"
    with translation.override(user.reads):
        words = gettext("Your work on %(day)s has changed. Please look.") % {
            "day": date_format(day, "MONTH_DAY_FORMAT")
        }
    _tell(
        user.pk,
        assignment.worker,
        key=f"roster/{assignment.worker_id}/{day}/{when}",
        kind="assignment.changed",
        words=words,
        link=reverse("fieldwork:week"),
        at=at,
    )


def callback_tells_its_owner(event: Event, at: datetime) -> None:
    """Whoever is to call a household is told."""
    callback = (
        Callback.objects.filter(id=event.payload["callback_id"], status="due")
        .select_related("household", "owner")
        .first()
    )
    if not callback:
        return
    with translation.override(callback.owner.reads):
        words = gettext("%(household)s asks for a call.") % {
            "household": callback.household.display_name
        }
    _tell(
        callback.owner_id,
        callback,
        key=f"callback/{callback.pk}/{callback.owner_id}",
        kind="callback.due",
        words=words,
        link=reverse("relations:callback", args=[callback.pk]),
        at=at,
    )


def alert_tells_whoever_is_responsible(event: Event, at: datetime) -> None:
    """The household's butler, or whoever stands in, is told at once that a step is not as it should be."""
    alert = (
        Alert.objects.filter(id=event.payload["alert_id"], status="raised")
        .select_related("visit__household")
        .first()
    )
    if not alert:
        return
    household = alert.visit.household
    owner_id = responsible_for(household, at=at)
    if owner_id is None:
        return
    user = ours(User.objects.all(), id=owner_id)
    with translation.override(user.reads):
        said = {
            "reading_abnormal": gettext(
                "%(household)s: a reading is outside the normal. Please look now."
            ),
            "critical_skipped": gettext(
                "%(household)s: a critical step was left out. Please look now."
            ),
        }
        words = said[alert.reason] % {"household": household.display_name}
    _tell(
        user.pk,
        alert,
        key=f"alert/{alert.pk}/{user.pk}",
        kind="alert.raised",
        words=words,
        link=reverse("fieldwork:alert", args=[alert.pk]),
        at=at,
    )


def _tell(
    user_id: int,
    about: Worker | Callback | Alert,
    *,
    key: str,
    kind: str,
    words: str,
    link: str,
    at: datetime,
) -> None:
    """Put words about a row before somebody of ours, in the app."""
    queue_notice(
        actor=TELLER,
        key=key,
        kind=kind,
        channel="app",
        about=about.case,
        words=words,
        link=link,
        user_id=user_id,
        branch_id=about.branch_id,
        at=at,
    )
