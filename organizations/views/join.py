"""Where an invitation's link leads: to a sign-in, to a small form, or to one button."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import complete_signup
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organizations import actions
from organizations.accounts import JoinForm
from organizations.addresses import user_with_address
from organizations.invitations import Link, invitation_of
from organizations.models import Invitation, Organization, Role, User
from organizations.tenancy import organization_scope


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1")
@never_cache
def join(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Whatever is wrong with a link, the answer is the same."""
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        return closed(request)
    link = Link.read(token)
    with organization_scope(organization):
        invitation = invitation_of(link, now=timezone.now(), locked=request.method == "POST")
        return answer(request, invitation, link) if invitation else closed(request)


def answer(request: HttpRequest, invitation: Invitation, link: Link) -> HttpResponse:
    owner = user_with_address(invitation.email)
    if request.user.is_authenticated:
        if owner != request.user:
            return show(request, invitation, "somebody_else")
        return welcome(request, invitation, owner) if request.method == "POST" else show(request, invitation, "join")
    if owner and link.is_mailed:
        return show(request, invitation, "sign_in")
    form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if form.is_valid():
        return sign_up(request, invitation, form, address_is_proven=link.is_mailed)
    return show(request, invitation, "sign_up", form, can_sign_in=not link.is_mailed)


def sign_up(request: HttpRequest, invitation: Invitation, form: JoinForm, *, address_is_proven: bool) -> HttpResponse:
    """A link that came by mail proves the address; with any other the address is verified first, and then one joins."""
    if address_is_proven:
        get_adapter().stash_verified_email(request, invitation.email)
    user, response = form.try_save(request)
    if response:
        return response
    if not address_is_proven:
        return complete_signup(request, user, None, request.path)
    home = welcome(request, invitation, user)
    return complete_signup(request, user, None, home["Location"])


def welcome(request: HttpRequest, invitation: Invitation, user: User) -> HttpResponse:
    try:
        actions.join(invitation=invitation, user=user)
    except actions.InvitationClosed:
        return closed(request)
    messages.success(request, f"Welcome to {invitation.organization.name}.")
    return redirect("home", organization=invitation.organization.slug)


def show(
    request: HttpRequest, invitation: Invitation, step: str, form: JoinForm | None = None, can_sign_in: bool = False
) -> HttpResponse:
    facts = {"invitation": invitation, "role": Role(invitation.role).label, "step": step, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "organizations/join.html", facts | {"can_sign_in": can_sign_in}, status=status)


def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "organizations/join_closed.html", status=404)
