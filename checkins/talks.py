"""What a page shows of the talk about its thing: the conversation, those about its check-ins, and the form."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from checkins.conversations import NEWEST, Conversation, conversations_about
from checkins.forms_comments import CommentForm
from checkins.models import CheckIn
from checkins.permissions import can_acknowledge, can_comment
from checkins.requests import moment_of
from checkins.subjects import Subject, Thing, subject_of
from objectives.models import Objective
from organizations.interrupted import interrupted_form
from organizations.requests import OrganizationRequest


@dataclass(frozen=True)
class Talk:
    """`form` is None where she may not talk, or reads the past; `at` is when she looks.

    All of it stands at `address`, and its newest at `page`.
    """

    subject: Subject
    address: str
    page: str
    conversations: Mapping[UUID, Conversation]
    form: CommentForm | None
    may_acknowledge: bool
    at: datetime

    @property
    def own(self) -> Conversation:
        return self.about(self.subject.thing.pk)

    def about(self, thing_id: UUID) -> Conversation:
        return self.conversations.get(thing_id, Conversation())


def talk_about(
    request: OrganizationRequest,
    thing: Thing,
    *,
    check_ins: Collection[CheckIn] = (),
    until: datetime | None = None,
    form: CommentForm | None = None,
    newest: int = NEWEST,
) -> Talk:
    """Two questions, one more where anything was said, and one or two where she is no leader.

    `form` is one that was refused.
    """
    subject, membership, slug = subject_of(thing), request.membership, request.organization.slug
    may_talk = can_comment(membership) and until is None
    shown = [thing] if isinstance(thing, CheckIn) else check_ins
    return Talk(
        subject=subject,
        address=subject.address(slug),
        page=subject.page(slug),
        conversations=conversations_about([thing.pk], until=until, newest=newest, check_ins=[c.pk for c in shown]),
        form=form or new_form(request, subject) if may_talk else None,
        may_acknowledge=bool(shown) and until is None and can_acknowledge(membership, objective_of(thing)),
        at=moment_of(request).at,
    )


def new_form(request: OrganizationRequest, subject: Subject) -> CommentForm:
    """Empty, or with what was typed before she signed in again; `?ask` has the question ticked."""
    typed = interrupted_form(request) if request.method != "POST" else None
    return CommentForm(subject, request.membership, typed, is_question="ask" in request.GET)


def objective_of(thing: Thing) -> Objective:
    if isinstance(thing, CheckIn):
        return thing.key_result.objective
    return thing if isinstance(thing, Objective) else thing.objective
