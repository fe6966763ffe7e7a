"""What happens to organizations, their people and their teams."""

from organizations.actions.cadence import follow_cadence, set_cadence
from organizations.actions.invitations import invite, join, withdraw
from organizations.actions.mails import choose_mails, resume_mails, stop_mails
from organizations.actions.organization import change_settings, found_organization, introduce_oneself
from organizations.actions.people import change_role, deactivate, reactivate, try_mail_again
from organizations.actions.refusals import (
    AlreadyHere,
    AlreadyInvited,
    InvitationClosed,
    LastAdmin,
    NotYourInvitation,
    Refused,
    SlugTaken,
    TeamLoop,
    TeamNameTaken,
)
from organizations.actions.teams import Place, create_team, edit_team, place_in_team

__all__ = [
    "AlreadyHere",
    "AlreadyInvited",
    "InvitationClosed",
    "LastAdmin",
    "NotYourInvitation",
    "Place",
    "Refused",
    "SlugTaken",
    "TeamLoop",
    "TeamNameTaken",
    "change_role",
    "change_settings",
    "choose_mails",
    "create_team",
    "deactivate",
    "edit_team",
    "follow_cadence",
    "found_organization",
    "introduce_oneself",
    "invite",
    "join",
    "place_in_team",
    "reactivate",
    "resume_mails",
    "set_cadence",
    "stop_mails",
    "try_mail_again",
    "withdraw",
]
