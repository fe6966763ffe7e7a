"""manage.py seed_demo: the demo organization, on a machine that runs its own services and nowhere else."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations.demo.builder import build_demo
from integrations.demo.people import PEOPLE, SLUG
from organizations.models import Organization, User


class Command(BaseCommand):
    help = "Make the demo organization, once. Only where Sightline runs its own services (SIGHTLINE_EMBEDDED)."

    def handle(self, **_: object) -> None:
        if not settings.EMBEDDED:
            raise CommandError("The demo organization has known passwords, so it is made by `make run` alone.")
        if Organization.objects.filter(slug=SLUG).exists():
            self.stdout.write(f"There is an organization “{SLUG}” already. Nothing was changed.")
            return
        taken = User.objects.filter(email__in=[person.email for person in PEOPLE]).first()
        if taken:
            raise CommandError(f"{taken.email} belongs to somebody already, so the demo organization was not made.")
        organization = build_demo(timezone.now())
        self.stdout.write(f"Made the demo organization {organization.name} with {len(PEOPLE)} people.")
