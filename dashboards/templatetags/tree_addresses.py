"""Addresses within the pages of the tree: what stays of the one that is shown."""

from typing import Any
from urllib.parse import urlencode

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def kept(context: dict[str, Any], *names: str, **values: object) -> str:
    """`{% url … %}{% kept "period" "as_of" of=objective.pk %}`: these of the query as they are, and these values."""
    query = context["request"].GET
    pairs = [(name, query[name]) for name in names if query.get(name)]
    pairs += [(name, str(value)) for name, value in values.items() if value not in ("", None)]
    return f"?{urlencode(pairs)}" if pairs else ""
