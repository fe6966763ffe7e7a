"""Users, organizations and their people, teams and history."""

from organizations.models.activity import Activity, record
from organizations.models.cadence import FIRST_HOUR, LAST_HOUR, WEEKDAYS, Cadence, Frequency
from organizations.models.invitation import INVITATION_LASTS, Invitation
from organizations.models.membership import MailTopic, Membership, MembershipQuerySet, Role
from organizations.models.organization import RESERVED_SLUGS, Organization, validate_slug, validate_time_zone
from organizations.models.team import Team, TeamMembership
from organizations.models.user import User, UserManager

__all__ = [
    "FIRST_HOUR",
    "INVITATION_LASTS",
    "LAST_HOUR",
    "RESERVED_SLUGS",
    "WEEKDAYS",
    "Activity",
    "Cadence",
    "Frequency",
    "Invitation",
    "MailTopic",
    "Membership",
    "MembershipQuerySet",
    "Organization",
    "Role",
    "Team",
    "TeamMembership",
    "User",
    "UserManager",
    "record",
    "validate_slug",
    "validate_time_zone",
]
