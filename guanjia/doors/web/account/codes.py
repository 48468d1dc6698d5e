"""The page of the one-time code, which tells nobody whether a number is known."""

from typing import Any

from allauth.account import views as account
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanjia.doors.actors import actor_of
from guanjia.doors.web.account.reach import start_of_link


class ConfirmCode(account.ConfirmLoginCodeView):
    """Takes the code, and sends it again; for a number that nobody has, it does as if."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say when it was wrong for the last time, and lead to where another one is sent."""
        answer = super().form_invalid(form)
        if not isinstance(answer, HttpResponseRedirect):
            return answer
        messages.error(
            self.request,
            gettext(
                "That was not the code, three times, so it counts no more. Have another one sent: "
                "one number gets up to three a minute."
            ),
        )
        ticket = actor_of(self.request).ticket
        if ticket is not None:
            return HttpResponseRedirect(start_of_link(ticket.purpose, ticket.subject_id))
        return HttpResponseRedirect(
            self.passthrough_next_url(reverse("account_request_login_code"))
        )

    def _resend_form_valid(self, form: Any) -> HttpResponse:
        if self._process.user is not None:
            return super()._resend_form_valid(form)
        self._process.record_resend()
        self._process.persist()
        where = self.passthrough_next_url(reverse("account_confirm_login_code"))
        return HttpResponseRedirect(where)
