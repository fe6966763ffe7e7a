"""The tests' own ground: the role they act as, and the ways around it."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_tests_act_as_the_app_role():
    assert role() == "sightline_app"


@pytest.mark.django_db
def test_app_role_may_neither_truncate_nor_alter():
    for statement in ("TRUNCATE django_session", "ALTER TABLE django_session ADD x int", "CREATE TABLE x (y int)"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db
def test_bypass_lasts_for_its_block(as_bypassrls_role):
    with as_bypassrls_role():
        assert role() == "sightline_bypass"
    assert role() == "sightline_app"


@pytest.mark.django_db(transaction=True)
def test_flush_runs_as_the_owner(owner_connection):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('flush', 'x', now())")
    assert owner_connection.execute("SELECT count(*) FROM django_session").fetchone() == (1,)
    assert owner_connection.execute("SELECT current_user").fetchone() == ("sightline_owner",)


@pytest.mark.django_db(transaction=True)
def test_flush_leaves_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
