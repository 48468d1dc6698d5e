"""What may be asked of the figures: a period, whose visits, and in which order."""

from datetime import date, timedelta

from django import forms

from guanjia.chapters.evaluation import rules
from guanjia.chapters.evaluation.queries import Scope
from guanjia.doors.web.reading import IdField
from guanjia.kernel.clock import month_of
from guanjia.kernel.words import _

WEEKS = (4, 13, 52)
MONTHS = (("this", _("This month")), ("last", _("Last month")))
USUAL_ORDER = "standing"


class ScopeForm(forms.Form):
    """The address of a figure. Whatever is missing or odd falls back to the last 13 weeks."""

    weeks = forms.TypedChoiceField(
        choices=[(weeks, weeks) for weeks in WEEKS], coerce=int, required=False, empty_value=None
    )
    month = forms.ChoiceField(choices=MONTHS, required=False)
    branch = IdField(required=False)
    household = IdField(required=False)
    worker = IdField(required=False)
    answer = forms.ChoiceField(choices=(("yes", ""), ("no", "")), required=False)
    by = forms.ChoiceField(
        choices=[(sign + name, name) for name in rules.ORDERS for sign in ("", "-")],
        required=False,
    )
    q = forms.CharField(max_length=40, required=False)

    def scope(self, today: date) -> Scope:
        """Return the scope asked for; it ends with today, or with the last day of last month."""
        self.is_valid()
        asked = self.cleaned_data
        first, until = self._period(today)
        return Scope(
            first=first,
            until=until,
            branch_id=asked.get("branch"),
            household_id=asked.get("household"),
            worker_id=asked.get("worker"),
        )

    def _period(self, today: date) -> tuple[date, date]:
        tomorrow = today + timedelta(days=1)
        match self.cleaned_data.get("month"):
            case "this":
                return month_of(today)[0], tomorrow
            case "last":
                return rules.month_before(today)
        return tomorrow - timedelta(weeks=self.cleaned_data.get("weeks") or 13), tomorrow

    @property
    def order(self) -> str:
        """In which order people are wanted; a minus turns it round."""
        return self.cleaned_data.get("by") or USUAL_ORDER
