"""Why an action did not happen, in words for whoever asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction


class Refused(Exception):
    """An action did not happen and left nothing behind; its text says why."""

    why = "This could not be done."

    def __init__(self, why: str = "") -> None:
        super().__init__(why or self.why)


class SlugTaken(Refused):
    why = "Another organization has this address. Choose another."


class AlreadyHere(Refused):
    why = "This person is a member already."


class AlreadyInvited(Refused):
    why = "Somebody else has invited this address just now."


class TooManyInvitations(Refused):
    why = "That were many invitations for one day. Go on tomorrow."


class InvitationClosed(Refused):
    why = "This invitation was used or withdrawn."


class NotYourInvitation(Refused):
    why = "This invitation is for another address."


class LastAdmin(Refused):
    why = "This is the only active admin. Make somebody else an admin first."


class TeamLoop(Refused):
    why = "A team cannot be part of itself, or of a team below it."


class TeamNameTaken(Refused):
    why = "Another team has this name."


@contextmanager
def unless(constraint: str, refusal: type[Exception]) -> Iterator[None]:
    """Turn the breach of one named constraint into a refusal; the surrounding transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraint in str(error):
            raise refusal from error
        raise
