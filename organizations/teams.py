"""The tree of teams as rows from the top down: what the team pages show and offer."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Lower

from organizations.models import Membership, Team, TeamMembership
from organizations.permissions import can_create_team, can_manage_team

DEEPEST_SHOWN = 8
STEP = " \u203a "


@dataclass(frozen=True)
class TeamRow:
    team: Team
    depth: int
    parent_name: str
    leads: tuple[Membership, ...]
    people_count: int
    may_manage: bool


def team_rows(membership: Membership) -> list[TeamRow]:
    """Every team below its parent, by name, in three queries."""
    leads, counts = people_of_teams()
    return [
        TeamRow(
            team=team,
            depth=min(len(above), DEEPEST_SHOWN),
            parent_name=above[-1] if above else "",
            leads=leads[team.pk],
            people_count=counts[team.pk],
            may_manage=can_manage_team(membership, team),
        )
        for team, above in walk_teams()
    ]


def walk_teams() -> Iterator[tuple[Team, tuple[str, ...]]]:
    """Each team with the names of the teams above it."""
    children: defaultdict[UUID | None, list[Team]] = defaultdict(list)
    for team in Team.objects.order_by(Lower("name")):
        children[team.parent_id].append(team)
    waiting: list[tuple[Team, tuple[str, ...]]] = [(team, ()) for team in reversed(children[None])]
    while waiting:
        team, above = waiting.pop()
        yield team, above
        waiting += [(child, (*above, team.name)) for child in reversed(children[team.pk])]


def people_of_teams() -> tuple[defaultdict[UUID, tuple[Membership, ...]], defaultdict[UUID, int]]:
    """The active leads of each team, and how many active people it has."""
    leads: defaultdict[UUID, tuple[Membership, ...]] = defaultdict(tuple)
    counts: defaultdict[UUID, int] = defaultdict(int)
    places = TeamMembership.objects.filter(membership__is_active=True).select_related("membership__user")
    for place in places.order_by(Lower("membership__user__name")):
        counts[place.team_id] += 1
        if place.is_lead:
            leads[place.team_id] += (place.membership,)
    return leads, counts


@dataclass(frozen=True)
class ParentChoice:
    team: Team
    path: str


def parent_choices(membership: Membership, *, of: Team | None = None) -> list[ParentChoice]:
    """Below which teams this person may put a team: any for an admin, the led ones for a lead; never below itself."""
    choices, below = [], {of.pk} if of else set()
    for team, above in walk_teams():
        if team.parent_id in below:
            below.add(team.pk)
        is_where_it_is = of is not None and team.pk == of.parent_id
        if team.pk not in below and (is_where_it_is or can_create_team(membership, team)):
            choices.append(ParentChoice(team, STEP.join([*above, team.name])))
    return choices


def may_stand_alone(membership: Membership, *, of: Team | None = None) -> bool:
    """Whether this person may put a team, or leave this one, at the top."""
    return can_create_team(membership, None) or (of is not None and of.parent_id is None)


def people_of_team(team: Team) -> list[TeamMembership]:
    """Leads first, then by name."""
    places = TeamMembership.objects.filter(team=team).select_related("membership__user")
    return list(places.order_by("-is_lead", Lower("membership__user__name"), "membership__user__email"))
