"""What objectives and key results were called at a moment: what is closed goes on naming things as it did."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion


def titles_of_objectives(ids: Collection[UUID], at: datetime | None = None) -> dict[UUID, str]:
    """One query; as they are called today where no moment is given."""
    if at is None:
        return dict(Objective.objects.filter(pk__in=ids).values_list("pk", "title"))
    versions = ObjectiveVersion.objects.filter(objective__in=ids, created_at__lte=at)
    newest = versions.order_by("objective_id", "-created_at", "-id").distinct("objective_id")
    return dict(newest.values_list("objective_id", "title"))


def titles_of_key_results(ids: Collection[UUID], at: datetime | None = None) -> dict[UUID, str]:
    """One query; as they are called today where no moment is given."""
    if at is None:
        return dict(KeyResult.objects.filter(pk__in=ids).values_list("pk", "title"))
    versions = KeyResultVersion.objects.filter(key_result__in=ids, created_at__lte=at)
    newest = versions.order_by("key_result_id", "-created_at", "-id").distinct("key_result_id")
    return dict(newest.values_list("key_result_id", "title"))
