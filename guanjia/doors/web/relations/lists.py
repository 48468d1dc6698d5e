"""The list of call-backs."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.relations.queries import CallbackCard, callback_list
from guanjia.doors.clock import now
from guanjia.doors.web import formatting
from guanjia.doors.web.listing import (
    Choice,
    Column,
    Empty,
    Listing,
    Toggle,
    moment_column,
    state_column,
    states,
)
from guanjia.doors.web.relations.forms import REASON_WORDS


def _state(card: CallbackCard) -> SafeString:
    if card.is_late(now()):
        return formatting.mark("late", gettext("overdue"))
    return formatting.state("call-back", card.status)


CALLBACKS = Listing(
    name="callbacks",
    title=_("Call-backs"),
    address="relations:callbacks",
    find=lambda asked: callback_list(
        actor=asked.actor,
        status=asked["status"],
        is_mine=bool(asked["whose"]),
        sort=asked.sort,
        number=asked.number,
        size=asked.size,
    ),
    href=lambda row: reverse("relations:callback", args=[row.id]),
    sort="due",
    filters=(
        Choice(
            "status",
            _("State"),
            states("call-back", ("due", "settled", "dropped")),
            otherwise="due",
            is_counted=True,
        ),
        Toggle("whose", _("State"), _("Mine only"), value="mine"),
    ),
    columns=(
        Column(_("Household"), lambda row: row.display_name, sorts=("household", "-household")),
        Column(_("Why"), lambda row: REASON_WORDS.get(row.reason, row.reason)),
        state_column("call-back", cell=_state),
        moment_column(
            _("To be called by"),
            lambda row: row.due_at,
            sorts=("due", "-due"),
            kind="time",
            is_labelled=True,
        ),
        Column(_("Who calls"), lambda row: row.owner, sorts=("owner", "-owner"), is_labelled=True),
        Column(
            _("Tries"),
            lambda row: row.tries,
            sorts=("tries", "-tries"),
            kind="num",
            is_labelled=True,
        ),
    ),
    none_yet=Empty(
        "check",
        _("Nobody is waiting for a call"),
        _(
            "When a household is not content, does not accept the work or something goes wrong, "
            "the call to make stands here."
        ),
    ),
)
callbacks = CALLBACKS.view
