"""What contributes to a key result, and what could: the page as read."""

from collections.abc import Sequence
from dataclasses import dataclass

from objectives.contribution import WITH_A_VALUE, why_not
from objectives.models import Contribution, KeyResult, Period
from organizations.models import Membership

MOST_FOUND = 20


@dataclass(frozen=True)
class Candidate:
    """A key result that could contribute; `why_not` says in words why it cannot, and is empty where it can."""

    key_result: KeyResult
    why_not: str


@dataclass(frozen=True)
class Contributors:
    """Those that contribute, and those that the search has found."""

    contributors: Sequence[KeyResult]
    found: Sequence[Candidate]
    is_cut: bool


def contributors_of(to: KeyResult, membership: Membership, periods: Sequence[Period], text: str) -> Contributors:
    """Two questions. Those that can contribute come first; without a text those of what supports it."""
    edges = Contribution.objects.standing().filter(to=to).select_related("key_result__objective")
    contributors = sorted((edge.key_result for edge in edges), key=lambda each: (each.title, each.pk))
    fitting = KeyResult.objects.visible_to(membership).active().exclude(pk__in=[to.pk, *(k.pk for k in contributors)])
    fitting = fitting.filter(period__in=[each for each in periods if to.period.contains(each)])
    for word in text.split():
        fitting = fitting.filter(title__icontains=word)
    if not text:
        fitting = fitting.filter(objective__parent=to.objective_id, measure__in=WITH_A_VALUE)
    rows = list(
        fitting.select_related("objective__team", "owner__user", "period").order_by("title", "id")[: MOST_FOUND + 1]
    )
    found = [Candidate(each, why_not(each, to)) for each in rows[:MOST_FOUND]]
    return Contributors(contributors, sorted(found, key=lambda each: bool(each.why_not)), len(rows) > MOST_FOUND)
