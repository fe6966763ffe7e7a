"""The page on which an objective ends, and the page that tells who has said what."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.periods import close_period, create_period, open_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.models import Objective, Reflection, Score
from objectives.reviews import review_of
from tests.cast import client_of, end, join, make_key_result, make_objective, shut, statements


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period, belongs_to="team", team=acme.team)


@pytest.fixture
def key_result(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("64.99"), 7)])
    return key_result


@pytest.fixture
def ended(acme, key_result):
    return end(acme.period, by=acme.admin)


def address(acme, objective):
    return acme.url(f"objectives/{objective.pk}/review/")


def shown(membership, path, status=200):
    response = client_of(membership).get(path)
    assert response.status_code == status
    return unescape(response.content.decode()).replace("\u00a0", " ")


def form_of(objective, *key_results, **answers):
    """What a browser sends: the suggested scores and nothing else, but for `answers`."""
    graded = {k.pk: grade for k, grade in review_of(Objective.objects.with_people().get(pk=objective.pk)).key_results}
    form = {"seen": "none"}
    for key_result in key_results:
        suggested = f"{graded[key_result.pk].suggested:.2f}"
        form |= {f"{name}-{key_result.pk}": suggested for name in ("score", "suggested")}
    return form | answers


def refused(membership, path, form):
    response = client_of(membership).post(path, form)
    assert response.status_code == 422
    return unescape(response.content.decode()).replace("\u00a0", " ")


@pytest.mark.parametrize("role", ["admin", "leader", "owner"])
def test_owner_lead_and_admin_say_how_it_ended(acme, ended, objective, key_result, role):
    person = getattr(acme, role)
    path = address(acme, objective)
    page = shown(person, path)
    assert 'value="0.64"' in page and "What went well?" in page and "Check in the final value" in page
    assert "0.70 and more is met" in page
    said = form_of(objective, key_result, went_well="Trials.", decision="continue")
    assert client_of(person).post(path, said).status_code == 302
    review = review_of(objective)
    assert review.is_complete and review.reflection.author == person
    assert "Nothing is missing" in shown(person, path)


def test_viewer_reads_and_says_nothing(acme, ended, objective, key_result):
    page = shown(acme.viewer, address(acme, objective))
    assert "Suggested:" in page and "<textarea" not in page
    assert client_of(acme.viewer).post(address(acme, objective), form_of(objective, key_result)).status_code == 403
    assert not Score.objects.exists()


def test_stranger_finds_neither_page(acme, rival, ended, objective):
    for path in (address(acme, objective), acme.url(f"periods/{ended.pk}/scoring/")):
        assert client_of(rival.admin).get(path).status_code == 404


def test_whoever_owns_a_key_result_alone_scores_that_one_alone(acme, objective, key_result):
    person = join(acme.organization, "member", "Chi")
    own = make_key_result(acme.owner, objective, "Trials", owner=person)
    end(acme.period, by=acme.admin)
    page = shown(person, address(acme, objective))
    assert f"score-{own.pk}" in page and f"score-{key_result.pk}" not in page and 'name="went_well"' not in page
    said = form_of(objective, own, key_result, went_well="Not mine to say.", own="0.9", own_reason="Not mine.")
    assert client_of(person).post(address(acme, objective), said).status_code == 302
    assert Score.objects.get().key_result_id == own.pk
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("text", ["0.8", "0,8", "0.80", "80 %", "80%", "0,800"])
def test_scores_are_read_as_people_write_them(acme, ended, objective, key_result, text):
    said = form_of(objective, key_result) | {f"score-{key_result.pk}": text, f"reason-{key_result.pk}": "Because."}
    assert client_of(acme.owner).post(address(acme, objective), said).status_code == 302
    assert Score.objects.get().value == Decimal("0.80")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0.645", "Write 0.64 or 0.65."),
        ("64,5 %", "Write 0.64 or 0.65."),
        ("64", "from 0 to 1"),
        ("-0.1", "from 0 to 1"),
        ("101 %", "from 0 to 1"),
        ("good", "is not a number"),
        ("NaN", "is not a number"),
        ("1e-1", "is not a number"),
    ],
)
def test_what_is_no_score_gets_words_and_is_kept(acme, ended, objective, key_result, text, words):
    said = form_of(objective, key_result, learned="Start earlier.") | {f"score-{key_result.pk}": text}
    page = refused(acme.owner, address(acme, objective), said)
    assert words in page and f'value="{text}"' in page and "Start earlier." in page
    assert not Score.objects.exists() and not Reflection.objects.exists()


def test_another_score_asks_for_a_reason(acme, ended, objective, key_result):
    path = address(acme, objective)
    said = form_of(objective, key_result, learned="Start earlier.") | {f"score-{key_result.pk}": "0.8"}
    page = refused(acme.owner, path, said)
    assert "Say why it is not 0.64." in page and 'value="0.8"' in page and "Start earlier." in page
    said[f"reason-{key_result.pk}"] = "Two signed on the last day."
    assert client_of(acme.owner).post(path, said).status_code == 302
    page = shown(acme.viewer, path)
    assert "0.80" in page and "Two signed on the last day." in page and "suggested 0.64" in page


def test_own_score_is_overridden_and_taken_back(acme, ended, objective, key_result):
    path = address(acme, objective)
    said = form_of(objective, key_result, own="0.5")
    assert "Say why it is not 0.64." in refused(acme.owner, path, said)
    client = client_of(acme.owner)
    assert client.post(path, said | {"own_reason": "It felt like half."}).status_code == 302
    assert "It felt like half." in shown(acme.viewer, path)
    assert client.post(path, form_of(objective, key_result, own="", own_reason="")).status_code == 302
    assert review_of(objective).grade.said is None
    assert "It felt like half." not in shown(acme.viewer, path)


def test_empty_score_is_given_later_and_one_that_was_given_stays(acme, ended, objective, key_result):
    path, empty = address(acme, objective), {f"score-{key_result.pk}": ""}
    said = form_of(objective, key_result, decision="drop")
    assert client_of(acme.owner).post(path, said | empty).status_code == 302
    assert not Score.objects.exists() and Reflection.objects.get().decision == "drop"
    client_of(acme.owner).post(path, said)
    assert "changed, not taken back" in refused(acme.owner, path, said | empty)


def test_sent_twice_is_said_once(acme, ended, objective, key_result):
    said = form_of(objective, key_result, went_well="Trials.\r\nMore trials.", decision="continue")
    for _ in range(2):
        assert client_of(acme.owner).post(address(acme, objective), said).status_code == 302
    assert (Score.objects.count(), Reflection.objects.count()) == (1, 1)


def test_check_in_meanwhile_is_told_and_loses_nothing(acme, ended, objective, key_result):
    said = form_of(objective, key_result, learned="Start earlier.")
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(70), 7)])
    page = refused(acme.owner, address(acme, objective), said)
    assert "0.70 is suggested now" in page and 'value="0.64"' in page and "Start earlier." in page
    assert not Score.objects.exists()
    said[f"reason-{key_result.pk}"] = "The last value came too late."
    assert client_of(acme.owner).post(address(acme, objective), said).status_code == 302


def test_somebody_else_meanwhile_is_told_and_saving_again_is_meant(acme, ended, objective, key_result):
    path = address(acme, objective)
    said = form_of(objective, key_result, learned="Start earlier.")
    given = {key_result.pk: Given(Decimal("0.8"), "Signed.")}
    review_objective(objective, by=acme.leader, key_results=given, answers=Answers(learned="Start later."))
    page = refused(acme.owner, path, said)
    assert "Acme Leader changed this while you wrote" in page and "Start earlier." in page and "Signed." in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert client_of(acme.owner).post(path, said | {"seen": seen}).status_code == 302
    assert review_of(objective).reflection.learned == "Start earlier."


def test_confirmed_score_that_was_overtaken_is_pointed_out(acme, ended, objective, key_result):
    review_objective(objective, by=acme.leader, key_results={key_result.pk: Given(Decimal("0.64"))})
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(70), 7)])
    page = shown(acme.owner, address(acme, objective))
    assert "Acme Leader confirmed 0.64 before its progress changed." in page and 'value="0.70"' in page


def test_before_grace_it_says_when_it_begins(acme, objective, key_result):
    path = address(acme, objective)
    page = shown(acme.owner, path)
    following = acme.period.ends_on + timedelta(days=1)
    assert f"Its review begins on {following:%-d %B %Y}" in page and "<textarea" not in page
    page = refused(acme.owner, path, form_of(objective, key_result, learned="Start earlier."))
    assert "Scores are given when the period is over" in page and "Start earlier." in page
    assert "Scores of This quarter" in shown(acme.owner, acme.url(f"periods/{acme.period.pk}/scoring/"))


def test_closed_page_is_read_and_an_old_tab_is_refused(acme, ended, objective, key_result):
    path = address(acme, objective)
    answers = Answers(learned="**Start** earlier. <script>alert(1)</script>", decision="change")
    said = {key_result.pk: Given(Decimal("0.7"), "Signed.")}
    review_objective(objective, by=acme.owner, key_results=said, answers=answers)
    form = form_of(objective, key_result, learned="Another word.")
    close_period(ended, by=acme.admin)
    response = client_of(acme.owner).get(path)
    page = response.content.decode()
    assert "<strong>Start</strong> earlier." in page and "<script>alert" not in page
    assert "Acme Owner" in page and "Signed." in page and "<textarea" not in page and "Decided:" in page
    page = refused(acme.owner, path, form)
    assert "The period is closed" in page and "Another word." in page
    assert review_of(objective).reflection.learned.startswith("**Start**")


def test_get_writes_nothing(acme, ended, objective, key_result):
    for path in (address(acme, objective), acme.url(f"periods/{ended.pk}/scoring/")):
        client = client_of(acme.owner)
        with statements() as asked:
            client.get(path)
        assert not [sql for sql in asked if sql.startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.parametrize("met", [True, False])
def test_third_period_at_one_is_pointed_out(acme, met):
    """Two earlier ones in other periods, continued by hand."""
    chain, key_results = [], []
    for n in (2, 1, 0):
        first = acme.period.starts_on - timedelta(days=400 * n)
        period = acme.period
        if n:
            period = make_earlier(acme, f"Earlier {n}", first)
        objective = make_objective(acme.owner, period)
        key_result = make_key_result(acme.owner, objective)
        value = Decimal(100) if met or n != 1 else Decimal(99)
        check_in(by=acme.owner, statements=[Statement(key_result.pk, value, 9)])
        for made, before in ((objective, chain), (key_result, key_results)):
            if before:
                type(made).objects.filter(pk=made.pk).update(continues=before[-1])
            before.append(made)
        end(period, by=acme.admin)
    page = shown(acme.owner, address(acme, chain[-1]))
    assert page.count("The third period in a row at 1.0: the next target may be higher.") == (2 if met else 0)


def make_earlier(acme, name, first):
    days = {"starts_on": first, "ends_on": first + timedelta(days=60)}
    period = create_period(by=acme.admin, name=name, kind="quarter", **days)
    return open_period(period, by=acme.admin, at=acme.organization.start_of(first))


@pytest.mark.parametrize("count", [1, 3])
def test_review_asks_the_same_questions_whatever_its_size(acme, objective, count):
    for n in range(count):
        make_key_result(acme.owner, objective, f"Customers {n}", owner=acme.leader)
    end(acme.period, by=acme.admin)
    for person, questions in ((acme.owner, 11), (acme.leader, 12)):
        client = client_of(person)
        with statements() as asked:
            client.get(address(acme, objective))
        assert len(asked) == questions, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_scoring_asks_the_same_questions_whatever_its_size(acme, count):
    for n in range(count):
        objective = make_objective(acme.owner, acme.period, f"Objective {n}", belongs_to="team", team=acme.team)
        for m in range(count):
            make_key_result(acme.owner, objective, f"Customers {m}")
    ended = end(acme.period, by=acme.admin)
    client = client_of(acme.leader)
    with statements() as asked:
        client.get(acme.url(f"periods/{ended.pk}/scoring/"))
    assert len(asked) == 13, "\n".join(asked)


def test_scoring_tells_who_has_and_who_has_not(acme, objective, key_result):
    company = make_objective(acme.admin, acme.period, "Be known")
    make_key_result(acme.admin, company, "Visits", owner=acme.leader)
    make_objective(acme.viewer, acme.period, "Nobody’s", belongs_to="person")
    ended = end(acme.period, by=acme.admin)
    given = {key_result.pk: Given(Decimal("0.64"))}
    answers = Answers(learned="Start earlier.", decision="continue")
    review_objective(objective, by=acme.owner, key_results=given, answers=answers)
    path = acme.url(f"periods/{ended.pk}/scoring/")
    page = shown(acme.owner, path)
    assert "1 of 3 complete" in page and "2 people have something left" in page
    assert "Nobody who could" in page and "0 of 1" in page and "1 of 1" in page
    assert page.index("Yours") < page.index("Be known")
    page = shown(acme.leader, path)
    assert page.index("Yours") < page.index("Acme Growth</h2>") < page.index("People’s own")
    page = shown(acme.viewer, f"{path}?team={acme.team.pk}")
    assert "1 of 1 complete" in page and "Be known" not in page


def test_scoring_leads_to_what_comes_next(acme, ended):
    path, to = acme.url(f"periods/{ended.pk}/scoring/"), [f"/{page}/" for page in ("report", "carry-over", "close")]
    for person, count in ((acme.admin, 3), (acme.owner, 2), (acme.viewer, 1)):
        page = shown(person, path)
        assert [f"/acme/periods/{ended.pk}{each}" in page for each in to] == [n < count for n in range(3)]
    assert path in shown(acme.viewer, acme.url(f"periods/{ended.pk}/report/"))


def test_scoring_says_which_scores_are_only_suggested(acme, ended, objective, key_result):
    path = acme.url(f"periods/{ended.pk}/scoring/")
    assert "suggested" in shown(acme.viewer, path)
    review_objective(objective, by=acme.owner, key_results={key_result.pk: Given(Decimal("0.64"))})
    assert "suggested" not in shown(acme.viewer, path)


def test_scoring_before_grace_and_without_objectives_explains_itself(acme):
    assert "comes here when the period is over" in shown(acme.viewer, acme.url(f"periods/{acme.period.pk}/scoring/"))
    ended = end(acme.period, by=acme.admin)
    assert "nothing to score" in shown(acme.viewer, acme.url(f"periods/{ended.pk}/scoring/"))


def test_closed_scoring_is_read(acme, objective, key_result):
    closed = shut(acme.period, by=acme.admin)
    page = shown(acme.viewer, acme.url(f"periods/{closed.pk}/scoring/"))
    assert "The period is closed." in page and "0 of 1 complete" in page
