"""The letter to whoever owes, on Monday 17 August in the eighth week of a quarter."""

import re
from datetime import date

import pytest

from alignment.actions import ask
from alignment.drafts import Ask
from checkins.models import Reminder, ReminderKind
from objectives.actions.key_results import mark_done
from objectives.actions.periods import begin_grace
from objectives.models import Period
from organizations.actions import introduce_oneself
from organizations.models import Cadence, Membership, Organization
from tests.cast import ask_no_pace, make_key_result, make_objective
from tests.dashboards.letters.desk import at, letter, said_in_html, said_in_text, says

MONDAY, TUESDAY = "2026-08-17T09:00+02:00", "2026-08-18T09:00+02:00"


@pytest.fixture(autouse=True)
def _on_a_monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


@pytest.fixture
def customers(acme):
    ask_no_pace(acme)
    company = make_objective(acme.leader, acme.period, "Win the year")
    objective = make_objective(acme.owner, acme.period, parent=company)
    found = make_key_result(acme.owner, objective, "Paying customers", unit="customers")
    says(acme.owner, found, 40, "2026-08-10T10:00+02:00", 5, "Two large trials\nconvert.")
    return found


def due(cast, when=MONDAY, person=None):
    return letter(person or cast.owner, ReminderKind.DUE, "2026-08-17", when)


def late(cast, when=TUESDAY, person=None):
    return letter(person or cast.owner, ReminderKind.LATE, "2026-08-17", when)


def button(written):
    return re.search(r"\nCheck in\n(\S+)\n", written.text).group(1)


def test_it_says_what_i_owe_with_its_last_values(acme, customers):
    written = due(acme)
    assert written.subject == "1 check-in is due today at Acme"
    assert "1 check-in is due today, Monday 17 August. It takes about a minute." in written.text
    text = written.text.replace("\u00a0", " ")
    assert "Paying customers\n40 customers · ▲ At risk 5 · from 0 to 100 customers · progress 40 %" in text
    assert "“Two large trials convert.”" in written.text
    assert f"https://okr.example.com/acme/key-results/{customers.pk}/" in written.text


def test_the_day_after_it_says_that_they_were_due(acme, customers):
    make_key_result(acme.owner, customers.objective, "Churn")
    written = late(acme)
    assert written.subject == "2 check-ins were due on Monday at Acme"
    assert "2 check-ins were due on Monday 17 August." in written.text
    assert "no value yet" in written.text and "○ Silent" in written.text


def test_nothing_is_said_once_everything_is_answered(acme, customers):
    says(acme.owner, customers, 50, "2026-08-17T08:00+02:00")
    assert due(acme) is None
    assert late(acme) is None


def test_what_is_done_or_over_is_not_asked_for(acme, customers):
    mark_done(customers, by=acme.owner, done_as="reached", reason="There.", at=at("2026-08-12T10:00+02:00"))
    other = make_key_result(acme.owner, customers.objective, "Churn")
    assert "Paying customers" not in due(acme).text
    begin_grace(Period.objects.get(pk=acme.period.pk), by=acme.admin, reason="Early.")
    assert other.title and late(acme) is None


def test_deputy_owes_for_whom_she_stands_in(acme, customers):
    introduce_oneself(name="Acme Owner", away_until=at("2026-09-01T00:00+02:00").date(), by=acme.owner)
    customers.deputy = acme.leader
    customers.save()
    assert "for Acme Owner" in due(acme, person=acme.leader).text
    assert due(acme) is None


def test_button_opens_the_signed_page_and_where_that_is_off_the_check_ins(acme, customers):
    assert button(due(acme)).startswith("https://okr.example.com/answer/")
    Organization.objects.update(answers_from_mail=False)
    written = late(acme)
    assert button(written) == "https://okr.example.com/acme/check-ins/"
    assert "without signing in" not in written.text


def test_days_are_those_of_the_reader(acme, customers):
    Membership.objects.filter(pk=acme.owner.pk).update(time_zone="Pacific/Auckland")
    written = letter(acme.owner, ReminderKind.DUE, "2026-08-17", "2026-08-16T21:00+00:00")
    assert "due today, Monday 17 August" in written.text


def test_what_is_due_later_in_the_week_is_not_listed(acme, customers):
    Cadence.objects.create(team=acme.team, holds_from=at("2026-07-06").date(), every_weeks=1, weekday=3, hour=9)
    team = make_objective(acme.owner, acme.period, "Sell", belongs_to="team", team=acme.team)
    deals = make_key_result(acme.owner, team, "Deals")
    says(acme.owner, deals, 5, "2026-08-13T10:00+02:00")
    assert "Deals" not in due(acme).text


def test_what_another_rhythm_left_open_is_listed_with_its_day(acme, customers):
    Cadence.objects.create(team=acme.team, holds_from=at("2026-07-06").date(), every_weeks=1, weekday=3, hour=9)
    team = make_objective(acme.owner, acme.period, "Sell", belongs_to="team", team=acme.team)
    make_key_result(acme.owner, team, "Deals")
    written = due(acme)
    assert written.subject == "2 check-ins wait for you at Acme"
    assert "due since Thursday 13 August" in written.text
    says(acme.owner, customers, 50, "2026-08-17T08:00+02:00")
    assert late(acme, MONDAY) is None


def supporters(cast, objective, **values):
    """What supports it, with the value that was said of each last week."""
    found = {}
    for title in values:
        below = make_objective(cast.leader, cast.period, title, parent=objective)
        found[title] = make_key_result(cast.leader, below, f"Number of {title}")
    for title, value in values.items():
        says(cast.leader, found[title], value, "2026-08-11T10:00+02:00")


def test_what_moved_above_and_below_is_told_the_most_first(acme):
    company = make_objective(acme.leader, acme.period, "Win the year")
    mine = make_objective(acme.owner, acme.period, parent=company)
    make_key_result(acme.owner, mine)
    supporters(acme, mine, **{"A little": 10, "A lot": 60, "Not at all": 0})
    written = due(acme)
    sight = written.text.split("What moved in your line of sight")[1]
    assert "In points since Monday 10 August." in sight
    assert "A lot\n60 % ↑ 60 · supports yours · Acme Leader" in sight.replace("\u00a0", " ")
    assert sight.index("A lot") < sight.index("A little")
    assert "Not at all" not in sight and "Win the mid-market" not in sight
    assert "Win the year" in sight and "above yours" in sight


def test_what_moved_before_is_no_news(acme, customers):
    below = make_objective(acme.leader, acme.period, "Long ago", parent=customers.objective)
    says(acme.leader, make_key_result(acme.leader, below), 60, "2026-08-04T10:00+02:00")
    assert "Long ago" not in due(acme).text


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_it_says(acme, customers, count):
    for n in range(count - 1):
        objective = make_objective(acme.owner, acme.period, f"Objective {n}")
        make_key_result(acme.owner, objective, f"Key result {n}")
        make_objective(acme.leader, acme.period, f"Supporter {n}", parent=objective)
    assert f"{count} check-in" in due(acme).subject
    assert letter.query_count == 5


@pytest.mark.parametrize(
    ("count", "words"), [(0, ""), (1, "1 request waits for your answer"), (3, "3 requests wait for your answer")]
)
def test_requests_are_one_line_however_many(acme, customers, count, words):
    for n in range(count):
        source = make_objective(acme.admin, acme.period, f"Aim {n}")
        ask(source, by=acme.admin, period=acme.period, asks=[Ask(person=acme.owner)], title="Help")
    text = due(acme).text
    assert text.count("your answer") == min(count, 1) and words in text
    assert ("https://okr.example.com/acme/requests/" in text) == bool(count)


def test_text_and_html_say_the_same(acme, customers):
    make_key_result(acme.owner, customers.objective, "Churn <b>at most</b> 2 %", measure="at_most", high=2, start=None)
    written = due(acme)
    assert said_in_text(written) == said_in_html(written)


def test_what_is_due_later_in_the_week_is_named_as_there_is_no_other_mail(acme, customers):
    team = make_objective(acme.owner, acme.period, "Of the team", belongs_to="team", team=acme.team)
    make_key_result(acme.owner, team, "Deals")
    before = "More is due on"
    assert before not in letter(acme.owner, "due", "2026-08-17", "2026-08-17T09:00+02:00").text
    Reminder.objects.all().delete()
    Cadence.objects.create(team=acme.team, holds_from=date(2026, 7, 6), every_weeks=1, weekday=3, hour=9)
    text = letter(acme.owner, "due", "2026-08-17", "2026-08-17T09:00+02:00").text
    assert "More is due on Thursday 20 August" in text
