"""The leaders' letter: changes first, then who is silent, then the table."""

from decimal import Decimal

import pytest

from checkins.models import Reminder, ReminderKind
from checkins.windows import moment_at
from dashboards.letters import Desk
from objectives.actions.key_results import edit_key_result
from objectives.period_facts import query_as_of
from organizations.actions import change_role
from tests.cast import ask_no_pace, client_of, join, make_key_result, make_objective, statements
from tests.dashboards.letters.desk import at, letter, reminder, said_in_html, said_in_text, says

TUESDAY = "2026-08-18T09:00+02:00"
LAST_WEEK, YESTERDAY = "2026-08-10T10:00+02:00", "2026-08-17T10:00+02:00"


@pytest.fixture(autouse=True)
def _on_a_tuesday(time_machine):
    time_machine.move_to(TUESDAY, tick=False)


@pytest.fixture
def top(acme):
    ask_no_pace(acme)
    return make_objective(acme.leader, acme.period)


def digest(cast):
    return letter(cast.leader, ReminderKind.DIGEST, "2026-08-17", TUESDAY)


def week(cast, top):
    """One that fell, one that recovered, one whose target moved, one that is silent and one that is owed."""
    fell = make_key_result(cast.owner, top, "Churn")
    better = make_key_result(cast.owner, top, "Trials")
    owed = make_key_result(cast.owner, top, "Deals")
    make_key_result(join(cast.organization, "member", "Zoe"), top, "Never heard of")
    says(cast.owner, fell, 40, LAST_WEEK, 8)
    says(cast.owner, better, 40, LAST_WEEK, 2)
    says(cast.owner, owed, 40, LAST_WEEK, 8)
    said = {"by": cast.leader, "reason": "The market shrank.", "at": at("2026-08-13T10:00+02:00")}
    edit_key_result(owed, changes={"target": Decimal(80)}, **said)
    says(cast.owner, fell, 30, YESTERDAY, 2, "Two large customers left.")
    says(cast.owner, better, 60, YESTERDAY, 8)


def test_it_tells_changes_then_silence_then_the_table(acme, top):
    week(acme, top)
    written = digest(acme)
    text = written.text.replace("\u00a0", " ")
    assert written.subject == "This quarter, week 8: 1 went off track, 1 recovered"
    assert "Since Tuesday 11 August: 1 went off track, 1 recovered, goalposts moved once." in text
    silence = ["Who is silent", "Who has not checked in yet"]
    titles = ["Went off track", "Recovered", "Goalposts moved", *silence, "This quarter, week 8 of 14"]
    assert [line for line in text.splitlines() if line in titles] == titles
    assert "Churn\n30 · ■ Off track 2 · was on track · Acme Owner\n“Two large customers left.”" in text
    assert "Trials\n60 · ● On track 8 · was off track · Acme Owner" in text
    assert "Deals\nTarget from 100 to 80\nAcme Leader, Thursday 13 August: “The market shrank.”" in text
    assert "Who has not checked in yet\n\nAcme Owner\nDeals" in text
    assert "Zoe\n○ Silent: Never heard of" in text
    assert "● 2 on track · ◌ 0 not started" in text
    assert "2 of 4 checked in this week." in text


def test_its_figures_are_those_of_the_scorecard(acme, top):
    week(acme, top)
    text = digest(acme).text
    page = client_of(acme.leader).get(acme.url("scorecard/")).content.decode()
    for health, shape, word in (
        ("on_track", "●", "on track"),
        ("off_track", "■", "off track"),
        ("silent", "○", "silent"),
    ):
        count = page.split(f'id="count-{health}"')[1].split(">")[1].split("<")[0]
        assert f"{shape} {count} {word}" in text
    progress = page.split('id="overall-progress">')[1].split("<")[0]
    assert f"{progress} progress, " in text
    assert "<strong>2 of 4</strong>" in page and "2 of 4 checked in this week." in text


def test_button_opens_the_scorecard_as_of_that_moment(acme, top):
    make_key_result(acme.owner, top)
    place = f"https://okr.example.com/acme/scorecard/?{query_as_of(acme.period.pk, at(TUESDAY))}"
    assert f"\nOpen the scorecard\n{place}\n" in digest(acme).text


def test_it_leads_to_everything_that_changed(acme, top):
    week(acme, top)
    since = "2026-08-11T07%3A00%3A00%2B00%3A00"
    place = f"https://okr.example.com/acme/changes/?period={acme.period.pk}&since={since}"
    assert place in digest(acme).text
    page = client_of(acme.leader).get(place.removeprefix("https://okr.example.com")).content.decode()
    assert "Went off track: 1" in page and "Recovered: 1" in page
    assert "<strong>Tuesday 11 August 2026, 09:00</strong>" in page


def test_quiet_week_says_so(acme, top):
    says(acme.owner, make_key_result(acme.owner, top), 40, YESTERDAY)
    written = digest(acme)
    assert written.subject == "This quarter, week 8: none went off track, none recovered"
    assert "no goalposts moved." in written.text
    assert "Went off track" not in written.text and "Who is silent" not in written.text


def test_nothing_is_sent_of_a_period_without_objectives(acme):
    assert digest(acme) is None


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_it_says(acme, top, count):
    for _ in range(count):
        objective = make_objective(acme.leader, acme.period)
        for title, before, now in (("Churn", 8, 2), ("Trials", 2, 8)):
            found = make_key_result(acme.owner, objective, title)
            says(acme.owner, found, 40, LAST_WEEK, before)
            says(acme.owner, found, 40, YESTERDAY, now)
        make_key_result(acme.admin, objective, "Silent")
        edit_key_result(found, by=acme.leader, changes={"target": 90}, reason="So.", at=at("2026-08-17T11:00+02:00"))
    written = digest(acme)
    assert f"{count} went off track" in written.subject
    assert letter.query_count == 26
    assert said_in_text(written) == said_in_html(written)


def test_one_sitting_makes_the_digest_once_for_all_leaders(acme, top):
    week(acme, top)
    desk, moment = Desk(), moment_at(acme.organization, at(TUESDAY))
    written, questions = [], []
    for person in (acme.leader, acme.admin):
        row = reminder(person, ReminderKind.DIGEST, "2026-08-17")
        row.save()
        with statements() as asked:
            written.append(desk.write(row, moment))
        questions.append(len(asked))
    assert questions[0] and not questions[1]
    assert written[0].subject == written[1].subject


def test_who_leads_no_more_gets_none(acme, top):
    week(acme, top)
    assert digest(acme)
    Reminder.objects.all().delete()
    change_role(membership=acme.leader, role="member", by=acme.admin)
    assert digest(acme) is None
