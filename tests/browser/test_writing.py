"""Writing an objective: the page asks only for what the choice above it needs."""


def test_team_is_asked_for_once_a_team_is_chosen(live_acme, open_as):
    page = open_as(live_acme.admin, "/acme/objectives/new/")
    team = page.locator("select[name=team]")
    team.wait_for(state="hidden")
    page.check("input[name=belongs_to][value=team]")
    team.wait_for(state="visible")


def test_without_javascript_the_team_can_be_chosen_too(live_acme, open_as):
    page = open_as(live_acme.admin, "/acme/objectives/new/", java_script_enabled=False)
    page.locator("select[name=team]").wait_for(state="visible")
