"""The attention page as read: what each rule has found, for whoever looks, and three figures above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from alignment.findings.concerns import Concern, Rule
from alignment.findings.facts import SeenKeyResult, SeenObjective, SeenTeam, Snapshot
from alignment.findings.figures import Counted, alignment, coverage
from alignment.findings.reading import read_snapshot
from alignment.findings.rules import BY_NAME, RULES, Findings, find_all
from checkins.discipline import Tally
from checkins.discipline_of_all import discipline_of_all
from checkins.windows import Moment
from dashboards.attention_actions import Action, Actions
from objectives.context import as_id
from objectives.models import BelongsTo, Period
from organizations.models import Membership
from organizations.permissions import team_ids_led_by

MOST_SHOWN, MOST_OTHERS, ON_A_PAGE = 20, 5, 50
# Due days that the figure of discipline goes back.
LATEST_DUE_DAYS = 4


@dataclass(frozen=True)
class Wanted:
    """What the address asks for: of one team, mine alone, one rule on pages of its own."""

    team_id: UUID | None = None
    is_mine: bool = False
    rule: Rule | None = None
    page: str = "1"

    @property
    def is_filtered(self) -> bool:
        return bool(self.team_id or self.is_mine)


def wanted_of(query: QueryDict) -> Wanted:
    """What cannot be understood is not there."""
    return Wanted(
        team_id=as_id(query.get("team", "")),
        is_mine=bool(query.get("mine")),
        rule=BY_NAME.get(query.get("rule", "")),
        page=query.get("page", "1"),
    )


@dataclass(frozen=True)
class Row:
    """A finding as a line. `others` are further things that it is about, each with a word that tells them apart."""

    concern: Concern
    team: SeenTeam | None
    owner: str
    others: Sequence[tuple[SeenObjective | SeenKeyResult, str]]
    other_count: int
    action: Action | None

    @property
    def where(self) -> str:
        objective = self.concern.objective
        if objective is None or self.team:
            return ""
        return "The company" if objective.belongs_to == BelongsTo.COMPANY else "One person"


@dataclass(frozen=True)
class Section:
    """What one rule has found: the first of it, or one page."""

    rule: Rule
    count: int
    rows: Sequence[Row]
    page: "Page[Concern] | None" = None

    @property
    def more_count(self) -> int:
        return 0 if self.page else self.count - len(self.rows)


@dataclass(frozen=True)
class AttentionPage:
    snapshot: Snapshot
    sections: Sequence[Section]
    quiet: Sequence[Rule]
    switched_off: Sequence[Rule]
    discipline: Tally

    @cached_property
    def alignment(self) -> Counted:
        return alignment(self.snapshot)

    @cached_property
    def coverage(self) -> Counted:
        return coverage(self.snapshot)

    @property
    def share_on_time(self) -> Decimal | None:
        return share_on_time(self.discipline)

    @property
    def count(self) -> int:
        return sum(section.count for section in self.sections)


def share_on_time(tally: Tally) -> Decimal | None:
    return Decimal(tally.on_time) / tally.settled if tally.settled else None


def build_attention(
    by: Membership, period: Period, periods: Sequence[Period], moment: Moment, wanted: Wanted
) -> AttentionPage:
    """A fixed number of questions, whatever the size."""
    snapshot, unwanted = read_snapshot(period, periods, moment), by.organization.unwanted_findings
    found = [filtered(each, by, wanted) for each in find_all(snapshot, unwanted)]
    rows = Rows(snapshot, Actions(snapshot, period, by))
    shown = [each for each in found if wanted.rule in (None, each.rule)]
    return AttentionPage(
        snapshot=snapshot,
        sections=[rows.section(each, wanted) for each in shown if each.concerns],
        quiet=[each.rule for each in shown if not each.concerns],
        switched_off=[rule for rule in RULES if rule.name in unwanted],
        discipline=discipline_of_all(period, moment, LATEST_DUE_DAYS).together.total,
    )


def filtered(findings: Findings, by: Membership, wanted: Wanted) -> Findings:
    concerns = [
        concern
        for concern in findings.concerns
        if (wanted.team_id is None or concern.team_id == wanted.team_id)
        and (not wanted.is_mine or concerns_her(concern, by))
    ]
    return Findings(findings.rule, concerns)


def concerns_her(concern: Concern, by: Membership) -> bool:
    """She owns it, or leads its team."""
    return by.pk in concern.owner_ids or concern.team_id in team_ids_led_by(by)


class Rows:
    def __init__(self, snapshot: Snapshot, actions: Actions) -> None:
        self.snapshot, self.actions = snapshot, actions

    def section(self, findings: Findings, wanted: Wanted) -> Section:
        page = Paginator(findings.concerns, ON_A_PAGE).get_page(wanted.page) if wanted.rule else None
        shown = page.object_list if page else findings.concerns[:MOST_SHOWN]
        return Section(findings.rule, len(findings.concerns), [self.row(findings.rule, each) for each in shown], page)

    def row(self, rule: Rule, concern: Concern) -> Row:
        thing = concern.key_result or concern.objective
        return Row(
            concern=concern,
            team=self.snapshot.teams.get(concern.team_id) if concern.objective and concern.team_id else None,
            owner=self.snapshot.people.get(thing.owner_id, "") if thing and thing.owner_id else "",
            others=[(each, self.told_apart(each, concern)) for each in concern.others[:MOST_OTHERS]],
            other_count=max(len(concern.others) - MOST_OTHERS, 0),
            action=self.actions.of(rule, concern),
        )

    def told_apart(self, thing: SeenObjective | SeenKeyResult, concern: Concern) -> str:
        """Its title; where that is the same, what it is of."""
        if thing.title.casefold() != concern.title.casefold():
            return thing.title
        if isinstance(thing, SeenKeyResult):
            home = self.snapshot.home_of.get(thing.id)
            return f"that of {home.title}" if home else thing.title
        team = self.snapshot.teams.get(thing.team_id) if thing.team_id else None
        owner = self.snapshot.people.get(thing.owner_id, "nobody") if thing.owner_id else "nobody"
        return f"that of {team.name if team else 'the company' if thing.is_the_companys else owner}"
