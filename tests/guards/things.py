"""One thing of every kind, so that every table has a row and every address a thing to name."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from alignment.actions import ask
from alignment.drafts import Ask
from checkins.actions import Statement, check_in
from checkins.conversation import acknowledge, say
from checkins.models import CheckIn, Draft, Reminder, ReminderKind
from checkins.reminders.links import answer_address, unsubscribe_address
from checkins.subjects import subject_of
from checkins.windows import moment_at
from objectives.actions.contributions import contribute
from objectives.actions.initiatives import add_initiative
from objectives.actions.key_results import create_key_result, edit_key_result, put_key_result_in_state
from objectives.actions.objectives import create_objective, edit_objective, put_objective_in_state
from objectives.actions.periods import begin_grace, create_period, open_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.models import Measure
from organizations import actions as organization_actions
from organizations.models import Cadence, Role, Team

CANARY = "Zanzibarquokka"


def furnish(cast, word="Plain"):
    """Things of this cast, by the name that a URL gives them. `word` is in every text that people wrote."""
    start = cast.organization.start_of(cast.period.starts_on)
    said = {"by": cast.owner, "reason": f"{word} reason", "at": start}
    company = create_objective(
        period=cast.period,
        title=f"{word} company objective",
        description=f"{word} why",
        belongs_to="company",
        owner=cast.leader,
        **said,
    )
    objective = create_objective(
        period=cast.period,
        title=f"{word} team objective",
        belongs_to="team",
        team=cast.team,
        owner=cast.owner,
        parent=company,
        **said,
    )
    facts = {"start": Decimal(0), "target": Decimal(100), "unit": word[:20], "owner": cast.owner, "deputy": cast.leader}
    key_result = create_key_result(objective=objective, title=f"{word} key result", **facts, **said)
    archived = put_objective_in_state(
        create_objective(
            period=cast.period, title=f"{word} archived objective", belongs_to="person", owner=cast.owner, **said
        ),
        "archived",
        **said,
    )
    put_key_result_in_state(
        create_key_result(objective=objective, title=f"{word} archived key result", **facts, **said), "archived", **said
    )
    check_in(
        by=cast.owner,
        statements=[Statement(key_result.pk, Decimal(42), 5, f"{word} note")],
        at=start + timedelta(days=1),
    )
    planned = create_period(
        by=cast.admin,
        name=f"{word} planned",
        kind="quarter",
        starts_on=cast.period.ends_on + timedelta(days=1),
        ends_on=cast.period.ends_on + timedelta(days=90),
    )
    reviewed = reviewed_objective(cast, word)
    day = date(2026, 12, 28)
    Reminder.objects.create(membership=cast.admin, kind=ReminderKind.OPEN_PERIOD, due_on=day, until_on=day)
    due_on = moment_at(cast.organization, timezone.now()).own_window(cast.owner).due_on
    asking = Reminder.objects.create(membership=cast.owner, kind=ReminderKind.DUE, due_on=due_on, until_on=due_on)
    Draft.objects.create(membership=cast.owner, key_result=key_result, note=f"{word} draft")
    Cadence.objects.create(holds_from=day, every_weeks=1, weekday=0, hour=9)
    comment = talk(cast, objective, key_result, word)
    initiative = add_initiative(
        key_result, by=cast.owner, title=f"{word} initiative", owner=cast.owner, url="https://tracker.test/1"
    )
    region = create_key_result(objective=company, title=f"{word} region", **facts, **said)
    total = create_key_result(objective=company, title=f"{word} total", **facts | {"measure": Measure.SUM}, **said)
    contribute(region, total, **said)
    wanted = {"title": f"{word} draft", "message": f"{word} message", "period": cast.period}
    request, _ = ask(
        objective, key_result, by=cast.leader, asks=[Ask(person=cast.owner), Ask(person=cast.admin)], **wanted
    )
    # Of today, so that they can be undone.
    lately = {"by": cast.owner, "reason": f"{word} reason"}
    version = edit_key_result(key_result, changes={"target": Decimal(200)}, **lately)
    objective_version = edit_objective(objective, changes={"description": f"{word} why it is so"}, **lately)
    team = Team.objects.create(name=f"{word} team", parent=cast.team)
    invitation, token = organization_actions.invite(email=f"{word.lower()}@guest.test", role=Role.MEMBER, by=cast.admin)
    return {
        "objective_id": objective.pk,
        "key_result_id": key_result.pk,
        "period_id": planned.pk,
        "team_id": team.pk,
        "membership_id": cast.owner.pk,
        "invitation_id": invitation.pk,
        "version_id": version.pk,
        "objective_version_id": objective_version.pk,
        "archived_objective_id": archived.objective_id,
        "reviewed_objective_id": reviewed.pk,
        "check_in_id": CheckIn.objects.get(key_result=key_result).pk,
        "comment_id": comment.pk,
        "initiative_id": initiative.pk,
        "request_id": request.pk,
        "token": token,
        "answer_token": answer_address(asking).split("/")[-2],
        "unsubscribe_token": unsubscribe_address(asking).split("/")[-2],
    }


def talk(cast, objective, key_result, word):
    """A comment of the admin that names the owner and asks her, another one, and a check-in that was seen."""
    words = f"{word} comment for @{cast.owner.user.name}"
    say(subject_of(objective), by=cast.leader, text=f"{word} remark", asks=True)
    check_in = CheckIn.objects.get(key_result=key_result)
    say(subject_of(check_in), by=cast.leader, text=words)
    acknowledge(check_in, by=cast.leader)
    return say(subject_of(key_result), by=cast.admin, text=words, asks=True)


def reviewed_objective(cast, word):
    """An objective of the quarter before, which is in grace: with a score, an own one, and answers."""
    first, last = (cast.period.starts_on - timedelta(days=days) for days in (90, 1))
    before = create_period(by=cast.admin, name=f"{word} before", kind="quarter", starts_on=first, ends_on=last)
    said = {"by": cast.owner, "reason": f"{word} reason", "at": cast.organization.start_of(first)}
    open_period(before, by=cast.admin, at=said["at"])
    objective = create_objective(
        period=before, title=f"{word} ended objective", belongs_to="team", team=cast.team, owner=cast.owner, **said
    )
    key_result = create_key_result(
        objective=objective, title=f"{word} ended key result", start=0, target=100, owner=cast.owner, **said
    )
    begin_grace(before, at=cast.organization.start_of(cast.period.starts_on))
    review_objective(
        objective,
        by=cast.owner,
        key_results={key_result.pk: Given(Decimal("0.3"), f"{word} why 0.3")},
        own=Given(Decimal("0.4"), f"{word} why 0.4"),
        answers=Answers(f"{word} went well", f"{word} in the way", f"{word} learned", "continue"),
    )
    return objective


def check_in_of(cast, key_result):
    """A row that names a key result, whoever's it is."""
    return CheckIn.objects.create(
        key_result_id=key_result.pk,
        period=cast.period,
        value=Decimal(1),
        confidence=5,
        author=cast.owner,
        progress=Decimal(0),
    )
