"""Writing, editing, moving, putting away and weighing objectives, in the browser's words."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.messages import get_messages

from objectives.actions.objectives import edit_objective, put_objective_in_state
from objectives.actions.periods import create_period
from objectives.models import Objective, ObjectiveVersion, State
from objectives.verification import differences
from organizations.models import TeamMembership
from tests.cast import client_of, join, make_key_result, make_objective, shut, statements

REASON = "The market moved."


@pytest.fixture
def client(acme):
    return client_of(acme.leader)


@pytest.fixture
def objective(acme):
    return make_objective(acme.leader, acme.period)


def typed(cast, **changes):
    return {
        "title": "Win the mid-market",
        "description": "It pays for the rest.",
        "belongs_to": "company",
        "team": "",
        "owner": str(cast.leader.pk),
        "commitment": "aspirational",
        "period": str(cast.period.pk),
        "supports": "",
        "weight": "1",
        "supporters_weight": "1",
        "q": "",
        "q_shown": "",
        "reason": REASON,
        **changes,
    }


def page_of(thing):
    return f"/acme/objectives/{thing.pk}/"


def undo_of(response):
    return [message.extra_tags for message in get_messages(response.wsgi_request)][-1]


def test_new_objective_is_written_and_can_be_undone(acme, client):
    response = client.post(acme.url("objectives/new/"), typed(acme, weight="1,5", supporters_weight="0"))
    made = Objective.objects.get()
    assert response["Location"] == page_of(made)
    assert (made.title, made.owner, made.weight) == ("Win the mid-market", acme.leader, Decimal("1.5"))
    assert ObjectiveVersion.objects.get().reason == REASON
    client.post(undo_of(response))
    made.refresh_from_db()
    assert made.state == State.ARCHIVED


def test_new_objective_without_reason_keeps_what_was_typed(acme, client):
    response = client.post(acme.url("objectives/new/"), typed(acme, reason=""))
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "say why" in page
    assert "It pays for the rest." in page
    assert "<title>Error: New objective" in page
    assert not Objective.objects.exists()


def test_new_objective_in_a_planned_period_needs_no_reason(acme, client):
    planned = create_period(by=acme.admin, name="Later", kind="quarter", starts_on="2031-01-01", ends_on="2031-03-31")
    response = client.post(acme.url("objectives/new/"), typed(acme, period=str(planned.pk), reason=""))
    assert response.status_code == 302


def test_new_objective_supports_what_the_address_names(acme, client, objective):
    key_result = make_key_result(acme.leader, objective)
    page = client.get(acme.url(f"objectives/new/?key_result={key_result.pk}")).content.decode()
    value = f"key_result:{key_result.pk}"
    assert f'value="{value}" checked' in page
    client.post(acme.url("objectives/new/"), typed(acme, title="Below", supports=value))
    below = Objective.objects.get(title="Below")
    assert (below.parent, below.parent_key_result) == (objective, key_result)


def test_search_lists_what_it_finds_and_keeps_what_was_typed(acme, client, objective):
    make_objective(acme.leader, acme.period, "Make support calm")
    data = typed(acme, title="Typed so far", q="calm", find="1")
    response = client.post(acme.url("objectives/new/"), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="Typed so far"' in page
    assert "Make support calm" in page
    assert f'value="objective:{objective.pk}"' not in page


def test_enter_in_the_search_searches_and_does_not_create(acme, client, objective):
    response = client.post(acme.url("objectives/new/"), typed(acme, q="calm", q_shown=""))
    assert response.status_code == 200
    assert Objective.objects.count() == 1


def test_choice_that_no_list_shows_can_be_sent(acme, client):
    """A search had found it; the next list need not."""
    hidden = make_objective(acme.owner, acme.period, "Of one person", belongs_to="person")
    data = typed(acme, title="Below", supports=f"objective:{hidden.pk}")
    assert client.post(acme.url("objectives/new/"), data).status_code == 302
    assert Objective.objects.get(title="Below").parent == hidden


@pytest.mark.parametrize(
    "value", ["objective:nonsense", "key_result:", "x", "objective:00000000-0000-0000-0000-000000000000"]
)
def test_supporting_nonsense_is_explained(acme, client, value):
    response = client.post(acme.url("objectives/new/"), typed(acme, supports=value))
    assert response.status_code == 422
    assert "no longer there" in response.content.decode()


def test_objective_of_another_organization_cannot_be_supported(acme, rival, client):
    with rival.scope():
        foreign = make_objective(rival.admin, rival.period, "Canary")
    response = client.post(acme.url("objectives/new/"), typed(acme, supports=f"objective:{foreign.pk}"))
    assert response.status_code == 422
    assert b"Canary" not in response.content


def test_member_writes_her_own_and_not_the_companys(acme):
    client = client_of(acme.owner)
    assert b'value="company"' not in client.get(acme.url("objectives/new/")).content
    assert client.post(acme.url("objectives/new/"), typed(acme)).status_code == 422
    own = typed(acme, belongs_to="person", owner=str(acme.owner.pk))
    assert client.post(acme.url("objectives/new/"), own).status_code == 302
    other = typed(acme, belongs_to="person", owner=str(acme.leader.pk))
    assert "for yourself" in client.post(acme.url("objectives/new/"), other).content.decode()


def test_member_drafts_for_her_team_before_the_period_opens(acme):
    planned = create_period(by=acme.admin, name="Later", kind="quarter", starts_on="2031-01-01", ends_on="2031-03-31")
    team = {"belongs_to": "team", "team": str(acme.team.pk)}
    client = client_of(acme.owner)
    assert client.post(acme.url("objectives/new/"), typed(acme, **team)).status_code == 422
    draft = typed(acme, **team, period=str(planned.pk))
    assert client.post(acme.url("objectives/new/"), draft).status_code == 302


def test_team_has_to_be_named(acme, client):
    response = client.post(acme.url("objectives/new/"), typed(acme, belongs_to="team"))
    assert "Choose the team" in response.content.decode()


def test_who_cannot_own_is_not_offered_but_stays_where_she_owns(acme, client, objective):
    gone = join(acme.organization, "owner", "Gone Person")
    page = client.get(acme.url("objectives/new/")).content.decode()
    assert "Gone Person" in page
    assert "Acme Viewer" not in page
    objective.owner = gone
    objective.save(update_fields=["owner"])
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    assert "Gone Person" not in client.get(acme.url("objectives/new/")).content.decode()
    assert "Gone Person" in client.get(page_of(objective) + "edit/").content.decode()


def test_edit_saves_and_says_so(acme, client, objective):
    response = client.post(page_of(objective) + "edit/", typed(acme, title="Win everybody"))
    objective.refresh_from_db()
    assert objective.title == "Win everybody"
    assert undo_of(response).endswith(f"{ObjectiveVersion.objects.latest('pk').pk}/undo/")
    client.post(undo_of(response))
    objective.refresh_from_db()
    assert objective.title == "Win the mid-market"


def test_who_gives_it_away_is_not_offered_what_she_may_no_longer_do(acme):
    own = make_objective(acme.owner, acme.period, belongs_to="person")
    data = typed(acme, belongs_to="person", owner=str(acme.leader.pk))
    assert undo_of(client_of(acme.owner).post(page_of(own) + "edit/", data)) == ""


def test_edit_of_nothing_says_so(acme, client, objective):
    response = client.post(page_of(objective) + "edit/", typed(acme, description="", reason=""))
    assert [str(m) for m in get_messages(response.wsgi_request)] == ["Nothing was changed."]
    assert ObjectiveVersion.objects.count() == 1


def test_edit_without_reason_is_refused_at_the_field(acme, client, objective):
    response = client.post(page_of(objective) + "edit/", typed(acme, title="Win everybody", reason=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_reason"' in page
    assert 'value="Win everybody"' in page


def test_who_saves_second_hears_of_the_first_and_may_save_again(acme, client, objective):
    seen = str(objective.versions.latest("pk").pk)
    edit_objective(objective, by=acme.admin, changes={"description": "Theirs"}, reason=REASON)
    response = client.post(page_of(objective) + "edit/", typed(acme, title="Mine", seen=seen))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Acme Admin changed this while you wrote" in page
    assert 'value="Mine"' in page
    seen = str(objective.versions.latest("pk").pk)
    assert f'name="seen" value="{seen}"' in page
    assert client.post(page_of(objective) + "edit/", typed(acme, title="Mine", seen=seen)).status_code == 302


def test_edit_in_a_closed_period_is_refused_with_the_text_kept(acme, client, objective):
    shut(acme.period, by=acme.admin)
    response = client.post(page_of(objective) + "edit/", typed(acme, title="Win everybody"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "closed" in page
    assert 'value="Win everybody"' in page


def test_owner_does_not_make_her_objective_the_companys(acme):
    own = make_objective(acme.owner, acme.period, belongs_to="person")
    client = client_of(acme.owner)
    data = typed(acme, belongs_to="company", owner=str(acme.owner.pk))
    assert client.post(page_of(own) + "edit/", data).status_code == 422


def test_weight_in_the_objective_of_others_is_theirs_to_say(acme, objective):
    own = make_objective(acme.owner, acme.period, belongs_to="person", parent=objective)
    data = typed(acme, belongs_to="person", owner=str(acme.owner.pk), weight="5")
    response = client_of(acme.owner).post(page_of(own) + "edit/", data)
    assert response.status_code == 422
    assert "says how much this counts there" in unescape(response.content.decode())


def test_move_and_undo(acme, client, objective):
    below = make_objective(acme.leader, acme.period, "Below")
    value = {"supports": f"objective:{objective.pk}", "reason": REASON}
    response = client.post(page_of(below) + "move/", value)
    below.refresh_from_db()
    assert below.parent == objective
    client.post(undo_of(response))
    below.refresh_from_db()
    assert below.parent is None


def test_move_below_itself_is_explained_at_the_field(acme, client, objective):
    below = make_objective(acme.leader, acme.period, "Below", parent=objective)
    for target in (objective, below):
        response = client.post(page_of(objective) + "move/", {"supports": f"objective:{target.pk}", "reason": REASON})
        assert response.status_code == 422
        assert "cannot support itself" in response.content.decode()


def test_moved_to_the_objective_of_others_it_weighs_one(acme, objective):
    own = make_objective(acme.owner, acme.period, belongs_to="person", weight=Decimal(9))
    client_of(acme.owner).post(page_of(own) + "move/", {"supports": f"objective:{objective.pk}", "reason": REASON})
    own.refresh_from_db()
    assert (own.parent, own.weight) == (objective, 1)


@pytest.mark.parametrize("state", [State.ARCHIVED, State.DROPPED])
def test_put_away_and_restored(acme, client, objective, state):
    assert client.post(page_of(objective) + "archive/", {"state": state}).status_code == 422
    client.post(page_of(objective) + "archive/", {"state": state, "reason": REASON})
    objective.refresh_from_db()
    assert objective.state == state
    page = client.get(acme.url(f"objectives/?state={state}")).content.decode()
    assert page_of(objective) + "restore/" in page
    assert client.post(page_of(objective) + "restore/", {}).status_code == 422
    client.post(page_of(objective) + "restore/", {"reason": REASON})
    objective.refresh_from_db()
    assert objective.is_active


def test_archived_twice_is_explained(acme, client, objective):
    put_objective_in_state(objective, State.ARCHIVED, by=acme.leader, reason=REASON)
    response = client.post(page_of(objective) + "archive/", {"state": "archived", "reason": REASON})
    assert response.status_code == 422
    assert "already" in response.content.decode()


def test_archive_page_says_what_would_stand_alone(acme, client, objective):
    make_objective(acme.leader, acme.period, parent=objective)
    assert "1 objective supports it" in client.get(page_of(objective) + "archive/").content.decode()


def test_weights_are_given_and_undone_together(acme, client, objective):
    key_result = make_key_result(acme.leader, objective)
    supporter = make_objective(acme.owner, acme.period, parent=objective)
    data = {str(key_result.pk): "2,5", str(supporter.pk): "3", "reason": REASON}
    response = client.post(page_of(objective) + "weights/", data)
    assert weights_of(key_result, supporter) == [Decimal("2.5"), Decimal(3)]
    client.post(undo_of(response))
    assert weights_of(key_result, supporter) == [1, 1]
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("weight", "words"),
    [("-1", "0 or more"), ("1001", "1000 or less"), ("1.0001", "three decimals"), ("", "such as 1")],
)
def test_weight_out_of_range_is_explained(acme, client, objective, weight, words):
    key_result = make_key_result(acme.leader, objective)
    response = client.post(page_of(objective) + "weights/", {str(key_result.pk): weight, "reason": REASON})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_weights_without_reason_are_refused(acme, client, objective):
    key_result = make_key_result(acme.leader, objective)
    response = client.post(page_of(objective) + "weights/", {str(key_result.pk): "4"})
    assert response.status_code == 422
    assert 'value="4"' in response.content.decode()


def test_weights_undo_without_its_moment_is_not_there(acme, client, objective):
    assert client.post(page_of(objective) + "weights/undo/?at=soon").status_code == 404


def test_undo_in_a_closed_period_says_why_not(acme, client, objective):
    version = objective.versions.latest("pk")
    shut(acme.period, by=acme.admin)
    response = client.post(acme.url(f"objectives/versions/{version.pk}/undo/"))
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Nothing was undone. The period is closed, so nothing in it can change."
    ]


def test_what_was_typed_survives_signing_in_again(acme, client, objective):
    client.logout()
    data = typed(acme, title="Typed before", typed_by=str(acme.leader.pk))
    client.post(page_of(objective) + "edit/", data)
    client.force_login(acme.leader.user)
    kept = client.get(page_of(objective) + "edit/")
    assert kept.status_code == 200
    assert "Typed before" in kept.content.decode()


def test_list_is_filtered_by_its_address(acme, client):
    mine = make_objective(acme.leader, acme.period, "Win the mid-market")
    make_objective(acme.owner, acme.period, "Make support calm", belongs_to="team", team=acme.team)

    def titles(query):
        page = client.get(acme.url(f"objectives/?{query}")).content.decode()
        return [title for title in ("Win the mid-market", "Make support calm") if f">{title}</a>" in page]

    assert titles("") == ["Win the mid-market", "Make support calm"]
    assert titles("q=CALM") == ["Make support calm"]
    assert titles(f"team={acme.team.pk}") == ["Make support calm"]
    assert titles(f"owner={mine.owner_id}") == ["Win the mid-market"]
    assert titles("state=dropped") == []
    assert titles("team=nonsense&owner=x&state=y&period=z&page=w") == ["Win the mid-market", "Make support calm"]


def test_empty_list_offers_to_write_the_first(acme, client):
    assert b"Write the first objective" in client.get(acme.url("objectives/")).content
    assert b"Write the first objective" not in client_of(acme.viewer).get(acme.url("objectives/")).content


def test_list_has_pages_of_fifty(acme, client, monkeypatch):
    monkeypatch.setattr("objectives.views.objective_list.PAGE_SIZE", 2)
    for number in range(3):
        make_objective(acme.leader, acme.period, f"Number {number}")
    page = client.get(acme.url("objectives/?q=number&page=2")).content.decode()
    assert "Page 2 of 2" in page
    assert "?q=number&amp;page=1" in page
    assert "Number 2" in page
    assert "Number 1" not in page


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(acme, client, count):
    for number in range(count):
        owner = join(acme.organization, "owner", f"Person {number}")
        objective = make_objective(acme.leader, acme.period, f"Number {number}", owner=owner)
        make_key_result(owner, objective)
    with statements() as asked:
        client.get(acme.url("objectives/"))
    assert len(asked) == 11, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_new_objective_asks_the_same_whatever_there_is(acme, client, count):
    for number in range(count):
        objective = make_objective(acme.leader, acme.period, f"Number {number}", belongs_to="team", team=acme.team)
        make_key_result(acme.leader, objective)
    with statements() as asked:
        client.get(acme.url("objectives/new/"))
    assert len(asked) == 12, "\n".join(asked)


def test_member_of_a_team_sees_her_teams_alone(acme):
    create_period(by=acme.admin, name="Later", kind="quarter", starts_on="2031-01-01", ends_on="2031-03-31")
    page = client_of(acme.owner).get(acme.url("objectives/new/")).content.decode()
    assert acme.team.name in page
    TeamMembership.objects.filter(membership=acme.owner).delete()
    assert acme.team.name not in client_of(acme.owner).get(acme.url("objectives/new/")).content.decode()


def weights_of(*things):
    for thing in things:
        thing.refresh_from_db()
    return [thing.weight for thing in things]


def test_first_objective_of_a_planned_period_has_its_page(acme):
    planned = create_period(
        by=acme.admin,
        name="Next",
        kind="quarter",
        starts_on=acme.period.ends_on + timedelta(days=1),
        ends_on=acme.period.ends_on + timedelta(days=90),
    )
    response = client_of(acme.admin).get(acme.url(f"objectives/new/?period={planned.pk}"))
    assert response.status_code == 200


def test_a_team_is_not_offered_to_who_can_write_for_none(acme):
    TeamMembership.objects.filter(membership=acme.owner).delete()
    client = client_of(acme.owner)
    page = client.get(acme.url("objectives/new/")).content.decode()
    assert 'value="team"' not in page
    assert 'name="team"' not in page
    assert client.post(acme.url("objectives/new/"), typed(acme, belongs_to="team")).status_code == 422


def test_a_team_is_offered_where_a_period_is_planned_still(acme):
    assert 'value="team"' not in client_of(acme.owner).get(acme.url("objectives/new/")).content.decode()
    create_period(by=acme.admin, name="Later", kind="quarter", starts_on="2031-01-01", ends_on="2031-03-31")
    assert 'value="team"' in client_of(acme.owner).get(acme.url("objectives/new/")).content.decode()


def test_search_shows_once_there_is_something_to_search(acme, client):
    assert b'name="q" id="q"' not in client.get(acme.url("objectives/new/")).content
    objective = make_objective(acme.leader, acme.period)
    assert b'name="q" id="q"' in client.get(acme.url("objectives/new/")).content
    assert b'name="q" id="q"' not in client.get(page_of(objective) + "move/").content


def test_new_objective_begins_with_the_team_whose_page_asked_for_it(acme, client):
    page = client.get(acme.url(f"objectives/new/?team={acme.team.pk}")).content.decode()
    assert f'<option value="{acme.team.pk}" selected>' in page
    assert re.search(r'<input[^>]*value="team"[^>]*checked', page)


def test_team_for_which_one_may_not_write_is_no_beginning(acme):
    page = client_of(acme.owner).get(acme.url(f"objectives/new/?team={acme.team.pk}")).content.decode()
    assert re.search(r'<input[^>]*value="person"[^>]*checked', page)
