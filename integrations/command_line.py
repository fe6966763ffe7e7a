"""What the commands share: which organization and which period they are about."""

from django.core.management.base import CommandError, CommandParser

from objectives.models import Period
from organizations.models import Organization


def add_place(parser: CommandParser) -> None:
    parser.add_argument("--organization", required=True, metavar="SLUG", help="The first part of its address.")
    parser.add_argument("--period", required=True, metavar="NAME", help="The name of the period.")


def find_organization(slug: str) -> Organization:
    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise CommandError(f"There is no organization “{slug}”.")
    return organization


def find_period(name: str) -> Period:
    """Of the organization in scope."""
    period = Period.objects.filter(name__iexact=name.strip()).first()
    if period is None:
        names = ", ".join(Period.objects.newest_first().values_list("name", flat=True))
        raise CommandError(
            f"There is no period “{name}”. " + (f"There are: {names}." if names else "There is none yet.")
        )
    return period
