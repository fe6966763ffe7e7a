"""The letters of a period that is over, to whoever has scores, reflections or final values left to give."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from checkins.models import Reminder, ReminderKind
from checkins.owing import FINALLY, owed_by
from checkins.reminders.periods import Due
from checkins.windows import Moment
from dashboards.letters.asked import dues_of, names_of
from dashboards.letters.document import Document, Link, Row, section
from dashboards.letters.phrases import address, counted, full_day
from dashboards.periods_due import Ending, endings_of
from objectives.wording import value_in_words
from organizations.models import Membership, Organization


def score_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """None where nothing is left for her to say."""
    membership = reminder.membership
    organization = membership.organization
    found = dues_of(reminder, moment)
    today = moment.at.astimezone(membership.zone).date()
    endings = endings_of(membership, [due.period for due in found], today)
    finals = final_values_of(membership, found, moment)
    reviews = [row for ending in endings for row in reviews_of(ending, organization)]
    if not (reviews or finals):
        return None
    names = names_of(found)
    is_last_call = reminder.kind == ReminderKind.SCORE_SOON
    return Document(
        subject=f"{'The last days to score' if is_last_call else 'Time to score'} {names}",
        opening=[over(due, today, is_last_call=is_last_call) for due in found],
        sections=[
            *section("To score and reflect", reviews, more=address("home", organization)),
            *section("Final values", values_of(finals, organization), more=address("check_ins", organization)),
        ],
        button=button_of(reviews, organization),
        closing=of_the_teams(endings),
        why=f"You get this because you own objectives or key results in {names}.",
    )


def over(due: Due, today: date, *, is_last_call: bool) -> str:
    until = full_day(due.until)
    if is_last_call:
        return f"{due.period.name} is over, and its scores are expected until {until}."
    ended = "ended" if due.period.ends_on < today else "ends"
    asked = "what you have to say of it is" if today <= due.until else "what you had to say of it was"
    return f"{due.period.name} {ended} on {full_day(due.period.ends_on)}; {asked} expected until {until}."


def final_values_of(membership: Membership, found: Sequence[Due], moment: Moment) -> list[Any]:
    """Key results that wait for their last value; one query."""
    owed = owed_by(membership.pk, moment).filter(FINALLY, is_answered=False, period__in=[due.period for due in found])
    return list(owed.select_related("period", "objective").order_by("period__starts_on", "objective__title", "id"))


def reviews_of(ending: Ending, organization: Organization) -> list[Row]:
    mine = [
        Row(
            words=review.objective.title,
            link=address("objective_review", organization, objective_id=review.objective.pk),
            meta=f"Missing: {', '.join(review.missing)}",
        )
        for review in ending.mine
    ]
    others = [
        Row(
            words=key_result.title,
            link=address("objective_review", organization, objective_id=review.objective.pk),
            meta=f"Missing: its score, for {review.objective.title}",
        )
        for review, key_results in ending.to_score
        for key_result in key_results
    ]
    return [*mine, *others]


def values_of(finals: Sequence[Any], organization: Organization) -> list[Row]:
    return [
        Row(
            words=key_result.title,
            link=address("check_in_one", organization, key_result_id=key_result.pk),
            figure=value_in_words(key_result, key_result.current),
            meta=key_result.objective.title,
        )
        for key_result in finals
    ]


def button_of(reviews: Sequence[Row], organization: Organization) -> Link:
    """Where all that is left stands together; the one review where it is one."""
    if not reviews:
        return Link("Give the final values", address("check_ins", organization))
    if len(reviews) == 1:
        return Link("Score and reflect", reviews[0].link)
    return Link("Score and reflect", address("home", organization))


def of_the_teams(endings: Sequence[Ending]) -> list[str]:
    count = sum(ending.team_count for ending in endings)
    verb = "is" if count == 1 else "are"
    return [f"Of the teams that you lead, {counted(count, 'objective')} {verb} not complete yet."] if count else []
