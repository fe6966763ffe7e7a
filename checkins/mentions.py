"""@mentions: whom somebody means in what she writes, and how it is shown with the names that people have today."""

import re
from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from organizations.formatting import markdown
from organizations.models import Membership, MembershipQuerySet

# An @ begins a mention where no word, address or link goes before it.
BEFORE, AFTER = r"(?<![\w@./:=-])@", r"(?![\w@]|[.-]\w)"
# They stand for a mention while the words around it become HTML; nobody types them.
OPEN, CLOSE = "\ue000", "\ue001"
PLACE = re.compile(f"{OPEN}([0-9]+){CLOSE}")
MOST_OFFERED = 8


def mentioned_in(text: str) -> dict[str, UUID]:
    """The words after each @ that mean somebody who is active here, as written, and whom; one query, or none."""
    return meant_by(text, names_of_people()) if "@" in text else {}


def meant_by(text: str, known: Mapping[str, UUID]) -> dict[str, UUID]:
    """`known` has names in small letters. The longest name that fits is meant; what fits none stays plain text."""
    names = sorted((name for name in known if name in text.lower()), key=len, reverse=True)
    if not names:
        return {}
    pattern = re.compile(BEFORE + f"({'|'.join(map(re.escape, names))})" + AFTER, re.IGNORECASE)
    return {words: known[words.lower()] for words in pattern.findall(text) if words.lower() in known}


def names_of_people() -> dict[str, UUID]:
    """In small letters: full names, addresses, and what stands before their @; without those that two people share."""
    people = list(reachable().values_list("pk", "user__name", "user__email"))
    rows = [(way, pk) for pk, name, email in people for way in ways_to_name(name, email)]
    counts = Counter(way for way, _ in rows)
    return {way: pk for way, pk in rows if counts[way] == 1}


def ways_to_name(name: str, email: str) -> set[str]:
    return {" ".join(name.lower().split()), email.lower(), email.lower().split("@")[0]} - {""}


def reachable() -> MembershipQuerySet:
    return Membership.objects.active().filter(user__is_active=True)


def people_named_like(begun: str, *, but: Membership) -> list[tuple[str, str]]:
    """Who may be meant by what has been typed after an @: name and words that mean her alone, the first by name."""
    typed = " ".join(begun.replace("\0", "").split())
    fits = Q(user__name__istartswith=typed) | Q(user__name__icontains=f" {typed}") | Q(user__email__istartswith=typed)
    found = reachable().filter(fits).exclude(pk=but.pk).by_name()[:MOST_OFFERED]
    people = [(str(each), each.user.email, each.user.name) for each in found]
    shared = Counter(name.lower() for _, _, name in people)
    return [(shown, name if name and shared[name.lower()] == 1 else email) for shown, email, name in people]


def with_mentions(text: str, names: Mapping[str, str]) -> SafeString:
    """Markdown as safe HTML; `names` has who is meant by the words after an @, as she is called today."""
    plain = text.replace(OPEN, "").replace(CLOSE, "")
    if not names:
        return markdown(plain)
    words = sorted(names, key=len, reverse=True)
    pattern = re.compile(BEFORE + f"({'|'.join(map(re.escape, words))})" + AFTER)
    html = markdown(pattern.sub(lambda found: f"{OPEN}{words.index(found[1])}{CLOSE}", plain))
    return mark_safe(PLACE.sub(lambda found: as_mention(names[words[int(found[1])]]), html))


def as_mention(name: str) -> SafeString:
    return format_html('<span class="mention">@{}</span>', name)
