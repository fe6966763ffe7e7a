"""What somebody with bad intentions, or with a broken tool, sends: each attack that once worked, and still must not."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result, mark_done, put_key_result_in_state, reopen_key_result
from objectives.actions.objectives import edit_objective, move_objective
from objectives.actions.periods import create_period
from objectives.models import KeyResultVersion, ObjectiveVersion, Period
from organizations.actions.invitations import MOST_A_DAY
from organizations.charts import nice_scale
from organizations.models import Invitation, Organization, Team, TeamMembership, User
from tests.cast import client_of, make_key_result, make_objective


@pytest.fixture
def planned(acme):
    ends_on = acme.period.ends_on
    return create_period(
        by=acme.admin,
        name="Next quarter",
        kind="quarter",
        starts_on=ends_on + timedelta(days=1),
        ends_on=ends_on + timedelta(days=90),
    )


def newest(objective):
    return ObjectiveVersion.objects.filter(objective=objective).order_by("-id").first()


def undo(membership, acme, version):
    return client_of(membership).post(acme.url(f"objectives/versions/{version.pk}/undo/"))


def test_undo_gives_no_weight_in_what_somebody_else_edits(acme):
    top = make_objective(acme.leader, acme.period)
    mine = make_objective(acme.owner, acme.period, "Mine", belongs_to="person", owner=acme.owner, weight=Decimal(900))
    edit_objective(mine, by=acme.owner, changes={"weight": Decimal(1)}, reason="Less.")
    lighter = newest(mine)
    move_objective(mine, by=acme.owner, parent=top, reason="It helps.")
    undo(acme.owner, acme, lighter)
    mine.refresh_from_db()
    assert mine.weight == 1


def test_undo_gives_nobody_what_she_could_not_write(acme):
    objective = make_objective(acme.leader, acme.period, owner=acme.leader)
    changes = {"belongs_to": "person", "owner": acme.owner}
    edit_objective(objective, by=acme.leader, changes=changes, reason="Hers now.")
    response = undo(acme.owner, acme, newest(objective))
    objective.refresh_from_db()
    assert objective.belongs_to == "person"
    assert response.status_code < 500


def test_undo_after_a_move_gives_the_old_weight_back(acme):
    """Nor does it help to weigh it elsewhere, and to undo the move away."""
    top = make_objective(acme.leader, acme.period)
    mine = make_objective(acme.owner, acme.period, "Mine", belongs_to="person", owner=acme.owner, parent=top)
    move_objective(mine, by=acme.owner, parent=None, reason="Alone.")
    away = newest(mine)
    edit_objective(mine, by=acme.owner, changes={"weight": Decimal(900)}, reason="More.")
    undo(acme.owner, acme, away)
    mine.refresh_from_db()
    assert (mine.parent_id, mine.weight) == (top.pk, 1)


def test_done_is_not_put_back_by_somebody_else(acme):
    objective = make_objective(acme.leader, acme.period, owner=acme.leader)
    key_result = make_key_result(acme.leader, objective, owner=acme.owner)
    mark_done(key_result, by=acme.owner, done_as="reached", reason="All there.")
    reopen_key_result(key_result, by=acme.owner, reason="It was not.")
    reopened = KeyResultVersion.objects.filter(key_result=key_result).order_by("-id").first()
    url = acme.url(f"key-results/versions/{reopened.pk}/undo/")
    assert client_of(acme.leader).post(url).status_code == 403
    assert client_of(acme.owner).post(url).status_code == 302


def test_undo_of_a_team_that_was_given_up_since_is_refused_in_words(acme):
    other = Team.objects.create(name="Other")
    objective = make_objective(acme.admin, acme.period, belongs_to="team", team=acme.team)
    edit_objective(objective, by=acme.admin, changes={"team": other}, reason="x")
    to_other = newest(objective)
    edit_objective(objective, by=acme.admin, changes={"team": None, "belongs_to": "person"}, reason="x")
    response = undo(acme.admin, acme, to_other)
    assert response.status_code == 302


def test_a_draft_of_a_member_does_not_slip_into_an_open_period(acme, planned):
    draft = make_objective(acme.owner, planned, "Draft", belongs_to="team", team=acme.team, owner=acme.owner, at=None)
    typed = {
        "title": "Draft",
        "belongs_to": "team",
        "team": acme.team.pk,
        "owner": acme.owner.pk,
        "commitment": "committed",
        "period": acme.period.pk,
        "weight": "1",
        "supporters_weight": "1",
        "reason": "In.",
    }
    response = client_of(acme.owner).post(acme.url(f"objectives/{draft.pk}/edit/"), typed)
    draft.refresh_from_db()
    assert draft.period_id == planned.pk
    assert response.status_code == 422


@pytest.mark.parametrize("text", ["\0", "a\0b", "%", "\\", "'", "x" * 5000])
def test_nothing_that_is_searched_for_breaks_a_page(acme, text):
    objective = make_objective(acme.admin, acme.period)
    client = client_of(acme.admin)
    for path in ("objectives/new/", f"objectives/{objective.pk}/move/", "objectives/"):
        assert client.get(acme.url(path), {"q": text}).status_code == 200
        assert client.post(acme.url(path), {"q": text, "find": "1"}).status_code in (200, 405, 422)


def test_the_name_of_a_period_is_text_in_a_hint(acme, planned):
    top = make_objective(acme.admin, acme.period)
    make_objective(acme.admin, acme.period, "Below", parent=top)
    Period.objects.filter(pk=acme.period.pk).update(name="<b>bold</b>", state="closed")
    page = client_of(acme.admin).get(acme.url(f"objectives/{top.pk}/weights/")).content.decode()
    assert "<b>bold</b>" not in page


@pytest.mark.parametrize(
    ("low", "high"),
    [(99999999999998.0, 99999999999999.0), (1e14 - 0.5, 1e14), (-1e14, 1e14), (0.0, 1e-6), (1e13, 1e13 + 0.01)],
)
def test_every_two_values_have_a_scale(low, high):
    bottom, top, ticks = nice_scale(low, high)
    assert bottom < top
    assert bottom <= low <= high <= top
    assert ticks == sorted(ticks)


def test_huge_values_a_hair_apart_have_their_page(acme):
    objective = make_objective(acme.admin, acme.period)
    key_result = make_key_result(
        acme.admin, objective, start=Decimal("99999999999998"), target=Decimal("99999999999999")
    )
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal("99999999999998.5"), 7)])
    assert client_of(acme.admin).get(acme.url(f"key-results/{key_result.pk}/")).status_code == 200


def test_a_very_deep_tree_that_is_wide_open_has_its_page(acme):
    above, line = None, []
    for number in range(30):
        above = make_objective(acme.admin, acme.period, f"Step {number}", parent=above)
        line.append(above)
    query = "&".join(f"open={objective.pk.hex}" for objective in line)
    assert client_of(acme.admin).get(acme.url(f"scorecard/?{query}")).status_code == 200
    assert client_of(acme.admin).get(acme.url(f"objectives/{line[-1].pk}/")).status_code == 200


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "utf-16"])
def test_an_odd_encoding_breaks_nothing(acme, charset):
    client = client_of(acme.admin)
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n\\ud800\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    assert client.generic("POST", acme.url("me/"), body, content_type=kind).status_code == 400
    kind = f"text/html; charset={charset}"
    assert client.get(acme.url("objectives/?q=\\ud800"), CONTENT_TYPE=kind).status_code == 400


@pytest.mark.parametrize("header", ["http://[", "//", "http://testserver//evil.example/", "\\\\evil.example"])
def test_an_odd_current_url_breaks_nothing(acme, header, client):
    headers = {"HX-Request": "true", "HX-Current-URL": header}
    for who in (client_of(acme.admin), client):
        assert who.get("/organizations/menu/", headers=headers).status_code < 500
        assert who.post(acme.url("check-ins/"), headers=headers).status_code < 500
    assert client.post(acme.url("check-ins/"), headers={"Referer": header}).status_code < 500


def test_a_lead_does_not_act_on_a_sibling_team(acme):
    other = Team.objects.create(name="Other")
    client = client_of(acme.leader)
    TeamMembership.objects.create(team=other, membership=acme.owner)
    assert client.get(acme.url(f"teams/{other.pk}/edit/")).status_code == 403
    assert (
        client.post(acme.url(f"teams/{other.pk}/people/"), {"membership": acme.leader.pk, "place": "lead"}).status_code
        == 403
    )
    response = client.post(acme.url(f"teams/{acme.team.pk}/edit/"), {"name": "Mine", "parent": other.pk})
    assert response.status_code == 422


def test_weights_undo_leaves_what_has_moved_away(acme):
    one, two = make_objective(acme.leader, acme.period, "One"), make_objective(acme.leader, acme.period, "Two")
    below = make_objective(acme.leader, acme.period, "Below", parent=one)
    client = client_of(acme.leader)
    client.post(acme.url(f"objectives/{one.pk}/weights/"), {str(below.pk): "5", "reason": "More."})
    below.refresh_from_db()
    assert below.weight == 5
    given = newest(below).created_at
    move_objective(below, by=acme.leader, parent=two, reason="Away.")
    client.post(acme.url(f"objectives/{one.pk}/weights/undo/?at={given.isoformat().replace('+', '%2B')}"))
    below.refresh_from_db()
    assert below.weight == 5


def test_an_objective_supports_no_archived_key_result(acme):
    objective = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, objective)
    put_key_result_in_state(key_result, "archived", by=acme.admin, reason="x")
    mine = make_objective(acme.admin, acme.period, "Mine")
    typed = {"supports": f"key_result:{key_result.pk}", "reason": "x"}
    assert client_of(acme.admin).post(acme.url(f"objectives/{mine.pk}/move/"), typed).status_code == 422


def test_no_proxy_keeps_a_page(acme, client):
    objective = make_objective(acme.admin, acme.period)
    pages = ["/", "/accounts/password/reset/", "/nothing/at/all", acme.url(), acme.url(f"objectives/{objective.pk}/")]
    for who in (client_of(acme.admin), client):
        for page in pages:
            assert "private" in who.get(page)["Cache-Control"]


def test_a_form_without_its_token_says_so_in_our_own_words(acme):
    response = client_of(acme.admin, enforce_csrf_checks=True).post(acme.url("me/"), {"name": "x"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "<style" not in page and "Nothing was saved" in page


MARKUP = "\"'><i>x</i>"


def test_nothing_that_people_write_becomes_markup(acme, planned):
    """In any text, on any page, in messages, hints, labels, charts and titles."""
    Organization.objects.filter(pk=acme.organization.pk).update(name=MARKUP)
    User.objects.update(name=MARKUP)
    Team.objects.update(name=MARKUP)
    Period.objects.filter(pk=planned.pk).update(name=MARKUP + "2")
    Period.objects.filter(pk=acme.period.pk).update(name=MARKUP)
    words = {"title": MARKUP, "description": f"{MARKUP} [a](javascript:x) <javascript:x> [b](data:text/html,x)"}
    top = make_objective(acme.admin, acme.period, **words)
    below = make_objective(acme.admin, acme.period, parent=top, team=acme.team, belongs_to="team", **words)
    key_result = make_key_result(acme.admin, top, unit=MARKUP, **words)
    make_objective(acme.admin, planned, at=None, **words)
    note = f"{MARKUP} <script>x</script> ![x](javascript:x) <img src=x onerror=x>"
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(5), 2, note)])
    edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(7), "unit": MARKUP + "2"}, reason=MARKUP)
    edit_objective(top, by=acme.admin, changes={"title": MARKUP + "2"}, reason=MARKUP)
    client, row = client_of(acme.admin), f"{key_result.pk}-"
    posts = {
        f"key-results/{key_result.pk}/edit/": {"title": MARKUP, "unit": MARKUP, "measure": MARKUP, "start": MARKUP},
        f"objectives/{below.pk}/move/": {"supports": MARKUP},
        f"objectives/{top.pk}/edit/": dict.fromkeys(("title", "weight", "belongs_to", "team", "period"), MARKUP),
        "objectives/new/": {"q": MARKUP, "find": "1", "title": MARKUP},
        f"objectives/{below.pk}/archive/": {"state": "archived", "reason": MARKUP},
        "check-ins/": {"save": str(key_result.pk), row + "value": MARKUP, row + "was_value": MARKUP, row + "note": "x"},
        "people/": {"email": MARKUP, "role": MARKUP},
        "teams/new/": {"name": MARKUP, "parent": MARKUP},
        "periods/new/": dict.fromkeys(("name", "kind", "starts_on", "ends_on"), MARKUP),
        "settings/": {"name": MARKUP, "time_zone": MARKUP},
    }
    pages = [client.post(acme.url(path), typed) for path, typed in posts.items()]
    gets = [
        *("", "scorecard/", f"scorecard/?open={top.pk}&open=unaligned&health=off_track", "check-ins/", "periods/"),
        *("objectives/", "people/", "teams/", "teams/new/", f"teams/{acme.team.pk}/", f"teams/{acme.team.pk}/people/"),
        *(f"objectives/?q={quote(MARKUP)}&owner={quote(MARKUP)}", f"periods/new/?name={quote(MARKUP)}"),
        *(f"objectives/{top.pk}/{page}" for page in ("", "edit/", "move/", "archive/", "weights/", "key-results/new/")),
        *(f"key-results/{key_result.pk}/{page}" for page in ("", "edit/", "archive/", "done/", "check-in/")),
        *(f"periods/{planned.pk}/{page}" for page in ("edit/", "open/")),
        *(f"people/{acme.owner.pk}/", "settings/", "me/"),
    ]
    pages += [client.get(acme.url(path)) for path in gets]
    pages += [client.get("/organizations/"), client.get(f"/organizations/new/?organization_name={quote(MARKUP)}")]
    assert {page.status_code for page in pages} <= {200, 302, 422}
    found = [page.request["PATH_INFO"] for page in pages if FORBIDDEN.search(page.content.decode())]
    assert found == []


FORBIDDEN = re.compile(r"<i>x|<script>x|<img|(href|src)=.(javascript|data):|=\"\"'&gt;|=\"\"'>")


def test_nobody_sends_mail_to_the_world(acme):
    """Invitations carry words of whoever invites: an organization sends so many a day, and no more."""
    client = client_of(acme.admin)
    Invitation.objects.bulk_create(
        Invitation(email=f"a{n}@x.test", token_hash=str(n), invited_by=acme.admin, withdrawn_at=timezone.now())
        for n in range(MOST_A_DAY - 1)
    )
    assert client.post(acme.url("people/"), {"email": "one@x.test", "role": "viewer"}).status_code == 302
    assert client.post(acme.url("people/"), {"email": "two@x.test", "role": "viewer"}).status_code == 422
    last = Invitation.objects.get(email="one@x.test")
    assert client.post(acme.url(f"people/invitations/{last.pk}/again/")).status_code == 422


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-01-01", "x", "\0"])
def test_an_odd_moment_breaks_nothing(acme, moment):
    objective = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, objective)
    row = {"value": "5", "was_value": "", "confidence": "7", "seen": moment, "key": ""}
    typed = {f"{key_result.pk}-{name}": text for name, text in row.items()} | {"save": str(key_result.pk)}
    client = client_of(acme.admin)
    assert client.post(acme.url("check-ins/"), typed).status_code in (302, 422)
    url = acme.url(f"objectives/{objective.pk}/weights/undo/?at={quote(moment)}")
    assert client.post(url).status_code in (302, 404)


def test_ids_of_another_organization_in_a_form_are_like_random_ones(acme, rival):
    """Wherever a form, a search or an address takes an id."""
    theirs = make_objective(acme.admin, acme.period, "Canary")
    number = make_key_result(acme.admin, theirs, "Canary")
    check_in(by=acme.admin, statements=[Statement(number.pk, Decimal(5), 7)])
    version, number_version = newest(theirs), KeyResultVersion.objects.get(key_result=number)
    with rival.scope():
        mine = make_objective(rival.admin, rival.period, "Mine")
        my_number = make_key_result(rival.admin, mine, "Mine")
        good = {"title": "New", "belongs_to": "team", "team": rival.team.pk, "owner": rival.admin.pk, "reason": "Why."}
        good |= {"commitment": "committed", "period": rival.period.pk, "weight": "1", "supporters_weight": "1"}
        aim = {"title": "New", "measure": "number", "start": "0", "target": "9", "weight": "1", "reason": "Why."}
        objectives, team = [f"objectives/{mine.pk}/edit/", "objectives/new/"], f"teams/{rival.team.pk}/"
        places = [
            *[(path, good, name, pk) for path in objectives for name, pk in ids_of(acme)],
            *[(f"key-results/{my_number.pk}/edit/", aim, name, acme.owner.pk) for name in ("owner", "deputy")],
            *[
                (path, good, "supports", value)
                for path in (f"objectives/{mine.pk}/move/", "objectives/new/")
                for value in (f"objective:{theirs.pk}", f"key_result:{number.pk}")
            ],
            (f"{team}people/", {"place": "lead"}, "membership", acme.owner.pk),
            (f"{team}edit/", {"name": "Ours"}, "parent", acme.team.pk),
            ("teams/new/", {"name": "Ours"}, "parent", acme.team.pk),
            (f"objectives/{mine.pk}/weights/", {str(my_number.pk): "1", "reason": "Why."}, str(theirs.pk), "9"),
            (
                "check-ins/",
                {"save": "all", f"{number.pk}-value": "9", f"{number.pk}-confidence": "9"},
                "save",
                number.pk,
            ),
            ("check-ins/", {f"{number.pk}-was_value": "1", f"{number.pk}-value": "9"}, "save", "all"),
        ]
        client = client_of(rival.admin)
        foreign = [str(thing.pk) for thing in (theirs, number, acme.owner, acme.team, acme.period)]
        for path, typed, name, value in places:
            assert same(client, rival.url(path), typed | {name: value}, foreign), (path, name)
        for path in (f"objectives/versions/{version.pk}", f"key-results/versions/{number_version.pk}"):
            assert client.post(rival.url(f"{path}/undo/")).status_code == 404
        for name in ("open", "team", "owner", "period", "parent", "key_result"):
            for value in (theirs.pk, number.pk, acme.team.pk, acme.owner.pk, acme.period.pk):
                for page in ("scorecard/", "objectives/", "objectives/new/"):
                    assert b"Canary" not in client.get(rival.url(page), {name: value}).content


def ids_of(cast):
    return [("owner", cast.owner.pk), ("team", cast.team.pk), ("period", cast.period.pk)]


def same(client, url, typed, foreign):
    """Whether foreign ids are answered as random ones are, ids and tokens in the page apart."""
    answers = []
    for replaced in ({}, {pk: str(uuid4()) for pk in foreign}):
        sent = {instead(name, replaced): instead(str(value), replaced) for name, value in typed.items()}
        with transaction.atomic():
            response = client.post(url, sent)
            transaction.set_rollback(True)
        answers.append((response.status_code, CHANCE.sub("", response.content.decode())))
    return answers[0] == answers[1]


def instead(text, replaced):
    for pk, other in replaced.items():
        text = text.replace(pk, other)
    return text


CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|csrf\w*[^>]*>|\"x-csrftoken\": \"\w+\"")
