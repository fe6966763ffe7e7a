"""People in browsers: pages that are signed in, and fail on whatever the console complains of."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.cast import Cast, make_cast


@pytest.fixture
def live_acme(transactional_db) -> Cast:
    """Acme, committed, for a browser to see."""
    return make_cast("acme", "Acme")


@pytest.fixture
def open_as(live_server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page in a browser of its own, signed in as a membership (or as nobody)."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(membership=None, path: str = "/", **options) -> Page:
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        if membership:
            client = Client()
            client.force_login(membership.user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complain(message, complaints))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def complain(message, complaints: list[str]) -> None:
    """An answer of 422 is how a form says no; everything else that the console calls an error is one."""
    if message.type == "error" and "status of 422" not in message.text:
        complaints.append(message.text)
