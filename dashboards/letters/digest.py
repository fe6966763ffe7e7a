"""The letter to leaders: the week in one screen, changes first."""

from collections.abc import Sequence
from datetime import UTC

from checkins.health import Health
from dashboards.changes import Change
from dashboards.digest import MOST_CHANGES, Digest, ObjectiveLine
from dashboards.figures import Figures
from dashboards.letters.document import Document, Link, Row, Section, section
from dashboards.letters.phrases import address, day_of, in_period, listed, mark, progress, quoted, short
from dashboards.quiet import Quiet
from dashboards.report.changes import Move
from objectives.period_facts import query_as_of
from objectives.wording import value_in_words
from organizations.formatting import percent
from organizations.models import Organization

LONGEST_VALUE = 40
MOST_PEOPLE = 5


def digest_letter(digest: Digest, organization: Organization) -> Document:
    figures = digest.figures
    return Document(
        subject=f"{digest.period.name}, week {figures.week}: {changes_in_short(digest)}",
        opening=[f"Since {day_of(digest.since)}: {changes_in_short(digest)}, {moves_in_words(digest.moves)}."],
        sections=[*changed(digest, organization), *quiet(digest, organization), *table(digest, organization)],
        button=Link(
            "Open the scorecard",
            address("scorecard", organization, query_as_of(digest.period.pk, digest.at)),
        ),
        below=section(
            "Everything that changed",
            [Row(words=f"Since {day_of(digest.since)}", link=address_of_changes(digest, organization))],
        ),
        why=f"You get this because you are a leader at {organization.name}.",
    )


def address_of_changes(digest: Digest, organization: Organization) -> str:
    """The page that says the same of now, and more of it."""
    since = digest.since.astimezone(UTC).isoformat()
    return address("changes", organization, in_period(digest.period.pk, since=since))


def changes_in_short(digest: Digest) -> str:
    off, recovered = digest.went_off_track.count, digest.recovered.count
    return f"{off or 'none'} went off track, {recovered or 'none'} recovered"


def moves_in_words(moves: Sequence[Move]) -> str:
    times = {0: "no goalposts moved", 1: "goalposts moved once"}
    return times.get(len(moves), f"goalposts moved {len(moves)} times")


def changed(digest: Digest, organization: Organization) -> list[Section]:
    def here(health: Health) -> str:
        return address("scorecard", organization, in_period(digest.period.pk, health=health))

    everything = address_of_changes(digest, organization)
    off = [row_of_change(change, organization) for change in digest.went_off_track.first]
    recovered = [row_of_change(change, organization) for change in digest.recovered.first]
    moves = [row_of_move(move, organization) for move in digest.moves[:MOST_CHANGES]]
    report = address("period_report", organization, period_id=digest.period.pk)
    return [
        *section("Went off track", off, more=here(Health.OFF_TRACK), count=digest.went_off_track.count),
        *section("Recovered", recovered, more=everything, count=digest.recovered.count),
        *section("Goalposts moved", moves, more=report, count=len(digest.moves)),
    ]


def row_of_change(change: Change, organization: Organization) -> Row:
    key_result = change.key_result
    before = "new" if change.before is None else f"was {change.before.label.lower()}"
    return Row(
        words=key_result.title,
        link=address("key_result", organization, key_result_id=key_result.pk),
        figure=value_in_words(key_result, key_result.current),
        mark=mark(change.now, key_result.confidence),
        meta=f"{before} · {key_result.owner or 'nobody owns it'}",
        note=quoted(key_result.last_note or ""),  # type: ignore[attr-defined]
    )


def row_of_move(move: Move, organization: Organization) -> Row:
    entry = move.entry
    moved = [f"{m.label} from {short(m.old, LONGEST_VALUE)} to {short(m.new, LONGEST_VALUE)}" for m in move.moved]
    return Row(
        words=entry.title,
        link=address("key_result", organization, key_result_id=move.thing_id)
        if move.is_of_a_key_result
        else address("objective", organization, objective_id=move.thing_id),
        meta="; ".join(moved),
        note=": ".join(filter(None, [f"{entry.who}, {day_of(entry.at)}", quoted(entry.reason)])),
    )


def quiet(digest: Digest, organization: Organization) -> list[Section]:
    silent = [row_of_person(each, digest, organization) for each in digest.quiet if each.silent]
    waiting = [row_of_person(each, digest, organization) for each in digest.quiet if not each.silent]
    everything_silent = address("scorecard", organization, in_period(digest.period.pk, health=Health.SILENT))
    everything = address("scorecard", organization, query_as_of(digest.period.pk, digest.at))
    return [
        *section("Who is silent", silent, more=everything_silent, most=MOST_PEOPLE),
        *section("Who has not checked in yet", waiting, more=everything, most=MOST_PEOPLE),
    ]


def row_of_person(person: Quiet, digest: Digest, organization: Organization) -> Row:
    """What is silent was not heard of for two windows; what is owed waits since the due day."""
    owner = {"owner": person.membership_id} if person.membership_id else {}
    silent = f"{mark(Health.SILENT)}: {listed(person.silent)}" if person.silent else ""
    owed = f"Has not checked in on {listed(person.owed)}" if person.silent and person.owed else listed(person.owed)
    return Row(
        words=person.name,
        link=address("scorecard", organization, in_period(digest.period.pk, **owner)),
        meta=silent or owed,
        note=owed if silent else "",
    )


def table(digest: Digest, organization: Organization) -> list[Section]:
    figures = digest.figures
    title = f"{digest.period.name}, week {figures.week} of {figures.week_count}"
    rows = [row_of_objective(line, organization) for line in digest.objectives]
    more = address("scorecard", organization, query_as_of(digest.period.pk, digest.at))
    found = section(title, rows, more=more, intro=in_figures(figures))
    return found or [Section(title, [], in_figures(figures))]


def in_figures(figures: Figures) -> list[str]:
    """The line above the scorecard's tree."""
    counts = [f"{mark(each).shape} {count} {each.label.lower()}" for each, count in figures.health_counts.items()]
    return [
        f"{percent(figures.progress)} progress, {percent(figures.expected)} expected by today.",
        " · ".join(counts),
        f"{figures.answered_count} of {figures.owed_count} checked in this week.",
    ]


def row_of_objective(line: ObjectiveLine, organization: Organization) -> Row:
    objective = line.row.objective
    return Row(
        words=objective.title,
        link=address("objective", organization, objective_id=objective.pk),
        figure=progress(objective.progress, line.change),
        mark=mark(line.row.health, line.row.confidence),
        meta=str(objective.owner or "nobody owns it"),
    )
