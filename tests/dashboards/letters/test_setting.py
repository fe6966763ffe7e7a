"""Text and HTML are one letter: light, without images, and safe whatever people have called themselves."""

import pytest

from checkins.models import ReminderKind
from dashboards.letters.document import Document, Link, Row, section
from dashboards.letters.setting import letter_of
from dashboards.letters.writing import WRITERS
from tests.cast import make_key_result, make_objective
from tests.dashboards.letters.desk import Reading, letter, reminder, said_in_html, said_in_text

MONDAY = "2026-08-17T09:00+02:00"
UNRULY = [
    "Win\r\nBcc: all@acme.test\n\nthe <b>mid</b>-market & \"more\" 'now'",
    "Grow 🚀👩‍💻 fast",
    "‮tekram eht niW",
    "לנצח בשוק",
    "https://evil.example/?a=1&b=2",
    "{{ letter.subject }} {% now %}",
]


@pytest.fixture(autouse=True)
def _on_a_monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def due(cast):
    return letter(cast.owner, ReminderKind.DUE, "2026-08-17", MONDAY)


def document(title, **parts):
    rows = [Row(title, "https://okr.example.com/x/?a=1&b=2", title, meta=title, note=title)]
    parts = {"sections": section(title, rows), "button": Link(title, "https://okr.example.com/y/"), **parts}
    return Document(subject=title, opening=[title], why=title, closing=[title], **parts)


@pytest.mark.parametrize("title", UNRULY)
def test_what_people_have_written_stays_words(acme, title):
    acme.owner.organization = acme.organization
    row = reminder(acme.owner, ReminderKind.DUE, "2026-08-17")
    row.save()
    written = letter_of(document(title), row)
    assert len(written.subject.splitlines()) == 1
    assert "\u202e" not in written.text + written.html + written.subject
    assert written.text.startswith(f"{written.subject}\n")
    assert "b" not in Reading(written.html).tags
    assert "{{ letter" in written.text or "{{" not in title


@pytest.mark.parametrize("title", [title for title in UNRULY if "http" not in title])
def test_text_and_html_say_the_same(acme, title):
    acme.owner.organization = acme.organization
    row = reminder(acme.owner, ReminderKind.DUE, "2026-08-17")
    row.save()
    written = letter_of(document(title), row)
    assert said_in_text(written) == said_in_html(written)


def test_fifty_rows_are_cut_and_the_rest_is_counted(acme):
    objective = make_objective(acme.owner, acme.period)
    for n in range(50):
        make_key_result(acme.owner, objective, f"{n} " + "Grow the number of customers " * 8)
    written = due(acme)
    assert "and 40 more\nhttps://okr.example.com/acme/check-ins/\n" in written.text
    assert len(written.html.encode()) + len(written.text.encode()) < 30_000
    assert said_in_text(written) == said_in_html(written)


def test_it_needs_no_image_and_no_style_sheet(acme):
    make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    html = due(acme).html
    assert not {"img", "svg", "link", "style", "script", "form"} & set(Reading(html).tags)
    assert "background:" not in html and "url(" not in html


def test_every_link_is_absolute_and_the_foot_leads_to_what_one_gets(acme):
    make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    _, links = said_in_text(due(acme))
    assert all(link.startswith("https://okr.example.com/") for link in links)
    assert links[-2] == "https://okr.example.com/acme/notices/"
    assert links[-1].startswith("https://okr.example.com/unsubscribe/")


def test_every_kind_has_its_letter():
    assert {*WRITERS, ReminderKind.DIGEST} == set(ReminderKind)
