"""What the charts of the company's weeks say, in a sentence each; and the charts themselves."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from dashboards.company import CompanyWeek
from dashboards.company_teams import TeamLine
from dashboards.movers import Mover, Movers
from objectives.models import Period
from organizations.charts import LineChart
from organizations.formatting import points

# Less than a point is no finding.
POINT = Decimal("0.01")


def progress_finding(weeks: Sequence[CompanyWeek]) -> str:
    """How far progress is from what is expected, and what became of that since the week before."""
    known = [week for week in weeks if week.behind is not None]
    if not known:
        return "Nothing counts yet"
    behind = known[-1].behind or Decimal(0)
    if abs(behind) < POINT:
        words = "Progress is where it is expected to be"
    else:
        side = "behind" if behind > 0 else "ahead of"
        words = f"Progress is {in_points(behind)} {side} what is expected"
    if len(known) < 2 or known[-2].behind is None:
        return words
    grew = behind - known[-2].behind
    if abs(grew) < POINT:
        return f"{words}, as a week ago"
    closer = abs(behind) < abs(known[-2].behind)
    return f"{words}, {in_points(grew)} {'less' if closer else 'more'} than a week ago"


def in_points(share: Decimal) -> str:
    count = points(abs(share))
    return f"{count} point{'' if count == 1 else 's'}"


def teams_finding(teams: Sequence[TeamLine]) -> str:
    """Which team is furthest behind what is expected of its objectives."""
    behind = [(line.behind, line.team.name) for line in teams if line.behind is not None and line.behind >= POINT]
    if not behind:
        return "Every team is where it is expected to be"
    furthest, name = max(behind)
    if len(behind) == 1:
        return f"{name} alone is behind what is expected: {in_points(furthest)}"
    return f"{len(behind)} teams are behind what is expected, {name} the furthest: {in_points(furthest)}"


def movers_finding(movers: Movers) -> str:
    """What gained most and what lost most, of the key results; else of the objectives."""
    moved: Sequence[Mover[Any]] = movers.key_results or movers.objectives
    if not moved:
        return "Nothing has moved since last Monday"
    gained, lost = max(moved, key=lambda mover: mover.change), min(moved, key=lambda mover: mover.change)
    words = [f"“{gained.thing}” gained {in_points(gained.change)}"] if gained.change > 0 else []
    words += [f"“{lost.thing}” lost {in_points(lost.change)}"] if lost.change < 0 else []
    return f"{', '.join(words)} since last Monday"


def progress_chart(weeks: Sequence[CompanyWeek], period: Period, expected: Sequence[tuple[date, float]]) -> LineChart:
    """In per cent; `expected` is drawn for the whole period."""
    return LineChart(
        title="Progress",
        points=[
            (week.ends_on, float(points(week.progress)), f"{points(week.progress)} % by {week.ends_on:%-d %B}")
            for week in weeks
            if week.progress is not None
        ],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        expected=[(day, value * 100) for day, value in expected],
        unit="%",
        bounds=(0, 100),
        value_name="Progress",
    )
