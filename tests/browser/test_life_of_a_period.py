"""Two quarters from planning to closing and back, as admins, lead and owner, by what each of them sees and clicks."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from objectives.actions.periods import begin_graces_due, create_period
from objectives.models import KeyResult, Objective, Period
from objectives.verification import differences
from tests.cast import join, make_key_result, make_objective

VALUE = re.compile("^(Now|Final value)")
COMPANY, OURS, LYON = "Be the first choice", "Win the mid-market", "Open an office in Lyon"

# Worked out by hand. Customers weigh 3 and go from 0 to 80 (100 at first); churn weighs 1 and goes from 10 % to 5 %.
#   Progress at the end:    48 / 80 = 0.60, (10 - 6) / (10 - 5) = 0.80; (3 × 0.60 + 1 × 0.80) / 4 = 0.65
#   Scores:                 0.60 as suggested, 0.95 instead of 0.80;    (3 × 0.60 + 1 × 0.95) / 4 = 0.6875
#   After the correction:   64 / 80 = 0.80;  progress                   (3 × 0.80 + 1 × 0.80) / 4 = 0.80
#                                            score                      (3 × 0.80 + 1 × 0.95) / 4 = 0.8375
# The company's objective has no key result of its own: it is where what supports it is.
PROGRESS, SCORE = "65\u00a0%", "0.68"
CORRECTED_PROGRESS, CORRECTED_SCORE = "80\u00a0%", "0.83"


@pytest.fixture
def acme(live_acme):
    """An organization without any period. Its year began this month, so that weeks of its quarter are left."""
    with live_acme.scope():
        live_acme.period.delete()
        live_acme.organization.year_starts_in = live_acme.organization.day_of(timezone.now()).month
        live_acme.organization.save(update_fields=["year_starts_in"])
    return live_acme


def test_two_quarters_from_planning_to_closing(acme, open_as):
    admin, lead, owner = (open_as(person, acme.url("periods/")) for person in (acme.admin, acme.leader, acme.owner))
    first, second = plan_two_quarters(acme, admin)
    draft(acme, owner, first)
    ours, customers = find(acme, Objective, OURS), find(acme, KeyResult, "Paying customers")
    lead_reads_what_is_not_ready(acme, lead, first)
    mend(acme, owner, first, ours)
    colleague = open_as(another_admin(acme), acme.url(f"periods/{first.pk}/open/"))
    open_the_first(acme, admin, first)
    colleague.get_by_role("button", name=f"Open {first.name}").click()
    reads(colleague, "This period is no longer planned.")

    check_in(acme, owner, customers, "40", "Checked in. Paying customers is at 40\u00a0%")
    # 3 × 0.40 of a weight of 4.
    shows_progress(acme, lead, first, "30\u00a0%")
    move_the_goalpost(acme, lead, customers)
    # 3 × 40 / 80 of a weight of 4.
    shows_progress(acme, lead, first, "37\u00a0%")
    end_early(acme, admin, first)
    score(acme, owner, ours)
    drop_the_office(acme, owner)
    lead_reads_who_has_not(acme, lead, first)

    colleague.goto(acme.url(f"periods/{first.pk}/carry-over/"))
    carry_over(acme, admin, first, second)
    carry_over_again(colleague, second)
    has_the_copies(acme, second)
    owner.goto(acme.url(f"key-results/{customers.pk}/check-in/"))
    close(acme, admin, first)
    refuses_what_was_typed_before(acme, owner, customers)
    shows_progress(acme, lead, first, PROGRESS)
    lead_reads_the_report(acme, lead, first)
    open_the_second(acme, admin, second)
    read_the_chain(acme, owner, first, second)

    reopen(acme, admin, first)
    correct(acme, owner, ours, customers)
    close_again(acme, admin, first)
    with acme.scope():
        assert [period.state for period in Period.objects.order_by("starts_on")] == ["closed", "open"]
        assert list(differences()) == []


def test_without_javascript_a_quarter_that_is_over_is_opened_scored_carried_over_and_closed(acme, open_as):
    with acme.scope():
        today = acme.organization.day_of(timezone.now())
        days = {"starts_on": today - timedelta(days=91), "ends_on": today - timedelta(days=1)}
        first = create_period(by=acme.admin, name="Winter", kind="quarter", **days)
        following = {"starts_on": today, "ends_on": today + timedelta(days=90)}
        second = create_period(by=acme.admin, name="Spring", kind="quarter", **following)
        ours = make_objective(acme.owner, first, OURS)
        customers = make_key_result(acme.owner, ours)
    admin, owner = (
        open_as(person, acme.url("periods/"), java_script_enabled=False) for person in (acme.admin, acme.owner)
    )
    step(acme, admin, first, "Open")
    press(admin, "Open Winter")
    is_told(admin, "Winter is open.")
    check_in(acme, owner, customers, "64,5", "Checked in. Paying customers is at 64\u00a0%")
    with acme.scope():
        assert begin_graces_due(at=timezone.now()) == [first]

    owner.goto(acme.url())
    owner.get_by_role("link", name=f"Review {OURS}").click()
    answer(owner, learned="Begin in *January*.", decision="Continue")
    is_told(owner, f"“{OURS}” ended at 0.64. Nothing is missing.")
    step(acme, admin, first, "Carry over")
    press(admin, "Carry over into Spring")
    is_told(admin, "1 objective with 1 key result is in Spring.")
    step(acme, admin, first, "Close")
    press(admin, "Close Winter")
    is_told(admin, "Winter is closed.")
    step(acme, admin, first, "Report")
    reads(admin, "closed on", "0.64", "Begin in January.", "decided: continue")
    with acme.scope():
        copy = KeyResult.objects.get(period=second)
        assert (copy.start, copy.target, copy.current) == (Decimal("64.5"), Decimal(100), None)
        assert list(differences()) == []


# Planning


def another_admin(acme):
    with acme.scope():
        return join(acme.organization, "admin", "Acme Second")


def plan_two_quarters(acme, admin):
    """The quarter of today as it is proposed, and the one that follows it."""
    admin.get_by_role("button", name=re.compile("^Plan Q1 ")).click()
    is_told(admin, "is planned. Write its objectives, then open it.")
    admin.get_by_role("link", name="Plan a period").click()
    expect(admin.get_by_label("Name")).to_have_value(re.compile("^Q2 "))
    press(admin, "Plan it")
    is_told(admin, "Q2")
    with acme.scope():
        first, second = Period.objects.order_by("starts_on")
        make_objective(acme.leader, first, COMPANY)
        lyon = make_objective(acme.owner, first, LYON, belongs_to="team", team=acme.team)
        make_key_result(acme.leader, lyon, "Desks are ready", measure="yes_no", start=None, target=None)
    return first, second


def draft(acme, owner, first):
    """Two key results; the target of one of them is not known yet."""
    owner.goto(acme.url(f"objectives/new/?period={first.pk}"))
    owner.get_by_label("What do you want?").fill(OURS)
    owner.get_by_role("radio", name="A team").check()
    owner.get_by_role("combobox", name="Team").select_option(label="Acme Growth")
    press(owner, "Create objective")
    owner.get_by_role("link", name="Add the first key result").click()
    write_key_result(owner, "Paying customers", "A number", start="0", target="100", weight="3")
    owner.get_by_role("link", name="Add another key result").click()
    write_key_result(owner, "Churn", "Per cent", start="10", target="", weight="1")


def write_key_result(owner, title, measure, *, start, target, weight):
    owner.get_by_label("What shows it?").fill(title)
    owner.get_by_role("radio", name=measure).check()
    owner.get_by_role("textbox", name="Start").fill(start)
    owner.get_by_role("textbox", name="Target").fill(target)
    owner.get_by_text("Advanced: how it is measured, weight").click()
    owner.get_by_label("Weight in its objective").fill(weight)
    press(owner, "Add key result")
    reads(owner, title)


def lead_reads_what_is_not_ready(acme, lead, first):
    step(acme, lead, first, "Checklist")
    lead.get_by_role("combobox", name="Team").select_option(label="Acme Growth")
    press(lead, "Show")
    reads(lead, "0 of 2 ready", "1 without a start, target or limit · 2 supporting nothing")
    expect(row_of(lead, "Churn")).to_contain_text("It has no target yet. Until it is set, its check-ins count nothing.")
    expect(row_of(lead, f"{OURS} objective")).to_contain_text("It supports nothing.")
    expect(row_of(lead, f"{LYON} objective")).to_contain_text("It supports nothing.")


def mend(acme, owner, first, ours):
    owner.goto(acme.url(f"periods/{first.pk}/checklist/"))
    row_of(owner, "Churn").get_by_role("link", name="Set it").click()
    owner.get_by_role("textbox", name="Target").fill("5")
    press(owner, "Save")
    owner.goto(acme.url(f"periods/{first.pk}/checklist/"))
    row_of(owner, f"{OURS} objective").get_by_role("link", name="Choose what it supports").click()
    owner.get_by_role("radio", name=COMPANY).check()
    press(owner, "Move")
    expect(owner.locator("h1")).to_have_text(OURS)
    owner.goto(acme.url(f"periods/{first.pk}/checklist/?team={acme.team.pk}"))
    reads(owner, "1 of 2 ready")
    expect(owner.locator("main")).not_to_contain_text("It has no target yet.")


def open_the_first(acme, admin, first):
    """Left on the checklist: the company's objective moves as its supporters do, and the office stands alone."""
    step(acme, admin, first, "Open")
    reads(admin, "3 objectives with 3 key results start to count", "2 people are asked to check in every Monday")
    reads(admin, ": Acme Leader and Acme Owner.", "2 things are not ready")
    press(admin, f"Open {first.name}")
    is_told(admin, f"{first.name} is open. 2 people are asked to check in every Monday")


# Running and ending


def check_in(acme, owner, key_result, value, answer):
    owner.goto(acme.url(f"key-results/{key_result.pk}/check-in/"))
    type_and_save(owner, value)
    is_told(owner, answer)


def type_and_save(owner, value, note=""):
    owner.get_by_label(VALUE).fill(value)
    owner.locator(".check-in-row label", has_text="8").first.click()
    owner.get_by_label("What changed?").fill(note)
    owner.get_by_role("button", name="Save").first.click()


def move_the_goalpost(acme, lead, customers):
    lead.goto(acme.url(f"key-results/{customers.pk}/edit/"))
    lead.get_by_role("textbox", name="Target").fill("80")
    press(lead, "Save")
    reads(lead, "say why")
    lead.get_by_label("Reason").fill("The Lyon team is late.")
    press(lead, "Save")
    reads(lead, "“The Lyon team is late.”")


def end_early(acme, admin, first):
    step(acme, admin, first, "End early")
    reads(admin, "3 objectives with 3 key results go into grace", "2 people are asked for the final values instead")
    press(admin, f"End {first.name}")
    expect(admin.get_by_label("Reason")).to_have_attribute("aria-invalid", "true")
    admin.get_by_label("Reason").fill("The year is over early.")
    press(admin, f"End {first.name}")
    is_told(admin, f"{first.name} is in grace until")


def score(acme, owner, ours):
    """From Home: the last values first, then one score as suggested, and another one with its reason."""
    owner.goto(acme.url())
    reads(
        owner,
        "is over: score and reflect on your objectives until",
        "Missing: 2 scores, what was learned, the decision",
    )
    for title, value, progress in (("Paying customers", "48", 60), ("Churn", "6", 80)):
        owner.goto(acme.url())
        owner.get_by_role("link", name=f"Review {OURS}").click()
        owner.get_by_role("link", name=f"Check in the final value of {title}").click()
        type_and_save(owner, value)
        is_told(owner, f"Saved the final value. {title} ended at {progress}\u00a0%")
    owner.goto(acme.url(f"objectives/{ours.pk}/review/"))
    customers, churn = (owner.get_by_role("group", name=title) for title in ("Paying customers", "Churn"))
    expect(customers.get_by_label("Score")).to_have_value("0.60")
    churn.get_by_label("Score").fill("0.95")
    owner.get_by_label("What went well?").fill("They ask for it.")
    owner.get_by_label("What was in the way?").fill("Slow mails.")
    answer(owner, learned="Begin in *January*.", decision="Continue")
    expect(churn).to_contain_text("Say why it is not 0.80.")
    expect(churn.get_by_label("Score")).to_have_value("0.95")
    expect(owner.get_by_label("What did we learn?")).to_have_value("Begin in *January*.")
    churn.get_by_label("Why, if not as suggested").fill("Two came back on the last day.")
    press(owner, "Save")
    is_told(owner, f"“{OURS}” ended at {SCORE}. Nothing is missing.")


def answer(owner, *, learned, decision):
    owner.get_by_label("What did we learn?").fill(learned)
    owner.get_by_role("radio", name=decision).check()
    press(owner, "Save")


def drop_the_office(acme, owner):
    owner.goto(acme.url())
    owner.get_by_role("link", name=f"Review {LYON}").click()
    answer(owner, learned="Nobody wants to move.", decision="Drop")
    is_told(owner, f"“{LYON}” ended at 0.00. Nothing is missing.")


def lead_reads_who_has_not(acme, lead, first):
    """The company's objective is her own, and nobody has decided about it."""
    step(acme, lead, first, "Scores")
    reads(lead, "2 of 3 complete; 1 person has something left.")
    expect(lead.locator(".disclosure")).to_contain_text("Acme Leader1 objective")
    expect(row_of(lead, COMPANY).get_by_role("cell")).to_contain_text(["–", "not yet", "not yet", "0.65"])
    expect(row_of(lead, OURS).get_by_role("cell")).to_contain_text(["2 of 2", "yes", "continue", SCORE])


# Carrying over and closing


def carry_over(acme, admin, first, second):
    """What is not decided is listed, and carried where it is ticked."""
    step(acme, admin, first, "Carry over")
    undecided, dropped = admin.get_by_role("region", name="Not decided"), admin.get_by_role("region", name="Dropped")
    expect(admin.get_by_role("checkbox", name=OURS)).to_be_checked()
    expect(row_of(admin, OURS)).to_contain_text(f"Supports “{COMPANY}”, which is not carried over")
    expect(undecided.get_by_role("checkbox", name=COMPANY)).not_to_be_checked()
    expect(dropped.get_by_role("checkbox", name=LYON)).not_to_be_checked()
    undecided.get_by_role("checkbox", name=COMPANY).check()
    press(admin, f"Carry over into {second.name}")
    is_told(admin, f"2 objectives with 2 key results are in {second.name}.")


def carry_over_again(colleague, second):
    """From a page that was loaded before."""
    colleague.get_by_role("checkbox", name=COMPANY).check()
    press(colleague, f"Carry over into {second.name}")
    is_told(colleague, f"Nothing new is in {second.name}. 2 were there before.")


def has_the_copies(acme, second):
    with acme.scope():
        company, ours = Objective.objects.filter(period=second).order_by("title")
        assert (company.title, company.owner, ours.title, ours.owner) == (COMPANY, acme.leader, OURS, acme.owner)
        assert (ours.team, ours.parent, ours.belongs_to) == (acme.team, company, "team")
        copies = KeyResult.objects.filter(period=second).order_by("-weight")
        facts = [(k.title, k.owner, k.weight, k.start, k.target, k.current) for k in copies]
    assert facts == [
        ("Paying customers", acme.owner, Decimal(3), Decimal(48), Decimal(80), None),
        ("Churn", acme.owner, Decimal(1), Decimal(6), Decimal(5), None),
    ]


def close(acme, admin, first):
    step(acme, admin, first, "Close")
    reads(admin, "3 objectives with 3 key results stay as they are", "1 person has something left to say: Acme Leader.")
    missing = admin.get_by_role("listitem").filter(has_text="out a")
    expect(missing).to_have_text(["Objectives without a reflection1", "Objectives without a decision1"])
    press(admin, f"Close {first.name}")
    is_told(admin, f"{first.name} is closed.")


def refuses_what_was_typed_before(acme, owner, customers):
    """The page was loaded in grace; it is sent when all is closed."""
    type_and_save(owner, "99", "Only I know this.")
    reads(owner, "The period is closed, so nothing in it can change.")
    expect(owner.get_by_label(VALUE)).to_have_value("99")
    expect(owner.get_by_label("What changed?")).to_have_value("Only I know this.")
    with acme.scope():
        assert KeyResult.objects.get(pk=customers.pk).current == Decimal(48)


def lead_reads_the_report(acme, lead, first):
    """What supports the company's objective makes its score, and the company's score is the mean."""
    step(acme, lead, first, "Report")
    reads(lead, "closed on", "Goalposts moved: 1 time", "The Lyon team is late.", "Begin in January.")
    expect(lead.locator(".figures > div").filter(has_text="mean score")).to_contain_text("0.65")
    article = lead.get_by_role("article", name=OURS)
    for words in (SCORE, "decided: continue", "Suggested was 0.80. Acme Owner: “Two came back on the last day.”"):
        expect(article).to_contain_text(words)
    expect(lead.get_by_role("article", name=LYON)).to_contain_text("decided: drop")
    expect(lead.get_by_role("article", name=COMPANY)).to_contain_text("not decided")


def open_the_second(acme, admin, second):
    step(acme, admin, second, "Open")
    reads(admin, "2 objectives with 2 key results start to count", ": Acme Owner.")
    press(admin, f"Open {second.name}")
    is_told(admin, f"{second.name} is open.")


def read_the_chain(acme, owner, first, second):
    owner.goto(acme.url(f"objectives/{find(acme, Objective, OURS, second).pk}/"))
    chain = owner.get_by_role("navigation", name="Across periods")
    expect(chain.get_by_role("listitem")).to_contain_text([f"{first.name} {SCORE}", f"{second.name} (this)"])
    chain.get_by_role("link", name=first.name).click()
    expect(chain.get_by_role("listitem")).to_contain_text([f"{first.name} (this) {SCORE}", second.name])


# Reopening


def reopen(acme, admin, first):
    step(acme, admin, first, "Reopen")
    admin.get_by_label("Reason").fill("An invoice was late.")
    press(admin, f"Reopen {first.name}")
    is_told(admin, f"{first.name} is in grace again.")


def correct(acme, owner, ours, customers):
    """A score that was confirmed is confirmed again, as the value that suggested it has changed."""
    check_in(acme, owner, customers, "64", "Paying customers ended at 80\u00a0%")
    owner.goto(acme.url(f"objectives/{ours.pk}/review/"))
    reads(owner, "Acme Owner confirmed 0.60 before its progress changed. 0.80 is suggested now.")
    press(owner, "Save")
    is_told(owner, f"“{OURS}” ended at {CORRECTED_SCORE}. Nothing is missing.")


def close_again(acme, admin, first):
    """As it was closed at first, it can be read for ever."""
    step(acme, admin, first, "Close")
    press(admin, f"Close {first.name}")
    is_told(admin, f"{first.name} is closed.")
    shows_progress(acme, admin, first, CORRECTED_PROGRESS)
    admin.goto(acme.url("periods/"))
    line = admin.locator(f"#period-{first.pk} .period-past")
    expect(line).to_contain_text("ended early: The year is over early.")
    expect(line).to_contain_text("by Acme Admin: An invoice was late.")
    line.get_by_role("link", name=re.compile("^closed on")).click()
    reads(admin, "As it stood when it was closed")
    expect(admin.locator("#overall-progress")).to_have_text(PROGRESS)


# What everybody does


def step(acme, page, period, words):
    """By the line of periods."""
    page.goto(acme.url("periods/"))
    page.locator(f"#period-{period.pk}").get_by_role("link", name=re.compile(f"^{words}\\b")).click()


def press(page, name):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def reads(page, *texts):
    for text in texts:
        expect(page.locator("main")).to_contain_text(text)


def is_told(page, text):
    expect(page.locator("#messages")).to_contain_text(text)


def row_of(page, name):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def shows_progress(acme, page, period, progress):
    page.goto(acme.url(f"scorecard/?period={period.pk}"))
    expect(page.locator("#overall-progress")).to_have_text(progress)


def find(acme, model, title, period=None):
    with acme.scope():
        found = model.objects.select_related("period").filter(title=title)
        return found.filter(period=period).get() if period else found.get()
