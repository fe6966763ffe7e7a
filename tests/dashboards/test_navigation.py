"""What is in sight on every page: where one can go, and which organization and period one looks at."""

import re

import pytest

from tests.cast import client_of

PLACES = {"": "Home", "scorecard/": "Scorecard", "check-ins/": "Check-ins", "objectives/": "Objectives"}
PLACES |= {"teams/": "Teams", "people/": "People", "periods/": "Periods"}


@pytest.mark.parametrize("path", PLACES)
def test_every_place_leads_to_every_other_and_to_both_switches(acme, path):
    content = client_of(acme.viewer).get(acme.url(path)).content.decode()
    for other, name in PLACES.items():
        links = re.findall(rf'<a [^>]*href="{acme.url(other)}"[^>]*>(.*?)</a>', content, re.DOTALL)
        assert any(name in link for link in links), name
    assert 'aria-label="Organization: Acme"' in content
    assert 'aria-label="Period: This quarter"' in content
    here = re.findall(r'<a [^>]*href="([^"]*)"[^>]*aria-current="page"', content)
    assert set(here) == {acme.url(path)}
