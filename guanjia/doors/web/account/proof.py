"""Showing once more, by a code to one's own number, that it is still oneself."""

from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.ratelimit import consume_or_429
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guanjia.chapters.dossier.commands import bind_contacts
from guanjia.chapters.org.commands import note_phone_verified
from guanjia.chapters.org.models import User
from guanjia.doors.actors import actor_of
from guanjia.doors.clock import now
from guanjia.doors.rendering import page
from guanjia.doors.sessions import note_proof
from guanjia.doors.web.account.forms import LoginCode
from guanjia.vault.masking import masked_phone

STATE_KEY = "proof"


class Proof(AbstractCodeVerificationProcess):
    """A code on its way to somebody who is signed in; three wrong ones, or five minutes, end it."""

    def __init__(self, request: HttpRequest, user: User, state: dict[str, Any]) -> None:
        super().__init__(
            user=user,
            state=state,
            timeout=app_settings.LOGIN_BY_CODE_TIMEOUT,
            max_attempts=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        )
        self.request = request
        self.person = user

    @classmethod
    def begun(cls, request: HttpRequest, user: User) -> "Proof | None":
        """Return the code that was sent in this visit, if it is still good for this user."""
        state = request.session.get(STATE_KEY)
        if not state or state.get("phone") != user.phone:
            return None
        process: Proof | None = cls(request, user, state).abort_if_invalid()
        return process

    def send(self) -> None:
        """Put a code into the outbox."""
        adapter = get_adapter()
        code = adapter.generate_phone_verification_code(user=self.person, phone=self.person.phone)
        self.state["code"] = code
        adapter.send_verification_code_sms(user=self.person, phone=self.person.phone, code=code)
        self.persist()

    def persist(self) -> None:
        self.request.session[STATE_KEY] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE_KEY, None)

    def finish(self) -> None:
        """Note that the code came back, with all that follows from it."""
        self.abort()
        person, at = self.person, now()
        record_authentication(
            self.request, person, method="code", phone=person.phone, reauthenticated=True
        )
        note_proof(self.request)
        note_phone_verified(user_id=person.pk, at=at)
        bind_contacts(user_id=person.pk, at=at)


@never_cache
@require_http_methods(["GET", "POST"])
def prove_again(request: HttpRequest) -> HttpResponse:
    """Send a code to the number of whoever is signed in, take it, and lead on to what they wanted."""
    user = User.objects.get(id=actor_of(request).user_id or 0)
    where = _next(request)
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if request.path not in {method["url"] for method in methods}:
        asked = urlencode({REDIRECT_FIELD_NAME: where})
        return HttpResponseRedirect(f"{methods[0]['url']}?{asked}")
    process, form, status = Proof.begun(request, user), None, 200
    if request.POST.get("action") == "send":
        limited = consume_or_429(request, action="request_login_code", key=user.phone)
        if limited:
            return limited
        process = Proof(request, user, Proof.initial_state(user, phone=user.phone))
        process.send()
    elif request.POST.get("action") == "verify" and process:
        form = LoginCode(request.POST, code=process.code)
        if form.is_valid():
            process.finish()
            return resume_request(request) or HttpResponseRedirect(where)
        status = 422
        if not process.record_invalid_attempt():
            process = None
    words = {
        "form": (form or LoginCode(code="")) if process else None,
        "is_over": status == 422 and process is None,
        "phone": masked_phone(user.phone),
        "where": where,
        "reauthentication_alternatives": [
            method | {"url": f"{method['url']}?{urlencode({REDIRECT_FIELD_NAME: where})}"}
            for method in methods
            if method["url"] != request.path
        ],
    }
    return page(request, "account/prove_again.html", status=status, **words)


def _next(request: HttpRequest) -> str:
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("me")
