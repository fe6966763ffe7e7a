"""Addresses of check-ins, below `/<organization>/`."""

from django.urls import path

from checkins import views, views_drafts, views_notices

urlpatterns = [
    path("check-ins/", views.check_ins, name="check_ins"),
    path("notices/", views_notices.notices, name="notices"),
    path("key-results/<uuid:key_result_id>/check-in/", views.check_in_one, name="check_in_one"),
    path("key-results/<uuid:key_result_id>/check-in/draft/", views_drafts.check_in_draft, name="check_in_draft"),
]
