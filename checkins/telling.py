"""Who is told of what is said: each once, for the best reason, and nobody of what she did herself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from checkins.mentions import reachable
from checkins.models import Acknowledgement, Comment, Notice, NoticeKind, Reminder, ReminderKind
from checkins.subjects import Subject
from organizations.models import Membership, Organization
from organizations.tenancy import current_organization_id

# What is said meanwhile comes with the same mail.
BUNDLED_FOR = timedelta(minutes=5)
OF_USE_FOR = timedelta(days=7)


def tell_of_comment(comment: Comment, subject: Subject, mentioned: Iterable[UUID], *, at: datetime) -> None:
    """Whom it asks, whom it names, whose thing it is, and who has spoken there before."""
    spoke = Comment.objects.filter(about=subject.thing.pk).values_list("author_id", flat=True)
    kinds = dict.fromkeys([*spoke.distinct(), *subject.concerned], NoticeKind.COMMENT)
    kinds |= dict.fromkeys(mentioned, NoticeKind.MENTION)
    if comment.asked_id:
        kinds[comment.asked_id] = NoticeKind.QUESTION
    tell(kinds, comment, at=at)


def tell_of_mentions(comment: Comment, mentioned: Iterable[UUID], *, at: datetime) -> None:
    """Those whom it names since it was changed; who has been told of it is not told again."""
    told = Notice.objects.filter(comment=comment).values_list("membership_id", flat=True)
    tell(dict.fromkeys(set(mentioned) - set(told), NoticeKind.MENTION), comment, at=at)


def tell(kinds: dict[UUID, NoticeKind], comment: Comment, *, at: datetime) -> None:
    kinds.pop(comment.author_id, None)
    people = reachable().filter(pk__in=kinds).order_by("pk").values_list("pk", flat=True) if kinds else []
    told = [Notice(membership_id=pk, kind=kinds[pk], comment=comment, created_at=at) for pk in people]
    Notice.objects.bulk_create(told, ignore_conflicts=True)
    mail_soon([notice.membership_id for notice in told], at=at)


def tell_of_acknowledgement(seen: Acknowledgement, author: Membership, *, at: datetime) -> None:
    """No mail is sent for that alone: it comes with the next one."""
    if author.is_active and author.pk != seen.membership_id:
        kind = NoticeKind.ACKNOWLEDGEMENT
        Notice.objects.create(membership=author, kind=kind, acknowledgement=seen, created_at=at)


def mail_soon(membership_ids: list[UUID], *, at: datetime) -> None:
    """A mail for each, unless one waits for her already that nobody has taken up; and the organization wakes for it.

    One that is being taken up this very moment is locked, and does not count: it may have been written.
    """
    if not membership_ids:
        return
    written = Notice.objects.filter(reminder=OuterRef("pk"))
    waiting = Reminder.objects.still_due().filter(kind=ReminderKind.CONVERSATION, membership__in=membership_ids)
    unwritten = waiting.filter(~Exists(written)).select_for_update(skip_locked=True)
    having = set(unwritten.values_list("membership_id", flat=True))
    mails = [mail_for(pk, at) for pk in membership_ids if pk not in having]
    Reminder.objects.bulk_create(mails)
    if mails:
        sleeping = Organization.objects.filter(pk=current_organization_id(), wakes_at__gt=at + BUNDLED_FOR)
        sleeping.update(wakes_at=at + BUNDLED_FOR)


def mail_for(membership_id: UUID, at: datetime) -> Reminder:
    on = at.date()
    return Reminder(
        membership_id=membership_id,
        kind=ReminderKind.CONVERSATION,
        due_on=on,
        until_on=on + OF_USE_FOR,
        try_at=at + BUNDLED_FOR,
        created_at=at,
    )


def take_into(reminder: Reminder) -> None:
    """What its person has not been mailed yet goes with this mail, and with no other."""
    Notice.objects.filter(membership=reminder.membership_id, reminder=None).update(reminder=reminder)
