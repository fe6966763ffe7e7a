from datetime import timedelta

import pytest
from django.utils import timezone

from organizations.actions import (
    AlreadyHere,
    InvitationClosed,
    NotYourInvitation,
    deactivate,
    invite,
    join,
    withdraw,
)
from organizations.invitations import Link, hash_of, invitation_of
from organizations.models import Activity, Invitation, Membership, Role
from tests.factories import UserFactory


def opens(token, *, days=0):
    return invitation_of(Link(token, is_mailed=True), now=timezone.now() + timedelta(days=days))


def test_inviting_keeps_only_a_hash_and_leaves_a_trace_without_the_address(acme):
    invitation, token = invite(email="Dee@New.test", role=Role.MEMBER, by=acme.admin)
    row = Invitation.objects.get()
    assert (row.email, row.role, row.invited_by_id) == ("dee@new.test", "member", acme.admin.pk)
    assert row.token_hash == hash_of(token)
    assert token not in row.token_hash
    line = Activity.objects.get(thing_id=invitation.pk)
    assert (line.verb, line.actor_id, line.data) == ("invited", acme.admin.pk, {"role": "member"})


def test_a_link_opens_for_seven_days(acme):
    invitation, token = invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)
    assert opens(token) == invitation
    assert opens(token, days=6.9) == invitation
    assert opens(token, days=7.1) is None


def test_inviting_again_ends_the_older_link(acme):
    _, old = invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)
    again, new = invite(email="dee@new.test", role=Role.LEADER, by=acme.admin)
    assert opens(old) is None
    assert opens(new) == again


def test_a_link_opens_nothing_in_another_organization(acme, rival):
    _, token = invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)
    with rival.scope():
        assert opens(token) is None


def test_a_member_is_not_invited(acme):
    with pytest.raises(AlreadyHere):
        invite(email=acme.owner.user.email.upper(), role=Role.ADMIN, by=acme.admin)


def test_withdrawing_ends_the_link_once(acme):
    invitation, token = invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)
    withdraw(invitation=invitation, by=acme.admin)
    assert opens(token) is None
    assert Activity.objects.filter(thing_id=invitation.pk, verb="withdrawn", actor=acme.admin).count() == 1
    with pytest.raises(InvitationClosed):
        withdraw(invitation=invitation, by=acme.admin)


def test_joining_makes_a_member_once(acme):
    invitation, token = invite(email="dee@new.test", role=Role.LEADER, by=acme.admin)
    dee = UserFactory(email="dee@new.test")
    membership = join(invitation=invitation, user=dee)
    assert (membership.role, membership.user, membership.organization_id) == ("leader", dee, acme.organization.pk)
    line = Activity.objects.get(thing_id=membership.pk)
    assert (line.verb, line.actor_id) == ("joined", membership.pk)
    assert line.data == {"invitation": str(invitation.pk), "role": "leader"}
    assert opens(token) is None
    with pytest.raises(InvitationClosed):
        join(invitation=invitation, user=dee)


def test_nobody_else_joins_with_it(acme):
    invitation, token = invite(email="dee@new.test", role=Role.LEADER, by=acme.admin)
    with pytest.raises(NotYourInvitation):
        join(invitation=invitation, user=UserFactory())
    assert opens(token) == invitation


def test_who_was_deactivated_comes_back_with_the_new_role(acme):
    deactivate(membership=acme.owner, by=acme.admin)
    invitation, _ = invite(email=acme.owner.user.email, role=Role.VIEWER, by=acme.admin)
    since = acme.owner.active_since
    assert join(invitation=invitation, user=acme.owner.user) == acme.owner
    row = Membership.objects.get(pk=acme.owner.pk)
    assert (row.is_active, row.role) == (True, "viewer")
    assert row.active_since > since


def test_a_mailed_link_proves_the_address_and_no_other_does():
    mailed = str(Link("token", is_mailed=True))
    assert Link.read(mailed) == Link("token", is_mailed=True)
    assert Link.read("token") == Link("token", is_mailed=False)
    assert not Link.read(mailed[:-1] + ("a" if mailed[-1] != "a" else "b")).is_mailed
