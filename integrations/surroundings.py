"""What a file meets: the things of its period and of the periods around it, the people and the teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from objectives.models import Contribution, Initiative, KeyResult, Objective, Period
from organizations.models import Membership, Team

Thing = Objective | KeyResult


@dataclass(frozen=True)
class Surroundings:
    """Everything by the names that a file may use; archived things too, as their refs are taken."""

    period: Period
    here: dict[str, Thing]
    around: dict[str, Thing]
    by_id: dict[UUID, Thing]
    people: dict[str, Membership]
    teams: dict[str, Team]
    contributions: dict[UUID, set[UUID]]
    initiatives: dict[UUID, list[Initiative]]

    def find(self, ref: str) -> Thing | None:
        """What a ref means that no line of the file has: here first, then in the period that encloses it closest."""
        return self.here.get(ref) or self.around.get(ref)

    def above(self, objective: Objective) -> Thing | None:
        """What an objective supports, as far as that still counts: a key result, else its objective, else nothing."""
        for above_id in (objective.parent_key_result_id, objective.parent_id):
            thing = self.by_id.get(above_id) if above_id else None
            if thing and counts(thing):
                return thing
        return None


def surroundings_of(period: Period) -> Surroundings:
    """Eight queries, whatever the size."""
    enclosing = sorted(Period.objects.enclosing(period), key=lambda p: p.day_count)
    here, around = things_of([period]), things_of(enclosing)
    return Surroundings(
        period=period,
        here=by_name(here),
        around=by_name(around),
        by_id={thing.pk: thing for thing in [*here, *around]},
        people={membership.user.email.lower(): membership for membership in Membership.objects.select_related("user")},
        teams={team.name.lower(): team for team in Team.objects.all()},
        contributions=contributions_of(period),
        initiatives=initiatives_of(period),
    )


def contributions_of(period: Period) -> dict[UUID, set[UUID]]:
    """What each key result of a period adds into."""
    found: dict[UUID, set[UUID]] = {}
    edges = Contribution.objects.standing().filter(key_result__period=period)
    for key_result_id, to_id in edges.values_list("key_result_id", "to_id"):
        found.setdefault(key_result_id, set()).add(to_id)
    return found


def initiatives_of(period: Period) -> dict[UUID, list[Initiative]]:
    """What should move each key result of a period, as it was written down."""
    found: dict[UUID, list[Initiative]] = {}
    standing = Initiative.objects.filter(period=period, is_withdrawn=False).select_related("owner__user")
    for initiative in standing.order_by("created_at", "id"):
        found.setdefault(initiative.key_result_id, []).append(initiative)
    return found


def things_of(periods: Sequence[Period]) -> list[Thing]:
    """Objectives and key results of these periods, period by period, the oldest first."""
    place = {period.pk: n for n, period in enumerate(periods)}
    objectives = Objective.objects.filter(period__in=periods).defer("expected_by_day", "weekly_progress")
    key_results = KeyResult.objects.filter(period__in=periods).defer("weekly_progress")
    things: list[Thing] = [
        *objectives.select_related("owner__user", "team", "period"),
        *key_results.select_related("objective__team", "period", "owner__user", "deputy__user"),
    ]
    return sorted(things, key=lambda thing: (place[thing.period_id], thing.pk))


def by_name(things: Sequence[Thing]) -> dict[str, Thing]:
    """By ref and by id; a ref goes before an id, the closer period before the wider one."""
    names: dict[str, Thing] = {}
    for thing in things:
        if thing.ref:
            names.setdefault(thing.ref, thing)
    for thing in things:
        names.setdefault(str(thing.pk), thing)
    return names


def counts(thing: Thing) -> bool:
    """Neither it nor, for a key result, its objective is archived or dropped."""
    return thing.is_active and (isinstance(thing, Objective) or thing.objective.is_active)


def name_of(thing: Thing) -> str:
    """What a file calls it."""
    return thing.ref or str(thing.pk)


def kind_of(thing: Thing) -> str:
    return "an objective" if isinstance(thing, Objective) else "a key result"


def id_of(thing: Thing | None) -> UUID | None:
    return thing.pk if thing else None
