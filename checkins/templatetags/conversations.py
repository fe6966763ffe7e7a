"""Conversations in templates."""

from uuid import UUID

from django import template

from checkins.conversations import Conversation
from checkins.models import Comment
from checkins.talks import Talk

register = template.Library()


@register.filter
def about(talk: Talk, thing_id: UUID) -> Conversation:
    """`{% with own=talk|about:check_in.pk %}`: what was said about one of the page's things."""
    return talk.about(thing_id)


@register.filter
def may_be_changed(comment: Comment, talk: Talk) -> bool:
    """Whether its author still may, as of when the page is read."""
    return comment.may_change_at(talk.at)
