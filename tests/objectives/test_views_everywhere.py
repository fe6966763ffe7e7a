"""Every page of objectives: who gets it, who is refused, and for whom it does not exist."""

import pytest
from django.urls import reverse

from tests.cast import client_of, make_key_result, make_objective


@pytest.fixture
def things(acme):
    objective = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, objective)
    return {
        "period": acme.period,
        "objective": objective,
        "key_result": key_result,
        "objective_version": objective.versions.latest("pk"),
        "key_result_version": key_result.versions.latest("pk"),
    }


PAGES = {
    "period_new": None,
    "period_edit": "period",
    "period_open": "period",
    "period_close": "period",
    "objective_new": None,
    "objective_edit": "objective",
    "objective_move": "objective",
    "objective_archive": "objective",
    "objective_restore": "objective",
    "objective_weights": "objective",
    "key_result_new": "objective",
    "key_result_edit": "key_result",
    "key_result_archive": "key_result",
    "key_result_restore": "key_result",
    "key_result_done": "key_result",
    "key_result_reopen": "key_result",
}
UNDOS = {"objective_undo": "objective_version", "key_result_undo": "key_result_version"}


def address(cast, name, things, kind):
    kwargs = {"organization": cast.organization.slug}
    if kind:
        kwargs["version_id" if kind.endswith("version") else f"{kind}_id"] = things[kind].pk
    return reverse(name, kwargs=kwargs)


@pytest.mark.parametrize("name", PAGES)
def test_page_answers_whoever_may(acme, things, name):
    assert client_of(acme.admin).get(address(acme, name, things, PAGES[name])).status_code == 200


@pytest.mark.parametrize("name", PAGES | UNDOS)
def test_viewer_is_refused(acme, things, name):
    path = address(acme, name, things, (PAGES | UNDOS)[name])
    client = client_of(acme.viewer)
    assert client.post(path).status_code == 403
    if name in PAGES:
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("name", [name for name, kind in (PAGES | UNDOS).items() if kind])
def test_thing_of_another_organization_does_not_exist(acme, rival, things, name):
    path = address(rival, name, things, (PAGES | UNDOS)[name])
    client = client_of(rival.admin)
    assert client.post(path, {"reason": "Mine now."}).status_code == 404
    if name in PAGES:
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["periods", "objective_list"])
def test_viewer_reads_the_lists(acme, things, name):
    response = client_of(acme.viewer).get(acme.url(f"{'periods' if name == 'periods' else 'objectives'}/"))
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["objective_edit", "objective_archive", "objective_weights", "key_result_new"])
def test_member_does_not_change_the_objective_of_another(acme, things, name):
    assert client_of(acme.owner).get(address(acme, name, things, "objective")).status_code == 403


@pytest.mark.parametrize("name", ["period_new", "period_edit", "period_open", "period_close"])
def test_only_admins_manage_periods(acme, things, name):
    assert client_of(acme.leader).get(address(acme, name, things, PAGES[name])).status_code == 403


@pytest.mark.parametrize("name", UNDOS)
def test_undo_is_posted(acme, things, name):
    assert client_of(acme.admin).get(address(acme, name, things, UNDOS[name])).status_code == 405


def test_lists_do_not_tell_of_another_organization(acme, rival, things):
    with rival.scope():
        make_objective(rival.admin, rival.period, "Canary")
    for page in ("periods/", "objectives/"):
        assert b"Canary" not in client_of(acme.admin).get(acme.url(page)).content
