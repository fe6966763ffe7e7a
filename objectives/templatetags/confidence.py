"""Confidence in templates: the number with the word and the shape that it stands for."""

from decimal import Decimal

from django import template

from objectives.confidence import said, to_one_decimal
from organizations.formatting import NOTHING

register = template.Library()


@register.filter
def health_word(confidence: Decimal | int | None) -> str:
    """The health that a confidence of 0 to 10 speaks of."""
    return said(confidence)


@register.filter
def one_decimal(confidence: Decimal | None) -> str:
    """A mean confidence in a table: always one decimal, rounded down; a dash for None."""
    shown = to_one_decimal(confidence)
    return NOTHING if shown is None else f"{shown:.1f}"
