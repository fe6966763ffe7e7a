"""Roles, and who may come in; an organization always keeps an active admin."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from organizations.actions.refusals import LastAdmin
from organizations.models import Invitation, Membership, Role, record


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Membership) -> Membership:
    """Raises LastAdmin."""
    before = lock_with_admins(membership, stays_admin=role == Role.ADMIN).role
    membership.role = role
    if before != role:
        membership.save(update_fields=["role"])
        record("role_changed", membership, by=by, before=before, after=role)
        if before == Role.ADMIN:
            withdraw_invitations_of(membership)
    return membership


@transaction.atomic
def deactivate(*, membership: Membership, by: Membership, at: datetime | None = None) -> Membership:
    """From the next request on this person cannot enter; nothing of theirs is lost. Raises LastAdmin."""
    was_active = lock_with_admins(membership, stays_admin=False).is_active
    membership.is_active = False
    if was_active:
        membership.save(update_fields=["is_active"])
        record("deactivated", membership, by=by, at=at)
        withdraw_invitations_of(membership)
    return membership


@transaction.atomic
def reactivate(*, membership: Membership, by: Membership) -> Membership:
    now = timezone.now()
    if Membership.objects.filter(pk=membership.pk, is_active=False).update(is_active=True, active_since=now):
        record("reactivated", membership, by=by)
        membership.active_since = now
    membership.is_active = True
    return membership


@transaction.atomic
def try_mail_again(*, membership: Membership, by: Membership) -> Membership:
    """An address that the mail server would not have gets the next mail after all."""
    refused = Membership.objects.filter(pk=membership.pk).exclude(refused_address="")
    if refused.update(refused_address="", refusal=""):
        record("mail_tried_again", membership, by=by)
    membership.refused_address = membership.refusal = ""
    return membership


def withdraw_invitations_of(membership: Membership) -> None:
    """Who may no longer invite has no open invitations either."""
    still_open = Invitation.objects.filter(invited_by=membership, accepted_at=None, withdrawn_at=None)
    still_open.update(withdrawn_at=timezone.now())


def lock_with_admins(membership: Membership, *, stays_admin: bool) -> Membership:
    """The row as it is now, locked with every active admin in one order, so that two at once cannot be last."""
    admins = Q(role=Role.ADMIN, is_active=True)
    rows = list(Membership.objects.filter(admins | Q(pk=membership.pk)).order_by("pk").select_for_update())
    if not stays_admin and [row.pk for row in rows if row.is_admin and row.is_active] == [membership.pk]:
        raise LastAdmin
    return next(row for row in rows if row.pk == membership.pk)
