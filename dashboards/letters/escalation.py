"""The letter to a lead: of what nobody has spoken, three days after it was due."""

from typing import Any
from uuid import UUID

from django.db.models import Q

from checkins.health import health_of
from checkins.models import Reminder
from checkins.owing import WEEKLY, owing
from checkins.reminders.making import ESCALATED_AFTER
from checkins.windows import Moment
from dashboards.letters.document import Document, Link, Row, section
from dashboards.letters.phrases import address, counted, day, day_of, mark
from dashboards.quiet import names_of
from objectives.wording import value_in_words
from organizations.models import TeamMembership

Names = dict[UUID, str]


def escalation_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """None where nothing is silent any more, or leads are not to hear of it."""
    silent = silent_below(reminder, moment) if moment.organization.escalates else []
    if not silent:
        return None
    organization, team = reminder.membership.organization, reminder.team
    names = names_of({key_result.ower_id for key_result in silent})
    silent.sort(key=lambda key_result: (names[key_result.ower_id].lower(), key_result.title.lower()))
    what = counted(len(silent), "key result")
    were = "it was" if len(silent) == 1 else "they were"
    where = f"of {team.name}" if team else "below your objectives"
    button = (
        Link(f"Open {team.name}", address("team", organization, team_id=team.pk))
        if team
        else Link("Open your objectives", address("home", organization))
    )
    return Document(
        subject=f"Nobody has checked in on {what} {where}",
        opening=[
            f"Nobody has checked in on {what} {where} since {day(min(k.week_on for k in silent))}, when {were} due."
        ],
        sections=section("Without a word", [row_of(k, names, moment) for k in silent], more=button.address),
        button=button,
        why=f"You get this because you lead {team.name}." if team else WITHOUT_A_TEAM,
    )


WITHOUT_A_TEAM = "You get this because these key results support an objective of yours and have no team."


def silent_below(reminder: Reminder, moment: Moment) -> list[Any]:
    """Of the team that she leads still, without one of what supports her objectives; not her own. One query."""
    lead = reminder.membership
    below = Q(objective__team=None, objective__parent__owner=lead)
    led = TeamMembership.objects.filter(membership=lead, is_lead=True, team=reminder.team_id)
    whose = Q(objective__team__in=led.values("team")) if reminder.team_id else below
    found = owing(moment).filter(WEEKLY, whose, is_answered=False).exclude(ower_id=lead.pk)
    today = moment.at.astimezone(lead.zone).date()
    rows = found.select_related("period", "objective", "owner__user")
    return [key_result for key_result in rows if key_result.week_on + ESCALATED_AFTER <= today]


def row_of(key_result: Any, names: Names, moment: Moment) -> Row:
    who = names[key_result.ower_id]
    if key_result.owner and key_result.owner_id != key_result.ower_id:
        who = f"{who}, for {key_result.owner}"
    last = f"last word on {day_of(key_result.heard_at)}" if key_result.heard_at else "nobody has spoken yet"
    return Row(
        words=key_result.title,
        link=address("key_result", moment.organization, key_result_id=key_result.pk),
        figure=value_in_words(key_result, key_result.current),
        mark=mark(health_of(key_result, moment), key_result.confidence),
        meta=f"{who} · {last}",
    )
