"""Addresses of the pages that show several apps' things, below `/<organization>/`."""

from django.urls import path

from dashboards import discipline_views, report_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("scorecard/", views.scorecard, name="scorecard"),
    path("objectives/<uuid:objective_id>/", views.objective, name="objective"),
    path("key-results/<uuid:key_result_id>/", views.key_result, name="key_result"),
    path("teams/<uuid:team_id>/", views.team, name="team"),
    path("teams/<uuid:team_id>/check-ins/", discipline_views.team_discipline, name="team_discipline"),
    path("periods/<uuid:period_id>/report/", report_views.period_report, name="period_report"),
]
