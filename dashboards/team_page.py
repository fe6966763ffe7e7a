"""A team's page as read: what it wants in a period, who is silent, what it rests on, its check-ins and its people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q

from alignment.resting import Resting, rests_on
from alignment.tree import Forest, KeyResultRow, ObjectiveRow
from checkins.discipline import Discipline, build_discipline
from checkins.health import Freshness
from dashboards.quiet import NOBODY
from dashboards.reading import Reading
from dashboards.trends import TrendRow, key_results_of, trend_rows
from objectives.models import Objective
from objectives.readiness import Readiness, readiness_of
from organizations.cadences import Held, held
from organizations.formatting import percent
from organizations.models import Membership, Team, TeamMembership


@dataclass(frozen=True)
class Silent:
    """Somebody, and the key results of which nobody has spoken for long."""

    name: str
    key_results: Sequence[KeyResultRow]


@dataclass(frozen=True)
class TeamPage:
    """`discipline` is None for whoever may not see it, and while nothing was due. Its people are those of today."""

    people: Sequence[TeamMembership]
    above: Team | None
    below: Sequence[Team]
    objectives: Sequence[ObjectiveRow]
    key_results: Sequence[TrendRow]
    silent: Sequence[Silent]
    resting: Resting
    discipline: Discipline | None
    readiness: Readiness | None
    held: Held

    @property
    def silent_count(self) -> int:
        return sum(len(each.key_results) for each in self.silent)

    @property
    def in_words(self) -> str:
        """Its figures, to be read out when they change."""
        means = [f"{row.objective.title}: {percent(row.objective.progress)}" for row in self.objectives]
        values = [f"{each.row.key_result.title}: {percent(each.row.key_result.progress)}" for each in self.key_results]
        return f"The team has changed. {'; '.join([*means, *values, f'{self.silent_count} silent'])}."


def build_team_page(team: Team, membership: Membership, reading: Reading, *, with_discipline: bool) -> TeamPage:
    around = list(Team.objects.filter(Q(parent=team) | Q(pk=team.parent_id)).order_by("name"))
    people = TeamMembership.objects.filter(team=team, membership__is_active=True).select_related("membership__user")
    moment, period = reading.moment, reading.period
    forest = Forest(objectives_of(team, membership, reading), moment, source=reading.source)
    rows = [forest.row(objective) for objective in forest.objectives]
    key_results = key_results_of(rows)
    is_to_come = period is not None and period.is_planned and not reading.is_past
    shows_discipline = with_discipline and period is not None and not period.is_planned
    return TeamPage(
        people=list(people.order_by("-is_lead", "membership__user__name")),
        above=next((other for other in around if other.pk == team.parent_id), None),
        below=[other for other in around if other.pk != team.parent_id],
        objectives=[replace(row, key_results=()) for row in rows],
        key_results=trend_rows(key_results, moment.today),
        silent=silent_by_name(key_results),
        resting=rests_on(team, period, membership, reading.standing),
        discipline=build_discipline(team, period, moment) if shows_discipline and period else None,
        readiness=readiness_of(period, team) if is_to_come and period and rows else None,
        held=held(moment.rhythms.of(team.pk), moment.today),
    )


def objectives_of(team: Team, membership: Membership, reading: Reading) -> list[Objective]:
    """Those that count, of today or as they stood."""
    if reading.standing:
        found = [
            o
            for o in reading.standing.objectives.values()
            if o.is_active and o.team_id == team.pk and reading.period and o.period_id == reading.period.pk
        ]
        reading.standing.dress(found, membership.organization)
        return sorted(found, key=lambda o: (-o.weight, o.title, o.pk))
    objectives = Objective.objects.visible_to(membership).active().filter(team=team, period=reading.period)
    return list(objectives.with_people().order_by("-weight", "title", "id"))


def silent_by_name(rows: Iterable[KeyResultRow]) -> list[Silent]:
    """By the name of whoever should speak: the owner, or else the objective's; there is no ranking of people."""
    names: dict[UUID | None, str] = {}
    found: dict[UUID | None, list[KeyResultRow]] = defaultdict(list)
    for row in rows:
        if row.verdict.freshness == Freshness.SILENT:
            owner = row.key_result.owner or row.key_result.objective.owner
            pk = owner.pk if owner else None
            names[pk] = str(owner or NOBODY)
            found[pk].append(row)
    people = sorted(found, key=lambda pk: (pk is None, names[pk].lower()))
    return [Silent(names[pk], found[pk]) for pk in people]
