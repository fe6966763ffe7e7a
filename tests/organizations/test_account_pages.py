"""The library's pages around one's account, in our words."""

import pytest
from django.utils.module_loading import import_string

from organizations.forms_accounts import ResetPasswordKeyForm
from organizations.forms_wording import FriendlyForm
from organizations.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["login/", "signup/", "password/reset/"])
def test_account_pages_speak_our_words(client, address):
    asked = client.get(f"/accounts/{address}").content.decode()
    answered = client.post(f"/accounts/{address}", {}).content.decode()
    assert ">E-mail" in asked
    assert ">Email" not in asked
    assert "e-mail address." in answered
    assert "This field is required" not in answered


def test_every_account_form_with_something_to_fill_in_is_ours(settings):
    forms = [import_string(path) for path in settings.ACCOUNT_FORMS.values()]
    assert all(issubclass(form, FriendlyForm) for form in forms)


def test_new_password_is_asked_for_in_sentence_case():
    labels = [field.label for field in ResetPasswordKeyForm(user=User(), data={}).fields.values()]
    assert labels == ["New password", "New password again"]
