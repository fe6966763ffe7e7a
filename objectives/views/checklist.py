"""What is not ready in a period, and where each of it is put right."""

from uuid import UUID

from django.db.models.functions import Lower
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from objectives.context import as_id
from objectives.models import Period
from objectives.permissions import can_edit_key_result, can_edit_objective
from objectives.readiness import Item, readiness_of
from objectives.views.answers import show
from organizations.models import Membership, Team
from organizations.requests import OrganizationRequest


@require_safe
def period_checklist(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """Everybody may see it; whoever may put something right finds the way to it. `?team=` shows that team alone."""
    shown = get_object_or_404(Period.objects.all(), pk=period_id)
    teams = list(Team.objects.order_by(Lower("name")))
    team = next((team for team in teams if team.pk == as_id(request.GET.get("team", ""))), None)
    readiness = readiness_of(shown, team)
    groups = [
        (group, [(item, not shown.is_closed and may_put_right(request.membership, item)) for item in group.found])
        for group in readiness.groups
        if group.found
    ]
    context = {"shown": shown, "teams": teams, "team": team, "readiness": readiness, "groups": groups}
    return show(request, "period_checklist", section="periods", **context)


def may_put_right(membership: Membership, item: Item) -> bool:
    if item.key_result:
        return can_edit_key_result(membership, item.key_result)
    return can_edit_objective(membership, item.objective)
