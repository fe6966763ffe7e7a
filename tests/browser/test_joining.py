"""From nothing to a check-in by a second person: sign up, verify, invite, join, own, check in."""

import re

from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from organizations.models import Membership, Organization
from organizations.tenancy import organization_scope


def test_founder_invites_a_second_person_who_checks_in(open_as, transactional_db):
    founder = open_as(None, reverse("account_signup"))
    founder.get_by_label("E-mail").fill("maya@harbour.test")
    founder.get_by_label("Your name").fill("Maya Lindqvist")
    founder.get_by_label("Name of the organization").fill("Harbour Works")
    for field in founder.locator("input[type=password]").all():
        field.fill("a-long-enough-passphrase")
    founder.get_by_role("button", name="Create organization").click()
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE)
    founder.locator("input[name=code]").fill(code[1])
    founder.locator("main form button[type=submit]").first.click()
    expect(founder).to_have_url(re.compile("/harbour-works/"))

    founder.goto("/harbour-works/people/")
    founder.get_by_label("E-mail").fill("ben@harbour.test")
    founder.get_by_role("button", name="Invite").click()
    link = re.search(r"http\S+/join/\S+", mail.outbox[-1].body)[0]

    plan_and_open_a_period(founder)
    joiner = open_as(None, link)
    joiner.get_by_label("Your name").fill("Ben Castellano")
    joiner.locator("input[type=password]").first.fill("another-long-passphrase")
    joiner.locator("main form button[type=submit]").first.click()
    expect(joiner).to_have_url(re.compile("/harbour-works/"))

    joiner.goto("/harbour-works/objectives/new/")
    joiner.get_by_label("What do you want?").fill("Make support calm")
    joiner.get_by_label("One person").check()
    reason(joiner)
    joiner.get_by_role("button", name="Create objective").click()
    joiner.get_by_role("link", name="Add the first key result").click()
    joiner.get_by_label("What shows it?").fill("First answer in hours")
    joiner.get_by_role("radio", name="A number").check()
    joiner.get_by_role("textbox", name="Start").fill("9")
    joiner.get_by_role("textbox", name="Target").fill("3")
    reason(joiner)
    joiner.locator("main form button[type=submit]").last.click()
    joiner.get_by_role("link", name="Check in").first.click()
    joiner.get_by_label("Now").fill("7,5")
    joiner.locator("label", has_text="8").first.click()
    joiner.get_by_role("button", name="Save").first.click()
    expect(joiner.locator("#messages")).to_contain_text("Checked in. First answer in hours is at 25")
    organization = Organization.objects.get(slug="harbour-works")
    with organization_scope(organization):
        assert set(Membership.objects.values_list("user__email", "role")) == {
            ("maya@harbour.test", "admin"),
            ("ben@harbour.test", "member"),
        }


def plan_and_open_a_period(page):
    page.goto("/harbour-works/periods/")
    page.get_by_role("button", name=re.compile("Plan Q")).click()
    page.get_by_role("link", name=re.compile("Open")).first.click()
    page.locator("main form button[type=submit]").last.click()


def reason(page):
    page.get_by_label("Reason").fill("Planned together.")
