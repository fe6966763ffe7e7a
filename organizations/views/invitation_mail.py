"""The mail that an invitation sends, once the invitation is certain to exist."""

import logging

from django.contrib import messages
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from organizations.invitations import Link
from organizations.models import Invitation
from organizations.requests import OrganizationRequest

logger = logging.getLogger(__name__)
FAILED = (
    "The mail to {} could not be sent. The invitation stands: send it again later, or pass on this link yourself. "
    "It is shown only this once: <code>{}</code>"
)


def send_on_commit(request: OrganizationRequest, invitation: Invitation, token: str) -> None:
    """Send it after the transaction, and say on the next page whether that worked."""
    who, organization = str(request.membership), request.organization
    subject = " ".join(f"{who} invites you to {organization.name} on Sightline".split())
    facts = {"who": who, "organization": organization, "invitation": invitation}
    body = render_to_string(
        "organizations/invitation_mail.txt", facts | {"link": address(request, Link(token, is_mailed=True))}
    )

    def send() -> None:
        try:
            send_mail(subject, body, None, [invitation.email])
        except OSError:
            logger.warning("The mail of invitation %s could not be sent.", invitation.pk, exc_info=True)
            by_hand = address(request, Link(token, is_mailed=False))
            messages.error(request, format_html(FAILED, invitation.email, by_hand))
        else:
            messages.success(request, f"Invited {invitation.email}. The link in the mail works for seven days.")

    transaction.on_commit(send)


def address(request: OrganizationRequest, link: Link) -> str:
    return request.build_absolute_uri(reverse("join", args=[request.organization.slug, str(link)]))
