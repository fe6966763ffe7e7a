"""Who is told of what is said, once, in the app and by mail; and who has seen a check-in."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.conversation import OwnCheckIn, acknowledge, say_otherwise, withdraw
from checkins.models import Acknowledgement, CheckIn, Notice, NoticeKind, Reminder, ReminderKind, ReminderState
from checkins.telling import BUNDLED_FOR
from organizations.models import Activity, Membership, Organization, TeamMembership
from tests.cast import client_of, join, make_key_result, make_objective, statements
from tests.checkins.test_comments import page, says


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def spoken(acme, objective):
    """The admin's check-in, on the owner's key result."""
    key_result = make_key_result(acme.owner, objective)
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(40), 8, "Two trials.")])
    return CheckIn.objects.get()


def told(comment):
    return {str(each.membership): each.kind for each in Notice.objects.filter(comment=comment)}


def test_whose_thing_it_is_is_told(acme, objective, spoken):
    assert told(says(acme.leader, objective)) == {"Acme Owner": "comment"}
    assert told(says(acme.leader, spoken)) == {"Acme Owner": "comment", "Acme Admin": "comment"}


def test_who_spoke_there_before_is_told(acme, objective):
    says(acme.admin, objective)
    assert told(says(acme.leader, objective)) == {"Acme Owner": "comment", "Acme Admin": "comment"}


def test_nobody_is_told_of_what_she_did_herself(acme, objective, spoken):
    assert told(says(acme.owner, objective, text="Note to @Acme Owner.")) == {}
    acknowledge(spoken, by=acme.owner)
    assert not Notice.objects.filter(membership=acme.owner).exists()


def test_of_several_reasons_the_best_is_given_once(acme, objective):
    says(acme.owner, objective)
    comment = says(acme.leader, objective, text="@Acme Owner, @acme.owner, how so?")
    assert told(comment) == {"Acme Owner": "mention"}
    asking = says(acme.leader, objective, text="@Acme Owner, how so?", asks=True)
    assert told(asking) == {"Acme Owner": "question"}


def test_the_database_tells_nobody_twice(acme, objective):
    comment = says(acme.leader, objective)
    with pytest.raises(IntegrityError, match="one_notice_of_a_comment"), transaction.atomic():
        Notice.objects.create(membership=acme.owner, kind=NoticeKind.MENTION, comment=comment)


def test_who_has_left_is_not_told(acme, objective):
    Membership.objects.filter(pk=acme.owner.pk).update(is_active=False)
    assert told(says(acme.leader, objective)) == {}


def test_viewer_who_is_named_reads_it_among_her_notices(acme, objective):
    says(acme.leader, objective, text="@Acme Viewer, look.")
    assert "Acme Leader mentioned you on Win the mid-market" in page(acme.viewer, acme, "notices/")


def test_who_is_named_later_is_told_then_and_the_others_not_again(acme, objective):
    comment = says(acme.leader, objective, text="@Acme Admin, look.")
    say_otherwise(comment, by=acme.leader, text="@Acme Admin, @Acme Owner and @Acme Viewer, look.")
    assert told(comment) == {"Acme Admin": "mention", "Acme Owner": "comment", "Acme Viewer": "mention"}


def test_home_and_notices_lead_to_what_was_said(acme, spoken):
    comment = says(acme.leader, spoken, text="How **so**?")
    for path in ("", "notices/"):
        shown = page(acme.owner, acme, path)
        where = acme.url(f"check-ins/{spoken.pk}/conversation/#comment-{comment.pk}")
        assert "Acme Leader commented on" in shown and f'href="{where}"' in shown
        assert "commented on" not in page(acme.leader, acme, path)
    assert "How <strong>so</strong>?" in client_of(acme.owner).get(where).content.decode()


def test_news_leave_home_after_a_week_and_stay_among_the_notices(acme, objective):
    says(acme.leader, objective, at=timezone.now() - timedelta(days=8))
    assert "commented on" not in page(acme.owner, acme, "")
    assert "commented on" in page(acme.owner, acme, "notices/")


def test_conversation_and_reminders_stand_together_by_time(acme, objective):
    now = timezone.now()
    day = acme.organization.day_of(now)
    Reminder.objects.create(
        membership=acme.owner, kind="due", due_on=day, until_on=day, state=ReminderState.SENT, sent_at=now
    )
    says(acme.leader, objective, text="Before.", at=now - timedelta(hours=1))
    says(acme.leader, objective, text="After.", at=now + timedelta(hours=1))
    shown = page(acme.owner, acme, "notices/")
    places = [shown.index(words) for words in ("After.", "Your check-ins are due", "Before.")]
    assert places == sorted(places)


# Seen


def seen(membership, acme, check_in, **options):
    return client_of(membership).post(acme.url(f"check-ins/{check_in.pk}/seen/"), **options)


def test_leader_says_that_she_has_seen_it_and_its_author_is_told(acme, spoken):
    response = seen(acme.leader, acme, spoken)
    assert response["Location"] == acme.url(f"key-results/{spoken.key_result_id}/#check-in-{spoken.pk}")
    assert "Seen by Acme Leader" in page(acme.viewer, acme, f"key-results/{spoken.key_result_id}/")
    assert Notice.objects.get().membership == acme.admin
    assert "Acme Leader has seen your check-in on Paying customers" in page(acme.admin, acme, "notices/")
    assert Activity.objects.get(verb="acknowledged").actor == acme.leader


def test_seen_twice_is_seen_once(acme, spoken):
    for _ in range(2):
        assert seen(acme.leader, acme, spoken).status_code == 302
    assert Acknowledgement.objects.count() == Notice.objects.count() == 1
    assert Activity.objects.filter(verb="acknowledged").count() == 1


def test_htmx_gets_the_line_and_a_word_for_screen_readers(acme, spoken):
    content = seen(acme.leader, acme, spoken, headers={"HX-Request": "true"}).content.decode()
    assert content.strip().startswith(f'<div class="seen meta" id="seen-{spoken.pk}">')
    assert "Seen by Acme Leader" in content and "<button" not in content and 'id="announcer"' in content


def test_who_leads_may_and_who_does_not_may_not(acme, objective, spoken):
    above = make_objective(join(acme.organization, "member", "Above"), acme.period, "Above")
    middle = make_objective(acme.leader, acme.period, "Middle", parent=above)
    below = make_objective(acme.admin, acme.period, "Below", parent=middle, belongs_to="team", team=acme.team)
    key_result = make_key_result(acme.admin, below)
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(1), 8)])
    check = CheckIn.objects.get(key_result=key_result)
    lead = join(acme.organization, "member", "Lead")
    TeamMembership.objects.create(team=acme.team, membership=lead, is_lead=True)
    for person, status in ((acme.owner, 403), (acme.viewer, 403), (lead, 302), (above.owner, 302), (acme.leader, 302)):
        shown = page(person, acme, f"key-results/{key_result.pk}/")
        assert ("Mark as seen" in shown) is (status == 302)
        assert seen(person, acme, check).status_code == status
    assert "Mark as seen" not in page(lead, acme, f"key-results/{key_result.pk}/")


def test_own_check_in_is_not_marked_as_seen(acme, spoken):
    with pytest.raises(OwnCheckIn):
        acknowledge(spoken, by=acme.admin)
    assert seen(acme.admin, acme, spoken).status_code == 302 and not Acknowledgement.objects.exists()
    assert "Mark as seen" not in page(acme.admin, acme, f"key-results/{spoken.key_result_id}/")


def test_rival_sees_nothing(acme, rival, spoken):
    assert client_of(rival.admin).post(rival.url(f"check-ins/{spoken.pk}/seen/")).status_code == 404
    assert seen(rival.admin, acme, spoken).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_story_asks_the_same_whoever_has_seen_it(acme, spoken, count):
    for n in range(count):
        acknowledge(spoken, by=join(acme.organization, "leader", f"Leader {n}"))
    client = client_of(acme.leader)
    with statements() as asked:
        client.get(acme.url(f"key-results/{spoken.key_result_id}/"))
    assert len(asked) == 20, "\n".join(asked)


# By mail


def waiting():
    return Reminder.objects.filter(kind=ReminderKind.CONVERSATION).order_by("created_at")


def test_one_mail_waits_for_what_is_said_within_minutes(acme, objective):
    at = timezone.now()
    for minute in range(3):
        says(acme.leader, objective, at=at + timedelta(minutes=minute))
    mail = waiting().get()
    assert (mail.membership, mail.state, mail.try_at) == (acme.owner, ReminderState.DUE, at + BUNDLED_FOR)


def test_the_organization_wakes_for_it(acme, objective):
    later = timezone.now() + timedelta(days=1)
    Organization.objects.filter(pk=acme.organization.pk).update(wakes_at=later)
    says(acme.leader, objective, at=(at := timezone.now()))
    assert Organization.objects.get(pk=acme.organization.pk).wakes_at == at + BUNDLED_FOR
    says(acme.leader, objective, at=at + timedelta(minutes=1))
    assert Organization.objects.get(pk=acme.organization.pk).wakes_at == at + BUNDLED_FOR


def test_being_seen_sends_no_mail(acme, spoken):
    acknowledge(spoken, by=acme.leader)
    assert Notice.objects.exists() and not waiting().exists()


def test_what_is_said_while_a_mail_is_on_its_way_goes_with_the_next(acme, objective):
    says(acme.leader, objective)
    on_its_way = waiting().get()
    Notice.objects.update(reminder=on_its_way)
    says(acme.leader, objective)
    assert waiting().count() == 2


def test_withdrawn_words_are_in_no_list(acme, objective):
    withdraw(says(acme.leader, objective), by=acme.leader)
    assert "commented on" not in page(acme.owner, acme, "notices/")
