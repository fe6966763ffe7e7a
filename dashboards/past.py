"""Which objectives a scorecard of the past shows: the questions of `selection`, asked of a standing."""

from collections import Counter
from collections.abc import Callable

from alignment.sources import AsItStood, Voices
from checkins.as_of import standing_at
from checkins.health import Health
from dashboards.place import Choice, Place
from dashboards.selection import MOST_MATCHES, Selection, companys_own, is_of_the_company
from objectives.as_of import Standing
from objectives.models import Objective


def select_as_of(place: Place, choice: Choice) -> Selection:
    """What there was at `place.as_of`, all of it worked out again from the rows that are only ever added."""
    assert place.as_of is not None
    past = Past(place, standing_at([*place.periods, *place.beside], place.as_of))
    shown = sorted(filter(past.shows(choice), past.in_view), key=lambda o: (-o.weight, o.title, o.pk))
    matches = sorted(filter(past.matches(choice), past.here), key=lambda o: (o.title, o.pk))
    matches = matches[: MOST_MATCHES + 1] if choice.is_filtered else []
    counted = companys_own(shown, place, choice) or past.supporting_what_is_around()
    past.standing.dress([*shown, *matches, *counted], place.membership.organization)
    return Selection(
        shown=shown,
        matches=matches,
        counted=counted,
        health_counts=past.health_counts(),
        unaligned_count=sum(past.stands_alone(o) and not is_of_the_company(o) for o in past.in_view),
        source=AsItStood(past.standing),
    )


class Past:
    """A place with everything that stood in it."""

    def __init__(self, place: Place, standing: Standing) -> None:
        self.place, self.standing = place, standing
        ids, self.root_ids = ({p.pk for p in each} for each in (place.periods, [place.period, *place.enclosing]))
        self.in_view = [o for o in standing.objectives.values() if o.is_active and o.period_id in ids]
        self.here = [o for o in self.in_view if o.period_id == place.period.pk]
        voices = Voices(standing, place.moment)
        self.healths = [
            (k.objective_id, voices.verdict(k).health)
            for k in standing.key_results.values()
            if k.period_id == place.period.pk and k.is_active and k.objective.is_active
        ]

    def stands_alone(self, objective: Objective) -> bool:
        if objective.depth or objective.period_id not in self.root_ids:
            return False
        parent = self.supported_by(objective)
        return parent is None or not parent.is_active

    def supported_by(self, objective: Objective) -> Objective | None:
        return self.standing.objectives.get(objective.parent_id) if objective.parent_id else None

    def shows(self, choice: Choice) -> Callable[[Objective], bool]:
        """The roots, and what supported the rows that are open."""
        opened = frozenset() if choice.is_filtered else choice.opened

        def is_shown(objective: Objective) -> bool:
            may_be_a_root = is_of_the_company(objective) or choice.unaligned_is_open
            return objective.parent_id in opened or (may_be_a_root and self.stands_alone(objective))

        return is_shown

    def matches(self, choice: Choice) -> Callable[[Objective], bool]:
        owned = {k.objective_id for k in self.standing.key_results.values() if k.owner_id == choice.owner_id}
        in_health = {objective_id for objective_id, each in self.healths if each == choice.health}

        def fits(objective: Objective) -> bool:
            return (
                (choice.team_id is None or objective.team_id == choice.team_id)
                and (choice.owner_id is None or objective.owner_id == choice.owner_id or objective.pk in owned)
                and (choice.health is None or objective.pk in in_health)
            )

        return fits

    def supporting_what_is_around(self) -> list[Objective]:
        around = {period.pk for period in self.place.enclosing}
        return [o for o in self.here if (parent := self.supported_by(o)) and parent.period_id in around]

    def health_counts(self) -> dict[Health, int]:
        """How many key results of the period were in each health, the empty ones too."""
        counts = Counter(each for _, each in self.healths)
        return {each: counts[each] for each in Health}
