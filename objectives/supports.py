"""What an objective may support: an objective or one of its key results, as a form offers and names them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, IntegerField, Q, When
from django.db.models.functions import Lower

from objectives.models import BelongsTo, KeyResult, Objective, Period, State
from objectives.models.objective import ObjectiveQuerySet
from organizations.models import Membership


@dataclass(frozen=True)
class Supported:
    """An objective, or one key result of it in particular."""

    objective: Objective
    key_result: KeyResult | None = None

    @property
    def is_active(self) -> bool:
        return self.objective.is_active and (self.key_result is None or self.key_result.is_active)

    @property
    def value(self) -> str:
        """As the form names it."""
        return f"key_result:{self.key_result.pk}" if self.key_result else f"objective:{self.objective.pk}"


def find_supported(membership: Membership, value: str) -> Supported | None:
    """What `objective:<id>` or `key_result:<id>` names, if she may see it."""
    kind, _, text = value.partition(":")
    try:
        pk = UUID(text)
    except ValueError:
        return None
    if kind == "objective":
        objective = Objective.objects.visible_to(membership).select_related("period", "team").filter(pk=pk).first()
        return Supported(objective) if objective else None
    related = KeyResult.objects.visible_to(membership).select_related("objective__period", "objective__team")
    key_result = related.filter(pk=pk).first() if kind == "key_result" else None
    return Supported(key_result.objective, key_result) if key_result else None


def supported_by(membership: Membership, objective: Objective) -> Supported | None:
    """What this objective supports now."""
    if objective.parent_key_result_id:
        return find_supported(membership, f"key_result:{objective.parent_key_result_id}")
    return find_supported(membership, f"objective:{objective.parent_id}") if objective.parent_id else None


def candidates(membership: Membership, period: Period, text: str) -> ObjectiveQuerySet:
    """Of the period and those around it: longer periods first, then what the company wants.

    A text is looked for in the titles of objectives and of their key results, and in the names of teams.
    """
    periods = Q(period=period) | Q(period__in=Period.objects.enclosing(period))
    found = Objective.objects.visible_to(membership).active().filter(periods).select_related("period", "team")
    found = found.defer("expected_by_day", "weekly_progress")
    if text:
        key_results = KeyResult.objects.filter(title__icontains=text, state=State.ACTIVE).order_by()
        by_key_result = Q(pk__in=key_results.values("objective_id"))
        found = found.filter(Q(title__icontains=text) | Q(team__name__icontains=text) | by_key_result)
    company_first = Case(
        When(belongs_to=BelongsTo.COMPANY, then=0),
        When(belongs_to=BelongsTo.TEAM, then=1),
        default=2,
        output_field=IntegerField(),
    )
    return found.order_by(
        "period__starts_on", "-period__ends_on", company_first, Lower("team__name"), Lower("title"), "pk"
    )


def key_results_of(objective_ids: Iterable[UUID]) -> defaultdict[UUID, list[KeyResult]]:
    by_objective: defaultdict[UUID, list[KeyResult]] = defaultdict(list)
    for key_result in KeyResult.objects.filter(
        objective__in=list(objective_ids), state=State.ACTIVE
    ).in_reading_order():
        by_objective[key_result.objective_id].append(key_result)
    return by_objective


def whose(objective: Objective) -> str:
    if objective.belongs_to == BelongsTo.TEAM and objective.team:
        return objective.team.name
    return "the company" if objective.belongs_to == BelongsTo.COMPANY else "one person"
