"""How many requests wait for whoever looks, for pages of other apps."""

from typing import Any

from django import template

from alignment.inbox import waiting_for

register = template.Library()


@register.simple_tag(takes_context=True)
def requests_waiting(context: dict[str, Any]) -> int:
    """`{% requests_waiting as count %}`; one question."""
    return waiting_for(context["membership"]).count()
