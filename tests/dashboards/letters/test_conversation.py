"""The letter of what was said, and the line that an open question has in the reminder."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from checkins.conversation import acknowledge, withdraw
from checkins.models import CheckIn, ReminderKind
from checkins.telling import take_into
from dashboards.letters import Desk
from tests.cast import ask_no_pace, make_key_result, make_objective
from tests.checkins.test_comments import says
from tests.dashboards.letters.desk import letter, said_in_html, said_in_text

TUESDAY = datetime.fromisoformat("2026-08-18T09:00+02:00")


@pytest.fixture(autouse=True)
def _on_a_tuesday(time_machine):
    time_machine.move_to(TUESDAY, tick=False)


@pytest.fixture
def customers(acme):
    ask_no_pace(acme)
    return make_key_result(acme.owner, make_objective(acme.owner, acme.period), "Paying customers")


class Taking(Desk):
    """Writes what waits for its person, as the sender has it written."""

    def write(self, reminder, moment):
        take_into(reminder)
        return super().write(reminder, moment)


@pytest.fixture
def told(acme, monkeypatch):
    monkeypatch.setattr("tests.dashboards.letters.desk.Desk", Taking)
    return lambda: letter(acme.owner, ReminderKind.CONVERSATION, "2026-08-18", TUESDAY.isoformat())


def test_it_says_who_said_what_about_what(acme, customers, told):
    comment = says(acme.leader, customers, text="Why **flat**?", asks=True)
    written = told()
    assert written.subject == "Acme Leader asks you about Paying customers at Acme"
    assert "Acme Leader asks you about Paying customers\nTuesday 18 August\n“Why flat?”" in written.text
    where = f"https://okr.example.com/acme/key-results/{customers.pk}/conversation/#comment-{comment.pk}"
    assert f"Answer\n{where}" in written.text and "Unsubscribe from “What is said to you”" in written.text
    assert said_in_html(written) == said_in_text(written)


def test_several_are_told_in_one_with_what_was_seen(acme, customers, told):
    check_in(by=acme.owner, statements=[Statement(customers.pk, Decimal(4), 8)])
    acknowledge(CheckIn.objects.get(), by=acme.leader)
    says(acme.leader, customers, text="Well done.")
    written = told()
    assert written.subject == "2 things said to you at Acme"
    assert "Acme Leader has seen your check-in on Paying customers" in written.text and "“Well done.”" in written.text


def test_what_was_withdrawn_is_told_to_nobody(acme, customers, told):
    withdraw(says(acme.leader, customers), by=acme.leader)
    assert told() is None


def test_it_is_told_once(acme, customers, told):
    says(acme.leader, customers)
    assert told() is not None
    assert told() is None


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_however_much_was_said(acme, customers, told, count):
    for n in range(count):
        says(acme.leader, customers, text=f"Word {n}.")
    told()
    assert letter.query_count == 2


def test_open_question_has_its_line_in_the_next_reminder(acme, customers):
    says(acme.leader, customers, text="Why flat?", asks=True)
    written = letter(acme.owner, ReminderKind.DUE, "2026-08-17", "2026-08-17T12:00+02:00")
    assert "Asked of you" in written.text and "“Why flat?”" in written.text
    assert said_in_html(written) == said_in_text(written)
    says(acme.owner, customers, text="Two trials slipped.", at=TUESDAY + timedelta(minutes=1))
    written = letter(acme.owner, ReminderKind.LATE, "2026-08-17", TUESDAY.isoformat())
    assert "Asked of you" not in written.text
