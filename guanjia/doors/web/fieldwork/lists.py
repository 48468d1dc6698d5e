"""The list of alerts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.fieldwork.queries import alert_list
from guanjia.doors.web.fieldwork.alerts import reason_of
from guanjia.doors.web.listing import (
    Column,
    Empty,
    Listing,
    moment_column,
    state_column,
    state_filter,
)

ALERTS = Listing(
    name="alerts",
    title=_("Alerts"),
    address="fieldwork:alerts",
    find=lambda asked: alert_list(
        actor=asked.actor,
        status=asked["status"],
        sort=asked.sort,
        number=asked.number,
        size=asked.size,
    ),
    href=lambda row: reverse("fieldwork:alert", args=[row.id]),
    sort="-raised",
    filters=(state_filter("alert", ("raised", "corrected", "settled")),),
    columns=(
        Column(_("Household"), lambda row: row.household, sorts=("household", "-household")),
        Column(_("Why"), lambda row: reason_of(row.reason)),
        Column(_("Step of the standard"), lambda row: row.step),
        state_column("alert"),
        moment_column(
            _("When"), lambda row: row.raised_at, sorts=("raised", "-raised"), kind="time"
        ),
        Column(_("Worker"), lambda row: row.worker, is_labelled=True),
    ),
    none_yet=Empty(
        "check",
        _("No alert"),
        _(
            "When a reading lies outside the normal or a critical step is left out, it stands here "
            "while the work still goes on."
        ),
    ),
)
alerts = ALERTS.view
