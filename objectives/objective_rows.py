"""The objectives of a period as the list shows them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Case, IntegerField, Max, OuterRef, Subquery, When
from django.db.models.functions import Greatest, Lower

from objectives.confidence import said, to_one_decimal
from objectives.models import BelongsTo, KeyResult, Objective, ObjectiveVersion, Period
from objectives.models.objective import ObjectiveQuerySet
from organizations.models import Membership


@dataclass(frozen=True)
class ObjectiveRow:
    objective: Objective
    expected: float | None
    status: str
    confidence: Decimal | None
    updated_at: datetime | None


def found_objectives(membership: Membership, period: Period, wanted: dict[str, Any]) -> ObjectiveQuerySet:
    """Those of the period that fit: part of the title, team, owner, state; the company's first, then by title."""
    found = Objective.objects.visible_to(membership).in_period(period).filter(state=wanted["state"])
    if wanted.get("q"):
        found = found.filter(title__icontains=wanted["q"])
    for name in ("team", "owner"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    whose = Case(
        When(belongs_to=BelongsTo.COMPANY, then=0),
        When(belongs_to=BelongsTo.TEAM, then=1),
        default=2,
        output_field=IntegerField(),
    )
    return found.with_people().annotate(updated_at=updated_at()).order_by(whose, Lower("title"), "pk")


def updated_at() -> Greatest:
    """The last change of the objective, or the last value of one of its key results."""
    versions = ObjectiveVersion.objects.filter(objective=OuterRef("pk")).order_by("-created_at")
    key_results = KeyResult.objects.filter(objective=OuterRef("pk")).order_by().values("objective")
    return Greatest(
        Subquery(versions.values("created_at")[:1]), Subquery(key_results.annotate(at=Max("current_at")).values("at"))
    )


def as_row(objective: Objective, today: date) -> ObjectiveRow:
    """A row asks nothing; the period of the objective is loaded."""
    return ObjectiveRow(
        objective=objective,
        expected=objective.expected_on(today) if objective.period.starts_on <= today else None,
        status=said(objective.confidence),
        confidence=to_one_decimal(objective.confidence),
        updated_at=getattr(objective, "updated_at", None),
    )
