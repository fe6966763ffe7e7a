"""The zone that a browser lives in is offered, and chosen by nobody but the person."""

from organizations.models import Membership


def test_the_browsers_zone_is_offered_and_taken(live_acme, open_as):
    page = open_as(live_acme.owner, live_acme.url("me/"), timezone_id="Asia/Tokyo")
    select = page.get_by_label("Your time zone")
    assert select.input_value() == ""
    page.get_by_text("Your browser says Asia/Tokyo.").wait_for()
    page.get_by_role("button", name="Use it").click()
    assert select.input_value() == "Asia/Tokyo"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_text("Your browser says").count() == 0
    with live_acme.scope():
        assert Membership.objects.get(pk=live_acme.owner.pk).time_zone == "Asia/Tokyo"


def test_nothing_is_offered_where_the_clocks_agree(live_acme, open_as):
    page = open_as(live_acme.owner, live_acme.url("me/"), timezone_id="Europe/Berlin")
    page.get_by_label("Your time zone").wait_for()
    assert page.get_by_text("Your browser says").count() == 0


def test_a_teams_own_day_is_asked_for_when_it_is_to_have_one(live_acme, open_as):
    page = open_as(live_acme.leader, live_acme.url(f"teams/{live_acme.team.pk}/edit/"))
    assert not page.get_by_label("Hour").is_visible()
    page.get_by_label("A day of its own").check()
    page.get_by_label("Day", exact=True).select_option("Thursday")
    page.get_by_label("Hour").select_option("10:00")
    page.get_by_role("button", name="Save its day").click()
    page.get_by_text("Saved. Check-ins of Acme Growth are due every Thursday at 10:00.").wait_for()
