"""Pages that show several apps' things: the scorecard, Home, an objective, a key result, a team."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from checkins.permissions import can_see_discipline
from checkins.requests import moment_of
from checkins.talks import talk_about
from dashboards.discipline_views import chart_of as discipline_chart
from dashboards.filters import around_the_board
from dashboards.home import build_home
from dashboards.key_result_page import build_key_result_page
from dashboards.objective_page import build_objective_page
from dashboards.place import choice_of, moment_asked_for, place_of
from dashboards.reading import reading_of, reading_of_thing
from dashboards.refreshing import refreshing, render_live
from dashboards.scorecard import build_scorecard
from dashboards.selection import etag, summarize
from dashboards.team_page import build_team_page
from objectives.context import chosen_period, periods_of
from objectives.models import KeyResult, Objective
from objectives.permissions import can_check_in, can_edit_key_result, can_edit_objective, can_mark_done
from organizations.models import Membership, Team
from organizations.permissions import can_manage_team
from organizations.requests import OrganizationRequest


@require_safe
def scorecard(request: OrganizationRequest) -> HttpResponse:
    """The whole organization in a period. A refresh of what has not changed is answered in a handful of queries."""
    period, asked = chosen_period(request), moment_asked_for(request.GET, request.organization)
    place = place_of(request.membership, period, periods_of(request), asked) if period else None
    if place is None:
        return render(request, "dashboards/scorecard_empty.html", {"section": "scorecard", "asked": asked})
    choice = choice_of(request.GET)
    summary = summarize(place, choice)
    tag = etag(place, request.GET.urlencode(), summary)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    if is_fragment and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Vary": "HX-Request"})
    built = build_scorecard(place, choice, summary.unaligned_count)
    context = {"scorecard": built, "choice": choice, "place": place, "etag": tag, "section": "scorecard"}
    if not place.is_past:
        context["owed_count"] = built.figures.mine_count
    if not is_fragment:
        context |= around_the_board(place)
    template = "dashboards/scorecard.html#board" if is_fragment else "dashboards/scorecard.html"
    response = render(request, template, context)
    for name, value in {"ETag": tag, "Vary": "HX-Request", "Cache-Control": "private, no-store"}.items():
        response[name] = value
    return response


@require_safe
@refreshing
def home(request: OrganizationRequest) -> HttpResponse:
    """What I owe, what I own, and my line to the top."""
    period = chosen_period(request)
    page = build_home(request.membership, period, periods_of(request), moment_of(request))
    context = {"page": page, "owed_count": page.owed.open, "section": "home"}
    return render_live(request, "dashboards/home.html", context)


@require_safe
@refreshing
def objective(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    """One objective: its line to the top, its numbers, what supports it, its history."""
    found = get_object_or_404(Objective.objects.visible_to(request.membership).with_people(), pk=objective_id)
    reading = reading_of_thing(request, found)
    if reading is None:
        return was_not_there(request, found)
    may_edit = can_edit_objective(request.membership, found) and not reading.is_past
    known, found = found, reading.standing.objectives[found.pk] if reading.standing else found
    page = build_objective_page(found, request.membership, reading)
    context = {
        "page": page,
        "talk": talk_about(request, known, check_ins=page.check_ins, until=reading.as_of),
        "objective": found,
        "period": found.period,
        "place": reading,
        "may_edit": may_edit,
        "section": "objectives",
    }
    return render_live(request, "dashboards/objective.html", context)


@require_safe
@refreshing
def key_result(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """One key result: its values, its check-ins, its goalposts."""
    found = get_object_or_404(KeyResult.objects.visible_to(request.membership).with_people(), pk=key_result_id)
    reading = reading_of_thing(request, found)
    if reading is None:
        return was_not_there(request, found)
    may = may_do_with(request.membership, found) if not reading.is_past else {}
    known, found = found, reading.standing.key_results[found.pk] if reading.standing else found
    page = build_key_result_page(found, request.membership, reading)
    context = {
        "page": page,
        "talk": talk_about(request, known, check_ins=page.check_ins, until=reading.as_of),
        "key_result": found,
        "period": found.period,
        "place": reading,
        "section": "objectives",
        **may,
    }
    return render_live(request, "dashboards/key_result.html", context)


def may_do_with(membership: Membership, found: KeyResult) -> dict[str, bool]:
    return {
        "may_edit": can_edit_key_result(membership, found),
        "may_add": can_edit_objective(membership, found.objective) and found.objective.is_active,
        "may_check_in": can_check_in(membership, found),
        "may_finish": can_mark_done(membership, found),
    }


def was_not_there(request: OrganizationRequest, thing: Objective | KeyResult) -> HttpResponse:
    """As of a day on which it had not been written yet."""
    return render(request, "dashboards/not_there_then.html", {"thing": thing, "section": "objectives"})


@require_safe
@refreshing
def team(request: OrganizationRequest, team_id: UUID) -> HttpResponse:
    """One team: what it wants, how it goes, and its people."""
    found = get_object_or_404(Team, pk=team_id)
    period = chosen_period(request)
    reading, sees = reading_of(request, period), can_see_discipline(request.membership, found)
    page = build_team_page(found, request.membership, reading, with_discipline=sees) if reading else None
    context = {
        "team": found,
        "page": page,
        "place": reading,
        "period": reading.period if reading else period,
        "chart": discipline_chart(page.discipline) if page and page.discipline else None,
        "may_manage": can_manage_team(request.membership, found),
        "section": "teams",
    }
    return render_live(request, "dashboards/team.html", context)
