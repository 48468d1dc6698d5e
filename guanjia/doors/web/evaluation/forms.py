"""What may be asked of the figures: a period, and whose visits."""

from datetime import date, timedelta

from django import forms

from guanjia.chapters.evaluation.queries import Scope

WEEKS = (4, 13, 52)


class ScopeForm(forms.Form):
    """The address of a figure. Whatever is missing or odd falls back to the last 13 weeks."""

    weeks = forms.TypedChoiceField(
        choices=[(weeks, weeks) for weeks in WEEKS], coerce=int, required=False, empty_value=None
    )
    branch = forms.IntegerField(min_value=1, required=False)
    household = forms.IntegerField(min_value=1, required=False)
    worker = forms.IntegerField(min_value=1, required=False)
    answer = forms.ChoiceField(choices=(("yes", ""), ("no", "")), required=False)

    def scope(self, today: date) -> Scope:
        """Return the scope asked for; it ends with today."""
        self.is_valid()
        asked = self.cleaned_data
        return Scope(
            first=today - timedelta(weeks=asked.get("weeks") or 13) + timedelta(days=1),
            until=today + timedelta(days=1),
            branch_id=asked.get("branch"),
            household_id=asked.get("household"),
            worker_id=asked.get("worker"),
        )
