"""The geometry of stacked bars, in per cent of the plot, computed here and drawn as SVG by a template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

TOP, BOTTOM = 8.0, 88.0
# Of its share of the width; and never wider than this, so that two bars do not look like walls.
FILLED, WIDEST = 0.62, 9.0
MOST_LABELS, MOST_TICKS = 5, 4


class Part(NamedTuple):
    """What a bar is made of: its name, and how it is drawn (a class of `static/css/components.css`)."""

    name: str
    look: str


@dataclass(frozen=True)
class Block:
    """One part of one bar, in per cent."""

    look: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Bar:
    """`label` stands below it where there is room; `words` is all of it, for whoever points at it."""

    middle: float
    label: str
    words: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Tick:
    y: float
    label: str


@dataclass(frozen=True)
class StackedBars:
    """Counts of a few parts, bar by bar: `counts` of each follow the order of `parts`, the lowest first."""

    title: str
    summary: str
    parts: Sequence[Part]
    counts: Sequence[tuple[str, Sequence[int]]]

    @cached_property
    def bars(self) -> list[Bar]:
        share = 100 / max(len(self.counts), 1)
        width = min(share * FILLED, WIDEST)
        every = -(-len(self.counts) // MOST_LABELS)
        return [
            Bar(
                middle=(middle := round((index + 0.5) * share, 2)),
                label="" if index % every else label,
                words=f"{label}: {self._words(counts)}",
                blocks=list(self._blocks(counts, round(middle - width / 2, 2), round(width, 2))),
            )
            for index, (label, counts) in enumerate(self.counts)
        ]

    @cached_property
    def ticks(self) -> list[Tick]:
        """Whole numbers from 0 to the top of the scale."""
        step, top = self._scale
        return [Tick(self._y(value), str(value)) for value in range(0, top + 1, step)]

    @cached_property
    def shown_parts(self) -> list[Part]:
        """The parts that are there at all."""
        return [part for n, part in enumerate(self.parts) if any(counts[n] for _, counts in self.counts)]

    def _blocks(self, counts: Sequence[int], x: float, width: float) -> Iterator[Block]:
        for part, count, upper in zip(self.parts, counts, accumulate(counts), strict=True):
            if count:
                y = self._y(upper)
                yield Block(part.look, x, y, width, round(self._y(upper - count) - y, 2))

    def _words(self, counts: Sequence[int]) -> str:
        words = [f"{count} {part.name.lower()}" for part, count in zip(self.parts, counts, strict=True) if count]
        return ", ".join(words) or "nothing"

    def _y(self, value: int) -> float:
        return round(BOTTOM - value / self._scale[1] * (BOTTOM - TOP), 2)

    @cached_property
    def _scale(self) -> tuple[int, int]:
        """A round step, and as many of them as hold the highest bar."""
        highest = max((sum(counts) for _, counts in self.counts), default=0) or 1
        steps = (nice * 10**power for power in range(20) for nice in (1, 2, 5))
        step = next(step for step in steps if step * MOST_TICKS >= highest)
        return step, -(-highest // step) * step
