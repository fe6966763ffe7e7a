"""The tree of teams: made, renamed, nested and filled by admins and leads."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from organizations.actions import Place, create_team, edit_team, place_in_team
from organizations.forms import PlaceForm, TeamForm, explained_in
from organizations.models import Membership, Team, TeamMembership
from organizations.permissions import can_create_team, can_manage_team, team_ids_led_by
from organizations.requests import OrganizationRequest
from organizations.teams import may_stand_alone, parent_choices, people_of_team, team_rows


@require_safe
def team_list(request: OrganizationRequest) -> HttpResponse:
    context = {
        "section": "teams",
        "rows": team_rows(request.membership),
        "may_create": can_create_team(request.membership, None) or bool(team_ids_led_by(request.membership)),
    }
    return render(request, "organizations/team_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: OrganizationRequest) -> HttpResponse:
    form = team_form(request, None, initial={"parent": request.GET.get("parent")})
    if form.is_valid():
        with explained_in(form, "name"):
            team = create_team(**form.cleaned_data, by=request.membership)
            messages.success(request, f"{team} is made. Now say who belongs to it.")
            return redirect("team_people", organization=request.organization.slug, team_id=team.pk)
    context = {"section": "teams", "form": form}
    return render(request, "organizations/team_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request: OrganizationRequest, team_id: UUID) -> HttpResponse:
    team = managed_team(request, team_id)
    before = {"name": team.name, "parent": team.parent_id or ""}
    form = team_form(request, team, initial=before)
    if form.is_valid():
        with explained_in(form, "name"):
            edit_team(team=team, **form.cleaned_data, by=request.membership)
            messages.success(request, f"{team} is saved.", extra_tags=f"{request.path}?{urlencode(before)}")
            return redirect("team_list", organization=request.organization.slug)
    context = {"section": "teams", "form": form, "team": team, "name": before["name"]}
    return render(request, "organizations/team_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def team_people(request: OrganizationRequest, team_id: UUID) -> HttpResponse:
    """Who leads and who belongs; a POST gives one person another place."""
    team = managed_team(request, team_id)
    in_it = TeamMembership.objects.filter(team=team).values("membership")
    people = Membership.objects.filter(Q(is_active=True) | Q(pk__in=in_it)).by_name()
    form = PlaceForm(submitted(request, "place"), people=people)
    if form.is_valid():
        membership, place = form.cleaned_data["membership"], Place(form.cleaned_data["place"])
        before = place_in_team(team=team, membership=membership, place=place, by=request.membership)
        return placed(request, team, membership, place, before)
    context = {"section": "teams", "form": form, "team": team, "places": people_of_team(team)}
    return render(request, "organizations/team_people.html", context, status=422 if form.errors else 200)


def placed(
    request: OrganizationRequest, team: Team, membership: Membership, place: Place, before: Place
) -> HttpResponse:
    words = {Place.LEAD: "now leads", Place.MEMBER: "is now a member of", Place.OUT: "no longer belongs to"}
    undo = f"{request.path}?{urlencode({'membership': membership.pk, 'place': before})}"
    gave_up = membership == request.membership and not request.membership.is_admin
    messages.success(request, f"{membership} {words[place]} {team}.", extra_tags="" if gave_up else undo)
    if gave_up:
        return redirect("team_list", organization=request.organization.slug)
    return redirect("team_people", organization=request.organization.slug, team_id=team.pk)


def managed_team(request: OrganizationRequest, team_id: UUID) -> Team:
    team = get_object_or_404(Team.objects.select_related("parent"), pk=team_id)
    if not can_manage_team(request.membership, team):
        raise PermissionDenied
    return team


def team_form(request: OrganizationRequest, team: Team | None, *, initial: dict[str, Any]) -> TeamForm:
    """With the parents that this person may choose. Without any choice, making a team is refused."""
    parents = parent_choices(request.membership, of=team)
    at_the_top = may_stand_alone(request.membership, of=team)
    if not parents and not at_the_top:
        raise PermissionDenied
    return TeamForm(submitted(request, "name"), parents=parents, may_stand_alone=at_the_top, initial=initial)


def submitted(request: OrganizationRequest, field: str) -> Any:
    """What was posted: in the form, or in the address that Undo posts to."""
    if request.method != "POST":
        return None
    return request.GET if field in request.GET else request.POST
