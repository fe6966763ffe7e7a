"""One's own notices, and what one wants by mail."""

from datetime import UTC, date, datetime, timedelta

import pytest

from checkins.models import Reminder, ReminderKind, ReminderState
from checkins.notices import MOST_SHOWN
from organizations.models import Activity, MailTopic, Membership
from tests.cast import client_of, make_objective, statements

MONDAY = date(2026, 11, 16)
NINE = datetime(2026, 11, 16, 8, tzinfo=UTC)
SENT = ReminderState.SENT


def tell(membership, kind=ReminderKind.DUE, state=SENT, due_on=MONDAY, at=NINE, **facts):
    sent_at = at if state == SENT else None
    until_on = due_on + timedelta(days=6)
    told = {"due_on": due_on, "until_on": until_on, "state": state, "created_at": at, "sent_at": sent_at}
    return Reminder.objects.create(membership=membership, kind=kind, **told, **facts)


def page_of(cast, role="owner"):
    response = client_of(getattr(cast, role)).get(cast.url("notices/"))
    assert response.status_code == 200
    return response.content.decode()


def test_notice_says_what_it_was_and_how_it_came(acme):
    tell(acme.owner)
    page = page_of(acme)
    assert "Week of 16 November" in page and "Your check-ins are due" in page
    assert "check-in of Monday 16 November" in page
    assert "Mon 9:00</time>, by mail" in page
    assert f'href="{acme.url("check-ins/")}"' in page


def test_moment_is_that_of_ones_own_clock(acme):
    Membership.objects.filter(pk=acme.owner.pk).update(time_zone="Asia/Tokyo")
    tell(acme.owner, at=datetime(2026, 11, 16, tzinfo=UTC))
    assert "Mon 9:00</time>" in page_of(acme) and "Asia/Tokyo" in page_of(acme)


def test_newest_comes_first_week_by_week(acme):
    tell(acme.owner)
    tell(acme.owner, ReminderKind.LATE, at=NINE + timedelta(days=1))
    tell(acme.owner, due_on=MONDAY + timedelta(days=7), at=NINE + timedelta(days=7))
    page = page_of(acme)
    places = [
        page.index(words)
        for words in ("Week of 23 November", "Week of 16 November", "Tue 9:00", "Mon 9:00</time>, by mail")
    ]
    assert places[:3] == sorted(places[:3]) and page.count('<h2 id="week-') == 2


def test_what_came_in_the_app_alone_says_why(acme):
    tell(acme.owner, state=ReminderState.IN_APP)
    assert "in the app only<" in page_of(acme)
    Membership.objects.filter(pk=acme.owner.pk).update(unwanted_mails=["check_ins"])
    assert "in the app only: you want no mails about this" in page_of(acme)
    Membership.objects.filter(pk=acme.owner.pk).update(refused_address=acme.owner.user.email)
    page = page_of(acme)
    assert "in the app only: mail to you comes back" in page
    assert f"Mail to {acme.owner.user.email} came back" in page


def test_what_could_not_be_sent_is_told_here(acme):
    tell(acme.owner, state=ReminderState.FAILED)
    assert "the mail could not be sent" in page_of(acme)


@pytest.mark.parametrize("state", [ReminderState.DUE, ReminderState.NOT_NEEDED, ReminderState.MISSED])
def test_what_nobody_was_told_is_not_shown(acme, state):
    tell(acme.owner, state=state)
    assert "Your check-ins are due" not in page_of(acme)


@pytest.mark.parametrize("kind", [kind for kind in ReminderKind if kind != ReminderKind.CONVERSATION])
def test_every_kind_leads_to_a_page(acme, kind):
    tell(acme.admin, kind)
    client = client_of(acme.admin)
    page = client.get(acme.url("notices/")).content.decode()
    address = page.split('<li><span><a class="name" href="')[1].split('"')[0]
    assert client.get(address).status_code == 200


def test_escalation_names_its_team_and_leads_there(acme):
    tell(acme.leader, ReminderKind.ESCALATION, team=acme.team)
    page = page_of(acme, "leader")
    assert "Nobody has spoken in Acme Growth" in page and acme.url(f"teams/{acme.team.pk}/") in page


def test_notices_of_others_are_never_there(acme):
    for role in ("admin", "leader"):
        tell(getattr(acme, role))
    assert "What Sightline reminds you of stands here" in page_of(acme, "owner")


def test_last_fifty_are_shown(acme):
    for n in range(MOST_SHOWN + 1):
        due_on = MONDAY - timedelta(weeks=n)
        tell(acme.owner, due_on=due_on, at=NINE - timedelta(weeks=n))
    page = page_of(acme)
    assert page.count('<h2 id="week-') == MOST_SHOWN
    assert "Older notices are not shown." in page


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_for_one_and_for_three(acme, count):
    for n in range(count):
        tell(acme.leader, ReminderKind.ESCALATION, due_on=MONDAY - timedelta(weeks=n), team=acme.team)
    client = client_of(acme.leader)
    with statements() as asked:
        client.get(acme.url("notices/"))
    assert len(asked) == 10, "\n".join(asked)


def offered(cast, role):
    page = page_of(cast, role)
    return {topic for topic in MailTopic.values if f'value="{topic}"' in page}


def test_only_what_can_concern_me_is_asked(acme):
    assert offered(acme, "owner") == {"check_ins", "periods", "conversation"}
    assert offered(acme, "leader") == set(MailTopic.values)
    assert offered(acme, "admin") == {"check_ins", "periods", "digest", "conversation"}
    assert offered(acme, "viewer") == {"conversation"}
    make_objective(acme.owner, acme.period)
    assert offered(acme, "owner") == {"check_ins", "periods", "silence", "conversation"}
    type(acme.organization).objects.update(escalates=False)
    assert offered(acme, "leader") == {"check_ins", "periods", "digest", "conversation"}


def choose(cast, role, *wanted):
    response = client_of(getattr(cast, role)).post(cast.url("notices/"), {"wanted": wanted})
    return response, Membership.objects.get(pk=getattr(cast, role).pk).unwanted_mails


def test_what_is_not_ticked_is_not_mailed_any_more(acme):
    response, unwanted = choose(acme, "leader", "check_ins", "silence")
    assert (response.status_code, response["Location"]) == (302, acme.url("notices/"))
    assert unwanted == ["digest", "periods", "conversation"]
    assert Activity.objects.get(verb="mails_chosen").actor == acme.leader
    page = page_of(acme, "leader")
    assert page.count("checked") == 2 and "Saved." not in page.split("<main")[0]


def test_everything_may_be_unwanted(acme):
    assert choose(acme, "owner")[1] == ["check_ins", "periods", "conversation"]
    assert choose(acme, "owner", "check_ins", "periods", "conversation")[1] == []


def test_what_was_not_asked_stays_as_it_was(acme):
    Membership.objects.filter(pk=acme.owner.pk).update(unwanted_mails=["digest"])
    assert choose(acme, "owner", "check_ins", "periods", "conversation")[1] == ["digest"]


@pytest.mark.parametrize(("role", "topic"), [("owner", "gossip"), ("owner", "digest"), ("viewer", "check_ins")])
def test_topic_that_was_not_offered_is_refused(acme, role, topic):
    response, unwanted = choose(acme, role, "check_ins", topic)
    assert response.status_code == 422
    assert "Tick only what is on this list." in response.content.decode()
    assert unwanted == []


def test_who_is_away_reads_until_when(acme):
    Membership.objects.filter(pk=acme.owner.pk).update(away_until=date(2099, 1, 5))
    assert "You are away until Monday 5 January 2099" in page_of(acme)


def test_stranger_finds_nothing(acme, rival):
    client = client_of(rival.admin)
    assert client.get(acme.url("notices/")).status_code == 404
    assert client.post(acme.url("notices/"), {"wanted": []}).status_code == 404
