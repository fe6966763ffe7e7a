"""Scores in templates: two decimals, with the word and the shape of their band."""

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from objectives.scores import Band, band, score_in_words

register = template.Library()
register.filter("as_score", score_in_words)

# A circle, the fuller the better.
SHAPES = {
    Band.MET: '<circle cx="6" cy="6" r="5.5" fill="currentColor"/>',
    Band.NEARLY: '<path d="M6 6V1.2A4.8 4.8 0 1 1 1.2 6z" fill="currentColor"/>',
    Band.PARTLY: '<path d="M6 1.2a4.8 4.8 0 0 1 0 9.6z" fill="currentColor"/>',
    Band.MISSED: "",
}
OUTLINE = '<circle cx="6" cy="6" r="4.8" fill="none" stroke="currentColor" stroke-width="1.4"/>'


@register.simple_tag
def score(value: Decimal | None, commitment: str) -> str:
    """`{% score grade.value objective.commitment %}`: 0.64 ◐ partly; a dash where there is none."""
    if value is None:
        return score_in_words(None)
    of = band(value, commitment)
    return format_html(
        '<span class="score-band"><strong>{}</strong> '
        '<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">{}</svg> <span>{}</span></span>',
        score_in_words(value),
        mark_safe(OUTLINE + SHAPES[of]),
        of.value,
    )
