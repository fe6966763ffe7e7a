"""What opening, ending, closing and reopening a period will do, said beforehand; and what stands in the way."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from objectives.actions.periods import refuse_before_its_contents, refuse_within_what_is_closed
from objectives.errors import NotOverYet, Refused
from objectives.models import KeyResult, Objective, Period
from objectives.reviews import Review, reviews_of
from objectives.scoring_overview import left_of
from organizations.models import Membership, Organization, Role
from organizations.rhythm import Rhythm

MOST_NAMES = 10


@dataclass(frozen=True)
class People:
    """Whom it concerns: the first of them by name, and how many."""

    names: Sequence[str]
    count: int

    @property
    def words(self) -> str:
        more = self.count - len(self.names)
        return (
            f"{', '.join(self.names)} and {more} more"
            if more
            else " and ".join(part for part in [", ".join(self.names[:-1]), *self.names[-1:]] if part)
        )


@dataclass(frozen=True)
class Contents:
    """What counts in a period: archived and dropped are left out. `silent` is what nobody is asked about."""

    objectives: int
    key_results: int
    asked: People
    silent: int


@dataclass(frozen=True)
class Unfinished:
    """What is missing at the end, in counts, and who has something to add."""

    objectives: int
    key_results: int
    without_final_value: int
    unscored: int
    unreflected: int
    undecided: int
    behind: People

    @property
    def is_nothing(self) -> bool:
        return not any([self.without_final_value, self.unscored, self.unreflected, self.undecided])


def contents_of(period: Period, on: date) -> Contents:
    """Four queries. Who is asked on a day: as check-ins are owed, which a test holds against each other."""
    key_results = KeyResult.objects.active().filter(period=period)
    people_of_each = list(key_results.filter(done_as="").values_list("owner_id", "deputy_id", "objective__owner_id"))
    writers = {m.pk: m for m in Membership.objects.active().exclude(role=Role.VIEWER).by_name()}
    away = {pk for pk, writer in writers.items() if writer.away_until and writer.away_until > on}
    asked = [who_is_asked(writers.keys(), away, *ids) for ids in people_of_each]
    return Contents(
        objectives=Objective.objects.active().in_period(period).count(),
        key_results=key_results.count(),
        asked=people(writers, asked),
        silent=asked.count(None),
    )


def who_is_asked(writers: Container[UUID | None], away: Container[UUID | None], *ids: UUID | None) -> UUID | None:
    """The owner; while she is away her deputy; where no owner is active, the objective's owner."""
    owner, deputy, objectives_owner = ids
    if owner in writers:
        return deputy if owner in away and deputy in writers else owner
    return objectives_owner if objectives_owner in writers else None


def people(known: dict[UUID, Membership], ids: Iterable[UUID | None]) -> People:
    wanted = set(ids)
    names = [str(member) for pk, member in known.items() if pk in wanted]
    return People(names[:MOST_NAMES], len(names))


def first_due_on(period: Period, organization: Organization, rhythm: Rhythm, now: datetime) -> date | None:
    """The first day on which the organization asks for check-ins, were it opened now; None where none is left."""
    due_on = next(rhythm.due_days(max(organization.day_of(now), period.starts_on)))
    if now > datetime.combine(due_on, time(rhythm.hour_on(due_on)), tzinfo=organization.zone):
        due_on = rhythm.next_due_on(due_on)
    return due_on if due_on <= period.ends_on else None


def unfinished_in(period: Period) -> Unfinished:
    """Four queries."""
    objectives = Objective.objects.active().in_period(period).with_people()
    reviews = reviews_of(list(objectives.order_by("title", "id")))
    graded = [(key_result, grade.is_given) for review in reviews for key_result, grade in review.key_results]
    return Unfinished(
        objectives=len(reviews),
        key_results=len(graded),
        without_final_value=sum(not is_given and asks_for_final_value(k, period) for k, is_given in graded),
        unscored=sum(not is_given for _, is_given in graded),
        unreflected=sum(not review.is_reflected for review in reviews),
        undecided=sum(review.decision is None for review in reviews),
        behind=behind(reviews),
    )


def asks_for_final_value(key_result: KeyResult, period: Period) -> bool:
    """It is not done, and nobody has spoken of it since the period is over."""
    since = period.grace_began_at
    return not key_result.done_as and not (since and key_result.heard_at and key_result.heard_at >= since)


def behind(reviews: Sequence[Review]) -> People:
    """Whoever has something left to say, most first."""
    names = [str(left.person) for left in left_of(reviews) if left.person]
    return People(names[:MOST_NAMES], len(names))


def why_not_open(period: Period) -> str:
    if not period.is_planned:
        return f"{what_it_is(period)} Only what is planned can be opened."
    return refusal_of(refuse_within_what_is_closed, period)


def why_not_end(period: Period) -> str:
    return "" if period.is_open else f"{what_it_is(period)} Only what is open can end."


def why_not_close(period: Period, today: date) -> str:
    if not period.is_running:
        return f"{what_it_is(period)} Only what is in grace can be closed."
    if period.is_open and today <= period.ends_on:
        return NotOverYet.why
    return refusal_of(refuse_before_its_contents, period)


def why_not_reopen(period: Period) -> str:
    if not period.is_closed:
        return f"{what_it_is(period)} Only what is closed can be reopened."
    return refusal_of(refuse_within_what_is_closed, period)


def what_it_is(period: Period) -> str:
    return f"{period.name} is {period.get_state_display().lower()}."


def refusal_of(check: Callable[[Period], None], period: Period) -> str:
    """The sentence with which an action would refuse; empty where it would not."""
    try:
        check(period)
    except Refused as error:
        return str(error)
    return ""
