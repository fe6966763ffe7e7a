"""Which part of a name was looked for."""

import re
from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def marked(name: str, words: Sequence[str]) -> SafeString:
    """Each of the words within <mark>; everything is escaped."""
    if not words:
        return format_html("{}", name)
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    # Every second part is a match.
    parts = re.split(f"({pattern})", str(name), flags=re.IGNORECASE)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", part) if n % 2 else part,) for n, part in enumerate(parts))
    )
