"""The geometry of charts, in per cent of the plot, computed here and drawn as SVG by templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import floor, log10

from organizations.formatting import figure

TOP, BOTTOM = 8.0, 88.0
# Values nearer to each other than this share of themselves are one: ticks have twelve digits.
HAIR = 1e-9
# The label of the last value: where its text begins, in pixels from its point; how far its middle is from the point,
# and how near the target's line and label may come to it, in per cent.
ABOVE, BELOW = -12, 22
LABEL_RISE, NEAR = 7.0, 6.0


@dataclass(frozen=True)
class Spot:
    """A place in the plot, in per cent, with the words that stand there."""

    x: float
    y: float
    label: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class LineChart:
    """The values of a key result over its period, against what was expected of it; `bounds` hold the whole scale."""

    title: str
    points: Sequence[tuple[date, float, str]]
    starts_on: date
    ends_on: date
    expected: Sequence[tuple[date, float]] = ()
    target: float | None = None
    target_name: str = "Target"
    marks: Sequence[tuple[date, str]] = ()
    unit: str = ""
    bounds: Sequence[float] = ()
    value_name: str = "Value"

    @cached_property
    def values(self) -> list[Spot]:
        return [Spot(self._x(on), self._y(value), label) for on, value, label in self.points]

    @cached_property
    def value_line(self) -> str:
        return polyline(self.values)

    @cached_property
    def expected_line(self) -> str:
        return polyline([Spot(self._x(on), self._y(value)) for on, value in self.expected])

    @cached_property
    def now(self) -> Spot | None:
        """The last value, labelled above its point, or below where there is no room."""
        if not self.points:
            return None
        last, spot = self.points[-1], self.values[-1]
        anchor = "end" if spot.x > 85 else "start" if spot.x < 8 else "middle"
        return Spot(spot.x, spot.y, figure(_rounded(last[1]), self.unit), anchor)

    @cached_property
    def now_shift(self) -> int:
        """How many pixels the last value's label stands above or below its point: off the target's line and label."""
        spot, target = self.now, self.target_spot
        if spot is None or target is None:
            return ABOVE
        is_in_the_way = abs(spot.y - LABEL_RISE - target.y) < NEAR
        return BELOW if is_in_the_way and spot.y + LABEL_RISE < BOTTOM else ABOVE

    @cached_property
    def target_spot(self) -> Spot | None:
        return None if self.target is None else Spot(0, self._y(self.target), figure(_rounded(self.target), self.unit))

    @cached_property
    def ticks(self) -> list[Spot]:
        """Three to five round values; one that would touch the target's own label stays silent."""
        target = self.target_spot
        spots = [Spot(100, self._y(value), _short(value, self.unit)) for value in self._scale[2]]
        return [spot for spot in spots if target is None or abs(spot.y - target.y) > 7]

    @cached_property
    def dates(self) -> list[Spot]:
        """The first, the middle and the last day."""
        middle = date.fromordinal((self.starts_on.toordinal() + self.ends_on.toordinal()) // 2)
        days = ((self.starts_on, "start"), (middle, "middle"), (self.ends_on, "end"))
        return [Spot(self._x(day), 100, _day(day), anchor) for day, anchor in days]

    @cached_property
    def goalposts(self) -> list[Spot]:
        return [Spot(self._x(on), BOTTOM, label) for on, label in self.marks]

    @cached_property
    def summary(self) -> str:
        """The chart in one sentence, for those who do not see it."""
        if not self.points:
            return f"{self.title}: no value yet."
        first, last = self.points[0], self.points[-1]
        words = f"{self.title}: {self._words(first)} to {self._words(last)}"
        if self.target is None:
            return f"{words}."
        return f"{words}, {self.target_name.lower()} {figure(_rounded(self.target), self.unit)}."

    def _words(self, point: tuple[date, float, str]) -> str:
        return f"{figure(_rounded(point[1]), self.unit)} on {_day(point[0])}"

    def _x(self, on: date) -> float:
        days = max((self.ends_on - self.starts_on).days, 1)
        return round(min(max((on - self.starts_on).days / days, 0), 1) * 100, 2)

    def _y(self, value: float) -> float:
        low, high, _ = self._scale
        return round(BOTTOM - (float(value) - low) / (high - low) * (BOTTOM - TOP), 2)

    @cached_property
    def _scale(self) -> tuple[float, float, list[float]]:
        every = [value for _, value, _ in self.points] + [value for _, value in self.expected]
        every += [*self.bounds, self.target] if self.target is not None else [*self.bounds]
        return nice_scale(min(map(float, every), default=0), max(map(float, every), default=1))


def nice_scale(low: float, high: float) -> tuple[float, float, list[float]]:
    """Round ends and round steps around low and high: (lowest, highest, ticks)."""
    if high - low <= max(abs(low), abs(high)) * HAIR:
        low, high = low - (abs(low) / 2 or 1), high + (abs(high) / 2 or 1)
    raw = (high - low) / 4
    magnitude = 10 ** floor(log10(raw))
    step = next(nice * magnitude for nice in (1, 2, 2.5, 5, 10) if nice * magnitude >= raw * 0.999)
    first, last = floor(low / step), -floor(-high / step)
    ticks = [_tidy(step * index) for index in range(first, last + 1)]
    return ticks[0], ticks[-1], ticks


def spark(values: Sequence[float | None], bounds: tuple[float, float] | None = None) -> list[Spot]:
    """The known values of a small line, spread over its width; gaps are bridged.

    From its lowest to its highest value, or between `bounds`, so that lines beside each other can be compared.
    """
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if not known:
        return []
    low, high = bounds or (min(value for _, value in known), max(value for _, value in known))
    heights = [50.0 if high == low else 90 - (value - low) / (high - low) * 80 for _, value in known]
    width = max(len(values) - 1, 1)
    return [
        Spot(round(index / width * 100, 2), round(height, 2)) for (index, _), height in zip(known, heights, strict=True)
    ]


def polyline(spots: Sequence[Spot]) -> str:
    return " ".join(f"{spot.x:g},{spot.y:g}" for spot in spots)


def _day(on: date) -> str:
    return f"{on.day} {on:%b}"


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")


def _rounded(value: float | None) -> float | int:
    return _tidy(round(float(value or 0), 6))


def _short(value: float, unit: str) -> str:
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if abs(value) >= size:
            thousands = size if letter != "k" else 1e3
            return figure(_tidy(value / thousands), "") + letter
    return figure(value, unit if unit == "%" else "")
