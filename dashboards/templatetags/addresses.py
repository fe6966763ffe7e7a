"""The address of the page that is shown, with one thing changed."""

from typing import Any
from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def toggled(context: dict[str, Any], name: str, value: object) -> str:
    """The query with `value` put among those of `name`, or taken out where it is."""
    query = context["request"].GET.copy()
    values = query.getlist(name)
    text = str(value)
    query.setlist(name, [v for v in values if v != text] if text in values else [*values, text])
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def as_of(context: dict[str, Any]) -> str:
    """`{% url "objective" … %}{% as_of %}`: the query that keeps a link in the past that is looked at."""
    text = context["request"].GET.get("as_of", "")
    return f"?{urlencode({'as_of': text})}" if text else ""


@register.simple_tag(takes_context=True)
def replaced(context: dict[str, Any], **values: object) -> str:
    """The query with these values; an empty one is left out."""
    query = context["request"].GET.copy()
    for name, value in values.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return f"?{query.urlencode()}"
