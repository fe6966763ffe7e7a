"""A real Chromium for the tests that ask for a page; without one they are skipped, or fail where CI is set."""

import os

import pytest

from okr_site.embedded.browser import find_browser

FIXTURES = {"page", "context", "new_context", "browser", "launch_browser"}
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--no-first-run",
]
WHY = "no browser: install Debian's chromium, or run `.venv/bin/python -m playwright install chromium`"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    needing = [item for item in items if FIXTURES & set(getattr(item, "fixturenames", ()))]
    missing = bool(needing) and find_browser() is None
    for item in needing:
        item.add_marker(pytest.mark.browser)
        if missing and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip(reason=WHY))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = find_browser() or pytest.fail(WHY)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": path, "args": QUIET + sandbox}
