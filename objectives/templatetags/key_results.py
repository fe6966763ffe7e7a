"""Key results in templates: their aims and values in words."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django import template

from objectives.models import KeyResult, KeyResultVersion
from objectives.wording import Said, aim_in_words, value_in_words, value_said

register = template.Library()


@register.filter
def aim(key_result: KeyResult | KeyResultVersion) -> str:
    """What it wants: “from 120 to 200 customers”."""
    return aim_in_words(key_result)


@register.filter
def valued(key_result: KeyResult | KeyResultVersion, value: Decimal | None) -> str:
    """A value with the key result's unit; “no value yet” for None."""
    return value_in_words(key_result, value)


@register.filter
def said(check_in: Said) -> str:
    """`{{ check_in|said }}`: its value with the unit; of milestones those that it ticked."""
    return value_said(check_in)


@register.filter
def told_of(words: Mapping[UUID, str], thing_id: UUID) -> str:
    """`{{ work|told_of:key_result.pk }}`: “2 initiatives running, 1 planned”; empty where there is nothing to tell."""
    return words.get(thing_id, "")
