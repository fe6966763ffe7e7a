"""The tree of a period, level by level; my line in it; and which teams rest on which."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from alignment.opening import build_tree
from alignment.site import Site, Wanted, site_around
from alignment.team_table import build_team_table
from checkins.health import Health
from dashboards.filters import filter_choices
from dashboards.place import UNALIGNED, Place
from dashboards.reading import Reading, reading_of
from dashboards.refreshing import hold_still, refreshing
from objectives.context import as_id, chosen_period, periods_of
from objectives.models import Objective, Period
from organizations.models import Membership, Team
from organizations.requests import OrganizationRequest

LONGEST_SEARCH = 100
EMPTY = "dashboards/alignment_empty.html"


@require_safe
@refreshing
def alignment(request: OrganizationRequest) -> HttpResponse:
    """How everybody's work hangs together: the whole of it, a line in it, or what is below one objective."""
    of = objective_asked_for(request)
    period = period_asked_for(request, of)
    reading = reading_of(request, period)
    context = {"section": "alignment", "period": period, "of": of, "is_mine": is_mine(request)}
    if reading is None or reading.period is None:
        return render(request, EMPTY, context)
    site, wanted = site_of(request, reading, reading.period), wanted_by(request.GET, request.membership, of)
    context |= {"tree": build_tree(site, wanted), "wanted": wanted, "place": reading}
    context["always_open"] = None if wanted.is_filtered else of
    hold_still(request, reading.period)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    if not is_fragment:
        context |= filter_choices(as_place(site, reading))
    template = "dashboards/alignment.html#board" if is_fragment else "dashboards/alignment.html"
    return render(request, template, context)


@require_safe
def alignment_teams(request: OrganizationRequest) -> HttpResponse:
    """Whose work each team's aims rest on, and who rests on it; `?team=` shows one with the objectives themselves."""
    team_id = as_id(request.GET.get("team", ""))
    team = get_object_or_404(Team, pk=team_id) if team_id else None
    period = chosen_period(request)
    reading = reading_of(request, period)
    context = {"section": "alignment", "period": period, "team": team}
    if reading is None or reading.period is None:
        return render(request, EMPTY, context)
    site = site_of(request, reading, reading.period)
    context |= {"table": build_team_table(site, team), "place": reading, "teams": Team.objects.order_by("name")}
    return render(request, "dashboards/alignment_teams.html", context)


def objective_asked_for(request: OrganizationRequest) -> Objective | None:
    """`?of=`: what is not there, or not to be seen, is 404."""
    pk = as_id(request.GET.get("of", ""))
    found = Objective.objects.visible_to(request.membership).select_related("period")
    return get_object_or_404(found, pk=pk) if pk else None


def period_asked_for(request: OrganizationRequest, of: Objective | None) -> Period | None:
    """The one that the address names, else that of the objective that is asked for."""
    return of.period if of and not as_id(request.GET.get("period", "")) else chosen_period(request)


def site_of(request: OrganizationRequest, reading: Reading, period: Period) -> Site:
    return site_around(request.membership, reading.moment, period, periods_of(request), reading.standing)


def as_place(site: Site, reading: Reading) -> Place:
    """For what the filters offer."""
    return Place(site.membership, site.period, site.enclosing, site.within, [], site.moment.at, reading.as_of)


def is_mine(request: OrganizationRequest) -> bool:
    return request.GET.get("mine") == "1"


def wanted_by(query: QueryDict, membership: Membership, of: Objective | None) -> Wanted:
    """Read the address; what cannot be understood is not there. My line is that of what I own."""
    health = query.get("health", "")
    mine = membership.pk if query.get("mine") == "1" else None
    return Wanted(
        opened=frozenset(filter(None, map(as_id, query.getlist("open")))),
        alone_is_open=UNALIGNED in query.getlist("open"),
        of=of,
        team_id=as_id(query.get("team", "")),
        helps_id=as_id(query.get("helps", "")),
        owner_id=mine or as_id(query.get("owner", "")),
        health=Health(health) if health in set(Health) else None,
        text=query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
    )
