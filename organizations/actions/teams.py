"""Teams: made, renamed, nested and filled."""

from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from organizations.actions.cadence import this_weeks_day_kept
from organizations.actions.refusals import TeamLoop, TeamNameTaken, unless
from organizations.models import Membership, Team, TeamMembership, record

NAME = "team_name_is_unique_in_its_organization"


class Place(models.TextChoices):
    """What somebody is in a team."""

    LEAD = "lead", "Lead"
    MEMBER = "member", "Member"
    OUT = "out", "Not in the team"


@transaction.atomic
def create_team(*, name: str, parent: Team | None, by: Membership) -> Team:
    """Raises TeamNameTaken."""
    with unless(NAME, TeamNameTaken):
        team = Team.objects.create(name=name, parent=parent)
    record("created", team, by=by, name=name, parent=parent and str(parent.pk))
    return team


@transaction.atomic
def edit_team(*, team: Team, name: str, parent: Team | None, by: Membership) -> Team:
    """Rename and nest. Raises TeamNameTaken, TeamLoop."""
    refuse_loop(team, parent)
    before = {"name": team.name, "parent": team.parent_id and str(team.parent_id)}
    after = {"name": name, "parent": parent and str(parent.pk)}
    if before != after:
        team.name, team.parent = name, parent
        with unless(NAME, TeamNameTaken), this_weeks_day_kept(team, timezone.now()):
            team.save(update_fields=["name", "parent"])
        record("edited", team, by=by, before=before, after=after)
    return team


@transaction.atomic
def place_in_team(*, team: Team, membership: Membership, place: Place, by: Membership) -> Place:
    """Make somebody lead or member of a team, or neither; returns the place they had."""
    held = TeamMembership.objects.select_for_update().filter(team=team, membership=membership).first()
    before = Place.OUT if held is None else Place.LEAD if held.is_lead else Place.MEMBER
    if place == before:
        return before
    if place == Place.OUT:
        TeamMembership.objects.filter(team=team, membership=membership).delete()
    else:
        TeamMembership.objects.update_or_create(
            team=team, membership=membership, defaults={"is_lead": place == Place.LEAD}
        )
    record("placed", team, by=by, membership=str(membership.pk), before=before, after=place)
    return before


def refuse_loop(team: Team, parent: Team | None) -> None:
    """Holds the whole tree while it looks, so that two moves at once cannot close a loop together."""
    parents = dict(Team.objects.order_by("pk").select_for_update().values_list("pk", "parent_id"))
    above: UUID | None = parent.pk if parent else None
    while above is not None:
        if above == team.pk:
            raise TeamLoop
        above = parents.get(above)
