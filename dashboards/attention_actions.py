"""The one thing to do about a finding: a link that this person may use, otherwise whom she may ask."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from alignment.findings.concerns import Concern, Rule
from alignment.findings.facts import SeenObjective, Snapshot
from objectives.findings import Owner
from objectives.models import KeyResult, Objective, Period
from objectives.permissions import can_check_in, can_draft_objectives, can_edit_key_result, can_edit_objective
from organizations.models import Membership
from organizations.permissions import team_ids_led_by

AN_ADMIN = "an admin"
# Rules that one answers with a word about the number, by whoever may check in.
BY_CHECKING_IN = ("said_green", "silent")
# The page on which the rest is put right, of an objective and of a key result.
PAGES = {
    "no_owner": ("objective_edit", "key_result_edit"),
    "no_aim": ("objective", "key_result_edit"),
    "supports_nothing": ("objective_move", ""),
    "same_title": ("objective_edit", "key_result_edit"),
}
OTHERWISE = ("objective", "key_result")


@dataclass(frozen=True)
class Action:
    """With a `url` for whoever may; without, `asked` is whom to ask, by name, and `asked_url` her page."""

    words: str
    url: str = ""
    asked: str = ""
    asked_url: str = ""


class Actions:
    """Of the findings in a period, for one person."""

    def __init__(self, snapshot: Snapshot, period: Period, by: Membership) -> None:
        self.snapshot, self.period, self.by, self.slug = snapshot, period, by, by.organization.slug

    def of(self, rule: Rule, concern: Concern) -> Action | None:
        """None where nothing can be done any more."""
        if self.period.is_closed:
            return None
        url = self.url_of(rule, concern)
        return Action(rule.action, url) if url else self.asking(rule, concern)

    def url_of(self, rule: Rule, concern: Concern) -> str:
        """Empty where she may not."""
        if concern.objective is None:
            return self.url_of_all(concern) if self.leads(concern) else ""
        objective = as_row(concern.objective)
        if rule.name == "aim_unsupported":
            query = urlencode({"parent": objective.pk, "period": self.period.pk})
            return f"{self.url('objective_new')}?{query}" if can_draft_objectives(self.by) else ""
        if concern.key_result is None:
            of_objective, _ = PAGES.get(rule.name, OTHERWISE)
            url = self.url(of_objective, objective_id=objective.pk)
            return url if can_edit_objective(self.by, objective) else ""
        key_result = KeyResult(pk=concern.key_result.id, owner_id=concern.key_result.owner_id, objective=objective)
        if rule.name in BY_CHECKING_IN:
            url = self.url("check_in_one", key_result_id=key_result.pk)
            return url if can_check_in(self.by, key_result) else ""
        _, of_key_result = PAGES.get(rule.name, OTHERWISE)
        url = self.url(of_key_result, key_result_id=key_result.pk)
        # To read why is everybody's.
        return url if rule.name == "goalposts_moved" or can_edit_key_result(self.by, key_result) else ""

    def url_of_all(self, concern: Concern) -> str:
        """All that a team wants, or everybody."""
        query = {"period": self.period.pk} | ({"team": concern.team.id} if concern.team else {})
        return f"{self.url('objective_list')}?{urlencode(query)}"

    def leads(self, concern: Concern) -> bool:
        if concern.team is None:
            return self.by.is_leader
        return self.by.is_admin or concern.team.id in team_ids_led_by(self.by)

    def asking(self, rule: Rule, concern: Concern) -> Action:
        found = next((pk for pk in self.who_answers(concern) if pk in self.snapshot.people), None)
        if found is None:
            return Action(rule.action, asked=AN_ADMIN, asked_url=self.url("people"))
        url = self.url("person", membership_id=found)
        return Action(rule.action, asked=self.snapshot.people[found], asked_url=url)

    def who_answers(self, concern: Concern) -> list[UUID]:
        """Its owner, then the objective's, then whoever leads the team; nobody who is gone, and not herself."""
        things = [thing for thing in (concern.key_result, concern.objective) if thing and thing.owner is Owner.THERE]
        team = self.snapshot.teams.get(concern.team_id) if concern.team_id else None
        answering = [thing.owner_id for thing in things if thing.owner_id] + list(team.lead_ids if team else ())
        return [pk for pk in answering if pk != self.by.pk]

    def url(self, name: str, **ids: UUID) -> str:
        return reverse(name, kwargs={"organization": self.slug, **ids})


def as_row(seen: SeenObjective) -> Objective:
    """What the permissions ask of it."""
    return Objective(pk=seen.id, owner_id=seen.owner_id, belongs_to=seen.belongs_to, team_id=seen.team_id)
