"""Where the objectives of a tree are looked for as of a moment: in what stood then."""

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from alignment.site import Site, Wanted
from alignment.sources import AsItStood, Source
from checkins.voices import is_behind
from objectives.as_of import Standing
from objectives.models import BelongsTo, Objective


class Past:
    """The same, asked of a standing: nothing is read but what `dress` adds for a page."""

    def __init__(self, site: Site, standing: Standing) -> None:
        self.site, self.standing = site, standing
        self.source: Source = AsItStood(standing)
        self.active = [o for o in standing.objectives.values() if o.is_active]
        self.root_ids, self.ids = ({p.pk for p in each} for each in (site.of_roots, site.periods))

    def roots(self, *, with_alone: bool) -> list[Objective]:
        found = [o for o in self.active if self.is_free(o) and (with_alone or is_of_the_company(o))]
        return sorted(found, key=lambda o: (not is_of_the_company(o), -o.weight, o.title, o.pk))

    def alone_count(self) -> int:
        return sum(self.is_free(o) and not is_of_the_company(o) for o in self.active)

    def is_free(self, objective: Objective) -> bool:
        parent = self.parent_of(objective)
        return objective.period_id in self.root_ids and (parent is None or not parent.is_active)

    def parent_of(self, objective: Objective) -> Objective | None:
        return self.standing.objectives.get(objective.parent_id) if objective.parent_id else None

    def supporting(self, ids: Iterable[UUID], *, in_any_period: bool) -> list[Objective]:
        found = [o for pk in ids for o in self.standing.supporters_of.get(pk, ())]
        found = [o for o in found if in_any_period or o.period_id in self.ids]
        return sorted(found, key=lambda o: (-o.weight, o.title, o.pk))

    def above(self, objectives: Iterable[Objective]) -> list[Objective]:
        found: dict[UUID, Objective] = {}
        for objective in objectives:
            step = self.parent_of(objective)
            while step and step.pk not in found:
                found[step.pk] = step
                step = self.parent_of(step)
        return list(found.values())

    def find(self, pk: UUID) -> Objective | None:
        return self.standing.objectives.get(pk)

    def load(self, ids: Sequence[UUID]) -> list[Objective]:
        return [self.standing.objectives[pk] for pk in ids]

    def candidates(self, wanted: Wanted) -> list[Objective]:
        return sorted(filter(self.fits(wanted), self.sought_in(wanted)), key=lambda o: (o.title, o.pk))

    def sought_in(self, wanted: Wanted) -> list[Objective]:
        if wanted.of:
            return self.below(wanted.of)
        period_id = self.site.period.pk
        if not wanted.helps_id:
            return [o for o in self.active if o.period_id == period_id]
        ends = [(o, self.parent_of(o)) for o in self.active]
        return [o for o, p in ends if p and p.is_active and period_id in (o.period_id, p.period_id)]

    def below(self, objective: Objective) -> list[Objective]:
        found, waiting = [], [objective]
        while waiting:
            each = waiting.pop()
            found.append(each)
            waiting += [o for o in self.standing.supporters_of.get(each.pk, ()) if o.is_active]
        return [o for o in found if o.period_id == objective.period_id or not is_behind(o.period, self.site.moment)]

    def fits(self, wanted: Wanted) -> Callable[[Objective], bool]:
        def is_fitting(objective: Objective) -> bool:
            key_results = self.standing.below.key_results.get(objective.pk, ())
            text = wanted.text.lower()
            return (
                wanted.team_id in (None, objective.team_id)
                and (not wanted.helps_id or self.helps(objective, wanted.helps_id))
                and (wanted.owner_id in (None, objective.owner_id, *(k.owner_id for k in key_results)))
                and any(text in each.title.lower() for each in (objective, *key_results))
            )

        return is_fitting

    def helps(self, objective: Objective, team_id: UUID) -> bool:
        parent = self.parent_of(objective)
        return parent is not None and parent.team_id == team_id

    def expected_of(self, candidate: Objective) -> float | None:
        return self.source.expected_of(candidate, self.site.moment.today)

    def dress(self, objectives: Iterable[Objective]) -> None:
        self.standing.dress(objectives, self.site.membership.organization)


def is_of_the_company(objective: Objective) -> bool:
    return objective.belongs_to == BelongsTo.COMPANY
