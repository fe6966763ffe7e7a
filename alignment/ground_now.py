"""Where the objectives of a tree are looked for: in the database as it is now."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from uuid import UUID

from django.db.models import Case, F, IntegerField, Q, When
from django.db.models.expressions import RawSQL

from alignment.site import Site, Wanted
from alignment.sources import AS_IT_IS, Source
from objectives.models import BelongsTo, KeyResult, Objective, State
from objectives.models.objective import ObjectiveQuerySet
from objectives.roll_up import CHAINS
from organizations.tenancy import current_organization_id

MOST_ROWS = 300
MOST_MATCHES = 100
SUBTREE = """
WITH RECURSIVE below (id) AS (
    SELECT %s::uuid
  UNION
    SELECT child.id FROM below JOIN objectives_objective child
        ON child.organization_id = %s AND child.parent_id = below.id AND child.state = 'active'
) SELECT id FROM below
"""


class Present:
    """One question for each of these."""

    source: Source = AS_IT_IS

    def __init__(self, site: Site) -> None:
        self.site = site
        self.visible = Objective.objects.visible_to(site.membership)

    @cached_property
    def free(self) -> ObjectiveQuerySet:
        return self.visible.active().standing_alone().filter(period__in=self.site.of_roots)

    def roots(self, *, with_alone: bool) -> list[Objective]:
        """The company's first, then whatever else supports nothing; one more than are shown where there are more."""
        found = self.free if with_alone else self.free.filter(belongs_to=BelongsTo.COMPANY)
        company_first = Case(When(belongs_to=BelongsTo.COMPANY, then=0), default=1, output_field=IntegerField())
        return list(found.with_people().order_by(company_first, "-weight", "title", "id")[: MOST_ROWS + 1])

    def alone_count(self) -> int:
        return self.free.exclude(belongs_to=BelongsTo.COMPANY).count()

    def supporting(self, ids: Iterable[UUID], *, in_any_period: bool) -> list[Objective]:
        found = self.visible.active().filter(parent__in=list(ids))
        if not in_any_period:
            found = found.in_period(*self.site.periods)
        return list(found.with_people().order_by("-weight", "title", "id")[: MOST_ROWS + 1])

    def above(self, objectives: Iterable[Objective]) -> list[Objective]:
        """Everything that they support, directly or not, counting or not."""
        starts = [o.parent_id for o in objectives if o.parent_id]
        chains = RawSQL(CHAINS, [starts, current_organization_id()])
        return list(self.visible.filter(pk__in=chains).with_people()) if starts else []

    def find(self, pk: UUID) -> Objective | None:
        return self.visible.with_people().filter(pk=pk).first()

    def load(self, ids: Sequence[UUID]) -> list[Objective]:
        return list(self.visible.filter(pk__in=ids).with_people().order_by("title", "id"))

    def candidates(self, wanted: Wanted) -> list[Objective]:
        """Whatever a search may find, by title, with no more than a verdict needs."""
        found = fitting(
            self.below(wanted.of) if wanted.of else self.visible.active().in_period(self.site.period), wanted
        )
        if not wanted.health:
            return list(found.only("title").order_by("title", "id")[: MOST_MATCHES + 1])
        day = self.site.period.day_index(self.site.moment.today)
        slim = found.only("title", "period_id", "counting", "progress", "confidence", "commitment", "created_at")
        return list(slim.annotate(expected_now=F(f"expected_by_day__{day}")).order_by("title", "id"))

    def sought_in(self, wanted: Wanted) -> ObjectiveQuerySet:
        """The period; of what helps a team either end may lie in it, as `resting` counts."""
        if wanted.of:
            return self.below(wanted.of)
        if wanted.helps_id:
            either_end = Q(period=self.site.period) | Q(parent__period=self.site.period)
            return self.visible.active().filter(either_end, parent__state=State.ACTIVE)
        return self.visible.active().in_period(self.site.period)

    def below(self, objective: Objective) -> ObjectiveQuerySet:
        """Itself and all that supports it, in its period and those not closed before."""
        ids = RawSQL(SUBTREE, [objective.pk, current_organization_id()])
        lasting = Q(period__closed_at=None) | Q(period__closed_at__gte=self.site.moment.at)
        return self.visible.filter(Q(period=objective.period_id) | lasting, pk__in=ids)

    def expected_of(self, candidate: Objective) -> float | None:
        expected: float | None = candidate.expected_now  # type: ignore[attr-defined]
        return expected

    def dress(self, objectives: Iterable[Objective]) -> None:
        """They are loaded with all that a page shows."""


def fitting(found: ObjectiveQuerySet, wanted: Wanted) -> ObjectiveQuerySet:
    """Of a team; with an owner, and a text in their title: their own or that of one of their key results."""
    if wanted.team_id:
        found = found.filter(team_id=wanted.team_id)
    if wanted.helps_id:
        found = found.filter(parent__team_id=wanted.helps_id)
    key_results = KeyResult.objects.filter(state=State.ACTIVE).order_by().values("objective_id")
    if wanted.owner_id:
        owned = key_results.filter(owner_id=wanted.owner_id)
        found = found.filter(Q(owner_id=wanted.owner_id) | Q(pk__in=owned))
    if wanted.text:
        named = key_results.filter(title__icontains=wanted.text)
        found = found.filter(Q(title__icontains=wanted.text) | Q(pk__in=named))
    return found
