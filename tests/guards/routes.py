"""Every address of the site, from the resolver, with something to fill it with."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.guards.things import CANARY

# What else an address may hold beside a uuid: a value that exists, and one that does not.
WORDS: dict[str, tuple[str, str]] = {}

# Outside of organizations: name → what to fill in, for addresses that hold something; {…} is one of the things.
OUTSIDE = {
    "join": {"slug": "acme", "token": "no-such-token"},
    "mail_message": {"name": "no-such-mail"},
    "mail_as_html": {"name": "no-such-mail"},
    "answer": {"token": "{answer_token}"},
    "unsubscribe": {"token": "{unsubscribe_token}"},
}
PLACE = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>")


@dataclass(frozen=True)
class Route:
    """One address: its text with places to fill, and the names of these places."""

    text: str
    name: str
    names: tuple[str, ...]
    is_plain: bool

    def __str__(self) -> str:
        return self.name or self.text

    @property
    def is_tenants(self) -> bool:
        return "organization" in self.names

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(name for name in self.names if name != "organization")

    def path(self, slug: str, things: Mapping[str, object]) -> str:
        """The address in this organization; a place that nobody knows how to fill fails with its name."""
        values = {"organization": slug} | {name: thing_for(self, name, things) for name in self.ids}
        return "/" + PLACE.sub(lambda place: str(values[place["name"]]), self.text)


def thing_for(route: Route, name: str, things: Mapping[str, object]) -> object:
    if route.name.startswith("objective") and name == "version_id":
        name = "objective_version_id"
    if name in things:
        return things[name]
    if name in WORDS:
        return WORDS[name][0]
    raise AssertionError(
        f"{route.text}: the walk has nothing named “{name}”. Add one to furnish() in tests/guards/things.py."
    )


def all_routes() -> list[Route]:
    """Without static files and the like, which are no views of ours."""
    return list(routes_of(get_resolver().url_patterns, "", (), True))


def routes_of(patterns: list, before: str, names: tuple[str, ...], is_plain: bool) -> Iterator[Route]:
    for pattern in patterns:
        text = before + str(pattern.pattern)
        held = (*names, *(pattern.pattern.converters or pattern.pattern.regex.groupindex))
        plain = is_plain and isinstance(pattern.pattern, RoutePattern)
        if isinstance(pattern, URLResolver):
            yield from routes_of(pattern.url_patterns, text, held, plain)
        elif isinstance(pattern, URLPattern):
            yield Route(text, pattern.name or "", held, plain)


def tenant_routes() -> list[Route]:
    return [route for route in all_routes() if route.is_tenants]


def outside_routes() -> list[Route]:
    return [route for route in all_routes() if not route.is_tenants]


def random_things(things: Mapping[str, object]) -> dict[str, object]:
    """Ids of nothing at all."""
    return {name: uuid4() for name in things}


# The fields in which a form could name a thing, by the thing.
NAMED_IN = {
    "membership_id": dict.fromkeys(("owner", "deputy", "membership", "person", "member", "lead"), "{}"),
    "team_id": dict.fromkeys(("team", "team_id", "parent"), "{}"),
    "period_id": dict.fromkeys(("period", "period_id"), "{}"),
    "objective_id": {"objective": "{}", "supports": "objective:{}", "weight-{}": "3", "{}": "3"},
    "key_result_id": {"key_result": "{}", "supports": "key_result:{}", "save": "{}"}
    | {"{}-value": "7", "{}-was_value": "6", "{}-confidence": "7", "{}-was_confidence": "6", "{}-note": "Walked"}
    | {"score-{}": "0.5", "suggested-{}": "0.5", "reason-{}": "Walked"},
}


def body_naming(things: Mapping[str, object], fields: Mapping[str, str], kinds: Iterable[str] = NAMED_IN) -> dict:
    """A plausible form that names these things wherever a form could; `fields` are a real form's own."""
    body = PLAUSIBLE | dict(fields)
    for kind in kinds:
        body |= {name.format(things[kind]): text.format(things[kind]) for name, text in NAMED_IN[kind].items()}
    return body


PLAUSIBLE = dict.fromkeys(("title", "name", "reason", "description"), "Walked") | {
    "belongs_to": "team",
    "commitment": "committed",
    "weight": "1",
    "supporters_weight": "1",
    "measure": "number",
    "unit": "",
    "start": "0",
    "target": "10",
    "low": "1",
    "high": "2",
    "due_on": "",
    "kind": "quarter",
    "starts_on": "2031-01-01",
    "ends_on": "2031-03-31",
    "role": "member",
    "place": "member",
    "email": "walked@guest.test",
    "time_zone": "Europe/Berlin",
    "done_as": "given_up",
    "state": "archived",
    "is_lead": "on",
    "away_until": "",
}


class Fields(HTMLParser):
    """The fields of the forms on a page with what a browser would send; of choices left open, the first."""

    def __init__(self):
        super().__init__()
        self.found, self.select, self.textarea = {}, None, None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        name, value = attributes.get("name"), attributes.get("value") or ""
        if tag == "select":
            self.select = name
        elif tag == "textarea":
            self.textarea = name
        elif tag == "option" and self.select and ("selected" in attributes or not self.found.get(self.select)):
            self.found[self.select] = value
        elif (
            tag == "input" and name and (attributes.get("type") not in ("radio", "checkbox") or "checked" in attributes)
        ):
            self.found[name] = value
        elif tag == "input" and name and attributes["type"] == "radio":
            self.found.setdefault(name, value)

    def handle_endtag(self, tag):
        if tag in ("select", "textarea"):
            self.select = self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.found[self.textarea] = self.found.get(self.textarea, "") + data.strip()


def fields_in(page: str) -> dict[str, str]:
    parser = Fields()
    parser.feed(page)
    return {name: value for name, value in parser.found.items() if value}


# What differs between two equal answers: form tokens, ids, and the ETag, which is made of the address too.
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")


def answer_of(response) -> tuple[int, str, str]:
    """Status, where to, and the page, without what always differs."""
    where = response.headers.get("Location", response.headers.get("HX-Redirect", ""))
    return response.status_code, TOKEN.sub("·", where), TOKEN.sub("·", response.content.decode())


def leaks(response) -> bool:
    return CANARY in response.content.decode() or CANARY in str(response.headers) + str(response.cookies)
