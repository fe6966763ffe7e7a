"""Which titles count work instead of outcome."""

import csv

import pytest

from objectives.outcomes import counts_work
from tests.integrations.okr_files import real_file


@pytest.mark.parametrize(
    ("title", "measure"),
    [
        ("Launch the new site", "percent"),
        ("Publish 12 case studies", "number"),
        ("Create a dashboard", "percent"),
        ("Migrate to the new warehouse", "percent"),
        ("Hire five engineers", "number"),
        ("Run 10 workshops", "number"),
        ("Hold a retrospective in every team", "number"),
        ("Roll out single sign-on", "percent"),
        ("Set up monitoring", "percent"),
        ("Successfully launch Gemini", "percent"),
        ("  write friction logs", "number"),
        ("Organise three meet-ups", "number"),
        ("Launch Gemini", "yes_no"),
        ("Write the handbook", "yes_no"),
        ("The new site is launched.", "yes_no"),
        ("Website live", "yes_no"),
    ],
)
def test_work_is_seen(title, measure):
    assert counts_work(title, measure)


@pytest.mark.parametrize(
    ("title", "measure"),
    [
        ("Increase paying customers", "number"),
        ("Reduce churn", "percent"),
        ("Grow revenue", "currency"),
        ("Deliver 99.9 % uptime", "percent"),
        ("Deliver uptime", "at_least"),
        ("Ship 95 per cent of orders within a day", "percent"),
        ("Deliver parcels on time", "percent"),
        ("Complete 9 out of 10 trials", "number"),
        ("Hold answering times", "at_most"),
        ("Run costs per order", "number"),
        ("Run rate", "number"),
        ("Build time", "number"),
        ("Release frequency", "number"),
        ("Design system used by teams", "number"),
        ("Launch conversion", "percent"),
        ("Hire retention after a year", "percent"),
        ("Complete profiles", "number"),
        ("Build a pipeline", "currency"),
        ("Design system is used by every team", "yes_no"),
        ("We are certified", "yes_no"),
        ("Customers recommend us", "number"),
        ("Launch", "yes_no"),
        ("", "number"),
    ],
)
def test_outcomes_are_left_alone(title, measure):
    assert not counts_work(title, measure)


def test_published_okrs_are_told_apart():
    with real_file().open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["type"] == "key_result"]
    work = [row["title"] for row in rows if counts_work(row["title"], row["measure"])]
    assert (len(rows), len(work)) == (128, 45)
    for beginning in ("improve", "increase", "decrease", "have", "get", "gain", "reach", "attract", "make"):
        assert not [title for title in work if title.lower().startswith(beginning)]
