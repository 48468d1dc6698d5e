"""The list of plans."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.planning.queries import PlanRow, plan_list
from guanjia.chapters.planning.states import PLAN
from guanjia.doors.web import formatting
from guanjia.doors.web.listing import Column, Empty, Listing, minute, state_column, state_filter


def _state(row: PlanRow) -> SafeString:
    state = formatting.state("plan version", row.status)
    if row.wishes and row.status == "offered":
        return format_html("{} {}", state, formatting.mark("risk", gettext("asked for a change")))
    return state


PLANS = Listing(
    name="plans",
    title=_("Plans"),
    address="planning:plans",
    find=lambda asked: plan_list(
        asked.actor,
        status=asked["status"],
        sort=asked.sort,
        number=asked.number,
        size=asked.size,
    ),
    href=lambda row: reverse("planning:plan", args=[row.id]),
    aside=lambda row: f"{row.code}-{row.number}",
    sort="newest",
    filters=(state_filter("plan version", PLAN.states),),
    columns=(
        Column(_("Number"), lambda row: f"{row.code}-{row.number}", is_shown=False),
        Column(_("Household"), lambda row: row.household, sorts=("household", "-household")),
        state_column("plan version", cell=_state),
        Column(_("Home"), lambda row: row.home),
        Column(
            _("Starts on"),
            lambda row: formatting.day(row.starts_on),
            lambda row: f"{row.starts_on:%Y-%m-%d}",
            sorts=("starts", "-starts"),
            kind="time",
            is_labelled=True,
        ),
        Column(
            _("Answer by"),
            lambda row: formatting.deadline(row.answer_by) if row.status == "offered" else "",
            lambda row: minute(row.answer_by) if row.status == "offered" else "",
            kind="time",
            is_labelled=True,
        ),
        Column(
            _("Monthly fee"),
            lambda row: formatting.money(row.monthly_fee_fen),
            lambda row: row.monthly_fee_fen / 100,
            sorts=("fee", "-fee"),
            kind="num",
        ),
    ),
    none_yet=Empty(
        "clipboard",
        _("No plan here"),
        _("Plans are drafted on the page of a household, best from an assessment."),
    ),
)
plans = PLANS.view
