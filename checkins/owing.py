"""Who owes a check-in: the one rule that the page, the reminders and every count share.

A key result owes one check-in in a window when, on the due morning, its period was open, it counted and was not
done, and its owner was active and owned it. The owner owes; while she is away her deputy; with no active owner the
owner of the objective.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, ExpressionWrapper, F, Q, QuerySet, UUIDField, When
from django.db.models.functions import Coalesce

from checkins.windows import Window
from objectives.models import KeyResult, PeriodState
from organizations.models import Role

# Key results with two more columns than their model has.
Owing = QuerySet[Any]


def owing(window: Window, now: datetime) -> Owing:
    """The key results that owe in this window, answered or not, each with `ower_id` and `is_answered`."""
    # Before the due morning, things are taken as they stand.
    settled_at = min(window.settled_at, now)
    owner_owes = can_answer("owner") & Q(owner__active_since__lte=settled_at, owner_since__lte=settled_at)
    owner_is_away = Q(owner__away_until__gt=window.due_on)
    nobody_owns = Q(owner=None, owner_since__lte=settled_at) | Q(owner__isnull=False) & ~can_answer("owner")
    objectives_owner_owes = can_answer("objective__owner") & Q(objective__owner__active_since__lte=settled_at)
    return (
        KeyResult.objects.active()
        .filter(
            period__state=PeriodState.OPEN,
            period__opened_at__lte=settled_at,
            period__starts_on__lte=window.due_on,
            done_as="",
            counts_since__lte=settled_at,
        )
        .annotate(
            ower_id=Case(
                When(owner_owes & owner_is_away, then=Coalesce(active_deputy(), F("owner_id"))),
                When(owner_owes, then=F("owner_id")),
                When(nobody_owns & objectives_owner_owes, then=F("objective__owner_id")),
                output_field=UUIDField(),
            ),
            is_answered=ExpressionWrapper(
                Q(heard_at__isnull=False, heard_at__gte=window.starts_at), output_field=BooleanField()
            ),
        )
        .filter(ower_id__isnull=False)
    )


def active_deputy() -> Case:
    return Case(When(can_answer("deputy"), then=F("deputy_id")), output_field=UUIDField())


def can_answer(whose: str) -> Q:
    """Active, and not a viewer: viewers write nothing, check-ins neither."""
    return Q(**{f"{whose}__is_active": True, f"{whose}__role__in": [Role.ADMIN, Role.LEADER, Role.MEMBER]})


def owed_by(membership_id: UUID, window: Window, now: datetime) -> Owing:
    return owing(window, now).filter(ower_id=membership_id)
