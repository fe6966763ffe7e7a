"""What keeps an objective from being ready, and what does not."""

from uuid import uuid4

import pytest

from objectives.findings import KeyResultDraft, Kind, ObjectiveDraft, Owner, findings


def key_result(**facts):
    return KeyResultDraft(**{"id": uuid4(), "title": "Customers", "measure": "number", "owner": Owner.THERE} | facts)


def objective(**facts):
    ready = {"id": uuid4(), "belongs_to": "team", "owner": Owner.THERE, "key_results": [key_result()]}
    return ObjectiveDraft(**ready | facts)


def told(draft):
    return [(finding.kind, finding.what, finding.page) for finding in findings(draft)]


def test_nothing_is_found_in_what_is_ready():
    assert findings(objective()) == []
    assert findings(objective(key_results=[key_result()] * 5)) == []


@pytest.mark.parametrize(
    ("facts", "kind", "what", "page"),
    [
        ({"owner": Owner.NOBODY}, Kind.NO_OWNER, "It has no owner.", "objective_edit"),
        ({"owner": Owner.GONE}, Kind.NO_OWNER, "Its owner has left, or only views by now.", "objective_edit"),
        ({"key_results": []}, Kind.NO_KEY_RESULT, "It has no key result.", "key_result_new"),
        (
            {"key_results": [], "supporter_count": 1},
            Kind.ONLY_SUPPORTERS,
            "It has no key result of its own, only an objective that supports it.",
            "key_result_new",
        ),
        (
            {"key_results": [], "supporter_count": 4},
            Kind.ONLY_SUPPORTERS,
            "It has no key result of its own, only 4 that support it.",
            "key_result_new",
        ),
        ({"supports_something": False}, Kind.SUPPORTS_NOTHING, "It supports nothing.", "objective_move"),
        (
            {"supports_something": False, "belongs_to": "person"},
            Kind.SUPPORTS_NOTHING,
            "It supports nothing.",
            "objective_move",
        ),
        (
            {"supports_something": False, "belongs_to": "company", "has_year_above": True},
            Kind.SUPPORTS_NOTHING,
            "It supports no objective of the year.",
            "objective_move",
        ),
        ({"key_results": [key_result()] * 6}, Kind.MANY_KEY_RESULTS, "It has 6 key results.", "objective"),
    ],
)
def test_what_an_objective_lacks_is_found(facts, kind, what, page):
    assert told(objective(**facts)) == [(kind, what, page)]


@pytest.mark.parametrize(
    ("facts", "kind", "what"),
    [
        ({"owner": Owner.NOBODY}, Kind.NO_OWNER, "It has no owner."),
        ({"owner": Owner.GONE}, Kind.NO_OWNER, "Its owner has left, or only views by now."),
        ({"missing": "start and target"}, Kind.NO_AIM, "It has no start and target yet."),
        ({"title": "Launch the site"}, Kind.COUNTS_WORK, "It seems to count work."),
    ],
)
def test_what_a_key_result_lacks_is_found_unless_it_is_done(facts, kind, what):
    lacking = key_result(**facts)
    (finding,) = findings(objective(key_results=[key_result(), lacking]))
    assert (finding.kind, finding.what, finding.page) == (kind, what, "key_result_edit")
    assert finding.key_result is lacking
    assert findings(objective(key_results=[key_result(is_done=True, **facts)])) == []


def test_company_supports_nothing_where_no_year_wants_anything():
    assert findings(objective(belongs_to="company", supports_something=False)) == []


def test_everything_is_found_the_objective_first():
    draft = objective(
        owner=Owner.NOBODY,
        supports_something=False,
        key_results=[key_result(owner=Owner.GONE, missing="target", title="Write a plan")],
    )
    assert [finding.kind for finding in findings(draft)] == [
        *(Kind.NO_OWNER, Kind.SUPPORTS_NOTHING),
        *(Kind.NO_OWNER, Kind.NO_AIM, Kind.COUNTS_WORK),
    ]


def test_only_supporters_are_a_hint():
    assert [kind for kind in Kind if kind.is_a_hint] == [Kind.ONLY_SUPPORTERS]


def test_each_kind_says_why_and_what_to_do():
    for kind in Kind:
        assert kind.why.endswith((".", "?"))
        assert kind.action
        assert "!" not in kind.name_in_counts + kind.why + kind.action
