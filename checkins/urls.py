"""Addresses of check-ins, below `/<organization>/`."""

from django.urls import path

from checkins import views

urlpatterns = [
    path("check-ins/", views.check_ins, name="check_ins"),
    path("key-results/<uuid:key_result_id>/check-in/", views.check_in_one, name="check_in_one"),
]
