"""Addresses outside of any organization."""

from django.urls import path

from organizations.views import entrance, join

urlpatterns = [
    path("", entrance.landing, name="landing"),
    path("organizations/", entrance.organization_list, name="organization_list"),
    path("organizations/new/", entrance.organization_new, name="organization_new"),
    path("organizations/menu/", entrance.organization_menu, name="organization_menu"),
    path("join/<slug:slug>/<str:token>/", join.join, name="join"),
]
