"""What somebody was told of conversations, as read: on Home, among her notices, and in her mails."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from checkins.models import CheckIn, Comment, CommentVersion, Notice, NoticeKind
from checkins.subjects import address_of, column_of, thing_of
from organizations.models import Membership

NEWS_LAST = timedelta(days=7)
MOST_OPEN, MOST_NEWS = 20, 5
WORDS = {
    NoticeKind.QUESTION: "asks you about",
    NoticeKind.MENTION: "mentioned you on",
    NoticeKind.COMMENT: "commented on",
    NoticeKind.ACKNOWLEDGEMENT: "has seen your check-in on",
}


@dataclass(frozen=True)
class Told:
    """“Ada asks you about Paying customers”, what she wrote, and where."""

    notice: Notice
    who: Membership
    title: str
    text: str
    address: str

    @property
    def words(self) -> str:
        return f"{self.who} {self.does} {self.title}"

    @property
    def does(self) -> str:
        return WORDS[NoticeKind(self.notice.kind)]

    @property
    def at(self) -> datetime:
        return self.notice.created_at


@dataclass(frozen=True)
class Heard:
    """What is asked of her and not answered, and what else was said to her of late; the newest first."""

    open: Sequence[Told]
    news: Sequence[Told]


def heard_by(membership: Membership, now: datetime) -> Heard:
    """For Home; one question. A question stays until she replies where it was asked."""
    notices = notices_of(membership).annotate(is_open=ExpressionWrapper(is_open(membership), BooleanField()))
    found = notices.filter(Q(is_open=True) | Q(created_at__gte=now - NEWS_LAST))
    told = tell(found.order_by("-is_open", "-created_at", "-id")[: MOST_OPEN + MOST_NEWS], membership)
    is_asked = [each.notice.is_open for each in told]  # type: ignore[attr-defined]
    asked = [each for each, is_it in zip(told, is_asked, strict=True) if is_it]
    news = [each for each, is_it in zip(told, is_asked, strict=True) if not is_it]
    return Heard(asked[:MOST_OPEN], news[:MOST_NEWS])


def open_questions(membership: Membership) -> list[Told]:
    """What is asked of her and not answered, the oldest first; one question."""
    return tell(notices_of(membership).filter(is_open(membership)).order_by("created_at", "id")[:MOST_OPEN], membership)


def notices_of(membership: Membership) -> QuerySet[Notice]:
    """With all that it takes to show them; none of what was withdrawn."""
    versions = CommentVersion.objects.filter(comment=OuterRef("comment"))
    mine = Notice.objects.filter(membership=membership).filter(~Exists(versions.filter(is_withdrawn=True)))
    newest = versions.order_by("-created_at", "-id").values("text")[:1]
    return mine.annotate(text=Subquery(newest)).select_related(
        *("reminder", "comment__author__user", "comment__check_in__key_result", "comment__key_result"),
        *("comment__objective", "acknowledgement__membership__user", "acknowledgement__check_in__key_result"),
    )


def is_open(membership: Membership) -> Q:
    """A question to which she has not replied where it was asked, or has taken her reply back."""
    replies = Comment.objects.standing().filter(
        author=membership, about=OuterRef("comment__about"), created_at__gt=OuterRef("comment__created_at")
    )
    return Q(~Exists(replies), kind=NoticeKind.QUESTION)


def tell(notices: Iterable[Notice], membership: Membership) -> list[Told]:
    return [told(notice, membership.organization.slug) for notice in notices]


def told(notice: Notice, slug: str) -> Told:
    if notice.acknowledgement:
        check_in = notice.acknowledgement.check_in
        address = address_of("check_in", check_in.pk, slug)
        return Told(notice, notice.acknowledgement.membership, check_in.key_result.title, "", address)
    comment = notice.comment
    assert comment is not None, "the database keeps it so"
    thing = thing_of(comment)
    title = thing.key_result.title if isinstance(thing, CheckIn) else thing.title
    address = f"{address_of(column_of(comment), comment.about, slug)}#comment-{comment.pk}"
    return Told(notice, comment.author, title, notice.text, address)  # type: ignore[attr-defined]
