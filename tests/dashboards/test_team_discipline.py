"""The page of a team's check-ins: who may read it, and what it says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.periods import create_period, open_period
from organizations.models import Role, Team, TeamMembership
from tests.cast import client_of, join, make_key_result, make_objective, shut, statements


def address(cast, team=None):
    return cast.url(f"teams/{(team or cast.team).pk}/check-ins/")


@pytest.fixture
def acme(acme):
    """Four weeks into a period, whatever the day."""
    acme.period.delete()
    today = acme.organization.day_of(timezone.now())
    days = {"starts_on": today - timedelta(days=28), "ends_on": today + timedelta(days=28)}
    planned = create_period(by=acme.admin, name="This quarter", kind="quarter", **days)
    acme.period = open_period(planned, by=acme.admin, at=acme.organization.start_of(planned.starts_on))
    return acme


@pytest.fixture
def three(acme):
    """Three key results of the team since the beginning of the quarter; of one somebody spoke a moment ago."""
    objective = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team)
    key_results = [make_key_result(acme.owner, objective, f"Number {n}") for n in range(3)]
    check_in(by=acme.owner, statements=[Statement(key_results[0].pk, Decimal(40), 8)])
    return key_results


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("leader", 200), ("owner", 403), ("viewer", 403)])
def test_leaders_read_it_and_others_do_not(acme, three, role, status):
    client = client_of(getattr(acme, role))
    assert client.get(address(acme)).status_code == status
    is_offered = address(acme) in client.get(acme.url(f"teams/{acme.team.pk}/")).content.decode()
    assert is_offered == (status == 200)


@pytest.mark.parametrize("is_lead", [True, False])
def test_lead_reads_it_of_the_team_and_of_those_below(acme, three, is_lead):
    lead = join(acme.organization, "member", "Lead")
    TeamMembership.objects.create(team=acme.team, membership=lead, is_lead=is_lead)
    below = Team.objects.create(name="Below", parent=acme.team)
    beside = Team.objects.create(name="Beside")
    found = [client_of(lead).get(address(acme, team)).status_code for team in (acme.team, below, beside)]
    assert found == [200 if is_lead else 403] * 2 + [403]


def test_viewer_who_leads_does_not(acme, three):
    TeamMembership.objects.create(team=acme.team, membership=acme.viewer, is_lead=True)
    assert acme.viewer.role == Role.VIEWER
    assert client_of(acme.viewer).get(address(acme)).status_code == 403


def test_stranger_finds_nothing(acme, rival, three):
    assert client_of(rival.admin).get(address(acme)).status_code == 404
    assert client_of(acme.admin).get(address(acme, rival.team)).status_code == 404


def rows_of(page):
    """The table, row by row."""
    body = page.split("<tbody>")[1].split("</tfoot>")[0]
    return [[cell.split("<")[0] for cell in row.split('">')[1:]] for row in body.split("<tr>")[1:]]


def test_table_and_picture_say_the_same(acme, three):
    page = client_of(acme.leader).get(address(acme)).content.decode()
    *weeks, total = [[int(figure) for figure in row[1:]] for row in rows_of(page)]
    assert all(week[0] == sum(week[1:]) for week in [*weeks, total])
    assert total == [sum(column) for column in zip(*weeks, strict=True)]
    assert page.count("<g>") == len(weeks)
    assert f"{total[1]} on time, {total[2]} late, {total[3]} missed" in page


def test_page_names_nobody(acme, three):
    page = client_of(acme.leader).get(address(acme)).content.decode()
    assert acme.owner.user.name not in page and "Number 0" not in page


def test_chosen_period_is_shown_and_what_was_never_due_says_so(acme, three):
    starts_on = acme.period.ends_on + timedelta(days=1)
    planned = create_period(
        by=acme.admin, name="Next", kind="quarter", starts_on=starts_on, ends_on=starts_on + timedelta(days=80)
    )
    client = client_of(acme.leader)
    assert "has been due in Next so far" in client.get(f"{address(acme)}?period={planned.pk}").content.decode()
    shut(acme.period, by=acme.admin)
    assert "on time in This quarter" in client.get(f"{address(acme)}?period={acme.period.pk}").content.decode()


def test_organization_without_a_period_has_its_page(acme):
    acme.period.delete()
    assert "There is no period yet." in client_of(acme.leader).get(address(acme)).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_for_one_and_for_three(acme, count):
    objective = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team)
    for n in range(count):
        make_key_result(acme.owner, objective, f"Number {n}")
    client = client_of(acme.leader)
    with statements() as asked:
        client.get(address(acme))
    assert len(asked) == 11, "\n".join(asked)
