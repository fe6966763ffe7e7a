"""Rows of `organizations` for tests. A tenant's row goes to `organization=…`, or to the organization in scope."""

from contextlib import nullcontext

import factory
from allauth.account.models import EmailAddress
from factory.django import DjangoModelFactory

from organizations.models import Membership, Organization, Role, Team, TeamMembership, User
from organizations.tenancy import organization_scope

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory):
    """Somebody with a verified address, who signs in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.test")
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def verified(user, create, extracted, **options):
        if create:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=extracted is not False)


class OrganizationFactory(DjangoModelFactory):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda n: f"Organization {n}")
    slug = factory.Sequence(lambda n: f"organization-{n}")


class TenantFactory(DjangoModelFactory):
    """Opens the scope of `organization=…` when it is given one."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, **fields):
        organization = fields.get("organization")
        with organization_scope(organization) if organization else nullcontext():
            return super()._create(model_class, *args, **fields)


class MembershipFactory(TenantFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.MEMBER


class TeamFactory(TenantFactory):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class TeamMembershipFactory(TenantFactory):
    """Give it a `team` and a `membership` of the same organization."""

    class Meta:
        model = TeamMembership
