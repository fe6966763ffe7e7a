"""After any sequence of actions, refusals among them, what is stored is what is computed anew, and no loop exists."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectives.actions.periods import create_period, open_period
from objectives.models import Period
from objectives.verification import differences
from tests.company import Company

LOOPS = """
WITH RECURSIVE up (start, id, steps) AS (
    SELECT id, parent_id, 1 FROM objectives_objective WHERE parent_id IS NOT NULL
  UNION ALL
    SELECT up.start, objective.parent_id, steps + 1 FROM up JOIN objectives_objective objective ON objective.id = up.id
    WHERE objective.parent_id IS NOT NULL AND up.start <> up.id AND steps < 200
) SELECT count(*) FROM up WHERE start = id
"""


def loop_count():
    with connection.cursor() as cursor:
        cursor.execute(LOOPS)
        return cursor.fetchone()[0]


def make_year(cast):
    first = cast.period.starts_on
    year = create_period(
        by=cast.admin, name="The year", kind="year", starts_on=first, ends_on=first + timedelta(days=364)
    )
    following = cast.period.ends_on + timedelta(days=1)
    create_period(
        by=cast.admin, name="Next", kind="quarter", starts_on=following, ends_on=following + timedelta(days=90)
    )
    return open_period(year, by=cast.admin)


@pytest.mark.parametrize("seed", range(10))
def test_stored_equals_recomputed_after_any_sequence(acme, seed):
    make_year(acme)
    company = Company(acme.admin, seed)
    done = [company.act() for _ in range(70)]
    assert list(differences()) == [], done
    assert loop_count() == 0


ACTIONS = [
    *["check_in"] * 4,
    *["add_objective", "add_key_result", "edit_objective", "edit_key_result", "move", "carry_over"] * 2,
    *["state_of_objective", "state_of_key_result", "open_period", "end_period", "close_period", "reopen_period"],
    *["review", "contribute", "contribute"],
]
OF_A_PERIOD = ["objective", "keyresult", "objectiveversion", "keyresultversion", "score", "reflection", "contribution"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(st.sampled_from(ACTIONS), min_size=15, max_size=60), seed=st.integers(0, 2**32))
def test_closed_period_never_changes_and_everything_adds_up(acme, rival, as_bypassrls_role, actions, seed):
    with put_back(), acme.scope():
        make_year(acme)
        company, frozen = Company(acme.admin, seed), {}
        with as_bypassrls_role():
            others = rows_of("organization_id", rival.organization.pk)
        for action in actions:
            company.do(action)
            for period in Period.objects.order_by("pk"):
                rows = rows_of("period_id", period.pk) if period.is_closed else None
                # Closed again after it was reopened, it may be another: from then on that one stays.
                assert frozen.get((period.pk, period.closed_at), rows) == rows
                frozen[period.pk, period.closed_at] = rows
        assert list(differences()) == []
        assert loop_count() == 0
        with as_bypassrls_role():
            assert rows_of("organization_id", rival.organization.pk) == others
            assert organizations_of_everything() <= {acme.organization.pk, rival.organization.pk}


@contextmanager
def put_back():
    """Every example begins with the same company."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


def rows_of(column, value):
    """Everything that a period, or an organization, holds."""
    tables = [*(f"objectives_{name}" for name in OF_A_PERIOD), "checkins_checkin"]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {table} WHERE {column} = %s ORDER BY id", [value])
            found[table] = cursor.fetchall()
    return found


def organizations_of_everything():
    tables = [*(f"objectives_{name}" for name in [*OF_A_PERIOD, "period"]), "checkins_checkin"]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(f"SELECT organization_id FROM {table}" for table in tables))
        return {row[0] for row in cursor.fetchall()}
