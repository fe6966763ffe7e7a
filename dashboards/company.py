"""The company over the weeks, as read: against what was expected, how sure people were, its teams, what moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import QueryDict

from dashboards.company_teams import TeamLine, teams_of
from dashboards.figures import share
from dashboards.movers import Movers, movers_of
from dashboards.place import Place, choice_of
from dashboards.report.weeks import Week, ends_of_weeks, progress_by_week
from dashboards.selection import companys_own, shown, supporting_what_is_around
from objectives.models import Objective, Period
from objectives.progress import Part, weighted_mean


@dataclass(frozen=True)
class CompanyWeek(Week):
    """One ISO week with what was expected by its end, 0..1 as progress is."""

    expected: Decimal | None

    @property
    def behind(self) -> Decimal | None:
        """How far progress was from what was expected; negative when ahead."""
        return None if self.expected is None or self.progress is None else self.expected - self.progress


@dataclass(frozen=True)
class Company:
    weeks: Sequence[CompanyWeek]
    expected: Sequence[tuple[date, float]]
    teams: Sequence[TeamLine]
    movers: Movers

    @property
    def shows_discipline(self) -> bool:
        return any(line.discipline for line in self.teams)

    @property
    def has_weeks(self) -> bool:
        return any(week.progress is not None for week in self.weeks)


def build_company(place: Place) -> Company:
    """A fixed number of questions, whatever the size."""
    counted = counted_in(place)
    return Company(
        weeks=weeks_of(counted, place.period, place.moment.today),
        expected=expected_over(counted, place.period),
        teams=teams_of(place),
        movers=movers_of(place.period, place.membership, place.moment),
    )


def counted_in(place: Place) -> list[Objective]:
    """Those whose mean is the progress of the scorecard."""
    everything = choice_of(QueryDict())
    own = companys_own(shown(place, everything).select_related("period"), place, everything)
    return own or list(supporting_what_is_around(place).select_related("period"))


def weeks_of(objectives: Sequence[Objective], period: Period, today: date) -> list[CompanyWeek]:
    """By the weights of the scorecard; the last week ends today."""
    days = ends_of_weeks(period, today)
    progress = progress_by_week(objectives, len(days))
    return [
        CompanyWeek(day, confidence_in(objectives, index), progress[index], expected_on(objectives, day))
        for index, day in enumerate(days)
    ]


def expected_over(objectives: Sequence[Objective], period: Period) -> list[tuple[date, float]]:
    """On some thirty days of the period, its last among them."""
    step = max(period.day_count // 30, 1)
    days = [period.starts_on + timedelta(days=n) for n in range(0, period.day_count, step)]
    found = [(day, expected_on(objectives, day)) for day in [*days, period.ends_on]]
    return [(day, float(value)) for day, value in found if value is not None]


def confidence_in(objectives: Sequence[Objective], index: int) -> Decimal | None:
    """At the end of a week: weeks in which nothing happened repeat the one before."""
    known = [(o.weight, o.weekly_confidence[: index + 1]) for o in objectives]
    return weighted_mean(Part(weight, figures[-1] if figures else None) for weight, figures in known)


def expected_on(objectives: Sequence[Objective], day: date) -> Decimal | None:
    return weighted_mean(Part(o.weight, share(o.expected_on(day))) for o in objectives)
