"""How figures, moments and written notes read, everywhere the same: pages, announcements and mails."""

from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

NBSP = "\u00a0"
NARROW_NBSP = "\u202f"
MINUS = "\u2212"
NOTHING = "\u2013"

Number = Decimal | float | int

SAFE_TAGS = {"p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr"}


def percent(share: Number | None) -> str:
    """0.529 reads "52 %": rounded down, so that nothing looks finished before it is."""
    if share is None:
        return NOTHING
    return f"{_signed(points(share))}{NBSP}%"


def points(share: Number) -> int:
    """A share of 1 as whole points, rounded down."""
    return int((_decimal(share) * 100).to_integral_value(ROUND_FLOOR))


def figure(value: Number | None, unit: str = "") -> str:
    """A number as people write it: 1 234.5, with its unit where a unit stands."""
    if value is None:
        return NOTHING
    text = f"{abs(_decimal(value)):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = text.replace(",", NARROW_NBSP)
    sign = MINUS if value < 0 and text != "0" else ""
    if unit in {"€", "$", "£", "¥"}:
        return f"{sign}{unit}{text}"
    return f"{sign}{text}{NBSP}{unit}" if unit else f"{sign}{text}"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something was said, in the largest unit that fits."""
    if moment is None:
        return "never"
    seconds = int((now - moment).total_seconds())
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := seconds // length if seconds > 0 else 0:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def markdown(text: str | None) -> SafeString:
    """A note as safe HTML: paragraphs, lists, emphasis, quotes, code and links, and nothing else."""
    html = _markdown_parser().render(text or "")
    return mark_safe(nh3.clean(html, tags=SAFE_TAGS, attributes={"a": {"href"}}, link_rel="noopener nofollow"))


def in_short(text: str | None, most: int) -> str:
    """A note in one line of plain words, of no more characters than `most`."""
    words = " ".join(unescape(strip_tags(markdown(text))).split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


@lru_cache(maxsize=1)
def _markdown_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(["heading", "lheading", "image"])


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _signed(number: int) -> str:
    return f"{MINUS if number < 0 else ''}{abs(number)}"
