"""Where the link of an invitation leads."""

import re
import smtplib
import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from organizations.actions import deactivate, invite, withdraw
from organizations.invitations import Link
from organizations.models import Activity, Invitation, Membership, Role, User
from tests.cast import ScopedClient, client_of, make_cast
from tests.factories import MembershipFactory, UserFactory

TYPED = {"name": "Dee Park", "password1": "a long enough word"}


def link_for(cast, email="dee@new.test", role=Role.LEADER, *, mailed=True):
    with cast.scope():
        _, token = invite(email=email, role=role, by=cast.admin)
    return f"/join/{cast.organization.slug}/{Link(token, is_mailed=mailed)}/"


def members(email="dee@new.test"):
    return Membership.objects.filter(user__email=email)


def test_the_page_says_who_invites_to_what_and_as_what(acme):
    page = ScopedClient().get(link_for(acme)).content.decode()
    assert "Acme Admin invites <strong>dee@new.test</strong> to Acme as leader." in page
    assert 'name="password1"' in page
    assert 'name="password2"' not in page
    assert not members().exists()


def test_a_new_person_joins_with_a_name_and_a_password(acme, mailoutbox):
    browser = ScopedClient()
    answer = browser.post(link_for(acme), TYPED | {"email": "other@new.test"})
    assert answer["Location"] == "/acme/"
    dee = User.objects.get(email="dee@new.test")
    assert dee.name == "Dee Park"
    assert dee.check_password("a long enough word")
    assert EmailAddress.objects.get(user=dee).verified
    assert members().get().role == "leader"
    assert not mailoutbox
    assert browser.get("/acme/people/").status_code == 200


def test_a_bad_password_keeps_the_name_and_makes_nobody(acme):
    answer = ScopedClient().post(link_for(acme), TYPED | {"password1": "short"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Dee Park"' in page
    assert "There is a problem" in page
    assert "<title>Error: Join Acme" in page
    assert not User.objects.filter(email="dee@new.test").exists()


def test_who_has_an_account_signs_in_first_and_comes_back(acme):
    UserFactory(email="dee@new.test")
    browser, link = ScopedClient(), link_for(acme)
    page = browser.get(link).content.decode()
    assert f"/accounts/login/?next={link}" in page
    assert "password1" not in page
    assert browser.post(link, TYPED).status_code == 422
    assert not members().exists()
    answer = browser.post(
        "/accounts/login/", {"login": "dee@new.test", "password": "correct horse battery", "next": link}
    )
    assert answer["Location"] == link
    assert 'class="button">Join</button>' in browser.get(link).content.decode()
    assert browser.post(link)["Location"] == "/acme/"
    assert members().get().role == "leader"


def test_a_second_verified_address_will_do(acme):
    dee = UserFactory(email="dee@home.test")
    EmailAddress.objects.create(user=dee, email="dee@new.test", verified=True)
    browser = ScopedClient()
    browser.force_login(dee)
    assert browser.post(link_for(acme))["Location"] == "/acme/"
    assert members("dee@home.test").get().role == "leader"


def test_somebody_else_is_told_and_may_sign_out(acme):
    link = link_for(acme)
    browser = client_of(acme.viewer)
    page = browser.get(link).content.decode()
    assert f"You are signed in as {acme.viewer.user.email}" in page
    assert f'<input type="hidden" name="next" value="{link}">' in page
    assert browser.post(link).status_code == 422
    assert Membership.objects.get(pk=acme.viewer.pk).role == "viewer"
    assert Invitation.objects.get().accepted_at is None


def test_who_was_deactivated_joins_again(acme):
    link = None
    deactivate(membership=acme.owner, by=acme.admin)
    link = link_for(acme, acme.owner.user.email, Role.VIEWER)
    browser = client_of(acme.owner)
    assert browser.get("/acme/people/").status_code == 404
    assert browser.post(link)["Location"] == "/acme/"
    assert browser.get("/acme/people/").status_code == 200


def broken_links(acme, rival):
    used = link_for(acme, "used@new.test")
    Invitation.objects.filter(email="used@new.test").update(accepted_at=timezone.now())
    withdrawn = link_for(acme, "withdrawn@new.test")
    withdraw(invitation=Invitation.objects.get(email="withdrawn@new.test"), by=acme.admin)
    expired = link_for(acme, "expired@new.test")
    Invitation.objects.filter(email="expired@new.test").update(created_at=timezone.now() - timedelta(days=7, seconds=1))
    foreign = link_for(rival).replace("/rival/", "/acme/")
    return [used, withdrawn, expired, foreign, "/join/acme/unknown/", "/join/nowhere/unknown/", "/join/acme/nul%00/"]


def test_whatever_is_wrong_with_a_link_the_answer_is_the_same(acme, rival):
    pages = set()
    for link in broken_links(acme, rival):
        for answer in (ScopedClient().get(link), ScopedClient().post(link, TYPED)):
            assert answer.status_code == 404, link
            pages.add(re.sub(r'"x-csrftoken": "\w+"', "", answer.content.decode()))
    assert len(pages) == 1
    assert "This link does not work" in pages.pop()


def test_a_link_that_an_admin_saw_proves_no_address(acme, mailoutbox):
    link = link_for(acme, mailed=False)
    browser = ScopedClient()
    assert "Do you have an account?" in browser.get(link).content.decode()
    answer = browser.post(link, TYPED)
    assert answer["Location"] == "/accounts/confirm-email/"
    assert not members().exists()
    assert not EmailAddress.objects.get(email="dee@new.test").verified
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]
    assert browser.post("/accounts/confirm-email/", {"code": code})["Location"] == link
    assert browser.post(link)["Location"] == "/acme/"
    assert members().get().role == "leader"


def test_a_link_that_an_admin_saw_does_not_tell_who_has_an_account(acme, mailoutbox):
    UserFactory(email="dee@new.test")
    link = link_for(acme, mailed=False)
    assert "Do you have an account?" in ScopedClient().get(link).content.decode()
    assert ScopedClient().post(link, TYPED)["Location"] == "/accounts/confirm-email/"
    assert User.objects.get(email="dee@new.test").name != "Dee Park"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [True, False])
def test_two_clicks_at_once_make_one_membership(known):
    cast = make_cast("acme", "Acme")
    link = link_for(cast)
    dee = UserFactory(email="dee@new.test") if known else None
    both, answers = threading.Barrier(2), []

    def click():
        browser = ScopedClient()
        if dee:
            browser.force_login(dee)
        try:
            both.wait(10)
            answers.append(browser.post(link, TYPED).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [302, 404]
    with cast.scope():
        assert members().count() == 1
        assert Activity.objects.filter(verb="joined").count() == 1
    assert EmailAddress.objects.filter(email="dee@new.test").count() == 1


def test_the_mail_goes_out_after_the_commit(acme, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        client_of(acme.admin).post("/acme/people/", {"email": "dee@new.test", "role": "leader"})
        assert not mailoutbox
    for callback in callbacks:
        callback()
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == (["dee@new.test"], "Acme Admin invites you to Acme on Sightline")
    link = re.search(r"http://testserver(/join/\S+)", mail.body)[1]
    assert ScopedClient().post(link, TYPED)["Location"] == "/acme/"


@pytest.mark.django_db(transaction=True)
def test_when_the_mail_server_fails_the_invitation_stands(settings):
    settings.EMAIL_BACKEND = "tests.organizations.test_join.NoServer"
    cast = make_cast("acme", "Acme")
    browser = client_of(cast.admin)
    answer = browser.post("/acme/people/", {"email": "dee@new.test", "role": "leader"})
    assert answer["Location"] == "/acme/people/"
    page = browser.get("/acme/people/").content.decode()
    assert "The mail to dee@new.test could not be sent" in page
    assert "Send again" in page
    link = re.search(r"<code>http://testserver(/join/\S+)</code>", page)[1]
    assert not Link.read(link.split("/")[-2]).is_mailed
    assert "Do you have an account?" in ScopedClient().get(link).content.decode()
    assert link not in browser.get("/acme/people/").content.decode()


class NoServer:
    """A mail backend whose server is away."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPConnectError(421, "away")


def test_joining_a_second_organization_keeps_the_first(acme, rival):
    browser = client_of(acme.owner)
    assert browser.post(link_for(rival, acme.owner.user.email))["Location"] == "/rival/"
    assert browser.get("/organizations/").content.decode().count("/acme/") == 1
    assert browser.get("/rival/people/").status_code == 200
    assert MembershipFactory(organization=rival.organization).pk
