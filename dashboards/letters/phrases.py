"""How letters put it: counts, days, healths, changes, and the addresses of pages."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as formatted

from checkins.health import Health
from dashboards.letters.document import Mark
from organizations.formatting import NBSP, in_short, percent
from organizations.models import Organization

SHAPES = {
    Health.ON_TRACK: "●",
    Health.AT_RISK: "▲",
    Health.OFF_TRACK: "■",
    Health.SILENT: "○",
    Health.NOT_STARTED: "◌",
    Health.DONE: "✓",
}
LONGEST_NOTE = 120


def address(page: str, organization: Organization, query: str = "", **names: UUID) -> str:
    """Of a page of the organization, for somebody who is not there yet."""
    path = reverse(page, kwargs={"organization": organization.slug, **names})
    return f"{settings.SITE_URL}{path}{f'?{query}' if query else ''}"


def in_period(period_id: UUID, **more: object) -> str:
    return urlencode({"period": period_id, **more})


def counted(count: int, one: str, many: str = "") -> str:
    """1 check-in, 3 check-ins."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def listed(words: Sequence[str], most: int = 3) -> str:
    """A, B, C and 2 more."""
    left_out = len(words) - most
    return ", ".join(words[:most]) + (f" and {left_out} more" if left_out > 0 else "")


def day(on: date) -> str:
    return formatted(on, "l j F")


def full_day(on: date) -> str:
    return formatted(on, "l j F Y")


def day_of(moment: datetime) -> str:
    """Where the reader is: the sender has set her clock."""
    return day(timezone.localtime(moment).date())


def short(text: str, most: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def quoted(text: str) -> str:
    return f"“{in_short(text, LONGEST_NOTE)}”" if text.strip() else ""


def mark(health: Health, confidence: Decimal | int | None = None) -> Mark:
    said = "" if confidence is None else f"{NBSP}{confidence}"
    return Mark(health, SHAPES[health], f"{health.label}{said}")


def moved_points(change: Decimal | None) -> int:
    """Whole points of a change, as every page shows it."""
    return 0 if change is None else int(change * 100)


def progress(share: Decimal | None, change: Decimal | None = None) -> str:
    """52 % ↑ 6."""
    count = moved_points(change)
    arrow = "" if not count else f"{NBSP}{'↑' if count > 0 else '↓'}{NBSP}{abs(count)}"
    return f"{percent(share)}{arrow}"
