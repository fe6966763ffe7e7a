"""The main job on real input: published OKRs are imported, owned, checked in on, and the scorecard is right."""

from decimal import Decimal

from playwright.sync_api import expect

from objectives.models import KeyResult, Objective
from tests.integrations.okr_files import import_okrs, real_file

# Worked out by hand from the weights in the file, 0 for what has no value yet:
#   O70  two key results of weight 3:                (3 × 0.60 + 3 × 1.00) / 6                       = 0.8
#   O69  key results of 2 and 1, its supporters as 1: (2 × 0.90 + 1 × 0 + 1 × 0.8) / 4                = 0.65
#   O68  a key result of 3, two supporters of 3:      S = (3 × 0.65 + 3 × 0) / 6, (3 × 0.75 + S) / 4  = 0.64375
#   O64  three supporters of 3, 3 and 2:              3 × 0.64375 / 8                                 = 0.24140625
#   O59  eight supporters, seven of 3 and one of 1:   3 × 0.24140625 / 22                             = 0.03291903…
#   O5   four supporters of 1:                        0.032919 / 4                                    = 0.00822975
SAID = {"K71": "60", "K72": "100", "K73": "90", "K79": "75"}
BECOMES = {
    "O70": (Decimal("0.800000"), "80\u00a0%"),
    "O69": (Decimal("0.650000"), "65\u00a0%"),
    "O68": (Decimal("0.643750"), "64\u00a0%"),
    "O64": (Decimal("0.241406"), "24\u00a0%"),
    "O59": (Decimal("0.032919"), "3\u00a0%"),
    "O5": (Decimal("0.008230"), "0\u00a0%"),
}


def test_check_ins_on_real_okrs_reach_the_scorecard_of_a_leader(live_acme, open_as):
    acme = live_acme
    import_okrs(acme, real_file(), "--reason=As published.")
    with acme.scope():
        assert (Objective.objects.count(), KeyResult.objects.count()) == (50, 128)
        key_results = {k.ref: k for k in KeyResult.objects.filter(ref__in=SAID)}
        objectives = {o.ref: o for o in Objective.objects.filter(ref__in=BECOMES)}

    admin = open_as(acme.admin, acme.url())
    for key_result in key_results.values():
        admin.goto(acme.url(f"key-results/{key_result.pk}/edit/"))
        admin.get_by_label("Owner").select_option(str(acme.owner.pk))
        admin.get_by_role("button", name="Save").last.click()
        expect(admin.locator("#messages")).to_contain_text("Undo")

    leader = open_as(acme.leader, acme.url("scorecard/"))
    for ref in ("O5", "O59", "O64", "O68", "O69"):
        leader.locator(f"#toggle-{objectives[ref].pk}").click()
        expect(leader.locator(f"#toggle-{objectives[ref].pk}")).to_have_attribute("aria-expanded", "true")

    owner = open_as(acme.owner, acme.url())
    for ref, value in SAID.items():
        owner.goto(acme.url(f"key-results/{key_results[ref].pk}/check-in/"))
        owner.get_by_label("Now").fill(value)
        owner.locator(".check-in-row label", has_text="8").first.click()
        owner.get_by_role("button", name="Save").first.click()
        expect(owner.locator("#messages")).to_contain_text("Checked in.")

    for ref, (_, shown) in BECOMES.items():
        row = leader.locator(".score-row", has=leader.locator(f'a.name[href$="/objectives/{objectives[ref].pk}/"]'))
        expect(row.locator(".score-percent")).to_have_text(shown, timeout=20_000)
    with acme.scope():
        stored = {o.ref: o.progress for o in Objective.objects.filter(ref__in=BECOMES)}
    assert stored == {ref: progress for ref, (progress, _) in BECOMES.items()}
