"""A team's page as read: its people, what it wants in a period, and the teams around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from alignment.tree import Forest, ObjectiveRow
from checkins.windows import Moment
from objectives.models import Objective, Period
from objectives.readiness import Readiness, readiness_of
from organizations.cadences import Held, held
from organizations.models import Membership, Team, TeamMembership


@dataclass(frozen=True)
class TeamPage:
    people: Sequence[TeamMembership]
    above: Team | None
    below: Sequence[Team]
    objectives: Sequence[ObjectiveRow]
    readiness: Readiness | None
    held: Held


def build_team_page(team: Team, membership: Membership, period: Period | None, moment: Moment) -> TeamPage:
    around = list(Team.objects.filter(Q(parent=team) | Q(pk=team.parent_id)).order_by("name"))
    people = TeamMembership.objects.filter(team=team, membership__is_active=True).select_related("membership__user")
    objectives = Objective.objects.visible_to(membership).active().filter(team=team, period=period)
    forest = Forest(objectives.with_people().order_by("-weight", "title", "id"), moment)
    return TeamPage(
        people=list(people.order_by("-is_lead", "membership__user__name")),
        above=next((other for other in around if other.pk == team.parent_id), None),
        below=[other for other in around if other.pk != team.parent_id],
        objectives=[forest.row(objective) for objective in forest.objectives],
        readiness=readiness_of(period, team) if period and period.is_planned and forest.objectives else None,
        held=held(moment.rhythms.of(team.pk), moment.today),
    )
