"""The page of the one-time code, which tells nobody whether a number is known."""

from typing import Any

from allauth.account import views as account
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse


class ConfirmCode(account.ConfirmLoginCodeView):
    """Takes the code, and sends it again; for a number that nobody has, it does as if."""

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        if self._process.user is not None:
            return super()._resend_form_valid(form)
        self._process.record_resend()
        self._process.persist()
        where = self.passthrough_next_url(reverse("account_confirm_login_code"))
        return HttpResponseRedirect(where)
