"""manage.py verify_progress: compute every stored number again and say where it differs; changes nothing."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from objectives.verification import Difference, differences
from organizations.models import Organization
from organizations.tenancy import organization_scope

LONGEST_SHOWN = 40


class Command(BaseCommand):
    help = "Compute all progress again and compare it with what is stored. Exits with 1 where anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="Only this organization, instead of every one.")

    def handle(self, *, organization: str | None, **_: object) -> None:
        organizations = Organization.objects.order_by("slug")
        if organization is not None:
            organizations = organizations.filter(slug=organization)
            if not organizations:
                raise CommandError(f"There is no organization “{organization}”.")
        found = sum(self.verify(each) for each in organizations)
        where = f"in {organizations[0].slug}" if len(organizations) == 1 else f"in {len(organizations)} organizations"
        self.stdout.write(f"{found or 'No'} difference{'' if found == 1 else 's'} {where}.")
        if found:
            sys.exit(1)

    def verify(self, organization: Organization) -> int:
        """A number and its parts are from one moment, and nobody waits meanwhile."""
        with one_moment(), organization_scope(organization):
            return self.tell(organization, differences())

    def tell(self, organization: Organization, found: Iterable[Difference]) -> int:
        count = 0
        for difference in found:
            count += 1
            thing = difference.thing
            self.stdout.write(
                f"{organization.slug}: {thing._meta.verbose_name} {thing.pk} “{thing}”: {difference.column} is "
                f"{shortened(difference.stored)}, comes to {shortened(difference.computed)}"
            )
        return count


@contextmanager
def one_moment() -> Iterator[None]:
    """A transaction that sees what was true when it began, unless one is open already."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
