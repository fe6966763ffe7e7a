"""What a carried objective supports where it goes: the copy of what it supported, or the same as before, or nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from objectives.models import Objective, Period


class Places:
    """Of some objectives, what each supports in `target`; asks one question. Their parents must be loaded with period.

    A copy in the target comes before one in a longer period around it; only what counts and is not closed is supported.
    """

    def __init__(self, originals: Collection[Objective], target: Period) -> None:
        self.target = target
        self.copies: dict[UUID, list[Objective]] = defaultdict(list)
        known = {original.pk for original in originals} | {o.parent_id for o in originals if o.parent_id}
        around = Objective.objects.filter(
            continues_id__in=known, period__starts_on__lte=target.starts_on, period__ends_on__gte=target.ends_on
        ).select_related("period")
        for copy in sorted(around, key=lambda copy: copy.period.day_count):
            assert copy.continues_id is not None
            self.copies[copy.continues_id].append(copy)

    def copy_of(self, original: Objective) -> Objective | None:
        """What was carried into the target before, archived or not."""
        return next((copy for copy in self.copies[original.pk] if copy.period_id == self.target.pk), None)

    def parent_of(self, original: Objective, carried: Mapping[UUID, UUID]) -> UUID | None:
        """The id of what its copy supports; `carried` has the ids of the copies being made, by their originals."""
        parent = original.parent
        if parent is None:
            return None
        if parent.pk in carried:
            return carried[parent.pk]
        return next((above.pk for above in self.candidates(original, parent) if self.may_hold(above)), None)

    def candidates(self, original: Objective, parent: Objective) -> Iterator[Objective]:
        """What was in the same period is there as a copy; what is in a longer one may last."""
        if parent.period_id == original.period_id:
            yield from self.copies[parent.pk]
            yield parent
        else:
            yield parent
            yield from self.copies[parent.pk]

    def may_hold(self, above: Objective) -> bool:
        return above.is_active and above.period.contains(self.target) and not above.period.is_closed
