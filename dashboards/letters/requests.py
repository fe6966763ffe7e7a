"""The one line of a letter about requests that wait for its reader's answer, however many there are."""

from alignment.inbox import waiting_for
from dashboards.letters.document import Row, Section, section
from dashboards.letters.phrases import address, counted
from organizations.models import Membership


def requests(person: Membership) -> list[Section]:
    """One question to the database."""
    count = waiting_for(person).count()
    words = f"{counted(count, 'request')} {'waits' if count == 1 else 'wait'} for your answer"
    return section("Requests to you", [Row(words, link=address("requests", person.organization))] if count else [])
