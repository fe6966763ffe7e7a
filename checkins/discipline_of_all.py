"""How the check-ins of a whole organization came, team by team: the rule of `checkins.discipline` in one question.

A team's figures count how many key results differ in nothing but themselves, so that ten thousand of them come as
few rows. Where people live by several clocks each key result has a row of its own, as two clocks may ask for it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from checkins.asked import Asked, Due, dues_of
from checkins.discipline import Answer, Discipline, Tally, answer_to, is_owed
from checkins.people_then import people_then
from checkins.windows import Moment
from objectives.models import Period
from organizations.models import Team
from organizations.tenancy import current_organization_id, set_local

# As `checkins.asked.ASKED` has it of one team: each version with the moment at which the next one took its place.
ASKED_OF_ALL = """
WITH due AS (
    SELECT * FROM unnest(%(settled_at)s::timestamptz[], %(until)s::timestamptz[], %(day_ends_at)s::timestamptz[],
        %(due_on)s::date[], %(rhythm)s::int[])
    WITH ORDINALITY AS due (settled_at, until, day_ends_at, due_on, rhythm, place)
), rhythm AS (
    SELECT * FROM unnest(%(teams)s::uuid[], %(rhythms)s::int[]) AS rhythm (team_id, rhythm)
), key_result AS MATERIALIZED (
    SELECT key_result_id, objective_id, period_id, owner_id, state, done_as, created_at,
        coalesce(lead(created_at) OVER line, 'infinity') AS overtaken_at
    FROM objectives_keyresultversion
    WHERE organization_id = %(organization)s AND key_result_id IN (
        SELECT key_result_id FROM objectives_keyresultversion
        WHERE organization_id = %(organization)s AND period_id = %(period)s)
    WINDOW line AS (PARTITION BY key_result_id ORDER BY created_at, id)
), objective AS MATERIALIZED (
    SELECT objective_id, period_id, team_id, owner_id, state, created_at,
        coalesce(lead(created_at) OVER line, 'infinity') AS overtaken_at
    FROM objectives_objectiveversion
    WHERE organization_id = %(organization)s AND objective_id IN (
        SELECT objective_id FROM objectives_objectiveversion
        WHERE organization_id = %(organization)s AND period_id = %(period)s)
    WINDOW line AS (PARTITION BY objective_id ORDER BY created_at, id)
), said AS MATERIALIZED (
    SELECT key_result_id, week_on, min(created_at) AS at FROM checkins_checkin
    WHERE organization_id = %(organization)s AND period_id = %(period)s AND week_on = ANY(%(due_on)s::date[])
        AND created_at <= %(at)s
    GROUP BY key_result_id, week_on
)
SELECT due.place, objective.team_id, CASE WHEN %(each)s THEN key_result.key_result_id END,
    key_result.owner_id, objective.owner_id, min(said.at), count(*)
FROM due
JOIN key_result ON key_result.created_at <= due.settled_at AND due.settled_at < key_result.overtaken_at
JOIN objective ON objective.objective_id = key_result.objective_id
    AND objective.created_at <= due.settled_at AND due.settled_at < objective.overtaken_at
LEFT JOIN rhythm ON rhythm.team_id = objective.team_id
LEFT JOIN said ON said.key_result_id = key_result.key_result_id AND said.week_on = due.due_on
WHERE coalesce(rhythm.rhythm, 0) = due.rhythm
    AND key_result.period_id = %(period)s AND key_result.state = 'active' AND key_result.done_as = ''
    AND objective.period_id = %(period)s AND objective.state = 'active'
    AND (said.at IS NOT NULL OR key_result.overtaken_at > due.until OR NOT EXISTS (
        SELECT FROM objectives_keyresultversion later
        WHERE later.organization_id = %(organization)s AND later.key_result_id = key_result.key_result_id
            AND later.created_at > due.settled_at AND later.created_at <= due.until
            AND (later.state, later.done_as, later.period_id, later.owner_id)
                IS DISTINCT FROM (key_result.state, key_result.done_as, key_result.period_id, key_result.owner_id)
    ))
    AND (said.at IS NOT NULL OR objective.overtaken_at > due.until OR NOT EXISTS (
        SELECT FROM objectives_objectiveversion later
        WHERE later.organization_id = %(organization)s AND later.objective_id = objective.objective_id
            AND later.created_at > due.settled_at AND later.created_at <= due.until
            AND (later.state, later.period_id) <> (objective.state, objective.period_id)
    ))
GROUP BY 1, 2, 3, 4, 5, said.at < due.day_ends_at
ORDER BY due.place
"""
Row = tuple[UUID | None, Asked, int]


@dataclass(frozen=True)
class DisciplineOfAll:
    """By team, None for what belongs to no team; only those of which something was owed."""

    by_team: Mapping[UUID | None, Discipline]

    @property
    def together(self) -> Discipline:
        """Due day by due day, whoever's rhythm it is."""
        weeks: dict[date, list[Tally]] = defaultdict(list)
        for discipline in self.by_team.values():
            for week in discipline.weeks:
                if week.due_on:
                    weeks[week.due_on].append(week)
        return Discipline([summed(day, weeks[day]) for day in sorted(weeks)])


def summed(day: date, tallies: Sequence[Tally]) -> Tally:
    return Tally(day, **{each: sum(getattr(tally, each) for tally in tallies) for each in Answer})


def discipline_of_all(period: Period, moment: Moment, latest: int | None = None) -> DisciplineOfAll:
    """Three questions and two settings, whatever the size; of the `latest` due days of each rhythm, or of all."""
    rhythms = [[], *moment.rhythms.teams_together()]
    dues = [(n, due) for n, ids in enumerate(rhythms) for due in last_dues(ids, period, moment, latest)]
    dues.sort(key=lambda each: each[1].settled_at)
    rows = asked_of_all(period, dues, rhythms, moment)
    owners = (pk for _, row, _ in rows for pk in (row.owner_id, row.objectives_owner_id) if pk)
    people = people_then(owners, moment.organization)
    return DisciplineOfAll(counted([row for row in rows if is_owed(row[1], people)]))


def last_dues(team_ids: Sequence[UUID], period: Period, moment: Moment, latest: int | None) -> list[Due]:
    """Of the rhythm that these teams have together; without any, of the organization's."""
    dues = list(dues_of(Team(pk=team_ids[0] if team_ids else None), period, moment))
    days = sorted({due.due_on for due in dues})
    wanted = set(days[-latest:] if latest else days)
    return [due for due in dues if due.due_on in wanted]


def asked_of_all(
    period: Period, dues: Sequence[tuple[int, Due]], rhythms: Sequence[Sequence[UUID]], moment: Moment
) -> list[Row]:
    """Each with its team and with how many key results it speaks for."""
    teams = [(pk, n) for n, ids in enumerate(rhythms) for pk in ids]
    columns = ("settled_at", "until", "day_ends_at", "due_on")
    parameters: dict[str, Any] = {name: [getattr(due, name) for _, due in dues] for name in columns}
    parameters |= {"rhythm": [n for n, _ in dues], "each": bool(moment.zones)}
    parameters |= {"teams": [pk for pk, _ in teams], "rhythms": [n for _, n in teams]}
    parameters |= {"organization": current_organization_id(), "period": period.pk, "at": moment.at}
    # Just after an import the planner believes that there is next to nothing, and would go through all for each row.
    set_local("enable_nestloop", "off")
    with connection.cursor() as cursor:
        cursor.execute(ASKED_OF_ALL, parameters)
        set_local("enable_nestloop", "on")
        return [(team_id, Asked(dues[place - 1][1], *row), count) for place, team_id, *row, count in cursor.fetchall()]


def counted(rows: Iterable[Row]) -> dict[UUID | None, Discipline]:
    """Asked by two clocks, the later one counts, as in `build_discipline`."""
    answers: dict[object, tuple[UUID | None, date, Answer, int]] = {}
    for n, (team_id, row, count) in enumerate(rows):
        key = (row.due.due_on, row.key_result_id) if row.key_result_id else n
        answers[key] = team_id, row.due.due_on, answer_to(row), count
    counts: dict[UUID | None, dict[date, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for team_id, due_on, answer, count in answers.values():
        counts[team_id][due_on][answer.value] += count
    return {team_id: Discipline([Tally(day, **days[day]) for day in sorted(days)]) for team_id, days in counts.items()}
