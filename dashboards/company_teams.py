"""Teams side by side: how far each is, its key results by health, and how its last check-ins came."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F

from checkins.discipline import Tally
from checkins.discipline_of_all import discipline_of_all
from checkins.health import Health
from checkins.voices import COLUMNS, Ears, with_voices
from checkins.windows import Moment
from dashboards.figures import mean, share
from dashboards.place import Place
from objectives.models import Objective, Period
from organizations.models import Membership, Team
from organizations.permissions import team_ids_led_by

LATEST_DUE_DAYS = 4
Means = dict[UUID, tuple[Decimal | None, Decimal | None]]


@dataclass(frozen=True)
class TeamLine:
    """A team beside the others; progress and expected are the means of its own objectives, 0..1.

    `discipline` is None for whoever may not see it, and where nothing was due.
    """

    team: Team
    progress: Decimal | None
    expected: Decimal | None
    healths: Mapping[Health, int]
    discipline: Tally | None

    @property
    def behind(self) -> Decimal | None:
        return None if self.expected is None or self.progress is None else self.expected - self.progress


def teams_of(place: Place) -> list[TeamLine]:
    """Those with objectives in the period, by name: nobody is ranked."""
    means, healths = means_by_team(place), healths_by_team(place.period, place.moment)
    discipline = discipline_by_team(place.period, place.membership, place.moment, means)
    return [
        TeamLine(team, *means[team.pk], worst_first(healths[team.pk]), discipline.get(team.pk))
        for team in Team.objects.filter(pk__in=means).order_by("name")
    ]


def means_by_team(place: Place) -> Means:
    """Progress, and what is expected by today; no more of each objective is read than these."""
    today = f"expected_by_day__{place.period.day_index(place.moment.today)}"
    own = Objective.objects.visible_to(place.membership).active().in_period(place.period).exclude(team=None).order_by()
    rows: dict[UUID, list[tuple[Decimal, Decimal | None, float | None]]] = defaultdict(list)
    for team_id, weight, progress, expected in own.values_list("team_id", "weight", "progress", today):
        rows[team_id].append((weight, progress, expected))
    return {
        team_id: (mean((w, progress) for w, progress, _ in found), mean((w, share(e)) for w, _, e in found))
        for team_id, found in rows.items()
    }


def healths_by_team(period: Period, moment: Moment) -> dict[UUID, Counter[Health]]:
    """Of the key results of each team's own objectives."""
    ears, counts = Ears([period], moment), defaultdict[UUID, Counter[Health]](Counter)
    voices = with_voices([period], moment).exclude(objective__team=None).order_by()
    rows = voices.values_list(F("objective__team_id"), *COLUMNS).annotate(count=Count("id"))
    for team_id, *columns, count in rows:
        counts[team_id][ears.health(columns)] += count
    return counts


def worst_first(counts: Counter[Health]) -> dict[Health, int]:
    """None that is empty."""
    return {each: counts[each] for each in Health if counts[each]}


def discipline_by_team(
    period: Period, membership: Membership, moment: Moment, teams: Collection[UUID]
) -> dict[UUID, Tally]:
    """Of the last due days; of the teams whose check-ins one may see."""
    seen = set(teams) if membership.is_leader else team_ids_led_by(membership) & set(teams)
    if not seen:
        return {}
    by_team = discipline_of_all(period, moment, LATEST_DUE_DAYS).by_team
    return {team_id: found.total for team_id, found in by_team.items() if team_id in seen}
