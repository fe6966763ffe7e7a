"""What people say about check-ins, key results and objectives: said, shown, put otherwise and taken back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.conversation import IsWithdrawn, NobodyToAsk, TooLate, say, say_otherwise, withdraw
from checkins.models import CheckIn, Comment, CommentVersion, Mention, Notice
from checkins.subjects import check_ins_with_people, subject_of
from objectives.models import KeyResult, Objective
from organizations.models import Activity, Membership, User
from tests.cast import client_of, join, make_key_result, make_objective, shut, statements

HOUR = timedelta(hours=1)


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def key_result(acme, objective):
    return make_key_result(acme.owner, objective)


@pytest.fixture
def spoken(acme, key_result):
    """The owner's check-in."""
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 8, "Two trials.")])
    return CheckIn.objects.get()


def subject(thing, membership):
    """As a view finds it."""
    if isinstance(thing, CheckIn):
        return subject_of(check_ins_with_people(membership).get(pk=thing.pk))
    return subject_of(type(thing).objects.visible_to(membership).with_people().get(pk=thing.pk))


def says(by, thing, text="How so?", **facts):
    return say(subject(thing, by), by=by, text=text, **facts)


def address(thing):
    kind = {CheckIn: "check-ins", KeyResult: "key-results", Objective: "objectives"}[type(thing)]
    return f"{kind}/{thing.pk}/conversation/"


def page(membership, acme, path):
    response = client_of(membership).get(acme.url(path))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(params=["objective", "key_result", "spoken"])
def thing(request):
    return request.getfixturevalue(request.param)


def test_what_is_said_stands_with_its_thing(acme, thing):
    response = client_of(acme.leader).post(acme.url(address(thing)), {"text": "How **so**?"})
    comment = Comment.objects.get()
    assert response.status_code == 302 and response["Location"].endswith(f"#comment-{comment.pk}")
    shown = client_of(acme.viewer).get(response["Location"]).content.decode()
    assert f'id="comment-{comment.pk}"' in shown and "How <strong>so</strong>?" in shown and "Acme Leader" in shown
    assert "How <strong>so</strong>?" in page(acme.viewer, acme, address(thing))
    assert (comment.author, comment.about) == (acme.leader, thing.pk)


def test_it_leaves_a_trace(acme, thing, objective):
    says(acme.leader, thing)
    activity = Activity.objects.get(verb="commented")
    assert (activity.actor, activity.thing_id, activity.objective_id) == (acme.leader, thing.pk, objective.pk)


def test_of_a_check_in_it_stands_under_it(acme, spoken, key_result, objective):
    says(acme.leader, spoken)
    for path in (f"key-results/{key_result.pk}/", f"objectives/{objective.pk}/"):
        story = page(acme.owner, acme, path).split('class="story"')[1].split('id="conversation"')[0]
        assert "How so?" in story and ">Reply" in story


def test_htmx_gets_the_conversation_and_a_word_for_screen_readers(acme, thing):
    client = client_of(acme.leader)
    response = client.post(acme.url(address(thing)), {"text": "How so?"}, headers={"HX-Request": "true"})
    content = response.content.decode()
    assert response.status_code == 200 and "<html" not in content
    assert content.strip().startswith('<section class="section" id="conversation"') and "How so?" in content
    assert '<div id="announcer" hx-swap-oob="innerHTML">Comment added.</div>' in content


@pytest.mark.parametrize("hx", [{}, {"HX-Request": "true"}], ids=["page", "htmx"])
def test_too_many_words_are_refused_and_kept(acme, thing, hx):
    text = "long " * 1001
    response = client_of(acme.leader).post(acme.url(address(thing)), {"text": text}, headers=hx)
    assert response.status_code == 422
    assert "Keep it below 5000 characters." in response.content.decode() and text.strip() in response.content.decode()
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["", "   \n "])
def test_nothing_is_not_said(acme, objective, text):
    response = client_of(acme.leader).post(acme.url(address(objective)), {"text": text})
    assert response.status_code == 422 and "Write something first." in response.content.decode()


def test_form_sent_twice_is_one_comment(acme, objective):
    client, key = client_of(acme.leader), str(uuid4())
    places = {client.post(acme.url(address(objective)), {"text": "How so?", "key": key})["Location"] for _ in range(2)}
    assert len(places) == 1
    assert Comment.objects.count() == CommentVersion.objects.count() == Notice.objects.count() == 1


def test_anothers_form_key_is_refused(acme, objective):
    says(acme.leader, objective, submission_key=(key := uuid4()))
    response = client_of(acme.admin).post(acme.url(address(objective)), {"text": "Mine.", "key": str(key)})
    assert response.status_code == 422 and "Load the page again" in response.content.decode()


def test_viewer_reads_and_says_nothing(acme, thing):
    says(acme.leader, thing)
    assert "<textarea" not in page(acme.viewer, acme, address(thing))
    assert client_of(acme.viewer).post(acme.url(address(thing)), {"text": "Hm."}).status_code == 403
    assert Comment.objects.count() == 1


def test_rival_finds_nothing(acme, rival, thing):
    comment = says(acme.leader, thing)
    client = client_of(rival.admin)
    for url in (acme.url(address(thing)), rival.url(address(thing)), rival.url(f"comments/{comment.pk}/edit/")):
        assert client.get(url).status_code == client.post(url, {"text": "Hm."}).status_code == 404
    assert Comment.objects.count() == 1


def test_what_is_closed_may_be_talked_about(acme, thing):
    shut(acme.period, by=acme.admin)
    response = client_of(acme.leader).post(acme.url(address(thing)), {"text": "Looking back."})
    assert "Looking back." in client_of(acme.owner).get(response["Location"]).content.decode()


MISCHIEF = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "<javascript:alert(1)>",
    "![x](data:text/html,x)",
    "@<b>x</b>",
    '<a href="x" onclick="alert(1)">x</a>',
]


@pytest.mark.parametrize("text", MISCHIEF)
def test_markup_stays_words(acme, objective, text):
    says(acme.leader, objective, text=f"{text} @Acme Owner")
    says(acme.owner, objective, text=f"`{text}` [@Acme Leader]({text})")
    words = page(acme.viewer, acme, address(objective)).split('class="comments"')[1].split("</ol>")[0]
    for harm in ("<script", "<img", 'href="javascript', "href=javascript", 'href="data', "<b>x", '<a href="x"'):
        assert harm not in words


def test_name_that_is_markup_stays_a_name(acme, objective):
    User.objects.filter(pk=acme.owner.user_id).update(name='<i>"Ada"</i>')
    says(acme.leader, objective, text='Well, @<i>"Ada"</i>?')
    words = page(acme.viewer, acme, address(objective))
    assert "<i>" not in words and '<span class="mention">@&lt;i&gt;&quot;Ada&quot;&lt;/i&gt;</span>' in words


# Mentions


@pytest.mark.parametrize("words", ["Acme Owner", "acme owner", "acme.owner", "acme.owner@acme.test"])
def test_mention_by_name_or_address_is_told(acme, words):
    objective = make_objective(acme.admin, acme.period)
    says(acme.leader, objective, text=f"Look, @{words}.")
    assert Mention.objects.get().membership == acme.owner
    assert '<span class="mention">@Acme Owner</span>.' in page(acme.viewer, acme, address(objective))
    assert Notice.objects.get(membership=acme.owner).kind == "mention"


@pytest.mark.parametrize(
    "text", ["@Nobody Known", "mail@acme.owner", "https://e.test/@acme.owner", "@acme.ownership", "@Acme Owner-Smith"]
)
def test_what_means_nobody_stays_as_it_was_typed(acme, text):
    objective = make_objective(acme.admin, acme.period)
    says(acme.leader, objective, text=text)
    assert not Mention.objects.exists()
    assert text in page(acme.viewer, acme, address(objective))


def test_mention_outlives_a_new_name(acme, objective):
    says(acme.leader, objective, text="Look, @Acme Owner.")
    User.objects.filter(pk=acme.owner.user_id).update(name="Ada Lovelace")
    assert '<span class="mention">@Ada Lovelace</span>' in page(acme.viewer, acme, address(objective))


def test_name_of_two_means_neither_and_the_address_one(acme, objective):
    other = join(acme.organization, "member", "Acme Owner", "second@acme.test")
    says(acme.leader, objective, text="Look, @Acme Owner and @second.")
    assert [each.membership for each in Mention.objects.all()] == [other]


def test_longest_name_is_meant(acme, objective):
    longer = join(acme.organization, "member", "Acme Owner Junior")
    says(acme.leader, objective, text="@Acme Owner Junior, look.")
    assert Mention.objects.get().membership == longer


def test_somebody_of_rival_and_who_has_left_mean_nobody(acme, rival, objective):
    Membership.objects.filter(pk=acme.viewer.pk).update(is_active=False)
    says(acme.leader, objective, text="@Rival Owner, @rival.owner@rival.test and @Acme Viewer")
    assert not Mention.objects.exists()
    assert set(Notice.objects.values_list("membership", flat=True)) == {acme.owner.pk}


def test_people_are_offered_by_what_was_typed(acme, rival):
    offered = client_of(acme.leader).get(acme.url("comments/people/?q=own")).content.decode()
    assert 'data-words="Acme Owner"' in offered and "Leader" not in offered and "Rival" not in offered
    assert client_of(acme.leader).get(acme.url("comments/people/?q=riv")).content.decode().strip() == ""
    assert "Acme Leader" not in client_of(acme.leader).get(acme.url("comments/people/?q=acme")).content.decode()
    assert client_of(acme.viewer).get(acme.url("comments/people/?q=acme")).content.decode().strip() == ""


# Put otherwise, and taken back


def test_own_comment_is_put_otherwise_and_what_it_said_stays_readable(acme, objective):
    comment = says(acme.leader, objective, text="Forty two.")
    response = client_of(acme.leader).post(acme.url(f"comments/{comment.pk}/edit/"), {"text": "Forty-three."})
    assert response.status_code == 302
    shown = client_of(acme.viewer).get(response["Location"]).content.decode()
    newest, before = shown.split("Changed: what it said before")
    assert "Forty-three." in newest and "Forty two." not in newest and "Forty two." in before
    assert Activity.objects.get(verb="comment_changed").actor == acme.leader


def test_the_same_words_change_nothing(acme, objective):
    comment = says(acme.leader, objective)
    say_otherwise(comment, by=acme.leader, text="How so?")
    assert CommentVersion.objects.count() == 1


def test_after_an_hour_it_stays_as_it_is(acme, objective):
    comment = says(acme.leader, objective, at=(at := timezone.now() - HOUR))
    say_otherwise(comment, by=acme.leader, text="Still.", at=at + HOUR - timedelta(seconds=1))
    for change in (say_otherwise, withdraw):
        with pytest.raises(TooLate):
            change(comment, by=acme.leader, at=at + HOUR, **({"text": "No."} if change is say_otherwise else {}))
    client = client_of(acme.leader)
    response = client.post(acme.url(f"comments/{comment.pk}/edit/"), {"text": "No."})
    assert response.status_code == 422 and "An hour has passed" in response.content.decode()
    assert ">No.<" in response.content.decode().replace("\n", "")
    assert client.post(acme.url(f"comments/{comment.pk}/withdraw/")).status_code == 302
    shown = page(acme.leader, acme, address(objective))
    assert "Still." in shown and f"comments/{comment.pk}/edit/" not in shown


def test_withdrawn_comment_says_nothing_any_more(acme, objective):
    comment = says(acme.leader, objective, text="Secret.")
    say_otherwise(comment, by=acme.leader, text="Secret too.")
    response = client_of(acme.leader).post(acme.url(f"comments/{comment.pk}/withdraw/"))
    for person in (acme.leader, acme.owner):
        shown = client_of(person).get(response["Location"]).content.decode()
        assert "Withdrawn by its author." in shown and "Secret" not in shown
        assert "Secret" not in page(person, acme, "notices/") + page(person, acme, "")
    with pytest.raises(IsWithdrawn):
        say_otherwise(comment, by=acme.leader, text="After all.")
    assert Activity.objects.get(verb="comment_withdrawn").actor == acme.leader


def test_nobody_changes_what_others_said(acme, objective):
    comment = says(acme.leader, objective)
    for person in (acme.admin, acme.owner, acme.viewer):
        client = client_of(person)
        assert client.get(acme.url(f"comments/{comment.pk}/edit/")).status_code == 403
        assert client.post(acme.url(f"comments/{comment.pk}/edit/"), {"text": "Hm."}).status_code == 403
        assert client.post(acme.url(f"comments/{comment.pk}/withdraw/")).status_code == 403
        assert f"comments/{comment.pk}/edit/" not in page(person, acme, address(objective))
    assert CommentVersion.objects.count() == 1


# As read


def test_newest_are_shown_and_the_others_are_one_click_away(acme, key_result, spoken):
    at = timezone.now() - timedelta(days=1)
    for n in range(12):
        says(acme.leader, key_result, text=f"Word {n}.", at=at + timedelta(minutes=n))
        says(acme.leader, spoken, text=f"Reply {n}.", at=at + timedelta(minutes=n))
    shown = page(acme.viewer, acme, f"key-results/{key_result.pk}/")
    assert "2 earlier" in shown and "Word 1." not in shown and shown.index("Word 2.") < shown.index("Word 11.")
    assert "All 12 comments" in shown and "Reply 8." not in shown and "Reply 9." in shown
    assert "Word 0." in page(acme.viewer, acme, address(key_result))
    assert "Reply 0." in page(acme.viewer, acme, address(spoken))


def test_the_past_shows_what_had_been_said_by_then(acme, key_result, spoken):
    then = timezone.now() - timedelta(days=2)
    comment = says(acme.leader, key_result, text="Then.", at=then)
    say_otherwise(comment, by=acme.leader, text="Put otherwise.", at=then + timedelta(minutes=10))
    says(acme.owner, key_result, text="Since.")
    day = acme.organization.day_of(then)
    if day < acme.period.starts_on:
        pytest.skip("the quarter began after that")
    past = page(acme.leader, acme, f"key-results/{key_result.pk}/?as_of={day}")
    assert "Put otherwise." in past and "Since." not in past and "<textarea" not in past
    earlier = page(acme.leader, acme, f"key-results/{key_result.pk}/?as_of={(then + timedelta(minutes=5)).isoformat()}")
    assert "<p>Then.</p>" in earlier.replace("%2B", "+") or "Put otherwise." in earlier


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_ask_the_same_whatever_was_said(acme, objective, key_result, spoken, count):
    for thing in (objective, key_result, spoken):
        for n in range(count):
            comment = says(acme.leader, thing, text=f"Word {n} for @Acme Owner.")
            say_otherwise(comment, by=acme.leader, text=f"Word {n} for @Acme Owner and @Acme Admin.")
    client = client_of(acme.owner)
    costs = {f"objectives/{objective.pk}/": 26, f"key-results/{key_result.pk}/": 21}
    costs |= {address(objective): 10, address(key_result): 10, address(spoken): 11, "": 19, "notices/": 11}
    found = {}
    for path in costs:
        with statements() as asked:
            client.get(acme.url(path))
        found[path] = len(asked)
    assert found == costs


def test_nobody_is_asked_where_nobody_answers(acme, objective):
    with pytest.raises(NobodyToAsk):
        says(acme.owner, objective, asks=True)
    nobodys = make_objective(acme.admin, acme.period, "Nobody's", owner=None)
    with pytest.raises(NobodyToAsk):
        says(acme.leader, nobodys, asks=True)
    assert 'name="asks"' not in page(acme.owner, acme, address(objective))
    assert 'name="asks"' in page(acme.leader, acme, address(objective))
