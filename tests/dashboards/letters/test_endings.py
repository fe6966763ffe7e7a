"""The letters of a period that is over: to score, to reflect, to give the final values."""

from decimal import Decimal

import pytest

from checkins.models import ReminderKind
from objectives.actions.periods import begin_grace, close_period, create_period, open_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.models import Period
from tests.cast import make_key_result, make_objective
from tests.dashboards.letters.desk import at, letter, said_in_html, said_in_text

NOW, LAST_DAYS = "2026-10-01T09:00+02:00", "2026-10-12T09:00+02:00"


@pytest.fixture(autouse=True)
def _in_grace(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def mine(acme):
    """Of the third quarter, which is in grace until 14 October."""
    period = acme.period
    Period.objects.filter(pk=period.pk).delete()
    acme.period = third_quarter(acme)
    objective = make_objective(acme.owner, acme.period, "Make support calm")
    make_key_result(acme.owner, objective, "First answer", unit="h")
    begin_grace(acme.period, at=at("2026-10-01T00:05+02:00"))
    return objective


def third_quarter(cast):
    days = {"starts_on": at("2026-07-01").date(), "ends_on": at("2026-09-30").date()}
    planned = create_period(by=cast.admin, name="Q3 2026", kind="quarter", **days)
    return open_period(planned, by=cast.admin, at=cast.organization.start_of(planned.starts_on))


def score(cast, person=None, when=NOW):
    return letter(person or cast.owner, ReminderKind.SCORE, "2026-10-01", when)


def score_soon(cast, when=LAST_DAYS):
    return letter(cast.owner, ReminderKind.SCORE_SOON, "2026-10-11", when)


def review(cast, objective):
    key_results = {k.pk: Given(Decimal("0.3"), "So.") for k in objective.key_results.all()}
    review_objective(
        objective, by=cast.owner, key_results=key_results, own=None, answers=Answers(learned="Much.", decision="drop")
    )


def test_it_says_what_is_left_for_me(acme, mine):
    written = score(acme)
    assert written.subject == "Time to score Q3 2026"
    assert "Q3 2026 ended on Wednesday 30 September 2026" in written.text
    assert "expected until Wednesday 14 October 2026." in written.text
    assert "Make support calm\nMissing: 1 score, what was learned, the decision" in written.text
    assert "Final values\n\nFirst answer\nno value yet · Make support calm" in written.text
    place = f"https://okr.example.com/acme/objectives/{mine.pk}/review/"
    assert f"\nScore and reflect\n{place}\n" in written.text


def test_scores_of_others_objectives_are_asked_of_who_owns_the_key_result(acme, mine):
    make_key_result(acme.leader, mine, "Churn", at=at("2026-09-01T10:00+02:00"))
    written = score(acme, acme.leader)
    assert "Churn\nMissing: its score, for Make support calm" in written.text


def test_nothing_is_said_once_nothing_is_left(acme, mine):
    review(acme, mine)
    assert score(acme) is None
    assert score_soon(acme) is None
    assert score(acme, acme.admin) is None


def test_nothing_is_said_of_what_is_closed(acme, mine):
    close_period(acme.period, by=acme.admin)
    assert score(acme) is None


def test_last_days_say_until_when(acme, mine):
    written = score_soon(acme)
    assert written.subject == "The last days to score Q3 2026"
    assert "its scores are expected until Wednesday 14 October 2026." in written.text


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_it_says(acme, mine, count):
    for n in range(count - 1):
        objective = make_objective(acme.owner, acme.period, f"Objective {n}")
        make_key_result(acme.owner, objective, f"Key result {n}")
    written = score(acme)
    assert written.text.count("Missing:") == count
    assert letter.query_count == 7
    assert said_in_text(written) == said_in_html(written)
