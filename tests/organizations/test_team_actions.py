import pytest

from organizations.actions import Place, TeamLoop, TeamNameTaken, create_team, edit_team, place_in_team
from organizations.models import Activity, Team, TeamMembership


def traces(team):
    return list(Activity.objects.filter(thing_id=team.pk).order_by("created_at").values_list("verb", "data"))


def test_a_team_is_made_below_another(acme):
    team = create_team(name="Lyon", parent=acme.team, by=acme.leader)
    assert team.parent == acme.team
    assert traces(team) == [("created", {"name": "Lyon", "parent": str(acme.team.pk)})]


def test_a_name_is_used_once_whatever_its_case(acme):
    with pytest.raises(TeamNameTaken):
        create_team(name=acme.team.name.upper(), parent=None, by=acme.admin)
    lyon = create_team(name="Lyon", parent=None, by=acme.admin)
    with pytest.raises(TeamNameTaken):
        edit_team(team=lyon, name=acme.team.name, parent=None, by=acme.admin)
    assert Team.objects.get(pk=lyon.pk).name == "Lyon"


def test_another_organization_may_use_the_name(acme, rival):
    assert create_team(name=rival.team.name, parent=None, by=acme.admin).pk


def test_renaming_and_nesting_leave_a_trace(acme):
    lyon = create_team(name="Lyon", parent=None, by=acme.admin)
    edit_team(team=lyon, name="Paris", parent=acme.team, by=acme.admin)
    row = Team.objects.get(pk=lyon.pk)
    assert (row.name, row.parent_id) == ("Paris", acme.team.pk)
    before, after = {"name": "Lyon", "parent": None}, {"name": "Paris", "parent": str(acme.team.pk)}
    assert traces(lyon)[1:] == [("edited", {"before": before, "after": after})]


def test_saving_the_same_leaves_no_trace(acme):
    edit_team(team=acme.team, name=acme.team.name, parent=None, by=acme.admin)
    assert traces(acme.team) == []


@pytest.mark.parametrize("under", ["itself", "child", "grandchild"])
def test_teams_form_no_loop(acme, under):
    child = create_team(name="Child", parent=acme.team, by=acme.admin)
    grandchild = create_team(name="Grandchild", parent=child, by=acme.admin)
    parent = {"itself": acme.team, "child": child, "grandchild": grandchild}[under]
    with pytest.raises(TeamLoop):
        edit_team(team=acme.team, name=acme.team.name, parent=parent, by=acme.admin)


def test_a_place_in_a_team_is_given_changed_and_taken(acme):
    places = []
    for place in (Place.MEMBER, Place.LEAD, Place.LEAD, Place.OUT, Place.OUT):
        places.append(place_in_team(team=acme.team, membership=acme.viewer, place=place, by=acme.leader))
    assert places == [Place.OUT, Place.MEMBER, Place.LEAD, Place.LEAD, Place.OUT]
    assert not TeamMembership.objects.filter(membership=acme.viewer).exists()
    steps = [(data["before"], data["after"]) for verb, data in traces(acme.team) if verb == "placed"]
    assert steps == [("out", "member"), ("member", "lead"), ("lead", "out")]
