"""A team's page: its key results with their weeks, who is silent, what it rests on, its check-ins; now and then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.objectives import edit_objective
from objectives.actions.periods import create_period, open_period
from organizations.models import Team
from tests.cast import client_of, join, make_key_result, make_objective, statements

WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _on_a_thursday(time_machine):
    time_machine.move_to("2026-10-29T12:00:00+01:00", tick=False)


@pytest.fixture
def selling(acme):
    return make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team)


def says(by, key_result, value, *, before=timedelta(0)):
    check_in(by=by, statements=[Statement(key_result.pk, Decimal(value), 8)], at=timezone.now() - before)


def address(cast, team=None):
    return cast.url(f"teams/{(team or cast.team).pk}/")


def page_of(cast, by=None, query=""):
    return client_of(by or cast.leader).get(address(cast) + query).content.decode()


def test_each_key_result_stands_in_the_table_with_value_weeks_and_owner(acme, selling):
    calls = make_key_result(acme.owner, selling, "Calls", unit="calls")
    make_key_result(acme.owner, selling, "Never heard of")
    says(acme.owner, calls, 20, before=2 * WEEK)
    says(acme.owner, calls, 60)
    page = page_of(acme)
    table = page.split('<table class="table trends">')[1].split("</table>")[0]
    assert table.count('<th scope="row">') == 2 and table.count('class="sparkline"') == 1
    assert "Progress by week in per cent: 0 to 60" in table
    assert "60\u00a0calls" in table and "no value yet" in table and str(acme.owner) in table


def test_silent_ones_stand_by_name(acme, selling):
    zoe, abe = (join(acme.organization, "member", name) for name in ("Zoe", "Abe"))
    for owner, title in ((zoe, "A calls"), (abe, "B mails"), (acme.owner, "Fresh")):
        make_key_result(owner, selling, title)
    says(acme.owner, selling.key_results.get(title="Fresh"), 10)
    page = page_of(acme)
    silent = page.split('aria-labelledby="silent"')[1].split("</section>")[0]
    assert "2 key results are silent" in silent and "Fresh" not in silent
    assert silent.index("Abe") < silent.index("B mails") < silent.index("Zoe") < silent.index("A calls")


def test_nobody_silent_is_not_spoken_of(acme, selling):
    says(acme.owner, make_key_result(acme.owner, selling), 10)
    assert 'id="silent"' not in page_of(acme)


def test_it_tells_what_it_rests_on_and_who_rests_on_it(acme, selling):
    making, helping = Team.objects.create(name="Making"), Team.objects.create(name="Helping")
    made = make_objective(acme.owner, acme.period, "Make it light", belongs_to="team", team=making)
    make_objective(acme.owner, acme.period, "Answer fast", belongs_to="team", team=helping, parent=selling)
    edit_objective(selling, by=acme.owner, changes={"parent": made}, reason="It helps.")
    page = page_of(acme)
    on, under = page.split('aria-labelledby="rests-on"')[1].split('aria-labelledby="rested-on"')
    assert "Helping" in on and "Answer fast" in on and "Making" not in on
    assert "Making" in under.split("</section>")[0] and "for Make it light" in under


@pytest.mark.parametrize(("role", "is_shown"), [("admin", True), ("leader", True), ("owner", False), ("viewer", False)])
def test_discipline_is_for_those_who_may_see_it(acme, selling, role, is_shown):
    says(acme.owner, make_key_result(acme.owner, selling), 10)
    page = page_of(acme, getattr(acme, role))
    assert ('aria-labelledby="discipline"' in page) is is_shown
    assert ("check-ins came on time" in page) is is_shown


def test_it_can_be_read_as_it_stood(acme, selling):
    calls = make_key_result(acme.owner, selling, "Calls")
    says(acme.owner, calls, 20, before=2 * WEEK)
    says(acme.owner, calls, 60)
    later = make_objective(
        acme.owner, acme.period, "Sell to ninety", belongs_to="team", team=acme.team, at=timezone.now()
    )
    now, then = page_of(acme), page_of(acme, query="?as_of=2026-10-20")
    assert later.title in now and "60\u00a0%" in now and "New objective" in now
    assert later.title not in then and "20\u00a0%" in then and "60\u00a0%" not in then
    assert selling.title in then and "New objective" not in then and ">People</h2>" not in then
    assert 'data-etag=""' in then and "As it stood" in then


def test_before_its_period_was_planned_it_says_so(acme):
    soon = timezone.localdate() + timedelta(days=90)
    planned = create_period(by=acme.admin, name="Next", kind="quarter", starts_on=soon, ends_on=soon + 12 * WEEK)
    page = page_of(acme, query=f"?period={planned.pk}&as_of=2026-10-20")
    assert "had not been planned by then" in page


def test_strangers_find_nothing(acme, rival, selling):
    assert client_of(rival.admin).get(address(acme)).status_code == 404
    assert client_of(acme.admin).get(address(acme, rival.team)).status_code == 404


@pytest.mark.parametrize(
    ("role", "query", "questions"), [("leader", "", 21), ("viewer", "", 17), ("leader", "?as_of=2026-10-27", 31)]
)
@pytest.mark.parametrize("count", [1, 10, 40])
def test_it_asks_the_same_whatever_its_size(acme, selling, role, query, questions, count):
    helping = Team.objects.create(name="Helping")
    for n in range(count):
        key_result = make_key_result(acme.owner, selling, f"Number {n}")
        says(acme.owner, key_result, n, before=2 * WEEK)
    for n in range(min(count, 3)):
        make_objective(acme.owner, acme.period, f"Help {n}", belongs_to="team", team=helping, parent=selling)
    client = client_of(getattr(acme, role))
    with statements() as asked:
        assert client.get(address(acme) + query).status_code == 200
    assert len(asked) == questions, "\n".join(asked)


def test_planned_period_asks_for_no_check_ins(acme):
    acme.period.delete()
    days = {"starts_on": timezone.localdate(), "ends_on": timezone.localdate() + 12 * WEEK}
    planned = create_period(by=acme.admin, name="Planned", kind="quarter", **days)
    make_objective(acme.owner, planned, belongs_to="team", team=acme.team, at=timezone.now())
    assert 'aria-labelledby="discipline"' not in page_of(acme)
    open_period(planned, by=acme.admin)
    assert page_of(acme)
