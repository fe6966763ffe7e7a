"""The table across teams: for each, whose work its aims rest on and who rests on its own, and how that work goes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from alignment.resting import Beside, lines_between_teams, resting_of_all
from alignment.site import Site
from alignment.sources import AS_IT_IS, AsItStood
from checkins.health import RANKED, Health, verdict_of_objective
from objectives.models import Objective
from organizations.models import Team

IN_ORDER = (*RANKED, Health.NOT_STARTED, Health.DONE)


@dataclass(frozen=True)
class Going:
    """Another team with the objectives that support, each with its health, and how many are in which."""

    team: Team
    objectives: Sequence[tuple[Objective, Health]]

    @property
    def counts(self) -> list[tuple[Health, int]]:
        healths = [health for _, health in self.objectives]
        return [(each, healths.count(each)) for each in IN_ORDER if each in healths]


@dataclass(frozen=True)
class TeamLine:
    """`on`: whose objectives support this team's; `under`: whose objectives this team's support."""

    team: Team
    on: Sequence[Going]
    under: Sequence[Going]


def build_team_table(site: Site, team: Team | None = None) -> list[TeamLine]:
    """Every team that rests on another or is rested on, by name; or one. Three queries, and those of its source."""
    supporters = lines_between_teams(site.period, site.membership, site.standing, team)
    healths = healths_of(supporters, site)
    found = resting_of_all(supporters)
    lines = [
        TeamLine(each.team, going(each.on, healths), going(each.under, healths))
        for each in found.values()
        if team is None or each.team == team
    ]
    return sorted(lines, key=lambda line: line.team.name.lower())


def healths_of(objectives: Sequence[Objective], site: Site) -> dict[UUID, Health]:
    source = AsItStood(site.standing) if site.standing else AS_IT_IS
    below, today = source.below(objectives, site.moment), site.moment.today
    return {
        objective.pk: verdict_of_objective(
            objective, source.expected_of(objective, today), below[objective.pk].freshness, site.moment
        ).health
        for objective in objectives
    }


def going(sides: Sequence[Beside], healths: Mapping[UUID, Health]) -> list[Going]:
    return [Going(side.team, [(each, healths[each.pk]) for each in side.objectives]) for side in sides]
