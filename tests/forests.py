"""Many objectives at once, for what is said of large trees."""

from decimal import Decimal

from django.utils import timezone

from objectives.models import KeyResult, Objective
from organizations.tenancy import new_ids


def plant(cast, count, *, parent=None, key_results=0, title="Planted", **facts):
    """So many objectives below one, each with so many key results; rows alone, without history or roll-up."""
    ids = new_ids(count * (1 + key_results))
    depth = parent.depth + 1 if parent else 0
    facts = {"belongs_to": "company", "owner": cast.admin, "created_at": timezone.now()} | facts
    objectives = [
        Objective(pk=ids[n], period=cast.period, parent=parent, depth=depth, title=f"{title} {n}", **facts)
        for n in range(count)
    ]
    Objective.objects.bulk_create(objectives)
    KeyResult.objects.bulk_create(
        KeyResult(
            pk=pk,
            period=cast.period,
            objective=objectives[n % count],
            title=f"{title} {n % count} is counted",
            owner=cast.admin,
            start=Decimal(0),
            target=Decimal(100),
            added_on=cast.period.starts_on,
            created_at=timezone.now(),
        )
        for n, pk in enumerate(ids[count:])
    )
    return objectives
