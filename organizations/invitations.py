"""Invitation links: what they carry, and which invitation a link opens."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet

from organizations.models import INVITATION_LASTS, Invitation

MAILED = Signer(sep=".", salt="organizations.invitation.mailed")


@dataclass(frozen=True)
class Link:
    """The last part of an invitation's address. Only a mailed link proves that the address is the reader's."""

    token: str
    is_mailed: bool

    @classmethod
    def read(cls, text: str) -> "Link":
        try:
            return cls(MAILED.unsign(text), is_mailed=True)
        except BadSignature:
            return cls(text, is_mailed=False)

    def __str__(self) -> str:
        return MAILED.sign(self.token) if self.is_mailed else self.token


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def not_expired(now: datetime) -> Q:
    return Q(created_at__gt=now - INVITATION_LASTS)


def open_invitations() -> QuerySet[Invitation]:
    """Neither used nor withdrawn; perhaps expired."""
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def invitation_of(link: Link, *, now: datetime, locked: bool = False) -> Invitation | None:
    """The invitation that this link still opens in the organization in scope."""
    invitations = open_invitations().filter(not_expired(now), token_hash=hash_of(link.token))
    if locked:
        invitations = invitations.select_for_update(of=("self",))
    return invitations.select_related("invited_by__user", "organization").first()
