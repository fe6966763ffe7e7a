"""What is off before it compounds: the findings, what their figures count, and the rules."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alignment.findings.figures import alignment, coverage
from alignment.findings.reading import read_snapshot
from alignment.findings.rules import RULES
from checkins.discipline_of_all import discipline_of_all
from checkins.requests import moment_of
from checkins.windows import read_at
from dashboards.attention import LATEST_DUE_DAYS, ON_A_PAGE, build_attention, share_on_time, wanted_of
from dashboards.forms_attention import RulesForm
from dashboards.refreshing import refreshing, render_live
from objectives.context import chosen_period, periods_of
from organizations.actions import change_settings
from organizations.permissions import can_change_settings
from organizations.requests import OrganizationRequest

COUNTED = {"alignment": alignment, "coverage": coverage}


@require_safe
@refreshing
def attention(request: OrganizationRequest) -> HttpResponse:
    """Of a period; `?team=`, `?mine=1` and `?rule=` narrow it, `?figure=` shows what one of the figures counts."""
    period, figure = chosen_period(request), request.GET.get("figure", "")
    if period is None:
        return render(request, "dashboards/attention_empty.html", {"section": "attention"})
    if figure == "discipline":
        return attention_discipline(request)
    if figure in COUNTED:
        return attention_figure(request, figure)
    wanted, moment = wanted_of(request.GET), read_at(moment_of(request), period)
    page = build_attention(request.membership, period, periods_of(request), moment, wanted)
    context = {"page": page, "wanted": wanted, "section": "attention"}
    return render_live(request, "dashboards/attention.html", context)


def attention_figure(request: OrganizationRequest, figure: str) -> HttpResponse:
    """The objectives that a figure counts, and those that keep it down."""
    period = chosen_period(request)
    assert period is not None
    counted = COUNTED[figure](read_snapshot(period, periods_of(request), read_at(moment_of(request), period)))
    is_good = request.GET.get("of") == "good"
    rows = [(objective, "") for objective in counted.good] if is_good else counted.others
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"figure": figure, "counted": counted, "is_good": is_good, "page": page, "section": "attention"}
    return render(request, "dashboards/attention_figure.html", context)


def attention_discipline(request: OrganizationRequest) -> HttpResponse:
    """Figures of the whole organization, nobody's in particular."""
    period = chosen_period(request)
    assert period is not None
    discipline = discipline_of_all(period, read_at(moment_of(request), period), LATEST_DUE_DAYS).together
    context = {"discipline": discipline, "share": share_on_time(discipline.total), "section": "attention"}
    return render(request, "dashboards/attention_discipline.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def attention_rules(request: OrganizationRequest) -> HttpResponse:
    """Everybody reads them; an admin switches them on and off."""
    may_switch, unwanted = can_change_settings(request.membership), request.organization.unwanted_findings
    if request.method == "POST" and not may_switch:
        raise PermissionDenied
    form = RulesForm(request.POST if request.method == "POST" else None, unwanted=unwanted)
    if form.is_valid():
        change_settings(by=request.membership, unwanted_findings=form.unwanted)
        messages.success(request, f"Saved. {in_words(len(form.unwanted))}")
        return redirect("attention_rules", organization=request.organization.slug)
    rules = [(rule, rule.name not in unwanted) for rule in RULES]
    context = {"rules": rules, "form": form, "may_switch": may_switch, "section": "attention"}
    return render(request, "dashboards/attention_rules.html", context, status=422 if form.errors else 200)


def in_words(off_count: int) -> str:
    if not off_count:
        return "Every rule is looked for."
    return f"{off_count} rule{' is' if off_count == 1 else 's are'} switched off."
