"""Health in templates: the worst of the three, and beside it always all three."""

from decimal import Decimal

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from checkins.health import Freshness, Health, Verdict
from objectives.confidence import to_one_decimal
from organizations.templatetags.components import shape

register = template.Library()

MISSED = {Freshness.FRESH: "nothing missed", Freshness.STALE: "one check-in missed", Freshness.SILENT: "two missed"}


@register.simple_tag
def voices(verdict: Verdict) -> SafeString:
    """`{% voices row.verdict %}`: said, pace and word, each with its shape; nothing of what is done."""
    if verdict.is_done:
        return SafeString("")
    fresh = verdict.freshness
    three = [
        (verdict.said, confidence_in_words(verdict), "said", verdict.said.label),
        (verdict.paced or Health.NOT_STARTED, f"pace{behind(verdict)}", "", pace_in_words(verdict)),
        (fresh.health if fresh else Health.NOT_STARTED, "word", "", MISSED[fresh] if fresh else "not asked for yet"),
    ]
    return format_html(
        '<span class="voices">{}</span>',
        format_html_join(
            "",
            '<span class="voice {}" title="{}">{}<span class="visually-hidden">{} </span>{}'
            '<span class="visually-hidden">: {}, </span></span>',
            (
                (health, f"{name or shown.split()[0]}: {words}".capitalize(), shape(health), name, shown, words)
                for health, shown, name, words in three
            ),
        ),
    )


def confidence_in_words(verdict: Verdict) -> str:
    return "–" if verdict.confidence is None else str(to_one_decimal(Decimal(verdict.confidence)))


def behind(verdict: Verdict) -> str:
    """Whole points behind what is asked: nothing where it is kept."""
    points = int(verdict.pace.behind * 100) if verdict.pace else 0
    return f" \u2212{points}" if points > 0 else ""


def pace_in_words(verdict: Verdict) -> str:
    if verdict.pace is None or verdict.paced is None:
        return "not judged yet"
    points = int(verdict.pace.behind * 100)
    return f"{verdict.paced.label.lower()}, {f'{points} points behind what is asked' if points > 0 else 'kept'}"
