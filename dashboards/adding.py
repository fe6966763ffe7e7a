"""What adds into a key result, and what it adds into, as read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from dashboards.reading import Reading
from objectives.models import Contribution, KeyResult


@dataclass(frozen=True)
class Adding:
    """By title; both empty where it stands for itself."""

    contributors: Sequence[KeyResult] = ()
    into: Sequence[KeyResult] = ()


def adding_of(key_result: KeyResult, reading: Reading) -> Adding:
    """Directly, also what is set aside and counts nothing. One question; none of the past, which is in memory."""
    if reading.standing:
        known, edges = reading.standing.key_results, reading.standing.contributions
        contributors = [known[pk] for pk, to in edges if to == key_result.pk and pk in known]
        into = [known[to] for pk, to in edges if pk == key_result.pk and to in known]
    else:
        found = Contribution.objects.standing().filter(Q(to=key_result) | Q(key_result=key_result))
        both = list(found.select_related("key_result__objective", "to__objective"))
        contributors = [edge.key_result for edge in both if edge.to_id == key_result.pk]
        into = [edge.to for edge in both if edge.key_result_id == key_result.pk]
    return Adding(in_order(contributors), in_order(into))


def in_order(key_results: Sequence[KeyResult]) -> list[KeyResult]:
    return sorted(key_results, key=lambda key_result: (key_result.title, key_result.pk))
