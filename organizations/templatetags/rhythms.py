"""How often check-ins are due, as pages say it."""

from django import template

from organizations.rhythm import in_words

register = template.Library()
register.filter("in_words", in_words)
