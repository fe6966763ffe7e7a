"""What the proofs run on."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MEASURED
from tests.mail_servers import Sink
from tests.proof.harness import Site
from tests.proof.week import Week, post_to

# aiosmtpd tells every command.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def site(transactional_db, tmp_path: Path, sink: Sink) -> Iterator[Site]:
    """Nothing runs but Valkey; whatever the test starts is ended before the database is emptied."""
    with Site(tmp_path / "site", sink) as site:
        yield site


@pytest.fixture
def week(transactional_db, settings: Any, sink: Sink) -> Week:
    """Its mails go to the sink."""
    post_to(sink.port, settings)
    return Week(sink)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Says what was measured, also where all went well: at the end of the run, from whichever worker."""
    return partial(record_property, MEASURED)
