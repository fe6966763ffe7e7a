"""What happens when people talk: they say something, put it otherwise, take it back, or show that they have read."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from checkins.mentions import mentioned_in
from checkins.models import Acknowledgement, CheckIn, Comment, CommentVersion, Mention
from checkins.subjects import Subject, subject_of, thing_of
from checkins.telling import tell_of_acknowledgement, tell_of_comment, tell_of_mentions
from organizations.actions.refusals import Refused, unless
from organizations.models import Membership, record


class TooLate(Refused):
    why = "An hour has passed since you wrote it: now it stays as it is."


class IsWithdrawn(Refused):
    why = "You have withdrawn this comment."


class NobodyToAsk(Refused):
    why = "Nobody answers for it whom you could ask. Write it without asking."


class SaidAlready(Refused):
    why = "This form has been sent before. Load the page again."


class OwnCheckIn(Refused):
    why = "This is your own check-in."


@transaction.atomic
def say(
    subject: Subject,
    *,
    by: Membership,
    text: str,
    asks: bool = False,
    submission_key: UUID | None = None,
    at: datetime | None = None,
) -> Comment:
    """A comment, and a notice for each whom it concerns. The same form again is the same comment.

    Raises NobodyToAsk, SaidAlready. Permission is the caller's question.
    """
    moment = at or timezone.now()
    if submission_key and (before := Comment.objects.filter(submission_key=submission_key, author=by).first()):
        return before
    asked = who_is_asked(subject, by) if asks else None
    facts = {"author": by, "asked": asked, "submission_key": submission_key, "created_at": moment}
    with unless("a_form_sent_twice_is_one_comment", SaidAlready):
        comment = Comment.objects.create(**{subject.column: subject.thing}, **facts)
    meant = put_into_words(comment, text, at=moment)
    tell_of_comment(comment, subject, set(meant.values()), at=moment)
    trace("asked" if asked else "commented", comment, subject, by=by, at=moment)
    return comment


def who_is_asked(subject: Subject, by: Membership) -> Membership:
    answerer = subject.answerer
    if answerer is None or not answerer.is_active or answerer == by:
        raise NobodyToAsk
    return answerer


def put_into_words(comment: Comment, text: str, *, at: datetime) -> Mapping[str, UUID]:
    version = CommentVersion.objects.create(comment=comment, text=text, created_at=at)
    meant = mentioned_in(text)
    Mention.objects.bulk_create(Mention(version=version, membership_id=pk, words=words) for words, pk in meant.items())
    return meant


@transaction.atomic
def say_otherwise(comment: Comment, *, by: Membership, text: str, at: datetime | None = None) -> Comment:
    """Within the hour; what it said before stays readable. Raises TooLate, IsWithdrawn."""
    moment = at or timezone.now()
    if newest_of(comment, moment).text == text:
        return comment
    meant = put_into_words(comment, text, at=moment)
    tell_of_mentions(comment, set(meant.values()), at=moment)
    trace("comment_changed", comment, subject_of(thing_of(comment)), by=by, at=moment)
    return comment


@transaction.atomic
def withdraw(comment: Comment, *, by: Membership, at: datetime | None = None) -> Comment:
    """Within the hour: its words are shown to nobody any more. Raises TooLate, IsWithdrawn."""
    moment = at or timezone.now()
    newest_of(comment, moment)
    CommentVersion.objects.create(comment=comment, is_withdrawn=True, created_at=moment)
    trace("comment_withdrawn", comment, subject_of(thing_of(comment)), by=by, at=moment)
    return comment


def newest_of(comment: Comment, at: datetime) -> CommentVersion:
    """What it says, while that may still be changed."""
    newest = comment.versions.order_by("-created_at", "-id")[0]
    if newest.is_withdrawn:
        raise IsWithdrawn
    if not comment.may_change_at(at):
        raise TooLate
    return newest


@transaction.atomic
def acknowledge(check_in: CheckIn, *, by: Membership, at: datetime | None = None) -> None:
    """She has seen it: its author is told, once. Raises OwnCheckIn."""
    moment = at or timezone.now()
    if check_in.author_id == by.pk:
        raise OwnCheckIn
    once = {"check_in": check_in, "membership": by}
    seen, is_new = Acknowledgement.objects.get_or_create(**once, defaults={"created_at": moment})
    if not is_new:
        return
    if check_in.author:
        tell_of_acknowledgement(seen, check_in.author, at=moment)
    objective_id = check_in.key_result.objective_id
    record("acknowledged", check_in, by=by, objective_id=objective_id, at=moment)


def trace(verb: str, comment: Comment, subject: Subject, *, by: Membership, at: datetime) -> None:
    record(verb, subject.thing, by=by, objective_id=subject.objective_id, at=at, comment=str(comment.pk))
