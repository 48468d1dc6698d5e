"""What the sign-in library asks of us: whose phone this is, how a code reaches it, how to encrypt."""

import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.internal.flows.trust import decode_trust_cookie, encode_trust_cookie
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanjia.chapters.dossier.commands import bind_contacts, login_of_contact
from guanjia.chapters.org import commands, rules
from guanjia.chapters.org.models import User
from guanjia.chapters.org.queries import phone_to_call, user_by_phone
from guanjia.doors import actors, clock, refusals
from guanjia.doors.sessions import is_freshly_proven, lay_down_ticket, note_arrival, note_proof
from guanjia.doors.web.account.known import note_known_here
from guanjia.doors.web.account.languages import speak_to
from guanjia.doors.web.account.one_time import Kept
from guanjia.flow.notices import texts
from guanjia.kernel.actors import house_actor
from guanjia.kernel.errors import Invalid, Stale
from guanjia.outbound.commands import queue_notice
from guanjia.outbound.models import CODE
from guanjia.vault.keys import decrypt, encrypt

security = logging.getLogger("guanjia.security")
DOORKEEPER = house_actor("doorkeeper", "manager")
TOLD = {
    "account/email/password_changed": texts.PASSWORD_CHANGED,
    "account/email/password_set": texts.PASSWORD_SET,
    "mfa/email/totp_activated": texts.APP_ADDED,
    "mfa/email/totp_deactivated": texts.APP_REMOVED,
    "mfa/email/webauthn_added": texts.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": texts.PASSKEY_REMOVED,
    "mfa/email/recovery_codes_generated": texts.NEW_RECOVERY_CODES,
}
"""What the library has changed, by the name of the message that it would send by e-mail."""
FACTORS = "mfa/"
"""How those names begin that tell of a second factor."""
JUST_SHOWN = frozenset({"mfa/email/totp_activated", "mfa/email/webauthn_added"})
"""What nobody could set up without showing it."""
STRONG = frozenset({"mfa", "password"})
"""What shows more than that somebody reads the messages of a number."""


def _strong_factors(user_id: int) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user_id=user_id).exclude(type="recovery_codes")


def _trusts_since(person: User) -> int:
    """Return since when, in seconds of the machine's clock, what somebody shows is worth something."""
    if person.trusts_since is None:
        return 0
    return int((person.trusts_since - settings.CLOCK_AHEAD).timestamp())


class PhoneField(forms.CharField):
    """A phone number as people write it; yields +8613800138000."""

    widget = forms.TextInput(
        attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel", "maxlength": "20"}
    )
    default_error_messages = {"required": _("Please give your phone number.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"label": _("Phone number")} | options))

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return rules.normal_phone(text)
        except Invalid as refusal:
            raise forms.ValidationError(refusals.in_words(refusal)) from None


class People(DefaultAccountAdapter):
    """Knows people by their phone numbers and sends them codes through the outbox."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves: staff invite, clients are called."""
        return False

    def phone_form_field(self, **options: Any) -> PhoneField:
        return PhoneField(**options)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return whose number it is; a household's contact gets their login when they first ask."""
        try:
            user = user_by_phone(phone) or login_of_contact(phone=phone, at=clock.now())
        except Invalid:
            return None
        except Stale:
            # Pressed twice at once: the other press has just made it.
            user = user_by_phone(phone)
        return user if user and user.is_active else None

    def get_phone(self, user: AbstractBaseUser) -> tuple[str, bool] | None:
        known = User.objects.get(pk=user.pk)
        return (known.phone, known.phone_verified_at is not None) if known.phone else None

    def set_phone(self, user: AbstractBaseUser, phone: str, verified: bool) -> None:
        raise NotImplementedError("A phone number is changed by the office, which checks who asks.")

    def set_phone_verified(self, user: AbstractBaseUser, phone: str) -> None:
        """Note nothing yet: a login with a second factor has not shown it; see `login`."""

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **known: Any
    ) -> HttpResponse | None:
        """Forget that this browser was trusted, if its user has signed out everywhere since."""
        since, trusts = _trusts_since(User.objects.get(pk=user.pk)), decode_trust_cookie(request)
        if any(trust.at < since for trust in trusts):
            later = [trust for trust in trusts if trust.at >= since]
            request.COOKIES[mfa_settings.TRUST_COOKIE_NAME] = encode_trust_cookie(later)
        refused: HttpResponse | None = super().pre_login(request, user, **known)
        return refused

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **known: Any
    ) -> HttpResponse:
        """Let the browser remember that this number has signed in in it, and the language of its owner."""
        answer: HttpResponse = super().post_login(request, user, **known)
        person = User.objects.only("phone", "language").get(pk=user.pk)
        note_known_here(answer, person.phone)
        speak_to(request, answer, person)
        return answer

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """
        Sign in as somebody; the link by which the visit began is laid down.

        If a code sent to their number is among what they have shown, the number is theirs, and so is
        what follows from it. A passkey or a password shows nothing about a number.

        :raises ImmediateHttpResponse: if the number has changed, or all visits were ended, since
            they began to show it: what was half shown by then is worth nothing
        """
        person = User.objects.get(pk=user.pk)
        shown = get_authentication_records(request, user)
        of_another = any(one.get("phone", person.phone) != person.phone for one in shown)
        if of_another or any(one["at"] < _trusts_since(person) for one in shown):
            request.session.flush()
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse(settings.LOGIN_URL)))
        lay_down_ticket(request)
        super().login(request, user)
        shown = get_authentication_records(request, user)
        note_arrival(
            request,
            shown_by=shown[0]["method"] if shown else "",
            strongly=any(one["method"] in STRONG for one in shown),
        )
        security.info("signed in: user %s", user.pk)
        if any(one["method"] == "code" and one.get("phone") == person.phone for one in shown):
            at = clock.now()
            commands.note_phone_verified(user_id=user.pk, at=at)
            bind_contacts(user_id=user.pk, at=at)

    def generate_phone_verification_code(self, *, user: AbstractBaseUser, phone: str) -> Kept:
        """Draw a code, and return what may be kept of it."""
        return Kept.of(super().generate_phone_verification_code(user=user, phone=phone))

    def send_verification_code_sms(
        self, user: AbstractBaseUser, phone: str, code: Kept, **_more: Any
    ) -> None:
        """Put the code in the outbox; the job process carries it out within a second."""
        at = clock.now()
        queue_notice(
            actor=DOORKEEPER,
            key=f"code/{user.pk}/{at.timestamp():.6f}",
            kind=CODE,
            channel="sms",
            about=f"user/{user.pk}",
            words=gettext(texts.CODE) % {"code": code.code},
            at=at,
            good_until=at + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
            user_id=user.pk,
            address=phone,
        )

    def add_message(self, *_arguments: Any, **_options: Any) -> None:
        """Say nothing: our pages themselves show what has happened."""

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, *_arguments: Any, **_options: Any
    ) -> None:
        """
        Tell somebody's number that what protects their login was changed.

        With a factor their other visits end: those came in before it, and have never shown it.
        """
        person, at = User.objects.get(pk=user.pk), clock.now()
        if template_prefix.startswith(FACTORS):
            here = self.request.session.session_key or ""
            me = actors.actor_of(self.request)
            commands.end_visits(actor=me, user_id=person.pk, but_key=here, at=at)
        if template_prefix in JUST_SHOWN:
            note_proof(self.request, strongly=True)
        with translation.override(person.reads):
            what = TOLD.get(template_prefix, texts.PROTECTION_CHANGED)
            words = texts.alarm(what, phone=phone_to_call(user_id=person.pk))
        queue_notice(
            actor=DOORKEEPER,
            key=f"protected/{person.pk}/{at.timestamp():.6f}",
            kind="login.protection_changed",
            channel="sms",
            about=person.case,
            words=words,
            at=at,
            user_id=person.pk,
            address=person.phone,
        )

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, Any]]:
        """
        Return by what somebody may show once more who they are.

        A code to their number will do for whoever has set up nothing stronger.
        """
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if user.is_authenticated and not _strong_factors(user.pk).exists():
            by_code = gettext("Use a code sent to your phone")
            methods.append({"id": "code", "description": by_code, "url": reverse("prove_again")})
        return methods

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:
        """
        Ask again who it is, unless they have just shown it.

        A code to the telephone shows too little of somebody who has set up more than that.

        :raises ReauthenticationRequired: if they have neither a password nor a second factor: the
            library would ask them nothing, and whoever holds an old visit could then set both
        """
        could_show_more = _strong_factors(self.request.user.pk).exists()
        if is_freshly_proven(self.request, strongly=could_show_more):
            return False
        if not super().get_reauthentication_methods(self.request.user):
            raise ReauthenticationRequired
        return True

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library counts failures by e-mail or name; here the phone number is the identity,
        # and without it everybody's failures would be counted as one person's.
        return f"{get_current_site(request).domain}:{credentials.get('phone', '')}"


class SecondFactors(DefaultMFAAdapter):
    """Keeps the secrets of second factors in the vault and names them as people would."""

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return User.objects.only("name").get(pk=user.pk).name

    def get_totp_issuer(self) -> str:
        return "管家 Guanjia"

    def generate_authenticator_name(self, user: AbstractBaseUser, kind: Any) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=kind).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        name = self.get_totp_label(user)
        return {"id": str(user.pk).encode(), "display_name": name, "name": name}
