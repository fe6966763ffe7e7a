import threading

import pytest
from django.db import connection

from organizations.actions import LastAdmin, change_role, deactivate, invite, reactivate, try_mail_again
from organizations.models import Activity, Membership, Role
from tests.cast import join, make_cast, refuse


def trace(thing):
    return Activity.objects.filter(thing_id=thing.pk).latest("created_at")


def test_changing_a_role_leaves_its_trace(acme):
    change_role(membership=acme.owner, role=Role.LEADER, by=acme.admin)
    assert Membership.objects.get(pk=acme.owner.pk).role == Role.LEADER
    line = trace(acme.owner)
    assert (line.verb, line.actor_id, line.data) == (
        "role_changed",
        acme.admin.pk,
        {"before": "member", "after": "leader"},
    )


def test_the_same_role_again_leaves_no_trace(acme):
    change_role(membership=acme.owner, role=Role.MEMBER, by=acme.admin)
    assert not Activity.objects.filter(thing_id=acme.owner.pk).exists()


def test_the_last_admin_stays_admin(acme):
    with pytest.raises(LastAdmin):
        change_role(membership=acme.admin, role=Role.MEMBER, by=acme.admin)
    with pytest.raises(LastAdmin):
        deactivate(membership=acme.admin, by=acme.admin)
    assert Membership.objects.filter(role=Role.ADMIN, is_active=True).count() == 1


def test_a_deactivated_admin_is_no_second_admin(acme):
    second = join(acme.organization, "admin", "Second Admin")
    deactivate(membership=second, by=acme.admin)
    with pytest.raises(LastAdmin):
        deactivate(membership=acme.admin, by=acme.admin)
    change_role(membership=second, role=Role.MEMBER, by=acme.admin)


def test_one_of_two_admins_may_go(acme):
    second = join(acme.organization, "admin", "Second Admin")
    deactivate(membership=acme.admin, by=second)
    assert not Membership.objects.get(pk=acme.admin.pk).is_active


def test_deactivating_and_reactivating_leave_their_traces(acme):
    deactivate(membership=acme.owner, by=acme.admin)
    assert trace(acme.owner).verb == "deactivated"
    assert not Membership.objects.get(pk=acme.owner.pk).is_active
    since = acme.owner.active_since
    reactivate(membership=acme.owner, by=acme.admin)
    row = Membership.objects.get(pk=acme.owner.pk)
    assert row.is_active
    assert row.active_since > since
    assert trace(acme.owner).verb == "reactivated"


def test_doing_it_twice_leaves_one_trace(acme):
    for _ in range(2):
        deactivate(membership=acme.owner, by=acme.admin)
    for _ in range(2):
        reactivate(membership=acme.owner, by=acme.admin)
    verbs = Activity.objects.filter(thing_id=acme.owner.pk).values_list("verb", flat=True)
    assert sorted(verbs) == ["deactivated", "reactivated"]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_deactivate_each_other_leave_one():
    cast = make_cast("acme", "Acme")
    with cast.scope():
        second = join(cast.organization, "admin", "Second Admin")
    both, refused = threading.Barrier(2), []

    def go(target, by):
        try:
            with cast.scope():
                both.wait(10)
                deactivate(membership=target, by=by)
        except LastAdmin as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in [(cast.admin, second), (second, cast.admin)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with cast.scope():
        assert Membership.objects.filter(role=Role.ADMIN, is_active=True).count() == 1
    assert len(refused) == 1


@pytest.mark.parametrize(("end", "options"), [(deactivate, {}), (change_role, {"role": "member"})])
def test_invitations_of_whoever_may_not_invite_any_more_are_withdrawn(acme, end, options):
    second = change_role(membership=acme.leader, role="admin", by=acme.admin)
    invitation, _ = invite(email="dee@new.test", role="member", by=second)
    end(membership=second, by=acme.admin, **options)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_an_address_that_was_refused_is_tried_again(acme):
    refuse(acme.owner)
    for _ in range(2):
        try_mail_again(membership=acme.owner, by=acme.admin)
    row = Membership.objects.get(pk=acme.owner.pk)
    assert (row.refused_address, row.refusal, acme.owner.is_refused) == ("", "", False)
    line = Activity.objects.get(thing_id=acme.owner.pk)
    assert (line.verb, line.actor_id) == ("mail_tried_again", acme.admin.pk)
