"""Every objective of a period, filtered by what the address says."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from objectives.context import chosen_period
from objectives.forms.filters import ObjectiveFilterForm
from objectives.models import State
from objectives.objective_rows import as_row, found_objectives
from objectives.permissions import can_draft_objectives, can_manage_periods
from objectives.views.answers import show
from organizations.requests import OrganizationRequest

PAGE_SIZE = 50


@require_safe
def objective_list(request: OrganizationRequest) -> HttpResponse:
    period = chosen_period(request)
    if period is None:
        return show(
            request, "objective_without_period", section="objectives", may_manage=can_manage_periods(request.membership)
        )
    filters = ObjectiveFilterForm(request.GET)
    wanted = filters.wanted()
    page = Paginator(found_objectives(request.membership, period, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    read_on = request.organization.day_of(period.read_at(timezone.now()))
    kept = request.GET.copy()
    kept.pop("page", None)
    return show(
        request,
        "objective_list",
        section="objectives",
        filters=filters,
        page=page,
        rows=[as_row(objective, read_on) for objective in page],
        query=kept.urlencode(),
        state=wanted["state"],
        is_filtered=wanted["state"] != State.ACTIVE or any(wanted.get(name) for name in ("q", "team", "owner")),
        may_write=can_draft_objectives(request.membership) and not period.is_closed,
    )
