"""What check-ins were asked for on the due mornings of the past: by the versions of then, and by every clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from checkins.windows import Moment, window_of
from objectives.models import Period
from organizations.models import Team
from organizations.tenancy import current_organization_id

A_DAY = timedelta(days=1)
# What each key result was on each due morning, by the versions of it and of its objective, and the first answer.
ASKED = """
SELECT due.place, asked.id, key_result.owner_id, objective.owner_id, said.at
FROM unnest(%(settled_at)s::timestamptz[], %(until)s::timestamptz[], %(due_on)s::date[])
    WITH ORDINALITY AS due (settled_at, until, due_on, place)
JOIN objectives_keyresult asked ON asked.organization_id = %(organization)s AND asked.objective_id IN (
    SELECT objective_id FROM objectives_objectiveversion
    WHERE organization_id = %(organization)s AND team_id = %(team)s AND period_id = %(period)s)
CROSS JOIN LATERAL (
    SELECT objective_id, period_id, owner_id, state, done_as FROM objectives_keyresultversion
    WHERE organization_id = %(organization)s AND key_result_id = asked.id AND created_at <= due.settled_at
    ORDER BY created_at DESC, id DESC LIMIT 1
) key_result
CROSS JOIN LATERAL (
    SELECT period_id, team_id, owner_id, state FROM objectives_objectiveversion
    WHERE organization_id = %(organization)s AND objective_id = key_result.objective_id
        AND created_at <= due.settled_at
    ORDER BY created_at DESC, id DESC LIMIT 1
) objective
CROSS JOIN LATERAL (
    SELECT min(created_at) AS at FROM checkins_checkin
    WHERE organization_id = %(organization)s AND key_result_id = asked.id
        AND week_on = due.due_on AND created_at <= %(at)s
) said
WHERE key_result.period_id = %(period)s AND key_result.state = 'active' AND key_result.done_as = ''
    AND objective.period_id = %(period)s AND objective.state = 'active' AND objective.team_id = %(team)s
    AND (said.at IS NOT NULL OR NOT EXISTS (
        SELECT FROM objectives_keyresultversion later
        WHERE later.organization_id = %(organization)s AND later.key_result_id = asked.id
            AND later.created_at > due.settled_at AND later.created_at <= due.until
            AND (later.state, later.done_as, later.period_id, later.owner_id)
                IS DISTINCT FROM (key_result.state, key_result.done_as, key_result.period_id, key_result.owner_id)
    ) AND NOT EXISTS (
        SELECT FROM objectives_objectiveversion later
        WHERE later.organization_id = %(organization)s AND later.objective_id = key_result.objective_id
            AND later.created_at > due.settled_at AND later.created_at <= due.until
            AND (later.state, later.period_id) <> (objective.state, objective.period_id)
    ))
ORDER BY due.settled_at
"""


@dataclass(frozen=True)
class Due:
    """A due day by one clock; `until` is the end of its window, or the moment of asking while it runs."""

    due_on: date
    zone: str
    settled_at: datetime
    day_ends_at: datetime
    until: datetime
    is_over: bool


class Asked(NamedTuple):
    """Of one key result on one due morning: who owned it and its objective, and when somebody spoke."""

    due: Due
    key_result_id: UUID
    owner_id: UUID | None
    objectives_owner_id: UUID | None
    said_at: datetime | None


def dues_of(team: Team, period: Period, moment: Moment) -> Iterator[Due]:
    """Every due day of the team's rhythm that has begun while the period was open, by each clock that people have."""
    if period.opened_at is None:
        return
    organization, rhythm = moment.organization, moment.rhythms.of(team.pk)
    for due_on in rhythm.due_days(period.starts_on):
        if due_on > min(period.ends_on, moment.today + A_DAY):
            return
        for zone in sorted({organization.time_zone, *moment.zones}):
            clock = ZoneInfo(zone)
            window = window_of(rhythm, datetime.combine(due_on, time(12), tzinfo=clock), clock)
            settled_at = min(window.settled_at, moment.at)
            ends_at = min(window.ends_at, period.grace_began_at or window.ends_at)
            if window.starts_at <= moment.at and period.opened_at <= settled_at < ends_at:
                day_ends_at = datetime.combine(due_on + A_DAY, time(), tzinfo=clock)
                is_over = ends_at <= moment.at
                yield Due(due_on, zone, settled_at, day_ends_at, min(ends_at, moment.at), is_over)


def asked(team: Team, period: Period, dues: Sequence[Due], at: datetime) -> list[Asked]:
    parameters: dict[str, Any] = {name: [getattr(due, name) for due in dues] for name in ("settled_at", "until")}
    parameters |= {"due_on": [due.due_on for due in dues], "team": team.pk, "period": period.pk, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(ASKED, {"organization": current_organization_id(), **parameters})
        return [Asked(dues[place - 1], *row) for place, *row in cursor.fetchall()]
