"""How objectives ended, in templates: the word of a band with its shape, and what nobody scored."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from dashboards.report.endings import Outcome
from objectives.scores import Band
from objectives.templatetags.scores import OUTLINE, SHAPES

register = template.Library()

DASHED = '<circle cx="6" cy="6" r="4.8" fill="none" stroke="currentColor" stroke-dasharray="2.2 2.83"/>'


@register.simple_tag
def outcome(value: Outcome) -> str:
    """`{% outcome ending.outcome %}`: ◐ partly, or not scored; never a colour."""
    shape = DASHED if value == Outcome.UNSCORED else OUTLINE + SHAPES[Band(value)]
    return format_html(
        '<span class="score-band"><svg class="shape" viewBox="0 0 12 12" aria-hidden="true">{}</svg> {}</span>',
        mark_safe(shape),
        value.label,
    )
