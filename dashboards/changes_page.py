"""What changed since a day, as read: a page of lists, each with its first few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Count

from checkins.models import CheckIn
from checkins.windows import Moment
from dashboards.changes import Between, Change, First, Thing, between, counting
from dashboards.place import Place
from dashboards.quiet import names_of
from dashboards.report.changes import Move, set_aside_in
from objectives.models import Objective, ObjectiveVersion, Period
from organizations.models import Organization
from organizations.rhythm import DAY, monday_of

MOST = 10
MOST_PEOPLE = 30


@dataclass(frozen=True)
class Mover:
    """An objective or a key result with its progress then and now, 0..1."""

    pk: UUID
    title: str
    before: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.before


@dataclass(frozen=True)
class Person:
    """Somebody who checked in."""

    membership_id: UUID
    name: str
    count: int


@dataclass(frozen=True)
class ChangesPage:
    """`since` is a moment; `as_of_then` names it in an address."""

    period: Period
    since: datetime
    as_of_then: str
    went_off_track: First[Change]
    got_worse: First[Change]
    recovered: First[Change]
    heard_again: First[Change]
    objectives: First[Mover]
    key_results: First[Mover]
    moves: First[Move]
    new: First[Objective]
    set_aside: First[ObjectiveVersion]
    people: First[Person]
    check_in_count: int
    fed_count: int

    @property
    def is_quiet(self) -> bool:
        """Nothing at all has changed."""
        lists = (self.went_off_track, self.got_worse, self.recovered, self.heard_again, self.objectives)
        others = (self.key_results, self.moves, self.new, self.set_aside, self.people)
        return not any(each.count for each in (*lists, *others)) and not self.fed_count


def build_changes(place: Place, moment: Moment, since: datetime) -> ChangesPage:
    found = between(place, moment, since)
    ways = found.changes(found.fallen, found.worse, found.risen, found.heard_again, most=MOST)
    here = Objective.objects.visible_to(place.membership).active().in_period(place.period)
    now = {pk: (title, progress) for pk, title, progress in here.values_list("pk", "title", "progress")}
    then = {o.pk for o in found.standing.objectives.values() if o.is_active and o.period_id == place.period.pk}
    new = here.filter(pk__in=now.keys() - then).select_related("owner__user", "team").order_by("-created_at", "id")
    set_aside = [version for version in set_aside_in(place.period, None, moment.at) if version.objective_id in then]
    counts = check_ins_by_author(place.period, since, moment.at)
    return ChangesPage(
        place.period,
        since,
        address_of(since, moment.organization),
        *ways,
        objectives=first(movers(now, {pk: found.standing.objectives[pk].progress for pk in now.keys() & then})),
        key_results=first(movers({e.pk: (e.title, e.progress) for e in found.heard}, progress_then(found))),
        moves=first(found.moves),
        new=First(len(now.keys() - then), list(new[:MOST])),
        set_aside=first(set_aside),
        people=first(people(counts), MOST_PEOPLE),
        check_in_count=sum(count for author_id, count in counts.items() if author_id),
        fed_count=counts.get(None, 0),
    )


def first(things: Sequence[Thing], most: int = MOST) -> First[Thing]:
    return First(len(things), things[:most])


def address_of(since: datetime, organization: Organization) -> str:
    """The day that ended then, or the moment."""
    midnight = since + timedelta.resolution
    day = organization.day_of(midnight)
    return (day - DAY).isoformat() if organization.start_of(day) == midnight else since.isoformat()


def last_monday(moment: Moment) -> datetime:
    """The end of the day before the last Monday that is over: on a Monday the one before."""
    monday = monday_of(moment.today - DAY)
    return moment.organization.start_of(monday) - timedelta.resolution


def movers(now: Mapping[UUID, tuple[str, Decimal | None]], before: Mapping[UUID, Decimal | None]) -> list[Mover]:
    """Whatever has another progress than then, the biggest change first."""
    found = []
    for pk, (title, progress) in now.items():
        then = before.get(pk)
        if progress is not None and then is not None and progress != then:
            found.append(Mover(pk, title, then, progress))
    return sorted(found, key=lambda mover: (-abs(mover.change), mover.title, mover.pk))


def progress_then(found: Between) -> dict[UUID, Decimal | None]:
    return {k.pk: k.progress for k in counting(found.standing, found.period)}


def check_ins_by_author(period: Period, since: datetime, until: datetime) -> dict[UUID | None, int]:
    """None stands for values that were fed."""
    said = CheckIn.objects.filter(period=period, created_at__gt=since, created_at__lte=until).order_by()
    return dict(said.values_list("author_id").annotate(Count("id")))


def people(counts: Mapping[UUID | None, int]) -> list[Person]:
    """By name: there is no ranking."""
    names = names_of([pk for pk in counts if pk])
    return sorted((Person(pk, name, counts[pk]) for pk, name in names.items()), key=lambda p: p.name.lower())
