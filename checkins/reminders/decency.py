"""When somebody may be written to, by her own clock: from an hour on, until six in the evening, on working days."""

from datetime import date, datetime, time, timedelta

EVENING = 18
SATURDAY = 5


def is_decent(local: datetime, hour: int, due_on: date | None = None) -> bool:
    """Whether it is neither too early nor too late; on a weekend only where that is the due day itself."""
    is_working_day = local.weekday() < SATURDAY or local.date() == due_on
    return is_working_day and hour <= local.hour < EVENING


def next_decent(local: datetime, hour: int, until_on: date, due_on: date | None = None) -> datetime | None:
    """The moment itself, or the next one that is decent; None where the day `until_on` has passed by then."""
    day = local.date() if local.hour < EVENING else local.date() + timedelta(days=1)
    while day <= until_on:
        begins = datetime.combine(day, time(hour), tzinfo=local.tzinfo)
        if is_decent(begins, hour, due_on):
            return max(local, begins)
        day += timedelta(days=1)
    return None
