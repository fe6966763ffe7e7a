"""How signing in and signing up work here, in django-allauth's terms."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organizations.actions import SlugTaken, found_organization
from organizations.forms import OrganizationForm
from organizations.forms_accounts import AccountForm
from organizations.models import User

TO_FOUND = "organization_to_found"


class PersonForm(AccountForm, AllauthSignupForm):
    """Who signs up: a name beside what the settings ask for."""

    name = forms.CharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))


class SignupForm(OrganizationForm, PersonForm):
    """A new person founds a new organization.

    It is founded once the address is verified: until then nobody can take a name away from others, nor learn from a
    name that is taken whether an address was known before.
    """

    field_order = ("name", "email", "password1", "password2", "organization_name", "slug", "time_zone")

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        fields = ("organization_name", "slug", "time_zone")
        request.session[TO_FOUND] = {"founder": str(user.pk)} | {field: self.cleaned_data[field] for field in fields}
        return user


class JoinForm(PersonForm):
    """A new person with an invitation: the address is the invitation's."""

    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, email: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields.pop("password2", None)
        self.fields["email"].disabled = True
        self.fields["email"].initial = self.initial["email"] = email


class AccountAdapter(DefaultAccountAdapter):
    """The library's own way but for names, subjects, words, and founding what somebody signed up for."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail address and this password do not belong together.",
        "incorrect_code": "This is not the code. Take it from the newest mail.",
    }

    def format_email_subject(self, subject: str) -> str:
        return subject

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: forms.BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        if isinstance(user, User):
            user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        response = super().post_login(request, user, **details)
        wanted = request.session.pop(TO_FOUND, None)
        if not isinstance(user, User) or not wanted or wanted["founder"] != str(user.pk):
            return response
        home = found_what_was_wanted(request, user, wanted)
        return response if details.get("redirect_url") else home


def found_what_was_wanted(request: HttpRequest, user: User, wanted: dict[str, str]) -> HttpResponse:
    """The organization of the sign-up form; if its address was taken meanwhile, the page to choose another one."""
    name, slug, time_zone = wanted["organization_name"], wanted["slug"], wanted["time_zone"]
    try:
        found_organization(name=name, slug=slug, time_zone=time_zone, founder=user)
    except SlugTaken as refusal:
        messages.error(request, str(refusal))
        known = urlencode({"organization_name": name, "time_zone": time_zone})
        return redirect(f"{reverse('organization_new')}?{known}")
    messages.success(request, f"{name} is ready. You are its admin.")
    return redirect("home", organization=slug)
