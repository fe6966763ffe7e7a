"""Confidence in templates: the number with the word and the shape that it stands for."""

from decimal import Decimal

from django import template

from objectives.confidence import said

register = template.Library()


@register.filter
def health_word(confidence: Decimal | int | None) -> str:
    """The health that a confidence of 0 to 10 speaks of."""
    return said(confidence)
