"""Tokens that open nothing, links that have died, and forms that name what is not asked for."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.signing import Signer
from django.urls import reverse

from checkins.actions import Statement, check_in
from checkins.answering import may_answer_from_mail
from checkins.models import CheckIn, Reminder
from checkins.reminders.links import packed, unsubscribe_address
from objectives.actions.key_results import edit_key_result, mark_done, put_key_result_in_state
from objectives.models import KeyResult
from organizations.actions import change_role, deactivate
from organizations.models import Cadence, Membership, Organization, User
from tests.cast import make_key_result, make_objective
from tests.checkins.mailed import CHANCE, Mailed, path_of, said, text, typed
from tests.everything import everything


@pytest.fixture
def mailed(acme):
    return Mailed(acme)


def not_hers(mailed, rival):
    """Key results that are not asked for, by why."""
    admin, at = mailed.cast.admin, mailed.at(mailed.monday, 12)
    own = [make_key_result(mailed.owner, mailed.objective, f"Own {n}") for n in range(3)]
    mark_done(own[0], by=mailed.owner, done_as="given_up", reason="Too late.")
    put_key_result_in_state(own[1], "archived", by=mailed.owner, reason="Too late.")
    KeyResult.objects.filter(pk=own[2].pk).update(counts_since=at)
    with rival.scope():
        theirs = Mailed(rival, 1).key_results[0]
    return {
        "done": own[0],
        "archived": own[1],
        "begun after the due day": own[2],
        "another's": make_key_result(admin, mailed.objective, "Another's"),
        "another tenant's": theirs,
    }


def test_what_is_not_asked_for_is_answered_as_what_does_not_exist(mailed, rival, as_bypassrls_role):
    things = not_hers(mailed, rival)
    mailed.post(typed(mailed.key_results[0].pk))
    before = everything(as_bypassrls_role)
    answers = {why: mailed.post(typed(thing.pk)) for why, thing in things.items()}
    answers["nobody's"] = mailed.post(typed(uuid4()))
    assert {why: answer.status_code for why, answer in answers.items()} == dict.fromkeys(answers, 422)
    assert len({CHANCE.sub("", text(answer)) for answer in answers.values()}) == 1
    for thing in things.values():
        assert mailed.post(typed(mailed.key_results[1].pk) | typed(thing.pk)).status_code == 422
        assert str(thing.pk) not in text(mailed.get())
    assert everything(as_bypassrls_role) == before


def test_key_of_somebody_elses_form_is_no_way_in(mailed):
    one, two, _ = mailed.key_results
    key = uuid4()
    check_in(by=mailed.owner, statements=[Statement(one.pk, Decimal(40), 6, submission_key=key)])
    response = mailed.post(typed(two.pk, key=str(key), note="A long story."))
    assert response.status_code == 422 and "A long story." in text(response)
    assert CheckIn.objects.count() == 1


def edited(token):
    """Each character changed, one at a time."""
    for n, letter in enumerate(token):
        yield token[:n] + ("A" if letter != "A" else "B") + token[n + 1 :]


def test_edited_token_opens_nothing(mailed):
    token = mailed.path.split("/")[-2]
    ids, signature = token.split(":")
    other = path_of(mailed.remind(mailed.cast.leader)).split("/")[-2]
    foreign = Signer(salt="sightline.answer", key="guessed").sign(ids)
    unsubscribing = unsubscribe_address(mailed.reminder).split("/")[-2]
    wrong = [*edited(token), ids, f"{other.split(':')[0]}:{signature}", foreign, unsubscribing, "ü", "%00", token * 9]
    pages = set()
    for token in wrong:
        response = mailed.get(reverse("answer", kwargs={"token": token}))
        assert response.status_code == 404, token
        pages.add(text(response))
    assert len(pages) == 1
    (page,) = pages
    assert "This link does not work" in page and "/accounts/login/" in page and "Acme" not in page


def test_reminder_of_another_organization_is_not_there(mailed, rival):
    signer = Signer(salt="sightline.answer")
    acme, reminder = mailed.cast.organization.pk, mailed.reminder.pk
    for ids in ((rival.organization.pk, reminder), (uuid4(), reminder), (acme, uuid4())):
        assert mailed.get(f"/answer/{signer.sign(packed(*ids))}/").status_code == 404
    with rival.scope():
        theirs = Mailed(rival, 1)
        page = text(mailed.get(theirs.path))
        assert "Rival" in page and "Acme" not in page
    assert mailed.post(typed(mailed.key_results[0].pk), theirs.path).status_code == 422
    assert said() == set()


@pytest.mark.parametrize("kind", ["digest", "escalation", "score", "set_objectives", "open_period"])
def test_other_reminders_open_nothing(mailed, kind):
    assert mailed.get(path_of(mailed.remind(mailed.owner, kind))).status_code == 404


# Links that have died.


def switched_off(mailed):
    Organization.objects.filter(pk=mailed.cast.organization.pk).update(answers_from_mail=False)


def deactivated(mailed):
    deactivate(membership=mailed.owner, by=mailed.cast.admin)


def locked_out(mailed):
    User.objects.filter(pk=mailed.owner.user_id).update(is_active=False)


def made_a_viewer(mailed):
    change_role(membership=mailed.owner, role="viewer", by=mailed.cast.admin)


def handed_over(mailed):
    for key_result in mailed.key_results:
        edit_key_result(key_result, by=mailed.cast.admin, changes={"owner": mailed.cast.leader}, reason="Hers now.")


DEATHS = [switched_off, deactivated, locked_out, made_a_viewer, handed_over]


@pytest.mark.parametrize("die", DEATHS)
def test_dead_link_says_why_and_nothing_else(mailed, die):
    die(mailed)
    response = mailed.get()
    assert response.status_code == 410
    page = text(response)
    assert "This link does not work any more" in page and 'href="/accounts/login/"' in page
    for words in ("Acme", "Customers", "mid-market", str(mailed.owner), mailed.owner.user.email):
        assert words not in page
    assert not response.cookies and response["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("die", DEATHS)
def test_dead_link_saves_nothing_and_gives_back_what_was_typed(mailed, die):
    die(mailed)
    response = mailed.post(typed(mailed.key_results[0].pk, note="A long story."))
    assert response.status_code == 410
    assert "Nothing was saved" in text(response) and "A long story." in text(response)
    assert said() == set()


def test_link_dies_three_days_after_the_week(mailed, time_machine):
    dies_at = mailed.at(mailed.monday + timedelta(days=10))
    time_machine.move_to(dies_at - timedelta(seconds=1), tick=False)
    assert mailed.get().status_code == 200
    time_machine.move_to(dies_at, tick=False)
    assert mailed.get().status_code == 410
    assert "three days after the week" in text(mailed.get())
    assert mailed.post(typed(mailed.key_results[0].pk)).status_code == 410
    assert said() == set()


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_it_dies_at_midnight_where_its_person_is(mailed, time_machine, zone):
    Membership.objects.filter(pk=mailed.owner.pk).update(time_zone=zone)
    mailed.owner.time_zone = zone
    Reminder.objects.update(created_at=mailed.at(mailed.monday, 9, mailed.owner.zone))
    dies_at = mailed.at(mailed.monday + timedelta(days=10), zone=mailed.owner.zone)
    time_machine.move_to(dies_at - timedelta(seconds=1), tick=False)
    assert mailed.get().status_code == 200
    time_machine.move_to(dies_at, tick=False)
    assert mailed.get().status_code == 410


def test_links_of_earlier_weeks_are_dead_and_the_late_ones_are_as_good(mailed):
    before = mailed.monday - timedelta(days=14)
    assert mailed.get(path_of(mailed.remind(mailed.owner, due_on=before, until_on=before))).status_code == 410
    late = mailed.remind(mailed.owner, "late", created_at=mailed.at(mailed.monday + timedelta(days=1), 9))
    assert mailed.post(typed(mailed.key_results[0].pk), path_of(late)).status_code == 302
    assert "1 of 3" in text(mailed.get())


def test_what_a_team_owes_later_in_the_week_is_of_that_week(mailed, time_machine):
    """On Wednesdays by its own rhythm; what it owed last Wednesday is not asked for by this week's reminder."""
    team = mailed.cast.team
    Cadence.objects.create(team=team, holds_from=mailed.period.starts_on, every_weeks=1, weekday=2, hour=9)
    ours = make_objective(mailed.owner, mailed.period, "Ours", belongs_to="team", team=team)
    make_key_result(mailed.owner, ours, "Trials")
    for days, is_asked in ((1, False), (2, True), (6, True), (9, True)):
        time_machine.move_to(mailed.at(mailed.monday + timedelta(days=days), 12), tick=False)
        page = text(mailed.get())
        assert ("Trials" in page) is is_asked, days
        assert "Customers 0" in page, days
    time_machine.move_to(mailed.at(mailed.monday + timedelta(days=11), 12), tick=False)
    page = text(mailed.get())
    assert "Trials" in page and "Customers 0" not in page


def test_who_stands_in_far_in_the_east_sees_what_the_west_owes(mailed, time_machine):
    """Her Monday at nine is their Sunday still."""
    deputy = mailed.cast.leader
    deputy.time_zone = "Pacific/Auckland"
    deputy.save(update_fields=["time_zone"])
    KeyResult.objects.update(deputy=deputy)
    Membership.objects.filter(pk=mailed.owner.pk).update(away_until=mailed.monday + timedelta(days=30))
    link = path_of(mailed.remind(deputy, created_at=mailed.at(mailed.monday, 9, deputy.zone)))
    time_machine.move_to(mailed.at(mailed.monday, 9, deputy.zone), tick=False)
    assert mailed.get(link).status_code == 410
    for days in (0, 6, 9):
        time_machine.move_to(mailed.at(mailed.monday + timedelta(days=days), 11), tick=False)
        assert text(mailed.get(link)).count('class="check-in-row"') == 3, days


def test_who_leaves_another_organization_keeps_this_link(mailed, rival):
    with rival.scope():
        second = Membership.objects.create(user=mailed.owner.user)
        deactivate(membership=second, by=rival.admin)
    assert mailed.get().status_code == 200


def test_organization_decides_whether_one_may():
    assert may_answer_from_mail(Organization())
    assert not may_answer_from_mail(Organization(answers_from_mail=False))
