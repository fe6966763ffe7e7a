"""Test databases copied from the migrated template; tests act as the app role, so row-level security holds in them."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql
from psycopg.conninfo import make_conninfo

PATIENCE = 6
KEPT_BY_A_FLUSH = ["django_migrations", "django_content_type", "auth_permission"]


def pytest_configure(config: pytest.Config) -> None:
    if "SIGHTLINE_TEST_TEMPLATE" not in os.environ:
        pytest.exit('the tests need their services: run `make pytest ARGS="…"`', returncode=2)
    # The real hasher takes a quarter of a second for each password, by design.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, worker_id: str) -> Iterator[None]:
    """One database for each worker of each run; replaces pytest-django's own."""
    name = f"sightline_test_{os.environ['SIGHTLINE_TEST_RUN']}_{worker_id}"
    with django_db_blocker.unblock():
        with owner_of("postgres") as server:
            copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(copy.format(sql.Identifier(name), sql.Identifier(os.environ["SIGHTLINE_TEST_TEMPLATE"])))
        connections.settings["default"].update(NAME=name, USER="sightline_tester")
        TransactionTestCase._fixture_teardown = flush_as_owner
        yield
        connection.close()
        connection.close_pool()
        drop_database(name)


@pytest.fixture
def owner_connection(django_db_setup) -> Iterator[psycopg.Connection]:
    """The owner role in the same database; it does not see what the test has not committed."""
    with owner_of(connection.settings_dict["NAME"]) as owner:
        yield owner


@pytest.fixture
def as_bypassrls_role(db) -> Callable[[], AbstractContextManager[None]]:
    """`with as_bypassrls_role():` the default connection ignores row-level security, in the same transaction."""
    return bypassing


@contextmanager
def bypassing() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE sightline_bypass")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")


def flush_as_owner(test: TransactionTestCase) -> None:
    """The app role may not truncate, and rows of history may not be deleted by it."""
    with owner_of(connection.settings_dict["NAME"]) as owner:
        owner.execute("SET lock_timeout = '10s'")
        tables = owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != ALL(%s)", [KEPT_BY_A_FLUSH]
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
        truncate(owner, names)


def truncate(owner: psycopg.Connection, names: sql.Composed) -> None:
    """A page that a test has just closed may still be read, with locks that cross ours: then once more."""
    for _ in range(PATIENCE):
        with suppress(psycopg.errors.DeadlockDetected):
            owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
            return
    raise AssertionError("The tables could not be emptied: somebody kept reading them.")


def drop_database(name: str) -> None:
    """A plain DROP sends autovacuum away, given time; sessions of threads that a test forgot are ended."""
    with owner_of("postgres") as server:
        for _ in range(PATIENCE):
            with suppress(psycopg.errors.ObjectInUse):
                # Waits five seconds by itself.
                server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
                return
            end_sessions(name)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def end_sessions(database: str) -> None:
    """As the role that they belong to: the owner may not."""
    url = make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname="postgres", user="sightline_tester")
    with psycopg.connect(url, autocommit=True) as tester:
        tester.execute("SET ROLE NONE")
        sessions = "FROM pg_stat_activity WHERE datname = %s AND usename = session_user"
        tester.execute(f"SELECT pg_terminate_backend(pid) {sessions}", [database])


def owner_of(database: str) -> psycopg.Connection:
    return psycopg.connect(make_conninfo(os.environ["DATABASE_OWNER_URL"], dbname=database), autocommit=True)
