"""What was typed when the session had ended comes back after signing in, to the same person and form."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from organizations.interrupted import MOST_CHARACTERS, forget_what_was_typed, interrupted_form, keep_what_was_typed


class Someone:
    pk = "0198"


def sent(path, data, session=None, **headers):
    request = RequestFactory().post(path, data, headers=headers)
    request.session, request.membership = {} if session is None else session, Someone()
    request.htmx = HtmxDetails(request)
    return request


def opened(path, session, pk=Someone.pk):
    request = RequestFactory().get(path)
    request.session, request.membership = session, Someone()
    request.membership.pk = pk
    return request


TYPED = {"title": "A long story", "typed_by": Someone.pk, "csrfmiddlewaretoken": "secret", "tag": ["a", "b"]}


def test_typed_text_comes_back_on_its_page_without_the_token():
    request = sent("/acme/objectives/new/", TYPED)
    assert keep_what_was_typed(request) == "/acme/objectives/new/"
    typed = interrupted_form(opened("/acme/objectives/new/", request.session))
    assert isinstance(typed, QueryDict)
    assert typed["title"] == "A long story"
    assert typed.getlist("tag") == ["a", "b"]
    assert "csrfmiddlewaretoken" not in typed


def test_typed_text_stays_with_its_page_and_its_author():
    request = sent("/acme/objectives/new/", TYPED)
    keep_what_was_typed(request)
    assert interrupted_form(opened("/acme/other/", request.session)) is None
    assert interrupted_form(opened("/acme/objectives/new/", request.session, pk="somebody else")) is None
    assert interrupted_form(opened("/acme/objectives/new/", {})) is None


@pytest.mark.parametrize(
    ("headers", "page"),
    [
        ({"Referer": "http://testserver/acme/check-ins/?week=31"}, "/acme/check-ins/?week=31"),
        ({"HX-Request": "true", "HX-Current-URL": "http://testserver/acme/check-ins/"}, "/acme/check-ins/"),
        ({"Referer": "https://elsewhere.test/acme/check-ins/"}, "/acme/save/"),
        ({"HX-Request": "true", "HX-Current-URL": "https://elsewhere.test/"}, "/acme/save/"),
        ({"Referer": "nonsense://["}, "/acme/save/"),
        ({}, "/acme/save/"),
    ],
)
def test_form_comes_back_where_it_stood(headers, page):
    request = sent("/acme/save/", TYPED, **headers)
    assert keep_what_was_typed(request) == page
    assert interrupted_form(opened(page, request.session))["title"] == "A long story"


def test_very_long_text_is_not_put_into_the_session():
    request = sent("/acme/save/", TYPED | {"title": "x" * MOST_CHARACTERS})
    keep_what_was_typed(request)
    assert request.session == {}


def test_form_that_arrived_is_forgotten():
    request = sent("/acme/save/", TYPED)
    keep_what_was_typed(request)
    forget_what_was_typed(request)
    assert interrupted_form(opened("/acme/save/", request.session)) is None
    forget_what_was_typed(request)
