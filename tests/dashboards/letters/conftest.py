import pytest


@pytest.fixture(autouse=True)
def _here(settings):
    settings.SITE_URL = "https://okr.example.com"
