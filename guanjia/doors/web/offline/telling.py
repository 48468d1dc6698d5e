"""How an act comes from a phone: under which key, and when by the phone's clock."""

from django import forms

from guanjia.doors.web.reading import MomentField
from guanjia.ledger.receipts import Sending


class FromPhone(forms.Form):
    """
    When an act happened and when it was sent, by the phone's clock, and the phone's key for it.

    The page's script fills them in; without scripts all are missing.
    """

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    happened_at = MomentField(required=False, widget=forms.HiddenInput)
    sent_at = MomentField(required=False, widget=forms.HiddenInput)

    def sending(self) -> Sending:
        """Return how the act came; what cannot be right counts as not said."""
        told = self.cleaned_data
        return Sending(told.get("key") or "", told.get("happened_at"), told.get("sent_at"))
