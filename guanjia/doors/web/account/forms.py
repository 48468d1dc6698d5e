"""The sign-in library's forms, with a label above each field instead of a word inside it."""

import re
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _


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


class LoginCode(Plain, account.ConfirmLoginCodeForm):
    """The code that came by SMS: six digits, so the phone shows its number pad."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "maxlength": "12"}


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
    """The first code of a new app."""

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
