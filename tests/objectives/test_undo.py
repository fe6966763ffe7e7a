"""Taking back what the history tells: archiving, moving, weighing and whose it is, for thirty days."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest

from objectives.actions.key_results import edit_key_result, put_key_result_in_state, revert_key_result
from objectives.actions.objectives import edit_objective, move_objective, put_objective_in_state, revert_objective
from objectives.actions.weights import weigh
from objectives.errors import ChangedSince, TooLateToUndo, TreeLoop
from objectives.models import Counting, KeyResultVersion, ObjectiveVersion
from objectives.roll_up import database_now
from objectives.undoing import UNDONE_WITHIN, undoable
from objectives.verification import differences
from tests.cast import client_of, make_key_result, make_objective, shut, statements

WHY = "The market moved."


@pytest.fixture
def aim(acme):
    return make_objective(acme.leader, acme.period, "Win the year")


@pytest.fixture
def below(acme, aim):
    return make_objective(acme.owner, acme.period, "Win the north", belongs_to="person", parent=aim)


@pytest.fixture
def sales(acme, below):
    return make_key_result(acme.owner, below, "Sales")


def archive(acme, below, sales):
    return put_objective_in_state(below, "archived", by=acme.owner, reason=WHY)


def move(acme, below, sales):
    other = make_objective(acme.leader, acme.period, "Another year")
    return move_objective(below, parent=other, weight=Decimal(3), by=acme.owner, reason=WHY)


def hand_over(acme, below, sales):
    return edit_objective(below, by=acme.owner, changes={"owner": acme.leader})


def count_otherwise(acme, below, sales):
    return edit_objective(below, by=acme.owner, changes={"counting": Counting.KEY_RESULTS}, reason=WHY)


def drop_key_result(acme, below, sales):
    return put_key_result_in_state(sales, "dropped", by=acme.owner, reason=WHY)


def weigh_key_result(acme, below, sales):
    weigh(below, key_results={sales.pk: Decimal(5)}, supporters={}, by=acme.owner, reason=WHY)
    return KeyResultVersion.objects.latest("pk")


def hand_key_result_over(acme, below, sales):
    return edit_key_result(sales, by=acme.owner, changes={"owner": acme.leader})


KINDS = [archive, move, hand_over, count_otherwise, drop_key_result, weigh_key_result, hand_key_result_over]


def facts(thing):
    thing.refresh_from_db()
    return {name: getattr(thing, name) for name in thing.FACTS}


def thing_of(version, below, sales):
    return below if isinstance(version, ObjectiveVersion) else sales


def offered(acme, thing, by=None, now=None):
    thing.refresh_from_db()
    return undoable(thing, thing.versions.all(), by or acme.admin, now or database_now())


def page_of(acme, thing):
    kind = "key-results" if hasattr(thing, "measure") else "objectives"
    return acme.url(f"{kind}/{thing.pk}/")


def words(response):
    return unescape(response.content.decode())


@pytest.mark.parametrize("change", KINDS)
def test_each_kind_is_offered_and_taken_back_and_done_again(acme, below, sales, change):
    before = facts(below), facts(sales)
    version = change(acme, below, sales)
    after, thing = (facts(below), facts(sales)), thing_of(version, below, sales)
    assert after != before and offered(acme, thing) == {version.pk}
    client, undo = client_of(acme.admin), f"versions/{version.pk}/undo/"
    assert undo in words(client.get(page_of(acme, thing)))
    answer = client.post(page_of(acme, thing).rsplit("/", 2)[0] + f"/{undo}", follow=True)
    assert "Undone. It is as it was before." in words(answer)
    assert (facts(below), facts(sales)) == before
    undone = thing.versions.latest("pk")
    assert (undone.verb, undone.actor) == ("reverted", acme.admin), "the history tells of it"
    assert offered(acme, thing) == {undone.pk}, "and offers to undo that in turn"
    revert = revert_objective if thing is below else revert_key_result
    revert(undone, by=acme.admin)
    assert (facts(below), facts(sales)) == after
    assert list(differences()) == []


@pytest.mark.parametrize("change", KINDS)
def test_after_thirty_days_it_is_too_late(acme, below, sales, change):
    version = change(acme, below, sales)
    thing, last = thing_of(version, below, sales), version.created_at + UNDONE_WITHIN
    assert timedelta(days=30) == UNDONE_WITHIN
    assert offered(acme, thing, now=last) and not offered(acme, thing, now=last + timedelta(seconds=1))
    revert = revert_objective if thing is below else revert_key_result
    with pytest.raises(TooLateToUndo):
        revert(version, by=acme.admin, at=last + timedelta(seconds=1))
    assert revert(version, by=acme.admin, at=last) is not None


def test_what_somebody_has_moved_again_since_is_left_to_people(acme, below, sales):
    mine = hand_over(acme, below, sales)
    edit_objective(below, by=acme.admin, changes={"owner": acme.admin})
    assert mine.pk not in offered(acme, below)
    with pytest.raises(ChangedSince, match="Acme Admin has changed this since"):
        revert_objective(mine, by=acme.admin)
    answer = client_of(acme.admin).post(acme.url(f"objectives/versions/{mine.pk}/undo/"), follow=True)
    assert "Nothing was undone. Acme Admin has changed this since." in words(answer)
    below.refresh_from_db()
    assert below.owner == acme.admin


def test_what_was_changed_beside_it_stays(acme, below, sales):
    moved = move(acme, below, sales)
    edit_objective(below, by=acme.owner, changes={"title": "Win it all", "weight": Decimal(7)}, reason=WHY)
    revert_objective(moved, by=acme.admin)
    below.refresh_from_db()
    assert (below.title, below.parent.title, below.weight) == ("Win it all", "Win the year", 1)


def test_a_second_click_changes_nothing(acme, below, sales):
    version = archive(acme, below, sales)
    client, path = client_of(acme.owner), acme.url(f"objectives/versions/{version.pk}/undo/")
    client.post(path)
    assert "Nothing was changed." in words(client.post(path, follow=True))
    assert client.get(path).status_code == 405


def test_move_that_would_make_a_loop_by_now_stays(acme, aim, below, sales):
    freed = move_objective(below, parent=None, by=acme.owner, reason=WHY)
    move_objective(aim, parent=below, by=acme.leader, reason=WHY)
    with pytest.raises(TreeLoop):
        revert_objective(freed, by=acme.admin)


def test_nobody_is_offered_what_she_may_not_do(acme, rival, below, sales):
    version = archive(acme, below, sales)
    assert not offered(acme, below, by=acme.viewer)
    assert "/undo/" not in words(client_of(acme.viewer).get(page_of(acme, below)))
    path = acme.url(f"objectives/versions/{version.pk}/undo/")
    assert client_of(acme.viewer).post(path).status_code == 403
    assert client_of(rival.admin).post(rival.url(f"objectives/versions/{version.pk}/undo/")).status_code == 404
    below.refresh_from_db()
    assert below.state == "archived"


def test_past_and_what_is_closed_offer_nothing(acme, below, sales):
    archive(acme, below, sales)
    client, path = client_of(acme.admin), page_of(acme, below)
    assert "/undo/" in words(client.get(path))
    assert "/undo/" not in words(
        client.get(f"{path}?as_of={acme.organization.day_of(database_now()) - timedelta(days=1)}")
    )
    shut(acme.period, by=acme.admin)
    assert "/undo/" not in words(client.get(path))


def test_what_moves_goalposts_or_begins_something_is_not_offered(acme, below, sales):
    edit_key_result(sales, by=acme.owner, changes={"target": Decimal(50)}, reason=WHY)
    edit_objective(below, by=acme.owner, changes={"title": "Other words"}, reason=WHY)
    assert offered(acme, below) == offered(acme, sales) == set()


@pytest.mark.parametrize("count", [1, 3])
def test_offering_asks_the_same_whatever_has_happened(acme, aim, below, sales, count):
    for _ in range(count):
        revert_objective(archive(acme, below, sales), by=acme.owner)
        weigh(aim, key_results={}, supporters={below.pk: below.weight + 1}, by=acme.leader, reason=WHY)
        below.refresh_from_db()
    client = client_of(acme.owner)
    client.get(page_of(acme, below))
    with statements() as asked:
        assert client.get(page_of(acme, below)).status_code == 200
    assert len(asked) == 27, "\n".join(asked)
