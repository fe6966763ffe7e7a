"""The last thing that somebody said since a moment, objective by objective."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from checkins.models import CheckIn


def last_words(objective_ids: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, CheckIn]:
    """Of each objective the newest check-in on its own key results, with author and key result; one query."""
    said = CheckIn.objects.filter(
        key_result__objective__in=objective_ids, created_at__gt=since, created_at__lte=until, author__isnull=False
    ).select_related("author__user", "key_result")
    newest = said.order_by("key_result__objective_id", "-created_at", "-id").distinct("key_result__objective_id")
    return {check_in.key_result.objective_id: check_in for check_in in newest}
