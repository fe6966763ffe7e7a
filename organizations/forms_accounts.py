"""The library's forms around one's account, in our words."""

from typing import Any

from allauth.account import forms as library

from organizations.forms_wording import FriendlyForm

LABELS = {
    "Login": "E-mail",
    "Email": "E-mail",
    "Remember Me": "Keep me signed in",
    "Current Password": "Current password",
    "New Password": "New password",
    "New Password (again)": "New password again",
    "Password (again)": "Password again",
}


class AccountForm(FriendlyForm):
    """Our labels, and our words for what was left empty."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.label = LABELS.get(str(field.label), field.label)


class LoginForm(AccountForm, library.LoginForm):
    """Signing in."""


class AddEmailForm(AccountForm, library.AddEmailForm):
    """Another address, or a new one."""


class ChangePasswordForm(AccountForm, library.ChangePasswordForm):
    """A new password for whoever knows the one before."""


class SetPasswordForm(AccountForm, library.SetPasswordForm):
    """A first password."""


class ResetPasswordForm(AccountForm, library.ResetPasswordForm):
    """Where to send the way to a new password."""


class ResetPasswordKeyForm(AccountForm, library.ResetPasswordKeyForm):
    """The new password."""


class ReauthenticateForm(AccountForm, library.ReauthenticateForm):
    """The password once more before something that matters."""


class RequestLoginCodeForm(AccountForm, library.RequestLoginCodeForm):
    """Where to send a code to sign in with."""


class ConfirmLoginCodeForm(AccountForm, library.ConfirmLoginCodeForm):
    """The code to sign in with."""


class ConfirmEmailVerificationCodeForm(AccountForm, library.ConfirmEmailVerificationCodeForm):
    """The code that shows whose the address is."""


class ConfirmPasswordResetCodeForm(AccountForm, library.ConfirmPasswordResetCodeForm):
    """The code before a new password."""
