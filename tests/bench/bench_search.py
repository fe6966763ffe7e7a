"""How long a search takes in a large organization, beside the same one in a small one."""

from datetime import timedelta
from decimal import Decimal
from statistics import median
from time import perf_counter

import pytest
from django.db import connection

from objectives.models import KeyResult, Objective
from organizations.tenancy import new_ids
from tests.cast import client_of

SMALL, LARGE, TIMES = 100, 10_000, 15
WORDS = ("Ports", "Revenue", "Onboarding", "Dispatchers", "Quality", "Churn", "Berths", "Trials", "Hiring", "Partners")
# What everything has, what few have, and what nothing has: the last two have every title read.
TEXTS = ("objective", "berths 17", "rev part", "nothing such")


def fill(cast, count):
    """`count` objectives in a tree of fours, each with three key results."""
    ids, at, weeks = new_ids(count), cast.organization.start_of(cast.period.starts_on), [Decimal("0.1")] * 8
    days = (cast.period.ends_on - cast.period.starts_on + timedelta(days=1)).days
    objectives = [
        Objective(
            id=pk,
            period=cast.period,
            title=f"Objective {n} of {WORDS[n % 10]} and {WORDS[n // 10 % 10]}",
            belongs_to="person",
            owner=cast.owner,
            parent_id=ids[(n - 10) // 4] if n >= 10 else None,
            expected_by_day=[Decimal(day) / days for day in range(days)],
            weekly_progress=weeks,
            created_at=at,
        )
        for n, pk in enumerate(ids)
    ]
    Objective.objects.bulk_create(objectives, batch_size=1000)
    key_results = [
        KeyResult(
            id=pk,
            objective=objectives[n % count],
            period=cast.period,
            title=f"Key result {n} of {WORDS[n % 10]}",
            owner=cast.owner,
            start=0,
            target=100,
            added_on=cast.period.starts_on,
            counts_since=at,
            owner_since=at,
            weekly_progress=weeks,
        )
        for n, pk in enumerate(new_ids(3 * count))
    ]
    KeyResult.objects.bulk_create(key_results, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE objectives_objective, objectives_keyresult")


def typing(cast, text):
    """Asks as the box does while one types."""
    client, path = client_of(cast.viewer), cast.url(f"search/?q={text.replace(' ', '+')}")

    def ask():
        assert client.get(path, headers={"HX-Request": "true"}).status_code == 200

    return ask


def side_by_side(*acts):
    """The median of each in milliseconds; they take turns, so that a slow moment is everybody's."""
    taken = [[] for _ in acts]
    for _ in range(TIMES):
        for act, found in zip(acts, taken, strict=True):
            begun = perf_counter()
            act()
            found.append(1000 * (perf_counter() - begun))
    return [median(found) for found in taken]


@pytest.mark.django_db
def test_search(acme, rival, capsys):
    fill(acme, SMALL)
    with rival.scope():
        fill(rival, LARGE)
    with capsys.disabled():
        print(f"\nsearch, as one types: {SMALL} objectives beside {LARGE}, each with three key results")
        for text in TEXTS:
            small, large = side_by_side(typing(acme, text), typing(rival, text))
            print(f"  {text:<14} {small:6.1f} ms {large:6.1f} ms   × {large / small:.1f}")
