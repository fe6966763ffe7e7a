"""Addresses of the pages that show several apps' things, below `/<organization>/`."""

from django.urls import path

from dashboards import (
    alignment_views,
    attention_views,
    cascade_views,
    changes_views,
    company_views,
    discipline_views,
    numbers_views,
    report_views,
    requests_views,
    search_views,
    views,
)

urlpatterns = [
    path("", views.home, name="home"),
    path("scorecard/", views.scorecard, name="scorecard"),
    path("objectives/<uuid:objective_id>/", views.objective, name="objective"),
    path("key-results/<uuid:key_result_id>/", views.key_result, name="key_result"),
    path("scorecard/numbers/", numbers_views.scorecard_numbers, name="scorecard_numbers"),
    path("objectives/<uuid:objective_id>/numbers/", numbers_views.objective_numbers, name="objective_numbers"),
    path("key-results/<uuid:key_result_id>/numbers/", numbers_views.key_result_numbers, name="key_result_numbers"),
    path("objectives/<uuid:objective_id>/cascade/", cascade_views.objective_cascade, name="objective_cascade"),
    path("key-results/<uuid:key_result_id>/cascade/", cascade_views.key_result_cascade, name="key_result_cascade"),
    path("requests/", requests_views.requests_page, name="requests"),
    path("requests/<uuid:request_id>/", requests_views.request_page, name="request"),
    path("requests/<uuid:request_id>/accept/", requests_views.request_accept, name="request_accept"),
    path("requests/<uuid:request_id>/change/", requests_views.request_change, name="request_change"),
    path("requests/<uuid:request_id>/decline/", requests_views.request_decline, name="request_decline"),
    path("requests/<uuid:request_id>/undo/", requests_views.request_undo, name="request_undo"),
    path("requests/<uuid:request_id>/withdraw/", requests_views.request_withdraw, name="request_withdraw"),
    path("alignment/", alignment_views.alignment, name="alignment"),
    path("alignment/teams/", alignment_views.alignment_teams, name="alignment_teams"),
    path("attention/", attention_views.attention, name="attention"),
    path("attention/rules/", attention_views.attention_rules, name="attention_rules"),
    path("company/", company_views.company, name="company"),
    path("search/", search_views.search_page, name="search"),
    path("changes/", changes_views.changes, name="changes"),
    path("teams/<uuid:team_id>/", views.team, name="team"),
    path("teams/<uuid:team_id>/check-ins/", discipline_views.team_discipline, name="team_discipline"),
    path("periods/<uuid:period_id>/report/", report_views.period_report, name="period_report"),
]
