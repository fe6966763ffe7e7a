"""The attention page: what it shows to whom, its figures, its rules, and how much it asks."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from alignment.findings.rules import RULES
from checkins.actions import Statement, check_in
from objectives.actions.periods import create_period, open_period
from organizations.models import Activity, Organization, Team, TeamMembership
from tests.cast import client_of, join, make_key_result, make_objective, shut, statements


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
def lonely(acme):
    """A team's objective that supports nothing, with a key result of which nobody has spoken."""
    objective = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team)
    make_key_result(acme.owner, objective, "Contracts signed")
    return objective


def page_of(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def read(membership, query=""):
    return page_of(client_of(membership).get(f"/acme/attention/{query}"))


def figures(page):
    return re.findall(r'<dd><a href="[^"]*figure=(\w+)">([^<]*)</a>', page)


@pytest.mark.parametrize("role", ["admin", "leader", "owner", "viewer"])
def test_everybody_reads_it(acme, lonely, role):
    page = read(getattr(acme, role))
    for words in ("Supporting nothing", "It supports nothing.", "Silent", "Nobody has spoken of it yet.", "since"):
        assert words in page
    assert f'href="/acme/objectives/{lonely.pk}/">Sell to forty</a>' in page
    assert "Nothing found by 11 other rules" in page


def test_a_stranger_finds_nothing(acme, rival):
    for path in ("", "rules/", "?figure=alignment", "?figure=discipline"):
        assert client_of(rival.admin).get(f"/acme/attention/{path}").status_code == 404


def test_nothing_of_another_organization_shows(acme, rival):
    with rival.scope():
        make_objective(rival.owner, rival.period, "Rival secret", belongs_to="person")
    assert "Rival secret" not in read(acme.admin)


def test_whoever_may_finds_the_way_and_others_whom_to_ask(acme, lonely):
    move = f"/acme/objectives/{lonely.pk}/move/"
    for role in ("admin", "leader", "owner"):
        assert f'href="{move}">Choose what it supports' in read(getattr(acme, role))
    page = read(acme.viewer)
    assert move not in page
    assert f'href="/acme/people/{acme.owner.pk}/">ask Acme Owner</a>' in page


def test_of_what_nobody_owns_one_asks_the_lead_and_of_the_companys_an_admin(acme):
    make_objective(acme.admin, acme.period, "Nobody's", belongs_to="team", team=acme.team, owner=None)
    assert "ask Acme Leader" in read(acme.viewer)
    make_objective(acme.admin, acme.period, "Company's", owner=None)
    assert "ask an admin" in read(acme.viewer)


def test_in_what_is_closed_nothing_is_left_to_do(acme, lonely):
    shut(acme.period, by=acme.admin)
    page = read(acme.admin)
    assert "It is closed, so this is what was left." in page
    assert "Supporting nothing" in page
    assert "Choose what it supports" not in page


def test_calm_where_nothing_is_off(acme):
    assert "Nothing to look at yet" in read(acme.owner)
    company = make_objective(acme.leader, acme.period, "Win")
    team = make_objective(acme.owner, acme.period, "Sell", belongs_to="team", team=acme.team, parent=company)
    for n, objective in enumerate((company, team)):
        key_result = make_key_result(acme.owner, objective, f"Number {n}")
        check_in(by=acme.owner, statements=[Statement(key_result.pk, 60, 8)])
    page = read(acme.owner)
    assert "Nothing is off." in page
    assert "nothing is off" in page


def test_without_a_period_it_says_so(acme):
    acme.period.delete()
    assert "There is no period yet." in read(acme.owner)
    assert "There is no period yet." in read(acme.owner, "?figure=alignment")


def test_one_team_and_mine(acme, lonely):
    other = Team.objects.create(name="Other")
    make_objective(acme.admin, acme.period, "Elsewhere", belongs_to="team", team=other)
    of_other = read(acme.owner, f"?team={other.pk}")
    assert "Elsewhere" in of_other
    assert "Sell to forty" not in of_other
    for membership in (acme.owner, acme.leader):
        mine = read(membership, "?mine=1")
        assert "Sell to forty" in mine
        assert "Elsewhere" not in mine
    assert "Look at everybody’s" in read(acme.viewer, "?mine=1")
    assert read(acme.owner, "?team=nonsense&rule=nonsense&page=nonsense").count('class="finding"') == 3


def test_who_owns_the_key_result_alone_finds_it_among_hers(acme, lonely):
    member = join(acme.organization, "member", "Member")
    make_key_result(acme.owner, lonely, "Hers", owner=member)
    page = read(member, "?mine=1")
    assert "Hers</a>" in page
    assert "Contracts signed" not in page


def test_three_figures_lead_to_what_they_count(acme, lonely):
    company = make_objective(acme.leader, acme.period, "Win")
    aligned = make_objective(acme.owner, acme.period, "Aligned", belongs_to="person", parent=company)
    assert figures(read(acme.viewer)) == [("alignment", "50 %"), ("coverage", "33 %"), ("discipline", "0 %")]
    page = read(acme.viewer, "?figure=alignment")
    assert "1 of 2 objectives lead to the company" in page
    assert "Sell to forty" in page
    assert "It supports nothing." in page
    assert f"/acme/objectives/{aligned.pk}/" in read(acme.viewer, "?figure=alignment&of=good")
    page = read(acme.viewer, "?figure=coverage")
    assert "1 of 3 objectives are covered" in page
    assert "It has no key result." in page


def test_discipline_counts_what_was_owed_by_due_day(acme, lonely):
    page = read(acme.viewer, "?figure=discipline")
    assert re.search(r"0 of \d on time \(0 %\)", page)
    assert "Contracts signed" not in page


def test_figures_say_when_there_is_nothing_to_count(acme):
    assert figures(read(acme.viewer)) == [("alignment", "–"), ("coverage", "–"), ("discipline", "–")]
    assert "There is nothing to count in this period yet." in read(acme.viewer, "?figure=coverage")
    assert "once the first are due" in read(acme.viewer, "?figure=discipline")


def test_many_findings_of_a_rule_are_shown_in_part_and_paged(acme):
    for n in range(51):
        make_objective(acme.owner, acme.period, f"Own {n:02}", belongs_to="person")
    page = read(acme.viewer)
    assert page.count('class="finding"') == 20
    assert "and 31 more" in page
    assert "51 found" in page
    one = read(acme.viewer, "?rule=supports_nothing")
    assert (one.count('class="finding"'), "Page 1 of 2" in one) == (50, True)
    assert read(acme.viewer, "?rule=supports_nothing&page=2").count('class="finding"') == 1


def test_same_title_names_the_others(acme):
    one, two = (make_objective(acme.owner, acme.period, "Grow", belongs_to="person") for _ in range(2))
    page = read(acme.owner, "?rule=same_title")
    assert page.count('class="finding"') == 1
    assert all(f"/acme/objectives/{each.pk}/" in page for each in (one, two))
    assert "that of Acme Owner" in page


def test_a_team_of_which_all_was_easy_is_asked_to_aim_higher(acme, lonely):
    for n in range(3):
        key_result = make_key_result(acme.owner, lonely, f"Easy {n}")
        check_in(by=acme.owner, statements=[Statement(key_result.pk, 95, 9)])
    assert "key results are above 0.9" not in read(acme.leader)
    check_in(by=acme.owner, statements=[Statement(lonely.key_results.get(title="Contracts signed").pk, 100, 9)])
    page = read(acme.leader)
    assert "All 4 key results are above 0.9" in page
    assert f'href="/acme/objectives/?period={acme.period.pk}&amp;team={acme.team.pk}">Aim higher' in page


# The rules.


@pytest.mark.parametrize("role", ["leader", "owner", "viewer"])
def test_everybody_reads_the_rules_and_only_an_admin_switches_them(acme, role):
    browser = client_of(getattr(acme, role))
    page = page_of(browser.get("/acme/attention/rules/"))
    assert all(rule.looks_for in page and rule.why in page for rule in RULES)
    assert "checkbox" not in page
    assert browser.post("/acme/attention/rules/", {"wanted": []}).status_code == 403
    assert Organization.objects.get(pk=acme.organization.pk).unwanted_findings == []


def test_an_admin_switches_one_off_for_everybody_and_on_again(acme, lonely):
    browser, everything = client_of(acme.admin), [rule.name for rule in RULES]
    wanted = [name for name in everything if name != "silent"]
    answer = browser.post("/acme/attention/rules/", {"wanted": wanted})
    assert answer["Location"] == "/acme/attention/rules/"
    page = page_of(browser.get("/acme/attention/rules/"))
    assert "Saved. 1 rule is switched off." in page
    assert page.count(" checked>") == len(RULES) - 1
    page = read(acme.owner)
    assert "Nobody has spoken of it yet." not in page
    assert "It supports nothing." in page
    assert "Switched off here: Silent." in page
    assert "switched off</span>" in page_of(client_of(acme.owner).get("/acme/attention/rules/"))
    assert "This is switched off" in read(acme.owner, "?rule=silent")
    activity = Activity.objects.get(verb="settings_changed")
    assert activity.data == {"before": {"unwanted_findings": []}, "after": {"unwanted_findings": ["silent"]}}
    browser.post("/acme/attention/rules/", {"wanted": everything})
    assert Organization.objects.get(pk=acme.organization.pk).unwanted_findings == []


def test_all_may_be_switched_off(acme, lonely):
    client_of(acme.admin).post("/acme/attention/rules/", {})
    assert len(Organization.objects.get(pk=acme.organization.pk).unwanted_findings) == len(RULES)
    assert "This is switched off, so nothing is looked for." in read(acme.owner)


def test_a_rule_that_there_is_not_is_refused(acme):
    answer = client_of(acme.admin).post("/acme/attention/rules/", {"wanted": ["no_such_rule"]})
    assert answer.status_code == 422
    assert Organization.objects.get(pk=acme.organization.pk).unwanted_findings == []


# How much it asks.


def grow(cast, count):
    """Objectives that support nothing, each with a key result; leads and teams too."""
    for n in range(count):
        team = Team.objects.create(name=f"Team {n}")
        TeamMembership.objects.create(team=team, membership=cast.owner, is_lead=True)
        objective = make_objective(cast.owner, cast.period, f"Aim {n}", belongs_to="team", team=team)
        make_key_result(cast.owner, objective, f"Number {n}")


@pytest.mark.parametrize("count", [1, 3, 10, 40])
@pytest.mark.parametrize(
    ("query", "expected"), [("", 22), ("?figure=alignment", 17), ("?figure=discipline", 13), ("rules/", 7)]
)
def test_asks_the_same_however_much_there_is(acme, query, expected, count):
    grow(acme, count)
    browser = client_of(acme.owner)
    browser.get(f"/acme/attention/{query}")
    with statements() as asked:
        answer = browser.get(f"/acme/attention/{query}")
    assert answer.status_code == 200
    assert len(asked) == expected
