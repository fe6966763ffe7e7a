"""Who is here: the list, one person, and what admins may change about them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.actions import change_role, deactivate, invite, reactivate, try_mail_again, withdraw
from organizations.forms import InviteForm, RoleForm, explained_in
from organizations.invitations import open_invitations
from organizations.models import Membership, Role
from organizations.people import people_page, person_page
from organizations.permissions import can_manage_people
from organizations.requests import OrganizationRequest
from organizations.views.invitation_mail import send_on_commit


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: OrganizationRequest) -> HttpResponse:
    """Everybody; a POST invites somebody."""
    if request.method != "POST":
        return show_people(request, InviteForm())
    admins_only(request)
    form = InviteForm(request.POST)
    if form.is_valid():
        with explained_in(form, "email"):
            send_on_commit(request, *invite(**form.cleaned_data, by=request.membership))
            return redirect("people", organization=request.organization.slug)
    return show_people(request, form, status=422)


@require_POST
def invitation_again(request: OrganizationRequest, invitation_id: UUID) -> HttpResponse:
    """A fresh link for the same address and role; the old one ends."""
    admins_only(request)
    invitation = get_object_or_404(open_invitations(), pk=invitation_id)
    form = Form(request.POST)
    with explained_in(form):
        send_on_commit(request, *invite(email=invitation.email, role=invitation.role, by=request.membership))
        return redirect("people", organization=request.organization.slug)
    return show_people(request, form, status=422)


@require_POST
def invitation_withdraw(request: OrganizationRequest, invitation_id: UUID) -> HttpResponse:
    admins_only(request)
    invitation = get_object_or_404(open_invitations(), pk=invitation_id)
    form = Form(request.POST)
    with explained_in(form):
        withdraw(invitation=invitation, by=request.membership)
        messages.success(request, f"The invitation of {invitation.email} is withdrawn. Its link no longer works.")
        return redirect("people", organization=request.organization.slug)
    return show_people(request, form, status=422)


@require_safe
def person(request: OrganizationRequest, membership_id: UUID) -> HttpResponse:
    membership = find_person(membership_id)
    return show_person(request, membership, RoleForm(initial={"role": membership.role}))


@require_POST
def person_role(request: OrganizationRequest, membership_id: UUID) -> HttpResponse:
    """The role is in the form, or in the address that Undo posts to."""
    membership = find_person(membership_id)
    admins_only(request)
    form = RoleForm(request.GET if "role" in request.GET else request.POST)
    if form.is_valid():
        before = membership.role
        with explained_in(form, "role"):
            change_role(membership=membership, role=form.cleaned_data["role"], by=request.membership)
            undo = "" if membership == request.membership else f"{request.path}?role={before}"
            messages.success(request, f"{membership} is now {Role(membership.role).label.lower()}.", extra_tags=undo)
            return redirect("person", organization=request.organization.slug, membership_id=membership.pk)
    return show_person(request, find_person(membership_id), form, status=422)


@require_POST
def person_deactivate(request: OrganizationRequest, membership_id: UUID) -> HttpResponse:
    membership = find_person(membership_id)
    admins_only(request)
    form = RoleForm({"role": membership.role})
    if form.is_valid():
        with explained_in(form):
            deactivate(membership=membership, by=request.membership)
            if membership == request.membership:
                return redirect("landing")
            return changed(request, membership, "can no longer enter", undo="person_reactivate")
    return show_person(request, find_person(membership_id), form, status=422)


@require_POST
def person_reactivate(request: OrganizationRequest, membership_id: UUID) -> HttpResponse:
    membership = find_person(membership_id)
    admins_only(request)
    reactivate(membership=membership, by=request.membership)
    return changed(request, membership, "can enter again", undo="person_deactivate")


@require_POST
def person_try_mail_again(request: OrganizationRequest, membership_id: UUID) -> HttpResponse:
    membership = find_person(membership_id)
    admins_only(request)
    try_mail_again(membership=membership, by=request.membership)
    messages.success(request, f"The next mail to {membership} is sent to {membership.user.email} again.")
    return redirect("person", organization=request.organization.slug, membership_id=membership.pk)


def admins_only(request: OrganizationRequest) -> None:
    if not can_manage_people(request.membership):
        raise PermissionDenied


def find_person(membership_id: UUID) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user"), pk=membership_id)


def changed(request: OrganizationRequest, membership: Membership, what: str, *, undo: str) -> HttpResponse:
    """Say what happened to this person, offer to undo it, and show them."""
    slug = request.organization.slug
    undo_url = reverse(undo, kwargs={"organization": slug, "membership_id": membership.pk})
    messages.success(request, f"{membership} {what}.", extra_tags=undo_url)
    return redirect("person", organization=slug, membership_id=membership.pk)


def show_people(request: OrganizationRequest, form: BaseForm, status: int = 200) -> HttpResponse:
    may_manage = can_manage_people(request.membership)
    page = people_page(request.organization, now=timezone.now(), with_invitations=may_manage)
    context = {"section": "people", "page": page, "may_manage": may_manage, "form": form}
    return render(request, "organizations/people.html", context, status=status)


def show_person(
    request: OrganizationRequest, membership: Membership, form: RoleForm, status: int = 200
) -> HttpResponse:
    context = {
        "section": "people",
        "person": person_page(membership, request.organization.day_of(timezone.now())),
        "may_manage": can_manage_people(request.membership),
        "form": form,
    }
    return render(request, "organizations/person.html", context, status=status)
