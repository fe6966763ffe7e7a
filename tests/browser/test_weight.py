"""What a first visit of the scorecard costs: few requests, few bytes, nothing from third parties."""

import gzip

from tests.browser.test_accessibility import furnish


def test_first_visit_of_the_scorecard_is_light(live_acme, live_server, open_as):
    things = furnish(live_acme)
    page = open_as(live_acme.leader, "about:blank")
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server.url}{live_acme.url('scorecard/')}?open={things['company']}&open=unaligned")
    page.wait_for_load_state("networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers}
    scripts = sum(size for url, size in sizes.items() if url.endswith(".js"))
    assert all(url.startswith(live_server.url) for url in sizes)
    assert len(answers) <= 10, sorted(sizes)
    assert sum(sizes.values()) <= 120_000, sizes
    assert scripts <= 30_000, sizes
