"""What had been said by a moment, and with it the whole tree as it stood."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from objectives.as_of import Standing, Word, periods_at
from objectives.models import Period
from organizations.tenancy import current_organization_id

# The last value of each key result, and the last word of a person where that was another one.
LAST_WORDS = """
SELECT key_result.id, said.value, said.created_at, said.confidence, heard.confidence, heard.created_at, said.reached
FROM objectives_keyresult key_result
CROSS JOIN LATERAL (
    SELECT value, created_at, confidence, reached FROM checkins_checkin check_in
    WHERE organization_id = %(organization)s AND period_id = key_result.period_id
        AND key_result_id = key_result.id AND created_at <= %(at)s
    ORDER BY created_at DESC, id DESC LIMIT 1
) said
LEFT JOIN LATERAL (
    SELECT created_at, confidence FROM checkins_checkin check_in
    WHERE said.confidence IS NULL AND organization_id = %(organization)s AND period_id = key_result.period_id
        AND key_result_id = key_result.id AND created_at <= %(at)s AND confidence IS NOT NULL
    ORDER BY created_at DESC, id DESC LIMIT 1
) heard ON true
WHERE key_result.organization_id = %(organization)s AND key_result.period_id = ANY(%(periods)s)
"""


def standing_at(periods: Iterable[Period], at: datetime) -> Standing:
    """Objectives and key results of these periods as they stood, with all that lies within them.

    Of what lies in other periods nothing is known: name those within the ones that are shown as well.
    """
    then = periods_at(periods, at)
    return Standing(then, last_words([period.pk for period in then], at), at)


def last_words(period_ids: Iterable[UUID], at: datetime) -> dict[UUID, Word]:
    """A key result that was heard of never leaves its period, so that each is found where it lies today."""
    parameters: dict[str, Any] = {"organization": current_organization_id(), "periods": list(period_ids), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(LAST_WORDS, parameters)
        return {key_result_id: word(*said) for key_result_id, *said in cursor.fetchall()}


def word(
    value: Decimal,
    at: datetime,
    said: int | None,
    before: int | None,
    before_at: datetime | None,
    reached: list[str] | None,
) -> Word:
    """A fed value leaves what was said before."""
    confidence, heard_at = (before, before_at) if said is None else (said, at)
    return Word(value, at, confidence, heard_at, reached or ())
