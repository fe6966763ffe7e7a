"""Who could answer at a moment of the past: the people of today, with what has changed since taken back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from organizations.models import Activity, Membership, Organization, Role

CHANGES = ("deactivated", "reactivated", "role_changed")


@dataclass(frozen=True)
class PeopleThen:
    """By id; `changes` are those of each, the newest first."""

    organization: Organization
    people: Mapping[UUID, Membership]
    changes: Mapping[UUID, Sequence[Activity]]

    def could_answer(self, membership_id: UUID, at: datetime) -> bool:
        """Active, and not a viewer, as `checkins.windows.can_answer` has it of today."""
        is_active, role = self.people[membership_id].is_active, self.people[membership_id].role
        for change in self.changes.get(membership_id, ()):
            if change.created_at <= at:
                break
            if change.verb == "role_changed":
                role = change.data["before"]
            else:
                is_active = change.verb == "deactivated"
        return is_active and role != Role.VIEWER

    def zone_of(self, membership_id: UUID) -> str:
        """Her clock, as it is today."""
        return self.people[membership_id].time_zone or self.organization.time_zone


def people_then(membership_ids: Iterable[UUID], organization: Organization) -> PeopleThen:
    """Two questions."""
    people = Membership.objects.in_bulk(sorted(set(membership_ids)))
    changes: dict[UUID, list[Activity]] = defaultdict(list)
    lines = Activity.objects.filter(thing_kind="membership", thing_id__in=list(people), verb__in=CHANGES)
    for line in lines.order_by("-created_at", "-id"):
        changes[line.thing_id].append(line)
    return PeopleThen(organization, people, changes)
