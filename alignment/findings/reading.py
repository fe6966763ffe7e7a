"""The one read: everything that the rules may know of a period, in nine questions whatever its size."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Lower, TruncDate

from alignment.findings.facts import Mean, SeenKeyResult, SeenObjective, SeenRequest, SeenTeam, Snapshot
from alignment.findings.history import Changed, changes_of_objectives, goalposts_of, left_on
from alignment.inbox import answerable
from alignment.models import Request
from checkins.health import Freshness, Health, judged_on
from checkins.voices import COLUMNS, Ears, with_voices
from checkins.windows import Moment
from objectives.confidence import said
from objectives.findings import Owner
from objectives.models import Objective, Period
from objectives.models.key_result import LIMITS, DoneAs
from objectives.models.objective import Commitment
from objectives.pace import pace
from objectives.progress import Part, Supporter, supporters_mean, weighted_mean
from objectives.wording import missing_in_words
from organizations.models import Membership, Role, Team, TeamMembership

OF_OBJECTIVE = (
    *("id", "title", "period_id", "belongs_to", "team_id", "owner_id", "commitment", "parent_id"),
    *("parent_key_result_id", "weight", "progress", "confidence"),
)
OF_KEY_RESULT = (
    *("id", "objective_id", "title", "owner_id", "unit", "start", "target", "low", "high", "milestones"),
    *("measure", "weight", "added_on", "due_on", "progress", "current"),
)
OF_SUPPORTER = ("parent_id", "parent_key_result_id", "weight", "progress", "period_id")
NOT_CHANGED = Changed()


def read_snapshot(period: Period, periods: Iterable[Period], moment: Moment) -> Snapshot:
    """`periods` are all of the organization."""
    return Reading(period, list(periods), moment).snapshot()


class Reading:
    """Asks everything at once, then answers for each row."""

    def __init__(self, period: Period, periods: Sequence[Period], moment: Moment) -> None:
        self.period, self.moment, self.day_of = period, moment, moment.organization.day_of
        self.rules = moment.pace_rules
        self.periods = {each.pk: each for each in periods}
        around = [each for each in periods if each != period and each.contains(period)]
        self.objectives = self.read_objectives([period, *around])
        self.key_results = self.read_key_results([period, *around])
        self.supporters = self.read_supporters()
        self.changed, self.goalposts = changes_of_objectives(period, moment), goalposts_of(period, moment)
        self.teams = read_teams()
        self.people, self.gone = self.read_people()

    def read_objectives(self, periods: Sequence[Period]) -> list[Any]:
        """Each with what is expected of it today, which says something only of those of the period itself."""
        index = self.period.day_index(judged_on(self.period, self.moment))
        found = Objective.objects.active().in_period(*periods).order_by("title", "id")
        found = found.annotate(
            expected=F(f"expected_by_day__{index}"),
            created_on=TruncDate("created_at", tzinfo=self.moment.organization.zone),
        )
        return list(found.values_list(*OF_OBJECTIVE, "expected", "created_on", named=True))

    def read_supporters(self) -> dict[UUID, list[Any]]:
        """What supports each objective, or one of its key results; from the periods within this one too."""
        elsewhere = Objective.objects.active().filter(parent__period=self.period).exclude(period=self.period)
        found: dict[UUID, list[Any]] = defaultdict(list)
        for row in [*self.objectives, *elsewhere.order_by().values_list(*OF_SUPPORTER, named=True)]:
            if row.parent_id:
                found[row.parent_id].append(row)
        return found

    def read_key_results(self, periods: Sequence[Period]) -> dict[UUID, list[Any]]:
        columns = [*OF_KEY_RESULT, "owned_on", *COLUMNS]
        owned_on = TruncDate("owner_since", tzinfo=self.moment.organization.zone)
        key_results = with_voices(periods, self.moment).annotate(owned_on=owned_on).order_by("-weight", "id")
        found: dict[UUID, list[Any]] = defaultdict(list)
        for row in key_results.values_list(*columns, named=True):
            found[row.objective_id].append(row)
        self.freshness = listener(Ears(periods, self.moment))
        return found

    def read_people(self) -> tuple[dict[UUID, str], dict[UUID, date | None]]:
        """The names of owners and leads, and since when those are gone that left; nobody has left what is closed."""
        rows = [*self.objectives, *(row for rows in self.key_results.values() for row in rows)]
        leads = (pk for team in self.teams.values() for pk in team.lead_ids)
        wanted = {*leads, *(row.owner_id for row in rows if row.owner_id)}
        people = Membership.objects.filter(pk__in=wanted).select_related("user")
        names, gone = {}, []
        for person in people:
            names[person.pk] = str(person)
            if not self.period.is_closed and not (person.is_active and person.role != Role.VIEWER):
                gone.append(person.pk)
        days = left_on(gone, self.moment)
        return names, {pk: days.get(pk) for pk in gone}

    def snapshot(self) -> Snapshot:
        seen = [self.objective(row) for row in self.objectives]
        return Snapshot(
            period_name=self.period.name,
            today=self.moment.today,
            objectives=[each for each in seen if each.is_here],
            above=[each for each in seen if not each.is_here],
            teams=self.teams,
            people=self.people,
            requests=self.read_requests(),
        )

    def read_requests(self) -> list[SeenRequest]:
        """Of objectives of the period itself, the oldest first."""
        waiting = Request.objects.filter(answerable(), objective__period=self.period)
        rows = waiting.select_related("team", "asked__user").order_by("created_at", "id")
        return [SeenRequest(row.objective_id, row.key_result_id, row.whom, self.day_of(row.created_at)) for row in rows]

    def objective(self, row: Any) -> SeenObjective:
        period, changed = self.periods[row.period_id], self.changed.get(row.id, NOT_CHANGED)
        key_results, created_on = self.key_results.get(row.id, []), row.created_on
        above = [self.changed[row.parent_id].state_at] if row.parent_id in self.changed else []
        return SeenObjective(
            id=row.id,
            title=row.title,
            belongs_to=row.belongs_to,
            ends_on=period.ends_on,
            created_on=created_on,
            is_here=period == self.period,
            is_aspirational=row.commitment == Commitment.ASPIRATIONAL,
            team_id=row.team_id,
            owner_id=row.owner_id,
            owner=self.owner(row.owner_id),
            owner_since=self.owner_since(row.owner_id, self.latest(changed.owner_at)) or created_on,
            parent_id=row.parent_id,
            parent_key_result_id=row.parent_key_result_id,
            parent_since=self.latest(changed.parent_at, *above),
            confidence=row.confidence,
            said=Health(said(row.confidence)),
            paced=self.paced(row, period, created_on),
            own=weighted_mean(Part(each.weight, each.progress) for each in key_results),
            supporters=self.mean(row.id, None, period),
            supporter_count=len(self.supporters.get(row.id, ())),
            key_results=[self.key_result(each, period) for each in key_results],
        )

    def paced(self, row: Any, period: Period, created_on: date) -> Health | None:
        if period != self.period or period.is_planned:
            return None
        found = pace(
            row.progress,
            row.expected,
            commitment=row.commitment,
            begins_on=max(created_on, period.starts_on),
            day=judged_on(period, self.moment),
            rules=self.rules,
        )
        return Health(found.says) if found else None

    def key_result(self, row: Any, period: Period) -> SeenKeyResult:
        fresh = self.freshness(*(getattr(row, name) for name in COLUMNS))
        return SeenKeyResult(
            id=row.id,
            title=row.title,
            ends_on=row.due_on or period.ends_on,
            added_on=row.added_on,
            owner_id=row.owner_id,
            owner=self.owner(row.owner_id),
            owner_since=self.owner_since(row.owner_id, row.owned_on),
            progress=None if row.current is None else row.progress,
            confidence=row.confidence,
            said=Health(said(row.confidence)),
            paced=Health(row.paced) if row.paced else None,
            is_silent=fresh == Freshness.SILENT,
            heard_on=row.heard_on,
            missing=missing_in_words(row),
            is_done=bool(row.done_as),
            is_given_up=row.done_as == DoneAs.GIVEN_UP,
            is_a_limit=row.measure in LIMITS,
            supporters=self.mean(row.objective_id, row.id, period),
            goalpost=self.goalposts.get(row.id),
        )

    def owner(self, owner_id: UUID | None) -> Owner:
        if owner_id is None:
            return Owner.NOBODY
        return Owner.GONE if owner_id in self.gone else Owner.THERE

    def owner_since(self, owner_id: UUID | None, changed_on: date | None) -> date | None:
        """Since when it has this owner, or since when that one is gone."""
        days = [changed_on, self.gone.get(owner_id) if owner_id else None]
        return max((each for each in days if each), default=None)

    def latest(self, *moments: datetime | None) -> date | None:
        return max((self.day_of(each) for each in moments if each), default=None)

    def mean(self, objective_id: UUID, key_result_id: UUID | None, period: Period) -> Mean | None:
        """Of what supports an objective, or one key result in particular; as the roll-up has it, over the days."""
        supporters = self.supporters.get(objective_id, ())
        rows = [row for row in supporters if row.parent_key_result_id == key_result_id]
        spans = [(row, self.periods[row.period_id]) for row in rows]
        parts = [Supporter(row.weight, row.progress, own.starts_on, own.ends_on) for row, own in spans]
        progress = supporters_mean(parts, period.starts_on, period.ends_on) if parts else None
        return None if progress is None else Mean(progress, len(parts))


def listener(ears: Ears) -> Callable[..., Freshness | None]:
    """Listens once for each way in which key results differ."""
    return cache(lambda *columns: ears.freshness(columns))


def read_teams() -> Mapping[UUID, SeenTeam]:
    """By name, with whoever leads them and can still."""
    leads: dict[UUID, list[UUID]] = defaultdict(list)
    active = TeamMembership.objects.filter(is_lead=True, membership__is_active=True)
    for team_id, membership_id in active.order_by("membership__user__name").values_list("team_id", "membership_id"):
        leads[team_id].append(membership_id)
    names = Team.objects.order_by(Lower("name")).values_list("pk", "name")
    return {pk: SeenTeam(pk, name, leads[pk]) for pk, name in names}
