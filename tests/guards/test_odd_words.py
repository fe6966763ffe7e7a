"""Whatever somebody sends, in any query and any field of any form: an answer, and never a fault of ours."""

import re
from html import unescape

import pytest
from django.db import transaction

from tests.cast import client_of
from tests.guards.routes import tenant_routes
from tests.guards.things import furnish

NAME = re.compile(r' name="([^"]+)"')
ODD = {"nul": "a\0b", "not a number": "NaN", "much": "9" * 400, "marks": "@\ue0000\ue001<b>[x](javascript:y)%s{{7}}"}
QUERY = ("at", "as_of", "figure", "key_result", "kind", "mine", "of", "page", "parent", "period", "q", "since", "state")
QUERY += ("team", "tick", "to", "alone")


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_words_are_no_fault(acme, text):
    things, client, faults = furnish(acme), client_of(acme.admin), []
    client.raise_request_exception = False
    for route in tenant_routes():
        path = route.path("acme", things)
        page = client.get(path)
        for method, words in ((client.get, QUERY), (client.post, names_of(page) if page.status_code == 200 else QUERY)):
            with transaction.atomic():
                status = method(path, dict.fromkeys(words, text)).status_code
                transaction.set_rollback(True)
            if status >= 500:
                faults.append(f"{method.__name__} {route} answered {status}")
    assert faults == [], "\n".join(faults)


def names_of(page):
    """All that its forms could send."""
    return {unescape(name) for name in NAME.findall(page.content.decode())} - {"csrfmiddlewaretoken"}
