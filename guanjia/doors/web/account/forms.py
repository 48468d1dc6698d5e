"""The sign-in library's forms, with a label above each field instead of a word inside it."""

import re
from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.ratelimit import consume
from allauth.mfa.adapter import get_adapter as get_adapter_of_factors
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanjia.doors.web.account.known import is_known_here
from guanjia.doors.web.account.one_time import is_code
from guanjia.doors.web.waiting import seconds_to_wait, wait_in_words


class Plain:
    """Takes the placeholders out: they vanish when one types and are not read aloud."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # mixed into forms
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.label = _("Code")


class Login(Plain, account.LoginForm):
    """Phone number and password."""


class AskForCode(Plain, account.RequestLoginCodeForm):
    """
    The number to which a code is sent.

    How often codes may be asked for is counted by number, so that nobody's telephone is flooded; in
    a browser where the number has signed in before it is counted apart, so that nobody is shut out.
    """

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if not phone:
            return phone
        adapter, request = get_adapter(), context.request
        self._user = adapter.get_user_by_phone(phone)
        counted_as = f"{phone} here" if is_known_here(request, phone) else phone
        if not consume(request, action="request_login_code", key=counted_as):
            wait = seconds_to_wait(request, action="request_login_code", key=counted_as)
            raise ValidationError(
                _(
                    "Too many codes were asked for this number. In %(wait)s you can ask for one again; "
                    "or sign in where you have signed in before. If that does not help, call your "
                    "branch."
                ),
                params={"wait": wait_in_words(wait)},
            )
        return phone


class LoginCode(Plain, account.ConfirmLoginCodeForm):
    """The code that came by SMS: six digits, so the phone shows its number pad."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": "12"}

    def clean_code(self) -> str:
        """Compare the code with what the visit has kept of it."""
        code: str = self.cleaned_data["code"]
        if not is_code(code, self.expected_code or ""):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Reauthenticate(Plain, account.ReauthenticateForm):
    """The password once more."""


class SetPassword(Plain, account.SetPasswordForm):
    """A first password."""


class ChangePassword(Plain, account.ChangePasswordForm):
    """Another password."""


class Authenticate(Plain, mfa.AuthenticateForm):
    """A code of the app, or a recovery code."""


class ReauthenticateByCode(Plain, mfa.ReauthenticateForm):
    """A code of the app once more."""


class ActivateApp(Plain, totp.ActivateTOTPForm):
    """The first code of a new app. Whoever read it over a shoulder does not come in by it."""

    def clean_code(self) -> str:
        """
        Return the code, which is used up as any other code of the app is.

        :raises ValidationError: if it is not the app's, or was used before
        """
        code: str = super().clean_code()
        secret = get_adapter_of_factors().encrypt(self.secret)
        app = TOTP(
            Authenticator(user=self.user, type=Authenticator.Type.TOTP, data={"secret": secret})
        )
        if not app.validate_code(code):
            raise get_adapter_of_factors().validation_error("incorrect_code")
        return code

    @property
    def spaced_secret(self) -> str:
        """The secret in groups of four, as one types it."""
        return " ".join(re.findall(".{1,4}", self.secret))


class AddPasskey(Plain, webauthn.AddWebAuthnForm):
    """A new passkey and what its owner calls it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["name"].required = True
        if "passwordless" in self.fields:
            self.fields["passwordless"].help_text = ""
