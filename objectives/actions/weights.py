"""How much each key result and each supporter of one objective counts, given together and undone together."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from objectives.actions.history import begin_change
from objectives.actions.key_results import edit_key_result, revert_key_result
from objectives.actions.objectives import edit_objective, revert_objective, weigh_supporters
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Verb
from organizations.models import Membership


@transaction.atomic
def weigh(
    objective: Objective,
    *,
    key_results: Mapping[UUID, Decimal],
    supporters: Mapping[UUID, Decimal],
    way: Mapping[str, Any] | None = None,
    by: Membership,
    reason: str = "",
    at: datetime | None = None,
) -> datetime | None:
    """Give weights, and say what the objective counts; returns their moment, or None if nothing differed.

    `way` has `counting` and `supporters_weight`, where they are given. Raises PeriodIsClosed, ReasonIsMissing.
    """
    change = begin_change(by=by, at=at)
    own = edit_objective(objective, by=by, changes=way or {}, reason=reason, at=change.at, verb=Verb.REWEIGHTED)
    count = weigh_supporters(objective, supporters, by=by, reason=reason, at=change.at) + (own is not None)
    for key_result in KeyResult.objects.filter(objective=objective, pk__in=key_results).order_by("pk"):
        changes = {"weight": key_results[key_result.pk]}
        version = edit_key_result(key_result, by=by, changes=changes, reason=reason, at=change.at, verb=Verb.REWEIGHTED)
        count += version is not None
    return change.at if count else None


@transaction.atomic
def revert_weights(objective: Objective, *, given_at: datetime, by: Membership) -> int:
    """Undo the weights that were given at one moment; returns how many changed. Raises PeriodIsClosed."""
    begin_change(by=by)
    given = {"verb": Verb.REWEIGHTED, "created_at": given_at}
    whose = Q(parent=objective, objective__parent=objective) | Q(objective=objective)
    supporters = ObjectiveVersion.objects.filter(whose, **given).select_related("objective")
    key_results = KeyResultVersion.objects.filter(objective=objective, **given).select_related("key_result")
    reverted = [
        *[revert_objective(version, by=by) for version in supporters],
        *[revert_key_result(version, by=by) for version in key_results],
    ]
    return sum(version is not None for version in reverted)
