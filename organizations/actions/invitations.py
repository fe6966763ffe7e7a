"""Inviting an address, and joining with the link that it got."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from organizations.actions.refusals import (
    AlreadyHere,
    AlreadyInvited,
    InvitationClosed,
    NotYourInvitation,
    TooManyInvitations,
    unless,
)
from organizations.addresses import user_with_address
from organizations.invitations import hash_of, new_token, not_expired, open_invitations
from organizations.models import Invitation, Membership, User, record

# They are mails in our name with words of others: a day's worth for a large company, too few for spam.
MOST_A_DAY = 200


@transaction.atomic
def invite(*, email: str, role: str, by: Membership) -> tuple[Invitation, str]:
    """A fresh invitation and its token, which is kept nowhere; an older one for this address ends.

    Raises AlreadyHere, AlreadyInvited, TooManyInvitations.
    """
    email = email.lower()
    if Invitation.objects.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyInvitations
    user = user_with_address(email)
    if user and Membership.objects.active().filter(user=user).exists():
        raise AlreadyHere
    token = new_token()
    open_invitations().filter(email=email).update(withdrawn_at=timezone.now())
    with unless("one_open_invitation_for_each_address", AlreadyInvited):
        invitation = Invitation.objects.create(email=email, role=role, token_hash=hash_of(token), invited_by=by)
    record("invited", invitation, by=by, role=role)
    return invitation, token


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Membership) -> Invitation:
    """Raises InvitationClosed."""
    now = timezone.now()
    if not open_invitations().filter(pk=invitation.pk).update(withdrawn_at=now):
        raise InvitationClosed
    invitation.withdrawn_at = now
    record("withdrawn", invitation, by=by)
    return invitation


@transaction.atomic
def join(*, invitation: Invitation, user: User) -> Membership:
    """Use an invitation up: once, whoever clicks at the same time. Raises InvitationClosed, NotYourInvitation."""
    if user_with_address(invitation.email) != user:
        raise NotYourInvitation
    now = timezone.now()
    if not open_invitations().filter(not_expired(now), pk=invitation.pk).update(accepted_at=now):
        raise InvitationClosed
    membership, is_new = Membership.objects.get_or_create(user=user, defaults={"role": invitation.role})
    if not is_new and not membership.is_active:
        membership.is_active, membership.role, membership.active_since = True, invitation.role, now
        membership.save(update_fields=["is_active", "role", "active_since"])
    record("joined", membership, by=membership, invitation=str(invitation.pk), role=membership.role)
    return membership
