"""What the rhythm of periods asks of somebody now: to score and reflect, and of admins to open and to close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from objectives.models import KeyResult, Objective, Period, State
from objectives.permissions import can_manage_periods
from objectives.reviews import Review, reviews_of
from objectives.rhythm import NOTICE
from organizations.models import Membership
from organizations.permissions import team_ids_led_by


@dataclass(frozen=True)
class Ending:
    """What I have left to say in a period that is over, and how many objectives of my teams are not complete."""

    period: Period
    ends_on: date
    is_late: bool
    mine: Sequence[Review]
    to_score: Sequence[tuple[Review, Sequence[KeyResult]]]
    team_count: int

    @property
    def says_something(self) -> bool:
        return bool(self.mine or self.to_score or self.team_count)


@dataclass(frozen=True)
class Step:
    """A period that an admin should open or close; `on` is its first day, or the last of its grace."""

    period: Period
    on: date
    is_over: bool


@dataclass(frozen=True)
class PeriodsDue:
    endings: Sequence[Ending]
    to_open: Sequence[Step]
    to_close: Sequence[Step]


def periods_due(membership: Membership, periods: Sequence[Period], today: date) -> PeriodsDue:
    """Asks nothing while no period is in grace, else four questions."""
    organization = membership.organization
    in_grace = sorted((p for p in periods if p.is_in_grace), key=lambda p: (p.ends_on, -p.day_count))
    manages = can_manage_periods(membership)
    to_open = [Step(p, p.starts_on, p.starts_on <= today) for p in reversed(periods) if p.is_planned and manages]
    to_close = [Step(p, (on := p.grace_ends_on(organization)), on < today) for p in in_grace if manages]
    return PeriodsDue(
        endings=endings_of(membership, in_grace, today),
        to_open=[step for step in to_open if step.on - NOTICE <= today <= step.period.ends_on],
        to_close=[step for step in to_close if step.on - NOTICE <= today],
    )


def endings_of(membership: Membership, periods: Sequence[Period], today: date) -> list[Ending]:
    if not periods or not membership.may_write:
        return []
    led = team_ids_led_by(membership)
    own_key_results = KeyResult.objects.filter(objective=OuterRef("pk"), owner=membership, state=State.ACTIVE)
    asked = Q(owner=membership) | Q(team_id__in=led) | Exists(own_key_results)
    objectives = Objective.objects.visible_to(membership).active().in_period(*periods).filter(asked).with_people()
    unfinished = [review for review in reviews_of(list(objectives.order_by("title", "id"))) if not review.is_complete]
    found = []
    for period in periods:
        reviews = [review for review in unfinished if review.objective.period_id == period.pk]
        on = period.grace_ends_on(membership.organization)
        found.append(
            Ending(
                period=period,
                ends_on=on,
                is_late=on < today,
                mine=[review for review in reviews if review.objective.owner_id == membership.pk],
                to_score=to_score(membership, reviews),
                team_count=sum(review.objective.team_id in led for review in reviews),
            )
        )
    return [ending for ending in found if ending.says_something]


def to_score(membership: Membership, reviews: Sequence[Review]) -> list[tuple[Review, list[KeyResult]]]:
    """My key results of others' objectives that have no score yet."""
    found = []
    for review in reviews:
        own = [k for k, grade in review.key_results if k.owner_id == membership.pk and not grade.is_given]
        if own and review.objective.owner_id != membership.pk:
            found.append((review, own))
    return found
