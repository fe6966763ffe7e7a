from django.db import connection

from organizations.actions import deactivate
from organizations.models import Membership
from organizations.switch import organizations_of


def test_somebody_sees_only_their_own_organizations(acme, rival, django_assert_num_queries):
    with rival.scope():
        Membership.objects.create(user=acme.owner.user, role="viewer")
    with django_assert_num_queries(5):  # savepoint and release included
        own = organizations_of(acme.owner.user)
    assert [(each.name, each.slug, each.role) for each in own] == [
        ("Acme", "acme", "Member"),
        ("Rival", "rival", "Viewer"),
    ]
    assert [each.slug for each in organizations_of(acme.viewer.user)] == ["acme"]


def test_where_somebody_is_deactivated_is_left_out(acme):
    deactivate(membership=acme.owner, by=acme.admin)
    assert organizations_of(acme.owner.user) == []


def test_the_second_policy_is_closed_again(acme):
    organizations_of(acme.owner.user)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.user_id', true)")
        assert cursor.fetchone() == ("",)


def test_the_query_holds_without_the_policy(acme, rival, as_bypassrls_role):
    with as_bypassrls_role():
        assert [each.slug for each in organizations_of(acme.owner.user)] == ["acme"]
