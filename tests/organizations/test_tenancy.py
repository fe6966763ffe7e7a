"""The scope: whose rows the ORM and the database show, and that it is always given back."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from organizations.models import Membership, Team
from organizations.tenancy import (
    NoOrganizationScope,
    current_organization_id,
    new_ids,
    organization_scope,
    outside_any_scope,
)
from tests.cast import make_objective


def setting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organization_id', true)")
        return cursor.fetchone()[0] or ""


@pytest.mark.parametrize(
    "ask",
    [
        lambda acme: Team.objects.all(),
        lambda acme: Team.objects.count(),
        lambda acme: Team.objects.create(name="X"),
        lambda acme: acme.team.children.all(),
    ],
)
def test_managers_refuse_without_a_scope(acme, ask):
    with outside_any_scope(), pytest.raises(NoOrganizationScope):
        ask(acme)


def test_none_needs_no_scope():
    assert list(Team.objects.none()) == []


def test_scope_shows_one_organization_to_both(acme, rival):
    for cast in (acme, rival, acme):
        with cast.scope():
            assert current_organization_id() == cast.organization.pk
            assert setting() == str(cast.organization.pk)
            assert {m.organization_id for m in Membership.objects.all()} == {cast.organization.pk}


def test_inner_scope_gives_the_outer_one_back(acme, rival):
    with organization_scope(rival.organization.pk):
        assert Team.objects.get().name == "Rival Growth"
    assert setting() == str(acme.organization.pk)
    assert Team.objects.get().name == "Acme Growth"


def test_scope_left_by_an_error_gives_the_outer_one_back(acme, rival):
    def fail():
        Team.objects.create(name="Never")
        raise RuntimeError

    with pytest.raises(RuntimeError), rival.scope():
        fail()
    assert setting() == str(acme.organization.pk)
    with rival.scope():
        assert not Team.objects.filter(name="Never").exists()


def test_scope_left_by_a_database_error_gives_the_outer_one_back(acme, rival):
    with pytest.raises(IntegrityError), rival.scope():
        Team.objects.create(name="Rival growth")
    assert setting() == str(acme.organization.pk)
    assert Team.objects.get().name == "Acme Growth"


@pytest.mark.django_db(transaction=True)
def test_scope_ends_with_its_transaction():
    with pytest.raises(NoOrganizationScope):
        current_organization_id()
    assert setting() == ""


def test_other_threads_have_no_part_in_a_scope(acme):
    seen = []

    def look():
        with pytest.raises(NoOrganizationScope):
            current_organization_id()
        seen.append(True)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]


def test_rows_of_a_related_manager_stay_in_scope(acme, rival):
    objective = make_objective(acme.owner, acme.period)
    with rival.scope(), transaction.atomic():
        assert list(objective.versions.all()) == []
    assert objective.versions.count() == 1


def test_new_row_belongs_to_the_scope(acme):
    assert Team.objects.create(name="Sales").organization_id == acme.organization.pk


def test_new_ids_come_in_order(acme):
    ids = new_ids(5)
    assert sorted(ids) == ids
    assert len(set(ids)) == 5
    assert {i.version for i in ids} == {7}
    assert new_ids(0) == []
