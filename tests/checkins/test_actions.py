"""Checking in: what it moves, what it refuses, what it leaves behind."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from checkins.actions import NotCounting, NoteIsMissing, PeriodIsNotOpen, SentTwice, Statement, check_in
from checkins.models import CheckIn, Source
from objectives.actions.key_results import mark_done, put_key_result_in_state
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import create_period
from objectives.errors import PeriodIsClosed
from objectives.models import KeyResult
from organizations.models import Activity
from organizations.rhythm import monday_of
from tests.cast import make_key_result, make_objective, shut


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def key_result(acme, objective):
    return make_key_result(acme.owner, objective)


def say(cast, key_result, value=50, confidence=7, note="", **more):
    options = {name: more.pop(name) for name in ("at", "source") if name in more}
    said = Statement(key_result.pk, Decimal(value), confidence, note, **more)
    return check_in(by=options.pop("by", cast.owner), statements=[said], **options)


def test_check_in_moves_the_key_result_and_its_objective(acme, objective, key_result):
    outcome = say(acme, key_result, 50, 7, " Half way. ")
    for thing in (objective, key_result):
        thing.refresh_from_db()
        assert (thing.progress, thing.confidence) == (Decimal("0.5"), 7)
        assert thing.weekly_progress[-1] == Decimal("0.5")
    (row,) = CheckIn.objects.all()
    assert (row.value, row.confidence, row.note, row.author, row.owner) == (50, 7, "Half way.", acme.owner, acme.owner)
    assert (row.source, row.progress, row.period_id) == (Source.PERSON, Decimal("0.5"), acme.period.pk)
    assert row.week_on == monday_of(acme.organization.day_of(row.created_at))
    assert (key_result.current, key_result.current_at, key_result.heard_at) == (50, row.created_at, row.created_at)
    assert outcome.before == {key_result.pk: (None, 0)}


def test_check_in_leaves_a_line_of_history(acme, objective, key_result):
    say(acme, key_result, 50)
    line = Activity.objects.get(verb="checked_in")
    assert (line.thing_id, line.objective_id, line.actor) == (key_result.pk, objective.pk, acme.owner)
    assert line.data == {"value": "50", "confidence": 7, "progress": "0.500000"}


def test_second_check_in_of_a_day_keeps_the_first(acme, key_result):
    for value in (50, 40):
        say(acme, key_result, value)
    assert [row.value for row in CheckIn.objects.newest_first()] == [40, 50]
    key_result.refresh_from_db()
    assert key_result.current == 40


def test_form_sent_again_gets_the_first_answer(acme, key_result):
    key = uuid4()
    first = say(acme, key_result, 50, submission_key=key)
    again = say(acme, key_result, 90, submission_key=key)
    assert (len(first.check_ins), again.check_ins) == (1, [])
    assert again.repeated[key_result.pk].value == 50
    assert (CheckIn.objects.count(), Activity.objects.filter(verb="checked_in").count()) == (1, 1)


def test_form_sent_again_after_the_close_gets_the_first_answer_too(acme, key_result):
    key = uuid4()
    say(acme, key_result, 50, submission_key=key)
    shut(acme.period, by=acme.admin)
    assert say(acme, key_result, 50, submission_key=key).repeated[key_result.pk].value == 50


def test_form_sent_again_counts_only_its_new_rows(acme, objective, key_result):
    key, other = uuid4(), make_key_result(acme.owner, objective)
    say(acme, key_result, 50, submission_key=key)
    said = [Statement(k.pk, Decimal(60), 7, "", s) for k, s in ((key_result, key), (other, uuid4()))]
    outcome = check_in(by=acme.owner, statements=said)
    assert [row.key_result_id for row in outcome.check_ins] == [other.pk]
    assert list(outcome.repeated) == [key_result.pk]


def test_key_of_a_form_belongs_to_one_row(acme, objective, key_result):
    key, other = uuid4(), make_key_result(acme.owner, objective)
    with pytest.raises(SentTwice):
        check_in(by=acme.owner, statements=[Statement(k.pk, Decimal(1), 7, "", key) for k in (key_result, other)])
    assert not CheckIn.objects.exists()
    say(acme, key_result, submission_key=key)
    with pytest.raises(SentTwice):
        say(acme, other, submission_key=key)


def test_who_typed_meanwhile_is_told_and_both_are_kept(acme, key_result):
    seen_at = say(acme, key_result, 10).check_ins[0].created_at
    other = say(acme, key_result, 20, seen_at=seen_at)
    assert other.meanwhile == {}
    mine = say(acme, key_result, 30, seen_at=seen_at)
    assert mine.meanwhile[key_result.pk].value == 20
    assert CheckIn.objects.count() == 3


@pytest.mark.parametrize("confidence", [0, 3])
@pytest.mark.parametrize("note", ["", "  \n "])
def test_off_track_asks_what_is_in_the_way(acme, key_result, confidence, note):
    with pytest.raises(NoteIsMissing):
        say(acme, key_result, 10, confidence, note)
    assert not CheckIn.objects.exists()
    say(acme, key_result, 10, confidence, "The supplier is late.")
    say(acme, key_result, 10, 4)


def test_one_refused_row_refuses_them_all(acme, objective, key_result):
    other = make_key_result(acme.owner, objective)
    said = [Statement(key_result.pk, Decimal(10), 7), Statement(other.pk, Decimal(10), 2)]
    with pytest.raises(NoteIsMissing):
        check_in(by=acme.owner, statements=said)
    assert not CheckIn.objects.exists()
    key_result.refresh_from_db()
    assert key_result.current is None


def test_what_does_not_count_takes_no_check_ins(acme, objective, key_result):
    done, archived = (make_key_result(acme.owner, objective) for _ in range(2))
    mark_done(done, by=acme.owner, done_as="reached", reason="There.")
    put_key_result_in_state(archived, "archived", by=acme.owner, reason="No.")
    for refused in (done, archived):
        with pytest.raises(NotCounting):
            say(acme, refused)
    put_objective_in_state(objective, "dropped", by=acme.owner, reason="No.")
    with pytest.raises(NotCounting):
        say(acme, key_result)


def test_period_takes_check_ins_while_it_is_open(acme, key_result):
    following = acme.period.ends_on + timedelta(days=1)
    planned = create_period(by=acme.admin, name="Next", kind="quarter", starts_on=following, ends_on=following)
    with pytest.raises(PeriodIsNotOpen):
        say(acme, make_key_result(acme.owner, make_objective(acme.owner, planned)))
    shut(acme.period, by=acme.admin)
    with pytest.raises(PeriodIsClosed):
        say(acme, key_result)


@pytest.mark.parametrize("source", [Source.IMPORT, Source.INTEGRATION])
def test_fed_value_moves_progress_and_still_asks_for_a_word(acme, key_result, source):
    heard_at = say(acme, key_result, 10, 6).check_ins[0].created_at
    (row,) = say(acme, key_result, 30, None, source=source).check_ins
    assert (row.week_on, row.confidence) == (None, None)
    key_result.refresh_from_db()
    assert (key_result.current, key_result.progress) == (30, Decimal("0.3"))
    assert (key_result.confidence, key_result.heard_at) == (6, heard_at)


@pytest.mark.parametrize(("source", "confidence"), [(Source.IMPORT, 7), (Source.PERSON, None)])
def test_only_a_person_states_confidence(acme, key_result, source, confidence):
    with pytest.raises(IntegrityError, match="only_a_person_states_confidence"), transaction.atomic():
        say(acme, key_result, 30, confidence, source=source)


def test_nothing_said_asks_little_and_writes_nothing(acme):
    with CaptureQueriesContext(connection) as asked:
        outcome = check_in(by=acme.owner, statements=[])
    assert outcome.answers == []
    assert not [q for q in asked if q["sql"].startswith(("INSERT", "UPDATE"))]


def test_owner_of_that_moment_is_kept(acme, key_result):
    say(acme, key_result)
    KeyResult.objects.filter(pk=key_result.pk).update(owner=acme.admin)
    say(acme, key_result)
    assert {row.owner_id for row in CheckIn.objects.all()} == {acme.owner.pk, acme.admin.pk}
