"""An objective in words: what, why, whose, when, and what it supports."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from objectives.errors import PeriodIsClosed
from objectives.fields import WeightField
from objectives.forms.choices import ReasonedForm, TextField, explained, person_field, reason_field, team_field
from objectives.forms.supports import SupportsField
from objectives.models import BelongsTo, Commitment, Counting, Objective, Period
from objectives.models.versions import Version
from objectives.permissions import can_create_objective, can_weigh_objective
from organizations.models import Membership, Team
from organizations.permissions import team_ids_led_by, team_ids_of

BELONGS_TO = [
    (BelongsTo.COMPANY, explained("The company", "Everyone works towards it.")),
    (BelongsTo.TEAM, explained("A team", "One team answers for it.")),
    (BelongsTo.PERSON, explained("One person", "Somebody's own objective.")),
]
COMMITMENTS = [
    (Commitment.ASPIRATIONAL, explained("Aspirational", "A stretch: 70 % of it is a good result.")),
    (Commitment.COMMITTED, explained("Committed", "A promise that others build on: all of it, or it was missed.")),
]
NOT_YOURS = {
    BelongsTo.COMPANY: "Leaders and admins write the company's objectives.",
    BelongsTo.TEAM: "Once the period is open, this team's leads and admins add its objectives.",
    BelongsTo.PERSON: "A personal objective is for yourself: choose yourself as the owner.",
}


COUNTINGS = [
    (Counting.TOGETHER, explained("Both", "Its key results, and all that supports it as one more part.")),
    (Counting.KEY_RESULTS, explained("Its key results alone", "What supports it is shown and counts nothing in it.")),
    (Counting.SUPPORTERS, explained("What supports it alone", "Its key results are shown and count nothing in it.")),
]


class ObjectiveForm(ReasonedForm):
    """A new objective, or one that is there already; what that one supports is moved on a page of its own."""

    title = forms.CharField(
        max_length=240,
        label="What do you want?",
        help_text="In words, such as “Win the mid-market”. The numbers follow as key results.",
        error_messages={"required": "Write what you want to reach."},
    )
    description = TextField(label="Why", required=False, max_length=5000)
    belongs_to = forms.ChoiceField(label="Belongs to", widget=forms.RadioSelect)
    commitment = forms.ChoiceField(
        label="Kind", choices=COMMITMENTS, initial=Commitment.ASPIRATIONAL, widget=forms.RadioSelect
    )
    weight = WeightField(
        label="Weight in what it supports", help_text="1 counts as much as each of the others, 2 twice."
    )
    counting = forms.ChoiceField(
        label="What counts in it?",
        choices=COUNTINGS,
        initial=Counting.TOGETHER,
        widget=forms.RadioSelect,
        required=False,
    )
    supporters_weight = WeightField(
        label="Weight of its supporters",
        help_text="All objectives that support it count together as one more key result of this weight.",
    )

    def __init__(
        self,
        *args: Any,
        by: Membership,
        periods: Iterable[Period],
        objective: Objective | None = None,
        latest: Version | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.latest = latest
        self.by, self.objective = by, objective
        self.periods = {period.pk: period for period in periods}
        self.offer_whose(objective)
        self.fields["period"] = forms.TypedChoiceField(
            choices=[(p.pk, f"{p.name} ({p.state})") for p in self.periods.values()], coerce=UUID
        )
        if objective is None:
            self.fields["supports"] = SupportsField(by)
        if not all(period.is_planned for period in self.periods.values()):
            help_text = REASON_HELP_OF_EDIT if objective else REASON_HELP_OF_NEW
            self.fields["reason"] = reason_field(is_needed=False, help_text=help_text)
        self.order_fields(ORDER)

    def offer_whose(self, objective: Objective | None) -> None:
        """The choices that this person has."""
        by, belongs_to = self.by, self.fields["belongs_to"]
        hidden = (
            set() if by.is_leader or (objective and objective.belongs_to == BelongsTo.COMPANY) else {BelongsTo.COMPANY}
        )
        team_ids = self.team_ids_offered(objective)
        if team_ids or (team_ids is None and Team.objects.exists()):
            self.fields["team"] = team_field(team_ids, empty_label="No team", help_text="Where it belongs to a team.")
        else:
            hidden.add(BelongsTo.TEAM)
        belongs_to.choices = [choice for choice in BELONGS_TO if choice[0] not in hidden]  # type: ignore[attr-defined]
        belongs_to.initial = BelongsTo.COMPANY if by.is_leader else BelongsTo.PERSON
        self.fields["owner"] = person_field(
            objective.owner_id if objective else None, initial=by, help_text="Who answers for it."
        )

    def team_ids_offered(self, objective: Objective | None) -> set[UUID] | None:
        """The teams that she may write for in one of the periods, and the one that it belongs to; None for all."""
        if self.by.is_admin:
            return None
        drafts = team_ids_of(self.by) if any(period.is_planned for period in self.periods.values()) else set()
        now = {objective.team_id} if objective and objective.team_id else set()
        return {*team_ids_led_by(self.by), *drafts, *now}

    def clean_counting(self) -> str:
        """A page from before that does not ask leaves it as it is."""
        before = self.objective.counting if self.objective else Counting.TOGETHER
        return self.cleaned_data["counting"] or before

    def clean_period(self) -> Period:
        period = self.periods[self.cleaned_data["period"]]
        if period.is_closed:
            raise ValidationError(PeriodIsClosed.why)
        return period

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.refuse_if_overtaken()
        if self.cleaned_data.get("belongs_to") != BelongsTo.TEAM:
            self.cleaned_data["team"] = None
        elif not self.cleaned_data.get("team"):
            self.add_error("team", "Choose the team that it belongs to.")
        if not self.errors:
            self.check_whose()
            self.check_weight()
        return self.cleaned_data

    def check_whose(self) -> None:
        """She may write for whomever it belongs to, unless that stays as it is."""
        belongs_to, team, owner = (self.cleaned_data[name] for name in ("belongs_to", "team", "owner"))
        team_id, owner_id = team.pk if team else None, owner.pk if owner else None
        period, was = self.cleaned_data["period"], self.objective
        if was and (was.belongs_to, was.team_id, was.period_id) == (belongs_to, team_id, period.pk):
            return
        if not can_create_objective(self.by, belongs_to, team_id, owner_id, period):
            self.add_error("owner" if belongs_to == BelongsTo.PERSON else "belongs_to", NOT_YOURS[belongs_to])

    def check_weight(self) -> None:
        """What counts how much in an objective is said by whoever may edit that one."""
        supported = self.cleaned_data.get("supports")
        parent = supported.objective if supported else self.objective.parent if self.objective else None
        before = self.objective.weight if self.objective else self.fields["weight"].initial
        if self.cleaned_data["weight"] != before and not can_weigh_objective(self.by, parent):
            self.add_error("weight", f"Whoever may edit “{parent}” says how much this counts there.")

    def facts(self) -> dict[str, Any]:
        """The columns that a valid form says."""
        facts = {name: value for name, value in self.cleaned_data.items() if name not in ("supports", "reason")}
        if self.objective is None:
            supported = self.cleaned_data["supports"]
            facts["parent"] = supported.objective if supported else None
            facts["parent_key_result"] = supported.key_result if supported else None
        return facts


class MoveForm(ReasonedForm):
    """What an objective supports from now on."""

    def __init__(self, *args: Any, by: Membership, objective: Objective, **options: Any) -> None:
        super().__init__(*args, **options)
        self.objective = objective
        self.fields["supports"] = SupportsField(by)
        if not objective.period.is_planned:
            self.fields["reason"] = reason_field(is_needed=objective.period.is_running)

    def clean_supports(self) -> Any:
        supported = self.cleaned_data["supports"]
        if supported and supported.objective == self.objective:
            raise ValidationError("An objective cannot support itself.")
        return supported


REASON_HELP_OF_EDIT = "Needed for every change but of owner and team. It stays in the history for everyone to read."
REASON_HELP_OF_NEW = "Needed in a period that is open already. It stays in the history for everyone to read."
ORDER = (
    *("title", "description", "belongs_to", "team", "owner", "commitment", "period", "supports"),
    *("weight", "counting", "supporters_weight", "reason"),
)
