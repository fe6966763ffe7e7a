"""The tree of teams: made, renamed, nested and filled by admins and leads."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from organizations.actions import Place, create_team, edit_team, follow_cadence, place_in_team, set_cadence
from organizations.cadences import TeamCadence, cadence_of, holds_at_once
from organizations.forms import PlaceForm, TeamForm, explained_in
from organizations.forms_cadence import TeamDayForm
from organizations.models import Membership, Team, TeamMembership
from organizations.permissions import can_create_team, can_manage_team, team_ids_led_by
from organizations.requests import OrganizationRequest
from organizations.rhythm import rhythms
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
    name, before, cadence = team.name, before_editing(team), cadence_now(request, team)
    form = team_form(request, team, initial=before)
    if form.is_valid():
        with explained_in(form, "name"):
            edit_team(team=team, **form.cleaned_data, by=request.membership)
            messages.success(request, f"{team} is saved.", extra_tags=f"{request.path}?{urlencode(before)}")
            return redirect("team_list", organization=request.organization.slug)
    return show_edited(request, team, name, form, TeamDayForm(cadence=cadence), cadence)


@require_http_methods(["GET", "HEAD", "POST"])
def team_check_in_day(request: OrganizationRequest, team_id: UUID) -> HttpResponse:
    """The other form of the same page: on which day this team's check-ins are due."""
    team = managed_team(request, team_id)
    cadence = cadence_now(request, team)
    day_form = TeamDayForm(request.POST if request.method == "POST" else None, cadence=cadence)
    if day_form.is_valid():
        if day_form.has_its_own:
            set_cadence(by=request.membership, team=team, **day_form.day)
        else:
            follow_cadence(by=request.membership, team=team)
        words = cadence_now(request, team).held.words
        messages.success(request, f"Saved. Check-ins of {team} are due {words}.")
        return redirect("team_edit", organization=request.organization.slug, team_id=team.pk)
    form = team_form(request, team, initial=before_editing(team), is_shown=True)
    return show_edited(request, team, team.name, form, day_form, cadence)


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


def before_editing(team: Team) -> dict[str, Any]:
    return {"name": team.name, "parent": team.parent_id or ""}


def cadence_now(request: OrganizationRequest, team: Team) -> TeamCadence:
    return cadence_of(team, rhythms(), today_of(request))


def today_of(request: OrganizationRequest) -> date:
    return request.organization.day_of(timezone.now())


def show_edited(
    request: OrganizationRequest, team: Team, name: str, form: TeamForm, day_form: TeamDayForm, cadence: TeamCadence
) -> HttpResponse:
    """Both forms of the page; `form` is the one that was sent, for the page's title."""
    forms = {"form": day_form if day_form.is_bound else form, "team_form": form, "day_form": day_form}
    is_at_once = holds_at_once(request.organization, today_of(request))
    facts = {"team": team, "name": name, "cadence": cadence, "holds_at_once": is_at_once}
    context = {"section": "teams", **forms, **facts}
    status = 422 if form.errors or day_form.errors else 200
    return render(request, "organizations/team_edit.html", context, status=status)


def managed_team(request: OrganizationRequest, team_id: UUID) -> Team:
    team = get_object_or_404(Team.objects.select_related("parent"), pk=team_id)
    if not can_manage_team(request.membership, team):
        raise PermissionDenied
    return team


def team_form(
    request: OrganizationRequest, team: Team | None, *, initial: dict[str, Any], is_shown: bool = False
) -> TeamForm:
    """With the parents that this person may choose. Without any choice, making a team is refused."""
    sent = None if is_shown else submitted(request, "name")
    parents = parent_choices(request.membership, of=team)
    at_the_top = may_stand_alone(request.membership, of=team)
    if not parents and not at_the_top:
        raise PermissionDenied
    return TeamForm(sent, parents=parents, may_stand_alone=at_the_top, initial=initial)


def submitted(request: OrganizationRequest, field: str) -> Any:
    """What was posted: in the form, or in the address that Undo posts to."""
    if request.method != "POST":
        return None
    return request.GET if field in request.GET else request.POST
