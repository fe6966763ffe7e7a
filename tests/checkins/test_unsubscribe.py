"""Ending the mails of one topic: by one click of a mail program, or by a button, and back again."""

import pytest
from django.core.signing import Signer

from checkins.reminders.letters import Letter, in_envelope
from checkins.reminders.links import packed, unsubscribe_address
from organizations.actions import choose_mails, deactivate, stop_mails
from organizations.models import Activity, Membership, Organization
from tests.cast import ScopedClient, client_of, statements
from tests.checkins.mailed import Mailed, text
from tests.everything import everything

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def mailed(acme):
    return Mailed(acme, 1)


@pytest.fixture
def program():
    """A mail program: it keeps no cookies and knows of no form tokens."""
    return ScopedClient(enforce_csrf_checks=True)


def path_of(reminder):
    return "/" + unsubscribe_address(reminder).split("/", 3)[3]


def unwanted(membership):
    return Membership.objects.get(pk=membership.pk).unwanted_mails


def traces(membership):
    lines = Activity.objects.filter(thing_id=membership.pk, verb__contains="subscribed").order_by("created_at")
    return list(lines.values_list("verb", "actor_id", "data"))


def test_one_click_of_a_mail_program_ends_these_mails(mailed, program):
    headers = in_envelope(Letter("Due", "Due", "<p>Due"), mailed.reminder).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    response = program.post(f"/{path}", "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert unwanted(mailed.owner) == ["check_ins"]
    assert traces(mailed.owner) == [("unsubscribed", mailed.owner.pk, {"topic": "check_ins"})]


@pytest.mark.parametrize("body", [None, ONE_CLICK], ids=["no body", "one click"])
def test_again_and_again_it_is_done_once(mailed, program, body):
    for _ in range(3):
        response = program.post(path_of(mailed.reminder), body)
        assert response.status_code == 200
        assert "You get no more mails from Acme about your check-ins." in text(response)
    assert unwanted(mailed.owner) == ["check_ins"]
    assert len(traces(mailed.owner)) == 1


def test_other_topics_and_other_people_are_left_alone(mailed, program):
    digest = mailed.remind(mailed.owner, "digest")
    program.post(path_of(mailed.reminder), ONE_CLICK)
    program.post(path_of(digest), ONE_CLICK)
    assert unwanted(mailed.owner) == ["check_ins", "digest"]
    assert Membership.objects.exclude(pk=mailed.owner.pk).exclude(unwanted_mails=[]).count() == 0


def test_reading_changes_nothing(mailed, program, as_bypassrls_role):
    before = everything(as_bypassrls_role)
    for _ in range(100):
        assert program.get(path_of(mailed.reminder), ONE_CLICK).status_code == 200
        assert program.head(path_of(mailed.reminder)).status_code == 200
    assert everything(as_bypassrls_role) == before


def test_page_has_one_button_and_the_next_page_takes_it_back(mailed, program):
    page = text(program.get(path_of(mailed.reminder)))
    assert page.count("<button") == 1 and "Acme now sends you mails about your check-ins" in page
    page = text(program.post(path_of(mailed.reminder)))
    assert page.count("<button") == 1 and 'name="again" value="1"' in page and "<h1>Done</h1>" in page
    assert "stays in the app" in page
    page = text(program.post(path_of(mailed.reminder), {"again": "1"}))
    assert "You get these mails again" in page
    assert unwanted(mailed.owner) == []
    assert [verb for verb, *_ in traces(mailed.owner)] == ["unsubscribed", "subscribed_again"]
    program.post(path_of(mailed.reminder), {"again": "1"})
    assert len(traces(mailed.owner)) == 2


def test_no_cookie_is_set_or_read_and_nobody_is_told(mailed, program):
    program.cookies.load({"csrftoken": "broken", "sessionid": "x" * 32, "messages": "forged"})
    path = path_of(mailed.reminder)
    for response in (program.get(path), program.head(path), program.post(path), program.get("/unsubscribe/x/")):
        assert not response.has_header("Set-Cookie") and not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
    page = text(program.get(path))
    assert "<script" not in page and "csrf" not in page and page.count("<a ") == 1


def test_who_is_signed_in_as_somebody_else_acts_as_whom_the_mail_was_for(mailed):
    client_of(mailed.cast.admin).post(path_of(mailed.reminder))
    assert (unwanted(mailed.owner), unwanted(mailed.cast.admin)) == (["check_ins"], [])


@pytest.mark.parametrize("gone", ["deactivated", "locked out"])
def test_who_has_left_is_told_in_general_words(mailed, program, gone):
    if gone == "deactivated":
        deactivate(membership=mailed.owner, by=mailed.cast.admin)
    else:
        type(mailed.owner.user).objects.filter(pk=mailed.owner.user_id).update(is_active=False)
    pages = [program.get(path_of(mailed.reminder)), program.post(path_of(mailed.reminder), ONE_CLICK)]
    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert "Sightline sends no mails to whom this link was for." in text(page)
        assert "Acme" not in text(page) and "check-ins" not in text(page) and "<button" not in text(page)
    assert unwanted(mailed.owner) == ["check_ins"]


def test_it_works_where_answers_from_the_mail_do_not(mailed, program):
    Organization.objects.filter(pk=mailed.cast.organization.pk).update(answers_from_mail=False)
    assert program.post(path_of(mailed.reminder)).status_code == 200
    assert unwanted(mailed.owner) == ["check_ins"]


def test_edited_and_foreign_tokens_change_nothing(mailed, program, rival, as_bypassrls_role):
    token = path_of(mailed.reminder).split("/")[-2]
    ids, signature = token.rsplit(":", 1)
    acme, owner = mailed.cast.organization.pk, mailed.owner.pk
    signer = Signer(salt="sightline.unsubscribe")
    wrong = [token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :] for n in range(len(token))]
    wrong += [ids, ids.replace("check_ins", "digest") + f":{signature}", mailed.path.split("/")[-2]]
    wrong += [Signer(salt="sightline.unsubscribe", key="guessed").sign(ids), signer.sign(f"{packed(acme, owner)}.spam")]
    before = everything(as_bypassrls_role)
    for token in wrong:
        response = program.post(f"/unsubscribe/{token}/", ONE_CLICK)
        assert response.status_code == 404, token
        assert "nothing was changed" in text(response)
    crossed = signer.sign(f"{packed(rival.organization.pk, owner)}.check_ins")
    assert program.post(f"/unsubscribe/{crossed}/", ONE_CLICK).status_code == 200
    assert everything(as_bypassrls_role) == before


def test_another_tenants_link_changes_its_own_person_alone(mailed, program, rival):
    with rival.scope():
        theirs = Mailed(rival, 1)
        program.post(path_of(theirs.reminder))
        assert unwanted(rival.owner) == ["check_ins"]
    assert unwanted(mailed.owner) == []


def test_one_click_takes_six_statements(mailed, program):
    with statements() as asked:
        program.post(path_of(mailed.reminder), ONE_CLICK)
    assert len(asked) == 6, "\n".join(asked)


# The action that a page of one's own shares with it.


def test_choosing_replaces_what_was_chosen_before(acme):
    stop_mails(by=acme.owner, topic="digest")
    chosen = choose_mails(by=acme.owner, unwanted=["silence", "check_ins", "silence"])
    assert chosen.unwanted_mails == unwanted(acme.owner) == ["check_ins", "silence"]
    line = Activity.objects.get(thing_id=acme.owner.pk, verb="mails_chosen")
    assert (line.actor_id, line.data) == (acme.owner.pk, {"unwanted": ["check_ins", "silence"]})


def test_choosing_the_same_again_leaves_no_trace(acme):
    choose_mails(by=acme.owner, unwanted=["digest"])
    choose_mails(by=acme.owner, unwanted=["digest"])
    assert Activity.objects.filter(thing_id=acme.owner.pk).count() == 1


def test_what_is_no_topic_is_refused(acme):
    with pytest.raises(ValueError, match="spam"):
        choose_mails(by=acme.owner, unwanted=["spam"])
    assert unwanted(acme.owner) == []
