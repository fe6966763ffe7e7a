"""Every route × method × role × {own, another tenant's, random} ids: what is another's does not exist.

The walk runs three times: as it is, with the ORM's scope switched off, and as a role that row-level security
does not stop. Each defence must hold alone.
"""

import traceback

import pytest
from django.db import connection, models, transaction

from organizations.tenancy import TenantManager
from tests.cast import client_of, join
from tests.guards.routes import NAMED_IN, answer_of, body_naming, fields_in, leaks, random_things, tenant_routes
from tests.guards.things import CANARY, furnish
from tests.organizations.test_row_level_security import TABLES

ROLES = ["admin", "leader", "owner", "viewer"]
HTMX = {False: {}, True: {"HX-Request": "true"}}
# Routes that send nobody away to sign in, each with its reason.
ANSWERED_IN_PLACE = {"check_in_draft": "the page saves by itself, and its person goes on typing"}
OTHER_METHODS = ["head", "options", "put", "patch", "delete"]


class Walk:
    """Goes everywhere as one person of Acme and writes down what it does not like."""

    def __init__(self, acme, rival, role, *, is_thorough=False):
        self.acme, self.rival, self.role, self.is_thorough = acme, rival, role, is_thorough
        self.own = furnish(acme)
        with rival.scope():
            self.theirs = furnish(rival, CANARY)
        self.random = random_things(self.theirs)
        self.client = client_of(getattr(acme, role))
        self.client.raise_request_exception = False
        self.rivals_rows = self.fingerprint()
        self.complaints = []

    def everywhere(self):
        for route in tenant_routes():
            for hx in HTMX:
                self.visit(route, hx)
            for method in OTHER_METHODS if self.is_thorough else []:
                self.ask_alike(route, method, False)
        return self.complaints

    def visit(self, route, hx):
        page = self.ask(route, "get", self.own, hx)
        for method in ("get", "post"):
            self.ask_alike(route, method, hx)
        self.ask(route, "post", self.own, hx)
        fields = fields_in(page.content.decode())
        for method in ("get", "post") if self.is_thorough or not hx else []:
            answers = [
                answer_of(self.ask(route, method, self.own, hx, body_naming(things, fields)))
                for things in (self.theirs, self.random)
            ]
            if answers[0] != answers[1]:
                self.complain(route, method, hx, "a form naming Rival's things: " + differing(*answers))
        if self.is_thorough and not hx:
            self.mix(route, fields)

    def mix(self, route, fields):
        """A good form with a single thing of Rival's in it."""
        for kind in NAMED_IN:
            bodies = [body_naming(things, fields, [kind]) for things in (self.theirs, self.random)]
            answers = [answer_of(self.ask(route, "post", self.own, False, body)) for body in bodies]
            if answers[0] != answers[1]:
                self.complain(route, "post", False, f"a form with Rival's {kind}: " + differing(*answers))

    def ask_alike(self, route, method, hx):
        if not route.ids:
            return self.ask(route, method, self.own, hx) if method not in ("get", "post") else None
        answers = [answer_of(self.ask(route, method, things, hx)) for things in (self.theirs, self.random)]
        if answers[0] != answers[1]:
            self.complain(route, method, hx, "Rival's thing is not answered like nothing: " + differing(*answers))
        return None

    def ask(self, route, method, things, hx, data=None):
        """One request, of which nothing stays."""
        with transaction.atomic():
            self.client.cookies.pop("messages", None)
            path = route.path(self.acme.organization.slug, things)
            response = getattr(self.client, method)(path, data, headers=HTMX[hx])
            if response.status_code >= 500:
                self.complain(route, method, hx, f"{response.status_code} {what_broke(response)}")
            if leaks(response):
                self.complain(route, method, hx, "shows a text of Rival")
            if method == "post" and response.status_code < 400:
                self.look_for_harm(route, hx)
            transaction.set_rollback(True)
        return response

    def look_for_harm(self, route, hx):
        if self.fingerprint() != self.rivals_rows:
            self.complain(route, "post", hx, "changed a row of Rival")
        if self.mentions():
            self.complain(route, "post", hx, f"stored an id of Rival: {self.mentions()}")

    def fingerprint(self):
        """Everything that Rival has, as one figure."""
        with self.rival.scope():
            return self.sum("md5(string_agg(row, '' ORDER BY row))", self.rival, "true")

    def mentions(self):
        ids = "|".join(str(thing) for name, thing in self.theirs.items() if name != "token")
        return self.sum("string_agg(row, ' ')", self.acme, f"row ~ '{ids}'")

    def sum(self, what, cast, where):
        organization = cast.organization.pk
        rows = " UNION ALL ".join(
            f"SELECT t::text FROM {name} t WHERE organization_id = '{organization}'" for name in TABLES
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {what} FROM ({rows}) AS everything (row) WHERE {where}")
            return cursor.fetchone()[0]

    def complain(self, route, method, hx, what):
        self.complaints.append(f"{self.role} {method.upper()} {route}{' (htmx)' if hx else ''}: {what[:1500]}")


def what_broke(response):
    return "".join(traceback.format_exception(response.exc_info[1])[-2:]) if response.exc_info else ""


def differing(theirs, random):
    """Where two answers part."""
    texts = [f"{status} {where}\n{page}" for status, where, page in (theirs, random)]
    at = next((n for n, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    return " ↔ ".join(text[max(at - 80, 0) : at + 120] for text in texts)


@pytest.mark.parametrize("role", ROLES)
def test_what_is_anothers_does_not_exist(acme, rival, role):
    complaints = Walk(acme, rival, role, is_thorough=role == "admin").everywhere()
    assert complaints == [], "\n".join(complaints)


def test_row_level_security_holds_alone(acme, rival, monkeypatch):
    walk = Walk(acme, rival, "admin")
    monkeypatch.setattr(TenantManager, "get_queryset", models.Manager.get_queryset)
    complaints = walk.everywhere()
    assert complaints == [], "\n".join(complaints)


def test_queries_hold_alone(acme, rival, as_bypassrls_role):
    walk = Walk(acme, rival, "admin")
    with as_bypassrls_role():
        complaints = walk.everywhere()
    assert complaints == [], "\n".join(complaints)


def test_walk_sees_what_leaks(acme, rival, monkeypatch, as_bypassrls_role):
    """With both defences down there is much to complain about; else the walk would prove nothing."""
    walk = Walk(acme, rival, "admin")
    monkeypatch.setattr(TenantManager, "get_queryset", models.Manager.get_queryset)
    with as_bypassrls_role():
        complaints = walk.everywhere()
    for what in ("shows a text of Rival", "not answered like nothing", "changed a row of Rival"):
        assert any(what in complaint for complaint in complaints), what


def test_every_tenant_route_is_plain_and_named():
    routes = tenant_routes()
    assert [route.text for route in routes if not (route.is_plain and route.name)] == []
    names = [route.name for route in routes]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.mark.parametrize("hx", HTMX)
def test_stranger_finds_nothing(acme, rival, hx):
    """Somebody of Rival, and somebody who was here: Acme answers as an organization that does not exist."""
    own = furnish(acme)
    left = join(acme.organization, "member", "Somebody Gone")
    left.is_active = False
    left.save(update_fields=["is_active"])
    for stranger in (rival.admin, left):
        client = client_of(stranger)
        for route in tenant_routes():
            for method in ("get", "post", "put", "delete"):
                ask = getattr(client, method)
                answers = [
                    answer_of(ask(route.path(slug, own), headers=HTMX[hx])) for slug in ("acme", "no-such-place")
                ]
                assert answers[0][0] == 404, f"{method} {route}"
                assert answers[0] == answers[1], f"{method} {route}"


@pytest.mark.parametrize("hx", HTMX)
def test_who_is_not_signed_in_learns_nothing(acme, client, hx):
    own = furnish(acme)
    for route in tenant_routes():
        for method in ("get", "post", "put", "delete"):
            ask = getattr(client, method)
            answers = [answer_of(ask(route.path(slug, own), headers=HTMX[hx])) for slug in ("acme", "anna")]
            is_in_place = hx and method == "post" and route.name in ANSWERED_IN_PLACE
            assert answers[0][0] == (401 if is_in_place else 204 if hx else 302), f"{method} {route}"
            assert "/accounts/login/" in answers[0][2 if is_in_place else 1]
            assert answers[0] == tuple(str(a).replace("anna", "acme") if isinstance(a, str) else a for a in answers[1])
