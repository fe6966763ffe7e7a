"""Components that know no domain: template tags and filters that every page may use without loading anything."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from organizations import form_fields, formatting
from organizations.charts import LineChart, polyline, spark
from organizations.stacked_bars import StackedBars

register = template.Library()
register.filter("percent", formatting.percent)
register.filter("figure", formatting.figure)
register.filter("markdown", formatting.markdown)
register.filter("in_short", formatting.in_short)
register.simple_tag(form_fields.field)
register.inclusion_tag("components/error_summary.html")(form_fields.error_summary)

HEALTH_WORDS = {
    "on_track": "On track",
    "at_risk": "At risk",
    "off_track": "Off track",
    "silent": "Silent",
    "not_started": "Not started",
    "done": "Done",
}
SHAPES = {
    "on_track": '<circle cx="6" cy="6" r="5.5"/>',
    "at_risk": '<path d="M6 .7 12 11.3H0z"/>',
    "off_track": '<path d="M1 1h10v10H1z"/>',
    "silent": '<circle cx="6" cy="6" r="4.8"/>',
    "not_started": '<circle cx="6" cy="6" r="4.8" stroke-dasharray="2.2 2.83"/>',
    "done": '<path d="m1 6.5 3.5 3.5L11 2.5"/>',
}


@register.filter
def ago(moment: datetime | None) -> str:
    """`{{ check_in.created_at|ago }}`: just now, 3 hours ago, 2 days ago."""
    return formatting.ago(moment, timezone.now())


@register.simple_tag
def moment(at: datetime | None) -> str:
    """`{% moment check_in.created_at %}`: how long ago, with the exact moment for whoever asks."""
    if at is None:
        return "never"
    local = timezone.localtime(at)
    exact = f"{local.day} {local:%B %Y, %H:%M}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact, ago(at))


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """`{% icon "chevron-right" %}`: a Lucide icon that screen readers skip."""
    return mark_safe(lucide(name, size=None, **{"class": "icon", "aria-hidden": "true"}))


@register.simple_tag
def progress_bar(value: formatting.Number | None, expected: formatting.Number | None = None, label: str = "") -> str:
    """`{% progress_bar 0.52 expected=0.6 %}`: a bar with a mark where one would expect to be today."""
    words = "no progress yet" if value is None else formatting.percent(value)
    words = f"{words} (expected {formatting.percent(expected)})" if expected is not None else words
    words = f"{label}: {words}" if label else words
    return format_html(
        '<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bar-track" width="100" height="8"/><rect class="bar-value" width="{}" height="8"/>{}</svg>',
        words,
        _width(value or 0),
        _expected_mark(expected),
    )


@register.simple_tag
def health(status: str, confidence: int | None = None, compact: bool = False) -> str:
    """`{% health "on_track" 7 %}`: shape, word and how sure the owner is."""
    return format_html(
        '<span class="health {}">{}<span{}>{}</span>{}</span>',
        status,
        shape(status),
        mark_safe(' class="visually-hidden"') if compact else "",
        HEALTH_WORDS[status],
        _confidence(confidence),
    )


@register.simple_tag
def shape(status: str) -> SafeString:
    """`{% shape "at_risk" %}`: the shape of a health alone, which screen readers skip."""
    return format_html('<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">{}</svg>', mark_safe(SHAPES[status]))


@register.simple_tag
def trend(change: formatting.Number | None) -> str:
    """`{% trend 0.04 %}`: points gained or lost since last week, from a share of 1."""
    if change is None:
        return ""
    count = int(change * 100)
    arrow, words = ("↑", "up") if count > 0 else ("↓", "down") if count < 0 else ("→", "unchanged")
    spoken = f"{words} {abs(count)} points since last week" if count else f"{words} since last week"
    shown = f"{arrow}\u2009{abs(count)}" if count else arrow
    return format_html(
        '<span class="trend"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></span>',
        shown,
        spoken,
    )


@register.simple_tag
def sparkline(
    values: Sequence[float | None], label: str = "Trend", low: float | None = None, high: float | None = None
) -> str:
    """`{% sparkline values label="Last eight weeks" %}`: a line as small as a word, its last value a dot.

    With `low=0 high=100` lines beside each other have one scale.
    """
    spots = spark(values, None if low is None or high is None else (low, high))
    if not spots:
        return ""
    known = [value for value in values if value is not None]
    words = f"{label}: {formatting.figure(known[0])} to {formatting.figure(known[-1])}"
    last = f"{spots[-1].x:g},{spots[-1].y:g}"
    return format_html(
        '<svg class="sparkline" viewBox="0 0 100 100" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polyline vector-effect="non-scaling-stroke" points="{}"/>'
        '<polyline class="sparkline-now" vector-effect="non-scaling-stroke" points="{} {}"/></svg>',
        words,
        polyline(spots),
        last,
        last,
    )


@register.inclusion_tag("components/line_chart.html")
def line_chart(chart: LineChart) -> dict[str, LineChart]:
    """`{% line_chart chart %}`: values, the expected line, the target and the moves of the goalposts."""
    return {"chart": chart}


@register.inclusion_tag("components/stacked_bars.html")
def stacked_bars(chart: StackedBars) -> dict[str, StackedBars]:
    """`{% stacked_bars chart %}`: what so many are made of, bar by bar; one to a page."""
    return {"chart": chart}


@register.simple_block_tag
def empty_state(content: str, title: str) -> str:
    """`{% empty_state "One sentence." %}<a class="button" …>{% endempty_state %}`."""
    return render_to_string("components/empty_state.html", {"title": title, "content": content})


def _width(share: formatting.Number) -> str:
    return f"{min(max(float(share), 0), 1) * 100:.4g}"


def _expected_mark(expected: formatting.Number | None) -> str:
    if expected is None:
        return ""
    line = '<line class="{0}" x1="{1}" x2="{1}" y1="-4" y2="12" vector-effect="non-scaling-stroke"/>'
    at = _width(expected)
    return format_html(line, "bar-halo", at) + format_html(line, "bar-expected", at)


def _confidence(confidence: int | None) -> str:
    if confidence is None:
        return ""
    return format_html(
        '<span class="health-number"><span class="visually-hidden">, confidence </span>{}</span>', confidence
    )
