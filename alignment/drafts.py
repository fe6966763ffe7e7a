"""What is asked for: the draft that somebody gets from an objective or a key result, and the share of its target."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from alignment.models import Request
from alignment.shares import portions, split, step_of
from objectives.milestones import as_json, milestones_of
from objectives.models import Contribution, KeyResult, Measure, Period
from objectives.models.key_result import CONTRIBUTED
from organizations.models import Membership, Team

ZERO = Decimal(0)
MONEY = frozenset("€$£¥")


@dataclass(frozen=True)
class Ask:
    """A team, or a person, and her share of the target where that is shared out."""

    team: Team | None = None
    person: Membership | None = None
    share: Decimal | None = None

    def __str__(self) -> str:
        return str(self.team or self.person)


@dataclass(frozen=True)
class Left:
    """What of a sum's start and target nobody has taken on or is asked for yet."""

    start: Decimal
    target: Decimal
    taken: Decimal

    @property
    def is_all_taken(self) -> bool:
        return self.taken != 0 and self.target == 0


def is_shared(key_result: KeyResult | None) -> bool:
    """Whether each gets a share of its target; of others each gets all of it."""
    return key_result is not None and key_result.measure == Measure.SUM and key_result.has_an_aim


def left_of(key_result: KeyResult) -> Left:
    """Of a sum: its aim without that of what contributes and of what is asked and not answered. Two questions."""
    assert key_result.start is not None and key_result.target is not None, "a draft is not shared out"
    contributing = Contribution.objects.standing().filter(to=key_result)
    counted = KeyResult.objects.active().filter(pk__in=contributing.values("key_result"))
    asked = Request.objects.open().filter(key_result=key_result, contributes=True)
    aims = [*counted.values_list("start", "target"), *asked.values_list("start", "target")]
    start, target = (sum((aim[n] or ZERO for aim in aims), ZERO) for n in (0, 1))
    return Left(key_result.start - start, key_result.target - target, target)


def even_shares(left: Left, count: int) -> list[Decimal]:
    return split(left.target, count)


def shared_out(asks: Sequence[Ask], left: Left) -> list[Ask]:
    """With even shares where nobody's is said."""
    if any(ask.share is not None for ask in asks):
        return [replace(ask, share=ask.share or ZERO) for ask in asks]
    return [replace(ask, share=share) for ask, share in zip(asks, even_shares(left, len(asks)), strict=True)]


def aims_of(key_result: KeyResult | None, shares: Sequence[Decimal | None], left: Left | None) -> list[dict[str, Any]]:
    """The columns of each draft's key result, one for each share; the start is shared like the target."""
    if key_result is None or key_result.measure == Measure.SUPPORTED:
        return [{"measure": ""} for _ in shares]
    whole = aim_of(key_result)
    if left is None:
        return [whole for _ in shares]
    targets = [abs(share or ZERO) for share in shares]
    starts = portions(left.start, targets, step_of(left.start, len(targets)))
    return [whole | {"start": start, "target": share} for start, share in zip(starts, shares, strict=True)]


def aim_of(key_result: KeyResult) -> dict[str, Any]:
    """A copy, counted by check-ins."""
    is_counted = key_result.measure in CONTRIBUTED
    return {
        "measure": own_measure(key_result),
        "unit": key_result.unit,
        "start": key_result.start,
        "target": key_result.target,
        "low": key_result.low,
        "high": key_result.high,
        "milestones": key_result.milestones,
        "contributes": is_counted,
    }


def own_measure(key_result: KeyResult) -> str:
    """How that is counted which adds into it."""
    if key_result.measure not in CONTRIBUTED:
        return str(key_result.measure)
    if key_result.unit.strip() == "%":
        return Measure.PERCENT
    return Measure.CURRENCY if key_result.unit.strip() in MONEY else Measure.NUMBER


def facts_of(request: Request) -> dict[str, Any]:
    """The columns of the key result that is asked for; a day outside of its period is left out."""
    names = ("measure", "unit", "start", "target", "low", "high")
    return {name: getattr(request, name) for name in names} | {"milestones": fitting(request, request.period)}


def fitting(request: Request, period: Period) -> list[dict[str, Any]]:
    milestones = milestones_of(request.milestones)
    first, last = period.days
    outside = [m for m in milestones if m.due_on and not first <= m.due_on <= last]
    return as_json(replace(m, due_on=None) if m in outside else m for m in milestones)
