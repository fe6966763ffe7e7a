"""Key results in templates: their aims and values in words."""

from decimal import Decimal

from django import template

from objectives.models import KeyResult, KeyResultVersion
from objectives.wording import aim_in_words, value_in_words

register = template.Library()


@register.filter
def aim(key_result: KeyResult | KeyResultVersion) -> str:
    """What it wants: “from 120 to 200 customers”."""
    return aim_in_words(key_result)


@register.filter
def valued(key_result: KeyResult | KeyResultVersion, value: Decimal | None) -> str:
    """A value with the key result's unit; “no value yet” for None."""
    return value_in_words(key_result, value)
