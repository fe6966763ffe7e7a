"""The letter to a lead, on the Thursday after a Monday on which nobody said a word."""

import pytest

from checkins.models import Reminder, ReminderKind
from organizations.actions import introduce_oneself
from organizations.models import Organization, TeamMembership
from tests.cast import ask_no_pace, join, make_key_result, make_objective
from tests.dashboards.letters.desk import at, letter, said_in_html, said_in_text, says

THURSDAY = "2026-08-20T09:00+02:00"


@pytest.fixture(autouse=True)
def _on_a_thursday(time_machine):
    time_machine.move_to(THURSDAY, tick=False)


@pytest.fixture
def sales(acme):
    ask_no_pace(acme)
    return make_objective(acme.leader, acme.period, "Sell to forty", belongs_to="team", team=acme.team)


def escalation(cast, when=THURSDAY, team=None, person=None):
    return letter(person or cast.leader, ReminderKind.ESCALATION, "2026-08-17", when, team)


def test_it_names_what_is_silent_in_the_team_whose_it_is_and_the_last_word(acme, sales):
    zoe = join(acme.organization, "member", "Zoe")
    make_key_result(zoe, sales, "Never heard of")
    says(acme.owner, make_key_result(acme.owner, sales, "Deals"), 4, "2026-08-11T10:00+02:00")
    says(acme.owner, make_key_result(acme.owner, sales, "Answered"), 4, "2026-08-17T10:00+02:00")
    written = escalation(acme, team=acme.team)
    assert written.subject == "Nobody has checked in on 2 key results of Acme Growth"
    text = written.text.replace("\u00a0", " ")
    assert "Deals\n4 · ● On track 8 · Acme Owner · last word on Tuesday 11 August" in text
    assert "Never heard of\nno value yet · ○ Silent · Zoe · nobody has spoken yet" in text
    assert text.index("Deals") < text.index("Never heard of")
    assert "Answered" not in text
    assert f"\nOpen Acme Growth\nhttps://okr.example.com/acme/teams/{acme.team.pk}/\n" in text


def test_leads_own_silence_is_not_told(acme, sales):
    make_key_result(acme.leader, sales, "Her own")
    assert escalation(acme, team=acme.team) is None


def test_nothing_is_told_once_nothing_is_silent_or_before_three_days(acme, sales):
    deals = make_key_result(acme.owner, sales, "Deals")
    assert escalation(acme, "2026-08-19T09:00+02:00", team=acme.team) is None
    says(acme.owner, deals, 4, "2026-08-20T08:00+02:00")
    assert escalation(acme, team=None) is None


def test_without_a_team_it_is_about_what_supports_the_leads_objectives(acme, sales):
    make_key_result(acme.owner, sales, "Of the team")
    mine = make_objective(acme.leader, acme.period, "Win the year")
    below = make_objective(acme.owner, acme.period, "Personal", belongs_to="person", parent=mine)
    make_key_result(acme.owner, below, "Welds")
    make_key_result(acme.owner, make_objective(acme.owner, acme.period, "Alone"), "Elsewhere")
    written = escalation(acme)
    assert written.subject == "Nobody has checked in on 1 key result below your objectives"
    assert "Welds" in written.text and "Of the team" not in written.text and "Elsewhere" not in written.text


def test_deputy_is_named_with_whom_she_stands_in_for(acme, sales):
    make_key_result(acme.owner, sales, "Deals", deputy=acme.admin)
    introduce_oneself(name="Acme Owner", away_until=at("2026-09-01T00:00+02:00").date(), by=acme.owner)
    assert "Acme Admin, for Acme Owner" in escalation(acme, team=acme.team).text


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_it_says(acme, sales, count):
    for n in range(count):
        make_key_result(join(acme.organization, "member", f"Person {n}"), sales, f"Key result {n}")
    written = escalation(acme, team=acme.team)
    assert f"{count} key result" in written.subject
    assert letter.query_count == 2
    assert said_in_text(written) == said_in_html(written)


@pytest.mark.parametrize("change", ["leads it no more", "switched off"])
def test_whoever_is_not_to_hear_of_it_any_more_does_not(acme, change):
    objective = make_objective(acme.owner, acme.period, "Of the team", belongs_to="team", team=acme.team)
    make_key_result(acme.owner, objective)
    when = ("escalation", "2026-08-17", "2026-08-20T09:00+02:00", acme.team)
    assert letter(acme.leader, *when)
    Reminder.objects.all().delete()
    if change == "switched off":
        Organization.objects.filter(pk=acme.organization.pk).update(escalates=False)
    else:
        TeamMembership.objects.filter(membership=acme.leader).update(is_lead=False)
    assert letter(acme.leader, *when) is None
