"""The demo organization shows every finding of the attention page, and is no mess."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from alignment.findings.figures import alignment, coverage
from alignment.findings.reading import read_snapshot
from alignment.findings.rules import RULES, find_all
from checkins.discipline_of_all import discipline_of_all
from checkins.windows import moment_at
from integrations.demo.builder import build_demo
from objectives.models import Period
from organizations.tenancy import organization_scope
from tests.integrations.test_demo import last_thursday  # noqa: F401


@pytest.mark.slow
@pytest.mark.usefixtures("last_thursday")
def test_demo_shows_every_finding_and_is_no_mess(db):
    now = timezone.now()
    organization = build_demo(now)
    with organization_scope(organization):
        moment, periods = moment_at(organization, now), list(Period.objects.all())
        quarter = next(each for each in periods if each.is_open and each.kind == "quarter")
        snapshot = read_snapshot(quarter, periods, moment)
        found = {each.rule.name: [(c.title, c.what) for c in each.concerns] for each in find_all(snapshot)}
        discipline = discipline_of_all(quarter, moment, latest=4).together.total
    assert [rule.name for rule in RULES if not found[rule.name]] == []
    assert all(len(concerns) <= 12 for concerns in found.values()), found
    assert alignment(snapshot).share > 0.9
    assert coverage(snapshot).share > 0.9
    assert 0.3 < discipline.on_time / discipline.settled < 0.95
    call_command("verify_progress", "--organization=demo")
