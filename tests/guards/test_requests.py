"""Every route, those of today and of tomorrow: reading writes nothing, and a form without its token is refused."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import client_of
from tests.guards.routes import OUTSIDE, all_routes, outside_routes, tenant_routes
from tests.guards.things import furnish

# Routes that a browser may POST to without a token, each with its reason.
WITHOUT_TOKEN = {
    "answer": "the signed address is the permission; no cookie is, so a foreign page could do nothing with one",
    "unsubscribe": "a mail program sends it by itself, without cookies (RFC 8058)",
}
# Tables that a GET may write to, each with its reason.
WRITTEN_BY_GET = {"django_cache": "allauth counts how often somebody asks, against guessing"}
WRITTEN = """
SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables
WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY relname
"""


def written():
    """What this transaction has written so far, by table; PostgreSQL counts, whatever was rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return {name: counts for name, *counts in cursor.fetchall() if name not in WRITTEN_BY_GET}


@pytest.fixture(autouse=True)
def verified(acme):
    """As after a real sign-up; else allauth makes the row at the first look."""
    for person in (acme.admin, acme.viewer):
        EmailAddress.objects.create(user=person.user, email=person.user.email, primary=True, verified=True)


def paths(things):
    for route in tenant_routes():
        yield route, route.path("acme", things)
    for route in outside_routes():
        if not route.names:
            yield route, reverse(route.name)
        else:
            assert route.name in OUTSIDE, f"{route.text}: say in OUTSIDE (tests/guards/routes.py) what to fill in"
            yield route, reverse(route.name, kwargs={k: v.format(**things) for k, v in OUTSIDE[route.name].items()})


@pytest.mark.parametrize("role", ["admin", "viewer", None])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_reading_writes_nothing(acme, role, headers):
    things = furnish(acme)
    client = client_of(getattr(acme, role)) if role else Client()
    client.raise_request_exception = False
    complaints = []
    for route, path in paths(things):
        before = written()
        for method in (client.get, client.head):
            with transaction.atomic():
                method(path, headers=headers)
                transaction.set_rollback(True)
        if written() != before:
            more = {table: (before.get(table), n) for table, n in written().items() if n != before.get(table)}
            complaints.append(f"{route} wrote: {more}")
    assert complaints == [], "\n".join(complaints)


@pytest.mark.parametrize("role", ["admin", None])
def test_form_without_its_token_is_refused(acme, role):
    things = furnish(acme)
    client = client_of(getattr(acme, role), enforce_csrf_checks=True) if role else Client(enforce_csrf_checks=True)
    client.raise_request_exception = False
    taken = []
    for route, path in paths(things):
        with transaction.atomic():
            before = written()
            status = client.post(path, {"name": "Forged"}).status_code
            if route.name not in WITHOUT_TOKEN and (status != 403 or written() != before):
                taken.append(f"{route} answered {status}")
            transaction.set_rollback(True)
    assert taken == [], "\n".join(taken)


def test_every_exception_still_exists():
    names = {route.name for route in all_routes()}
    assert WITHOUT_TOKEN.keys() <= names
    assert OUTSIDE.keys() <= names
