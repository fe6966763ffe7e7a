"""Components render what they promise, without a database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone

from organizations.charts import LineChart, nice_scale
from organizations.formatting import ago, figure, in_short, markdown, percent


def render(source, **context):
    return Template(source).render(Context(context))


class ObjectiveForm(forms.Form):
    title = forms.CharField(label="Title", help_text="In plain words.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("committed", "Committed"), ("aspirational", "Aspirational")], widget=forms.RadioSelect
    )
    shared = forms.BooleanField(label="Shared", required=False)

    def clean(self):
        self.add_error(None, "The period is closed.")


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (None, "\u2013"),
        (0, "0 %"),
        (Decimal("0.529"), "52 %"),
        (0.29, "29 %"),
        (Decimal("0.9999"), "99 %"),
        (1, "100 %"),
        (Decimal("-0.05"), "\u22125 %"),
    ],
)
def test_percent_rounds_down(share, words):
    assert percent(share).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "", "\u2013"),
        (Decimal("12.500000"), "", "12.5"),
        (Decimal("1234567.000000"), "", "1 234 567"),
        (Decimal("-1234.5"), "€", "\u2212€1 234.5"),
        (Decimal("12"), "%", "12 %"),
        (Decimal("1E+3"), "days", "1 000 days"),
        (Decimal("-0.000000"), "", "0"),
        (100, "", "100"),
    ],
)
def test_figure_reads_as_people_write_it(value, unit, words):
    assert figure(value, unit).replace("\u00a0", " ").replace("\u202f", " ") == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (7200, "2 hours ago"),
        (86_400, "1 day ago"),
        (800_000, "9 days ago"),
    ],
)
def test_ago_takes_the_largest_unit_that_fits(seconds, words):
    now = timezone.now()
    assert ago(now - timedelta(seconds=seconds), now) == words


def test_ago_of_no_moment_is_never():
    assert render("{{ moment|ago }}", moment=None) == "never"


def test_moment_keeps_the_exact_time():
    assert "ago</time>" in render("{% moment at %}", at=timezone.now() - timedelta(hours=3))


def test_markdown_keeps_emphasis_and_lists():
    assert (
        markdown("Two **large** trials\n\n- one")
        == "<p>Two <strong>large</strong> trials</p>\n<ul>\n<li>one</li>\n</ul>\n"
    )


@pytest.mark.parametrize(
    "note",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", '<b onclick="x()">b</b>', "<img src=x>"],
)
def test_markdown_lets_nothing_dangerous_through(note):
    html = markdown(note)
    assert "<script" not in html
    assert "href=" not in html
    assert "<b" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Two **large** trials\n\n- one\n- [two](https://example.com)", "Two large trials one two"),
        ("5 < 6 & 7", "5 < 6 & 7"),
        ("123456789 123456789 1", "123456789 123456789…"),
        (None, ""),
    ],
)
def test_note_in_short_is_plain_words(note, words):
    assert in_short(note, 20 if note and note[0] == "1" else 99) == words


def test_markdown_links_do_not_reach_back():
    assert 'rel="noopener nofollow"' in markdown("[Lund](https://example.com)")


def test_icon_is_hidden_from_screen_readers():
    html = render('{% icon "chevron-right" %}')
    assert 'class="icon"' in html
    assert 'aria-hidden="true"' in html
    assert "style=" not in html


def test_progress_bar_says_its_words():
    html = render("{% progress_bar value expected=expected %}", value=Decimal("0.52"), expected=0.6)
    assert 'aria-label="52\u00a0% (expected 60\u00a0%)"' in html
    assert 'width="52"' in html


def test_progress_bar_without_progress_is_empty():
    html = render("{% progress_bar None %}")
    assert 'aria-label="no progress yet"' in html
    assert 'class="bar-value" width="0"' in html
    assert "bar-expected" not in html


def test_health_is_a_shape_a_word_and_a_number():
    html = render('{% health "at_risk" 5 %}')
    assert "<svg" in html
    assert "<span>At risk</span>" in html
    assert ">5</span>" in html


def test_compact_health_keeps_its_word_for_screen_readers():
    assert '<span class="visually-hidden">Silent</span>' in render('{% health "silent" compact=True %}')


@pytest.mark.parametrize(
    ("change", "shown", "spoken"),
    [(Decimal("0.049"), "↑\u20094", "up 4 points"), (-0.03, "↓\u20093", "down 3 points"), (0, "→", "unchanged")],
)
def test_trend_is_said_in_points(change, shown, spoken):
    html = render("{% trend change %}", change=change)
    assert shown in html
    assert spoken in html


def test_trend_of_nothing_is_nothing():
    assert render("{% trend None %}{% sparkline values %}", values=[None, None]) == ""


def test_sparkline_bridges_gaps():
    html = render("{% sparkline values %}", values=[1, None, 3])
    assert 'points="0,90 100,10"' in html
    assert 'aria-label="Trend: 1 to 3"' in html


def test_field_ties_hint_and_error_to_the_input():
    html = render("{% field form.title %}", form=ObjectiveForm({"title": ""}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_title_error"><span class="visually-hidden">Error: </span>' in html


def test_field_keeps_what_was_typed():
    assert 'value="&lt;Win&gt;"' in render("{% field form.title %}", form=ObjectiveForm({"title": "<Win>"}))


def test_radio_field_is_a_fieldset():
    html = render("{% field form.kind %}", form=ObjectiveForm())
    assert "<fieldset" in html
    assert "<legend>Kind" in html
    assert html.count('type="radio"') == 2


def test_hint_from_a_page_is_escaped():
    assert "<b>" not in render("{% field form.title hint=hint %}", form=ObjectiveForm(), hint="<b>x</b>")


def test_error_summary_links_to_every_field():
    html = render("{% error_summary form %}", form=ObjectiveForm({}))
    assert 'href="#id_title"' in html
    assert 'href="#id_kind_0"' in html
    assert "The period is closed." in html
    assert "autofocus" in html


def test_error_summary_of_a_clean_form_is_nothing():
    assert render("{% error_summary form %}", form=ObjectiveForm()).strip() == ""


def test_empty_state_holds_its_action():
    html = render('{% empty_state "No team yet." %}<a href="/">Create</a>{% endempty_state %}')
    assert "No team yet." in html
    assert '<a href="/">Create</a>' in html


def chart(**changes):
    start = date(2026, 10, 1)
    values = {
        "title": "Customers",
        "points": [(start, 120, ""), (date(2026, 11, 15), 160, "160 in November")],
        "starts_on": start,
    }
    return LineChart(**(values | {"ends_on": date(2026, 12, 30), "target": 200} | changes))


def test_chart_says_itself_in_one_sentence():
    assert chart().summary == "Customers: 120 on 1 Oct to 160 on 15 Nov, target 200."


def test_chart_places_values_in_per_cent():
    assert [(spot.x, spot.y) for spot in chart().values] == [(0, 88), (50, 48)]


def test_chart_draws_without_styles():
    html = render("{% line_chart chart %}", chart=chart(marks=[(date(2026, 11, 3), "Target from 250 to 200")]))
    assert "Target from 250 to 200" in html
    assert "<title>160 in November</title>" in html
    assert "style" not in html


@pytest.mark.parametrize("points", [[], [(date(2026, 10, 1), 0, "")], [(date(2020, 1, 1), Decimal("-5"), "")]])
def test_chart_survives_few_values(points):
    assert "<svg" in render("{% line_chart chart %}", chart=chart(points=points, target=None))


@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 1), (120, 200), (-3, 9), (0, 1e12), (0.001, 0.002)])
def test_scale_encloses_its_values(low, high):
    lowest, highest, ticks = nice_scale(low, high)
    assert lowest <= low <= high <= highest
    assert 2 <= len(ticks) <= 7


def now_shift_for(value, target=200):
    return chart(points=[(date(2026, 10, 1), 120, ""), (date(2026, 11, 15), value, "")], target=target).now_shift


def test_last_value_stands_above_its_point_and_below_where_the_target_is_in_the_way():
    assert now_shift_for(140) < 0
    assert now_shift_for(195) > 0
    assert now_shift_for(200) < 0
    assert now_shift_for(140, target=None) < 0


def test_a_limit_is_called_so():
    limit = chart(target_name="Limit")
    assert limit.summary.endswith("limit 200.")
    html = render("{% line_chart chart %}", chart=limit)
    assert "</svg>Limit</span>" in html
    assert "Target" not in html
