"""What an objective and a key result of the demo are made of, and how a value and a mood move over the weeks."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Any

from objectives.milestones import Milestone, as_json
from objectives.models import Measure
from objectives.models.key_result import FROM_START_TO_TARGET, LIMITS

# What is said with decimals; everything else is counted.
MEASURED_UNITS = ("%", "h", "s", "€", "weeks", "months", "moves")

# The share of the way by the end of each of seven weeks, and how sure one is of it.
PACES: dict[str, tuple[tuple[float, ...], tuple[int, ...]]] = {
    "steady": ((0.06, 0.15, 0.21, 0.30, 0.38, 0.44, 0.52), (7, 7, 8, 7, 8, 8, 8)),
    "ahead": ((0.12, 0.25, 0.36, 0.50, 0.61, 0.70, 0.81), (7, 8, 8, 9, 9, 9, 9)),
    "slow": ((0.02, 0.06, 0.09, 0.14, 0.17, 0.21, 0.25), (7, 6, 6, 5, 5, 5, 4)),
    "stuck": ((0.05, 0.10, 0.12, 0.12, 0.12, 0.12, 0.13), (7, 6, 5, 4, 3, 3, 3)),
    "late": ((0.0, 0.0, 0.05, 0.12, 0.26, 0.42, 0.56), (6, 5, 5, 5, 6, 7, 8)),
    "slipping": ((0.10, 0.21, 0.28, 0.24, 0.18, 0.15, 0.10), (7, 7, 6, 5, 4, 3, 2)),
    "done": ((0.20, 0.45, 0.72, 0.90, 1.0, 1.0, 1.0), (8, 8, 9, 9, 10, 10, 10)),
    "kept": ((1.0,) * 7, (8, 8, 9, 8, 9, 8, 9)),
    "shaky": ((1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0), (7, 7, 5, 4, 6, 5, 6)),
    "broken": ((1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), (6, 4, 3, 3, 2, 3, 3)),
    "hopeful": ((0.0, 0.02, 0.03, 0.03, 0.04, 0.05, 0.05), (8, 8, 7, 7, 8, 7, 7)),
    "flat": ((0.0,) * 7, (6, 6, 5, 5, 4, 4, 4)),
    "yes": ((0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0), (6, 7, 7, 8, 10, 10, 10)),
}


@dataclass(frozen=True)
class Step:
    """A milestone, due on the Friday of a week of its quarter, from 0."""

    title: str
    week: int
    weight: str = "1"


@dataclass(frozen=True)
class DemoKeyResult:
    """`span` is from start to target, or from the lowest to the highest of a limit; `said` are its owner's words.

    `steps` are its milestones, where it has any; `adds_into` is the title of what it contributes to.
    """

    title: str
    measure: str
    unit: str
    span: tuple[str, str]
    owner: str
    pace: str
    said: tuple[str, ...] = ()
    weight: str = "1"
    deputy: str = ""
    steps: tuple[Step, ...] = ()
    adds_into: str = ""

    @property
    def aim(self) -> dict[str, Any]:
        first, second = (Decimal(text) if text else None for text in self.span)
        if self.measure in FROM_START_TO_TARGET:
            return {"start": first, "target": second}
        return {"low": first, "high": second} if self.measure in LIMITS else {}

    def milestones(self, starts_on: date) -> list[dict[str, Any]]:
        """Named by their place, so that a statement can tick the first of them."""
        return as_json(
            Milestone(str(n), step.title, Decimal(step.weight), starts_on + timedelta(days=7 * step.week + 4))
            for n, step in enumerate(self.steps)
        )

    def reached_in(self, week: int) -> tuple[str, ...] | None:
        """The first of its steps, as many as weigh no more than the share of the way by that week."""
        if not self.steps:
            return None
        share, whole, gone = (
            Decimal(str(PACES[self.pace][0][week])),
            sum(Decimal(s.weight) for s in self.steps),
            Decimal(0),
        )
        reached = []
        for n, step in enumerate(self.steps):
            gone += Decimal(step.weight)
            if gone <= share * whole:
                reached.append(str(n))
        return tuple(reached)

    def value_in(self, week: int, stretch: Decimal = Decimal(1)) -> Decimal:
        """Week 0 is the first of seven. A whole quarter is a longer way: it stretches what is reached."""
        share = min(Decimal(str(PACES[self.pace][0][week])) * stretch, Decimal(1))
        first, second = (Decimal(text) if text else None for text in self.span)
        if self.measure in (Measure.YES_NO, Measure.SUPPORTED):
            return Decimal(int(share == 1))
        if self.measure in FROM_START_TO_TARGET:
            if first is None or second is None:
                return first or Decimal(0)
            return self.as_said(first + share * (second - first), second - first)
        return self.near_the_limit(first, second, week, is_kept=share == 1)

    def near_the_limit(self, low: Decimal | None, high: Decimal | None, week: int, *, is_kept: bool) -> Decimal:
        """A little inside of the limit, or a little outside."""
        edge = high if high is not None else low
        assert edge is not None
        room = 100 - edge if high is None and self.unit == "%" else edge / 2
        if low is not None and high is not None:
            room = (high - low) / 2
        away = room * (Decimal(week % 3 + 1) / 5)
        upwards = (high is None) == is_kept
        return self.as_said(edge + away if upwards else edge - away, room, ROUND_CEILING if upwards else ROUND_FLOOR)

    def as_said(self, value: Decimal, span: Decimal, rounding: str = ROUND_HALF_EVEN) -> Decimal:
        """With as many decimals as somebody would say: ships and people come whole."""
        size = abs(span)
        if self.unit == "€" and size >= 1000:
            return value.quantize(Decimal(1), rounding) // 100 * 100
        if self.unit not in MEASURED_UNITS or size >= 20:
            return value.quantize(Decimal(1), rounding)
        return value.quantize(Decimal("0.1") if size >= 1 else Decimal("0.01"), rounding)

    def confidence_in(self, week: int) -> int:
        return PACES[self.pace][1][week]


@dataclass(frozen=True)
class DemoObjective:
    """`team` is empty for the company's, and a person's own where the key says so; a draft may lack an owner.

    `supports_in_particular` is the title of a key result of what it supports.
    """

    key: str
    title: str
    why: str
    owner: str
    team: str
    supports: str
    key_results: tuple[DemoKeyResult, ...] = ()
    commitment: str = "aspirational"
    weight: str = "1"
    supports_in_particular: str = ""


def key_result(
    title: str, measure: str, unit: str, first: object, second: object, owner: str, pace: str, *said: str
) -> DemoKeyResult:
    return DemoKeyResult(title, measure, unit, (text_of(first), text_of(second)), owner, pace, said)


def milestones(title: str, owner: str, pace: str, steps: tuple[Step, ...], *said: str) -> DemoKeyResult:
    return DemoKeyResult(title, Measure.MILESTONES, "", ("", ""), owner, pace, said, steps=steps)


def weighing(weight: object, of: DemoKeyResult) -> DemoKeyResult:
    return replace(of, weight=str(weight))


def adding_into(total: str, of: DemoKeyResult) -> DemoKeyResult:
    return replace(of, adds_into=total)


def with_deputy(deputy: str, of: DemoKeyResult) -> DemoKeyResult:
    return replace(of, deputy=deputy)


def text_of(number: object) -> str:
    return "" if number is None else str(number)
