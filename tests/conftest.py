"""The cast of the tests, as fixtures."""

from collections.abc import Iterator

import pytest

from tests.cast import Cast, make_cast

pytest_plugins = ["tests.plugin_database", "tests.plugin_browser"]


@pytest.fixture
def acme(db: None) -> Iterator[Cast]:
    """Acme, with its scope open: what the test does itself, it does there."""
    cast = make_cast("acme", "Acme")
    with cast.scope():
        yield cast


@pytest.fixture
def rival(db: None) -> Cast:
    """Another company on the same installation."""
    return make_cast("rival", "Rival", "America/New_York")
