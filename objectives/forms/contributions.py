"""Why something contributes, or no more."""

from objectives.forms.choices import ReasonForm


class ContributionForm(ReasonForm):
    """A reason, where the period has opened; which key result is meant is said by the button."""
