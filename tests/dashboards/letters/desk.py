"""Letters as their readers get them: written on a day, by the reader's clock; and what they say, word by word."""

from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser

from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.models import Reminder
from checkins.windows import moment_at
from dashboards.letters import Desk
from organizations.models import Membership, Organization
from tests.cast import statements


def at(text):
    return datetime.fromisoformat(text)


def reminder(person, kind, due_on, team=None):
    day = datetime.fromisoformat(due_on).date()
    return Reminder(membership=person, kind=kind, team=team, due_on=day, until_on=day, organization=person.organization)


def letter(person, kind, due_on, when, team=None):
    """The letter that she gets then; None where there is nothing to say."""
    organization = Organization.objects.get(pk=person.organization_id)
    person = Membership.objects.select_related("user").get(pk=person.pk)
    person.organization = organization
    row = reminder(person, kind, due_on, team)
    row.save()
    moment = moment_at(organization, at(when))
    with timezone.override(person.zone), statements() as found:
        written = Desk().write(row, moment)
    letter.query_count = len(found)
    return written


def says(by, key_result, value, when, confidence=8, note="So."):
    check_in(by=by, statements=[Statement(key_result.pk, Decimal(value), confidence, note)], at=at(when))


class Reading(HTMLParser):
    """What stands in the body of a page, and where it leads."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags, self.is_body = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.is_body = self.is_body or tag == "body"
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        if self.is_body:
            self.words += words_in(data)


def words_in(text):
    return [word for word in text.split() if word not in ("·", "--")]


def said_in_text(written):
    lines = written.text.splitlines()
    links = [line for line in lines if line.startswith("http")]
    return words_in("\n".join(line for line in lines if not line.startswith("http"))), links


def said_in_html(written):
    reading = Reading(written.html)
    return reading.words, reading.links
