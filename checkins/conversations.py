"""Conversations as read: who said what about a thing, how it was put before, and who has seen a check-in."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Value, Window
from django.db.models.functions import Coalesce, JSONObject, NullIf, RowNumber
from django.utils.safestring import SafeString

from checkins.mentions import with_mentions
from checkins.models import Acknowledgement, Comment, CommentVersion, Mention
from organizations.models import Membership

# Of each thing on a page of its own, beside others, and on the page of the conversation alone.
NEWEST, NEWEST_BESIDE, MOST = 10, 3, 200
NAME = Coalesce(NullIf("membership__user__name", Value("")), "membership__user__email")


@dataclass(frozen=True)
class Wording:
    """What a comment said from a moment on, as safe HTML."""

    html: SafeString
    at: datetime


@dataclass(frozen=True)
class Said:
    """`wordings` has the newest first; none where it was withdrawn. A question is open until who was asked replies."""

    comment: Comment
    wordings: Sequence[Wording]
    is_open: bool = False

    @property
    def before(self) -> Sequence[Wording]:
        return self.wordings[1:]


@dataclass(frozen=True)
class Conversation:
    """The newest of what was said about a thing, the oldest of these first, and how much there is in all."""

    said: Sequence[Said] = ()
    count: int = 0
    seen_by: Sequence[Membership] = field(default_factory=tuple)

    @property
    def earlier_count(self) -> int:
        return self.count - len(self.said)


def conversations_about(
    things: Collection[UUID],
    *,
    until: datetime | None = None,
    newest: int = NEWEST,
    check_ins: Collection[UUID] = (),
) -> Mapping[UUID, Conversation]:
    """By the id of the thing; of `check_ins` beside it fewer are wanted, and who has seen them.

    `until` a moment as it stood then. Two questions, and one more where anything was said.
    """
    comments = newest_comments([*things, *check_ins], until, newest)
    wordings = wordings_of(comments, until)
    seen = seen_by(check_ins, until) if check_ins else {}
    by_thing: dict[UUID, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_thing[comment.about].append(comment)
    few = set(check_ins) - set(things)
    return {
        about: conversation(by_thing[about], wordings, seen.get(about, ()), NEWEST_BESIDE if about in few else newest)
        for about in {*by_thing, *seen}
    }


def conversation(
    comments: Sequence[Comment], wordings: Mapping[UUID, list[Wording]], seen: Sequence[Membership], newest: int
) -> Conversation:
    said = [Said(comment, wordings.get(comment.pk, ()), is_open(comment, comments, wordings)) for comment in comments]
    count = comments[0].how_many if comments else 0  # type: ignore[attr-defined]
    return Conversation(said[-newest:], count, seen)


def is_open(comment: Comment, comments: Iterable[Comment], wordings: Mapping[UUID, list[Wording]]) -> bool:
    """A question that stands, and that nobody who was asked has replied to since."""
    replies = [c for c in comments if c.author_id == comment.asked_id and c.created_at > comment.created_at]
    return bool(comment.asked_id and wordings.get(comment.pk)) and not any(wordings.get(c.pk) for c in replies)


def newest_comments(abouts: Collection[UUID], until: datetime | None, newest: int) -> list[Comment]:
    """The oldest first; each knows `how_many` there are about its thing. One query."""
    comments = Comment.objects.filter(about__in=abouts)
    if until:
        comments = comments.filter(created_at__lte=until)
    ranked = comments.annotate(
        place=Window(RowNumber(), partition_by="about", order_by=["-created_at", "-id"]),
        how_many=Window(Count("id"), partition_by="about"),
    )
    people = ranked.filter(place__lte=newest).select_related("author__user", "asked__user")
    return list(people.order_by("created_at", "id"))


def wordings_of(comments: Collection[Comment], until: datetime | None) -> dict[UUID, list[Wording]]:
    """By comment, the newest first; none of what was withdrawn. One query, or none."""
    if not comments:
        return {}
    versions = CommentVersion.objects.filter(comment__in=[comment.pk for comment in comments])
    if until:
        versions = versions.filter(created_at__lte=until)
    meant = Mention.objects.filter(version=OuterRef("pk")).values(json=JSONObject(words="words", name=NAME))
    found: dict[UUID, list[Wording]] = defaultdict(list)
    withdrawn = set()
    for version in versions.annotate(names=ArraySubquery(meant)).order_by("-created_at", "-id"):
        if version.is_withdrawn:
            withdrawn.add(version.comment_id)
        found[version.comment_id].append(Wording(html_of(version), version.created_at))
    return {pk: each for pk, each in found.items() if pk not in withdrawn}


def html_of(version: CommentVersion) -> SafeString:
    names = {each["words"]: each["name"] for each in version.names}  # type: ignore[attr-defined]
    return with_mentions(version.text, names)


def seen_by(check_ins: Collection[UUID], until: datetime | None) -> dict[UUID, list[Membership]]:
    """Who has acknowledged each check-in, the first first; one query."""
    seen = Acknowledgement.objects.filter(check_in__in=check_ins).select_related("membership__user")
    if until:
        seen = seen.filter(created_at__lte=until)
    found: dict[UUID, list[Membership]] = defaultdict(list)
    for each in seen.order_by("created_at", "id"):
        found[each.check_in_id].append(each.membership)
    return found
