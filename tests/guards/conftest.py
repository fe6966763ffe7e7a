"""What the guards share."""

import logging

import pytest


@pytest.fixture(autouse=True)
def quiet(monkeypatch) -> None:
    """The walks provoke thousands of refusals; only what they find is worth a line."""
    for name in ("django.request", "django.security.csrf", "django.security.SuspiciousSession"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)
