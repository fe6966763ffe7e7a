"""How a team's check-ins came: on time, late or not at all."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from checkins.discipline import Discipline, build_discipline
from checkins.permissions import can_see_discipline
from checkins.requests import moment_of
from objectives.context import chosen_period
from organizations.models import Team
from organizations.requests import OrganizationRequest
from organizations.stacked_bars import Part, StackedBars

PARTS = [Part("On time", "full"), Part("Late", "hatched"), Part("Missed", "hollow"), Part("Open", "dashed")]


@require_safe
def team_discipline(request: OrganizationRequest, team_id: UUID) -> HttpResponse:
    """For its leads and for leaders: figures of the whole team, nobody's in particular."""
    team = get_object_or_404(Team, pk=team_id)
    if not can_see_discipline(request.membership, team):
        raise PermissionDenied
    period = chosen_period(request)
    context: dict[str, object] = {"team": team, "section": "teams"}
    if period:
        discipline = build_discipline(team, period, moment_of(request))
        context |= {"discipline": discipline, "chart": chart_of(discipline)}
    return render(request, "dashboards/team_discipline.html", context)


def chart_of(discipline: Discipline) -> StackedBars:
    total = discipline.total
    counts = [(f"{week.due_on:%-d %b}", [week.on_time, week.late, week.missed, week.open]) for week in discipline.weeks]
    return StackedBars(
        title="Check-ins by due day",
        summary=f"{total.on_time} on time, {total.late} late, {total.missed} missed and {total.open} open, "
        f"on {len(counts)} due day{'' if len(counts) == 1 else 's'}.",
        parts=PARTS,
        counts=counts,
    )
