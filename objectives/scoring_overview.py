"""Who has said how a period's objectives ended, and who has not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from objectives.models import BelongsTo, Objective, Period
from objectives.reviews import Review, reviews_of
from organizations.models import Membership, Team
from organizations.permissions import team_ids_led_by


@dataclass(frozen=True)
class Group:
    """The objectives of the company, of one team, or of people."""

    name: str
    reviews: Sequence[Review]

    @property
    def complete_count(self) -> int:
        return sum(review.is_complete for review in self.reviews)


@dataclass(frozen=True)
class Left:
    """Somebody who has something left to say, in so many objectives; nobody for what has no owner who could."""

    person: Membership | None
    count: int


@dataclass(frozen=True)
class Overview:
    groups: Sequence[Group]
    left: Sequence[Left]
    teams: Sequence[Team]
    team: Team | None

    @property
    def count(self) -> int:
        return sum(len(group.reviews) for group in self.groups)

    @property
    def complete_count(self) -> int:
        return sum(group.complete_count for group in self.groups)

    @property
    def people_count(self) -> int:
        return sum(left.person is not None for left in self.left)


def build_overview(period: Period, membership: Membership, team_id: UUID | None = None) -> Overview:
    """My own first, then the teams that I lead, the company, the other teams, and people; in five queries."""
    objectives = list(
        Objective.objects.visible_to(membership).active().in_period(period).with_people().order_by("title", "id")
    )
    teams = {o.team_id: o.team for o in objectives if o.team}
    team = teams.get(team_id)
    reviews = reviews_of([o for o in objectives if team is None or o.team_id == team.pk])
    return Overview(
        groups=groups_of(reviews, membership),
        left=left_of(reviews),
        teams=sorted(teams.values(), key=lambda one: one.name.lower()),
        team=team,
    )


def groups_of(reviews: Iterable[Review], membership: Membership) -> list[Group]:
    led = team_ids_led_by(membership)
    found: dict[tuple[int, str], list[Review]] = {}
    for review in reviews:
        found.setdefault(place_of(review, membership, led), []).append(review)
    return [Group(name, found[rank, name]) for rank, name in sorted(found, key=lambda key: (key[0], key[1].lower()))]


def place_of(review: Review, membership: Membership, led: frozenset[UUID]) -> tuple[int, str]:
    objective = review.objective
    if membership.pk in {objective.owner_id, *(key_result.owner_id for key_result, _ in review.key_results)}:
        return 0, "Yours"
    if objective.team:
        return (1 if objective.team_id in led else 3), objective.team.name
    return (2, "Company") if objective.belongs_to == BelongsTo.COMPANY else (4, "People’s own")


def left_of(reviews: Iterable[Review]) -> list[Left]:
    """Most first; what nobody can answer for comes last."""
    people: dict[UUID | None, Membership | None] = {}
    counts: Counter[UUID | None] = Counter()
    for review in reviews:
        asked = {person.pk if person else None: person for person in who_is_asked(review)}
        people |= asked
        counts.update(asked.keys())
    left = [Left(people[pk], count) for pk, count in counts.items()]
    return sorted(left, key=lambda one: (one.person is None, -one.count, str(one.person).lower()))


def who_is_asked(review: Review) -> list[Membership | None]:
    """Its owner, and the owners of key results without a score; where one is gone, the objective's owner."""
    owner = able(review.objective.owner)
    asked = [able(key_result.owner) or owner for key_result, grade in review.key_results if not grade.is_given]
    return asked if review.is_reflected and review.decision else [*asked, owner]


def able(person: Membership | None) -> Membership | None:
    return person if person and person.is_active and person.may_write else None
