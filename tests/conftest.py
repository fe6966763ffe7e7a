"""The cast of the tests, as fixtures."""

from collections.abc import Iterator

import pytest

from tests.cast import Cast, make_cast

# What a proof has measured, among the properties of its report.
MEASURED = "measured"

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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the proofs have measured."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    measured = [
        (report.head_line, words)
        for report in reports
        for name, words in getattr(report, "user_properties", ())
        if name == MEASURED and report.when == "call"
    ]
    for test, words in measured:
        terminalreporter.write_line(f"{test}: {words}")
