"""Whom one may ask for a part: teams with whoever answers for them, and people; and why some cannot be asked."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models.functions import Lower

from alignment.models import Request
from objectives.models import KeyResult, Objective
from organizations.models import Membership, Role, Team, TeamMembership


@dataclass(frozen=True)
class Candidate:
    """A team or a person; `answers` is who would, `why_not` says in words why nobody can be asked, or is empty."""

    team: Team | None
    person: Membership | None
    answers: str
    why_not: str

    @property
    def key(self) -> str:
        return f"team-{self.team.pk}" if self.team else f"person-{self.person.pk}" if self.person else ""

    def __str__(self) -> str:
        return str(self.team or self.person)


@dataclass(frozen=True)
class Candidates:
    teams: Sequence[Candidate]
    people: Sequence[Candidate]


def candidates_for(by: Membership, objective: Objective, key_result: KeyResult | None) -> Candidates:
    """By name; four questions, whatever the size."""
    waiting = Request.objects.open().filter(objective=objective, key_result=key_result)
    asked = list(waiting.values_list("team_id", "asked_id"))
    leads, teams_asked = leads_by_team(), [team_id for team_id, _ in asked]
    people_asked = [asked_id for team_id, asked_id in asked if team_id is None]
    teams = [team_as_candidate(team, leads[team.pk], by, teams_asked) for team in Team.objects.order_by(Lower("name"))]
    people = Membership.objects.active().exclude(role=Role.VIEWER).exclude(pk=by.pk).by_name()
    return Candidates(teams, [Candidate(None, each, "", already(each.pk in people_asked)) for each in people])


def leads_by_team() -> dict[UUID, list[Membership]]:
    rows = TeamMembership.objects.filter(is_lead=True, membership__is_active=True)
    found: dict[UUID, list[Membership]] = defaultdict(list)
    for row in rows.select_related("membership__user").order_by("membership__user__name"):
        if row.membership.may_write:
            found[row.team_id].append(row.membership)
    return found


def team_as_candidate(
    team: Team, leads: Sequence[Membership], by: Membership, asked: Collection[UUID | None]
) -> Candidate:
    others = [lead for lead in leads if lead != by]
    if not leads:
        return Candidate(team, None, "", "Nobody leads it who could answer: choose a person.")
    if not others:
        return Candidate(team, None, "", "You lead it: add its objective yourself.")
    return Candidate(team, None, str(others[0]), already(team.pk in asked))


def already(is_asked: bool) -> str:
    return "Is asked already and has not answered yet." if is_asked else ""
