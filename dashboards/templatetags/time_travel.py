"""As of which day a page is read, in its words, and the steps from there to other days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.utils import timezone

from dashboards.place import day_in, moment_asked_for
from objectives.context import periods_of
from objectives.models import Period
from organizations.models import Organization

register = template.Library()

WEEK = timedelta(weeks=1)
# Pages of one thing, whose period is its own.
OF_A_THING = frozenset({"objective_id", "key_result_id"})


@dataclass(frozen=True)
class Control:
    """`as_of` is the moment in the past that is shown, `last_at` the latest that there is: now, or its closing."""

    organization: Organization
    query: tuple[tuple[str, str], ...]
    asked: datetime | None
    text: str
    last_at: datetime
    is_closed: bool

    @property
    def as_of(self) -> datetime | None:
        return self.asked if self.asked and self.asked < self.last_at else None

    @property
    def day(self) -> date:
        return self.organization.day_of(self.as_of or self.last_at)

    @property
    def last_day(self) -> date:
        return self.organization.day_of(self.last_at)

    @property
    def is_end_of_day(self) -> bool:
        return day_in(self.text) is not None

    @property
    def is_unknown(self) -> bool:
        """What was asked for is no day."""
        return bool(self.text) and self.asked is None

    @property
    def is_to_come(self) -> bool:
        """Tomorrow, or later; of today the page is read as it stands."""
        return self.asked is not None and self.organization.day_of(self.asked) > self.today

    @property
    def is_after_the_end(self) -> bool:
        """Asked for a day on which it was closed already."""
        return self.is_closed and self.asked is not None and self.as_of is None and not self.is_to_come

    @property
    def today(self) -> date:
        return self.organization.day_of(timezone.now())

    @property
    def now(self) -> str:
        """The address of the page as it stands."""
        return f"?{urlencode(self.query)}"

    @property
    def earlier(self) -> str:
        return "" if self.day - date.min < WEEK else self.on(self.day - WEEK)

    @property
    def later(self) -> str:
        """None from the present on; the last step leads to it."""
        if self.as_of is None:
            return ""
        return self.on(self.day + WEEK) if self.last_day - self.day > WEEK else self.now

    def on(self, day: date) -> str:
        return f"?{urlencode([*self.query, ('as_of', day.isoformat())])}"


@register.simple_tag(takes_context=True)
def as_of_control(context: dict[str, Any]) -> Control:
    """`{% as_of_control as control %}`: of the page that is shown, and its `period` where it has one."""
    request, period = context["request"], context.get("period") or None
    # A page of the past shows the period of then; it was closed when it was closed.
    closed_at = next((each.closed_at for each in periods_of(request) if period and each.pk == period.pk), None)
    return Control(
        organization=request.organization,
        query=kept(request, period),
        asked=moment_asked_for(request.GET, request.organization),
        text=request.GET.get("as_of", ""),
        last_at=closed_at or timezone.now(),
        is_closed=closed_at is not None,
    )


def kept(request: Any, period: Period | None) -> tuple[tuple[str, str], ...]:
    """All that the address says but the day; and the period, so that it stays the same when another one begins."""
    query: QueryDict = request.GET
    found = [(name, value) for name, values in query.lists() for value in values if name != "as_of"]
    of_a_thing = OF_A_THING & request.resolver_match.kwargs.keys()
    if period and not of_a_thing and "period" not in query:
        found.insert(0, ("period", str(period.pk)))
    return tuple(found)
