"""A real browser sees the site, its styles and scripts, and breaks none of its own rules."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone


@pytest.mark.parametrize("visit", [1, 2])
def test_browser_signs_in_on_a_database_of_its_own(live_server, page, visit):
    """Twice, so that the second one meets what the first one left: nothing."""
    assert not Session.objects.exists()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/accounts/login/")
    assert page.locator("form input[type=password]").count() == 1
    assert page.evaluate("document.styleSheets.length") > 0
    assert said == []
    Session.objects.create(session_key="left", expire_date=timezone.now())
