"""Whose an e-mail address is."""

from allauth.account.models import EmailAddress

from organizations.models import User


def user_with_address(email: str) -> User | None:
    """Who has shown that this address is theirs, or else who has begun to sign up with it."""
    address = EmailAddress.objects.filter(email=email.lower(), verified=True).select_related("user").first()
    return address.user if address else User.objects.filter(email=email.lower()).first()
