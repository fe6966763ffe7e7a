"""The letter two weeks before a period begins, to whoever owns something now and has nothing in it yet."""

from collections.abc import Sequence
from datetime import date

from checkins.models import Reminder
from checkins.reminders.periods import Due
from checkins.windows import Moment
from dashboards.letters.asked import dues_of, names_of
from dashboards.letters.document import Document, Link, Row, Section, section
from dashboards.letters.phrases import address, full_day, in_period, progress
from objectives.models import KeyResult, Objective, Period
from objectives.models.period import RUNNING
from organizations.models import Membership, Organization


def set_objectives_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """None where something of hers is in it by now."""
    membership = reminder.membership
    organization = membership.organization
    found = without_hers(dues_of(reminder, moment), membership)
    if not found:
        return None
    objectives, key_results = owned_now(membership)
    rows = [
        *[row_of(each, address("objective", organization, objective_id=each.pk)) for each in objectives],
        *[row_of(each, address("key_result", organization, key_result_id=each.pk)) for each in key_results],
    ]
    today = moment.at.astimezone(membership.zone).date()
    return Document(
        subject=f"Time to set your objectives for {names_of(found)}",
        opening=[*[beginning(due.period, today) for due in found], "Nothing of yours is in there yet."],
        button=objectives_of(found[0].period, organization) if len(found) == 1 else None,
        sections=next_steps(found, objectives, organization),
        below=section("What you own now", rows, more=address("home", organization)),
        why=f"You get this because you own objectives or key results at {organization.name}. It comes once.",
    )


def beginning(period: Period, today: date) -> str:
    return f"{period.name} {'begins' if today <= period.starts_on else 'began'} on {full_day(period.starts_on)}."


def without_hers(found: Sequence[Due], membership: Membership) -> list[Due]:
    """One query."""
    hers = Objective.objects.active().in_period(*[due.period for due in found]).filter(owner=membership).order_by()
    known = set(hers.values_list("period_id", flat=True)) if found else set()
    return [due for due in found if due.period.pk not in known]


def owned_now(membership: Membership) -> tuple[list[Objective], list[KeyResult]]:
    """Her objectives that run, and her key results of other people's; two queries."""
    running = {"owner": membership, "period__state__in": RUNNING}
    objectives = Objective.objects.visible_to(membership).active().filter(**running)
    key_results = KeyResult.objects.visible_to(membership).active().filter(**running)
    return (
        list(objectives.select_related("period").order_by("-period__starts_on", "title", "id")),
        list(
            key_results.exclude(objective__owner=membership)
            .select_related("period")
            .order_by("-period__starts_on", "title", "id")
        ),
    )


def row_of(thing: Objective | KeyResult, link: str) -> Row:
    return Row(thing.title, link, progress(thing.progress), meta=thing.period.name)


def next_steps(found: Sequence[Due], objectives: Sequence[Objective], organization: Organization) -> list[Section]:
    """Where to carry over from, where there is something; of several periods where each is written as well."""
    rows = []
    for due in found:
        if len(found) > 1:
            link = objectives_of(due.period, organization)
            rows.append(Row(link.words, link.address))
        if source := source_of(due.period, objectives):
            query = f"to={due.period.pk}"
            link = Link(
                f"Carry over what goes on from {source.name} to {due.period.name}",
                address("period_carry_over", organization, query, period_id=source.pk),
            )
            rows.append(Row(link.words, link.address))
    return section("Where to begin", rows)


def objectives_of(period: Period, organization: Organization) -> Link:
    return Link(f"Objectives of {period.name}", address("objective_list", organization, in_period(period.pk)))


def source_of(target: Period, objectives: Sequence[Objective]) -> Period | None:
    """The last period of its kind before it, among those in which she owns an objective."""
    periods = [o.period for o in objectives if o.period.kind == target.kind and o.period.starts_on < target.starts_on]
    return max(periods, key=lambda period: period.starts_on, default=None)
