"""Across teams: whose work a team's aims rest on, and whose aims rest on its work."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q

from objectives.as_of import Standing
from objectives.models import Objective, Period, State
from organizations.models import Membership, Team


@dataclass(frozen=True)
class Beside:
    """Another team, and the objectives that support: its own where it is rested on, ours where it rests on us."""

    team: Team
    objectives: Sequence[Objective]


@dataclass(frozen=True)
class Resting:
    """`on`: the teams whose objectives support this team's; `under`: those whose objectives this team's support."""

    team: Team
    on: Sequence[Beside] = ()
    under: Sequence[Beside] = ()


def rests_on(team: Team, period: Period | None, membership: Membership, standing: Standing | None = None) -> Resting:
    """What a team rests on and who rests on it in a period; by name, the heaviest supporters first.

    A line counts where either end of it lies in the period, so that a quarter shows which teams' years it helps, and a
    year which teams' quarters help it. Only what is active counts. Every objective has its team, owner and period, and
    as `.parent` what it supports with its team. One query; as of a moment (`standing`) it is asked of that instead.
    """
    found = resting_of_all(lines_between_teams(period, membership, standing, team)) if period else {}
    return found.get(team.pk, Resting(team))


def resting_of_all(lines: Iterable[Objective]) -> dict[UUID, Resting]:
    """Of every team that has such a line; no query."""
    teams: dict[UUID, Team] = {}
    on: dict[UUID, dict[UUID, list[Objective]]] = defaultdict(lambda: defaultdict(list))
    under: dict[UUID, dict[UUID, list[Objective]]] = defaultdict(lambda: defaultdict(list))
    for supporter in lines:
        assert supporter.team is not None and supporter.parent is not None and supporter.parent.team is not None
        helped = supporter.parent.team
        teams |= {supporter.team.pk: supporter.team, helped.pk: helped}
        on[helped.pk][supporter.team.pk].append(supporter)
        under[supporter.team.pk][helped.pk].append(supporter)

    def beside(found: dict[UUID, list[Objective]]) -> list[Beside]:
        sides = [Beside(teams[pk], objectives) for pk, objectives in found.items()]
        return sorted(sides, key=lambda side: side.team.name.lower())

    return {pk: Resting(team, beside(on[pk]), beside(under[pk])) for pk, team in teams.items()}


def lines_between_teams(
    period: Period, membership: Membership, standing: Standing | None = None, team: Team | None = None
) -> list[Objective]:
    """The objectives of teams that support one of another team; of one team, to it and from it."""
    if standing:
        return lines_that_stood(standing, period, membership, team)
    found = Objective.objects.visible_to(membership).active().filter(parent__state=State.ACTIVE)
    found = found.filter(Q(period=period) | Q(parent__period=period), team__isnull=False, parent__team__isnull=False)
    if team:
        found = found.filter(Q(team=team) | Q(parent__team=team))
    others = found.exclude(team=F("parent__team")).with_people().select_related("parent__team")
    return list(others.defer("parent__expected_by_day", "description").order_by("-weight", "title", "id"))


def lines_that_stood(standing: Standing, period: Period, membership: Membership, team: Team | None) -> list[Objective]:
    found = []
    for supporter in standing.objectives.values():
        parent = standing.objectives.get(supporter.parent_id) if supporter.parent_id else None
        if parent and supporter.is_active and parent.is_active and lies_between(supporter, parent, period, team):
            supporter.parent = parent
            found.append(supporter)
    standing.dress({o.pk: o for each in found for o in (each, each.parent) if o}.values(), membership.organization)
    return sorted(found, key=lambda o: (-o.weight, o.title, o.pk))


def lies_between(supporter: Objective, helped: Objective, period: Period, team: Team | None) -> bool:
    ends = supporter.team_id, helped.team_id
    is_here = period.pk in (supporter.period_id, helped.period_id)
    return is_here and None not in ends and ends[0] != ends[1] and (team is None or team.pk in ends)
