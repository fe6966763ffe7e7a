"""Addresses of the signed links in mails: they need no signing in."""

from django.urls import path

from checkins import views_signed

urlpatterns = [
    path("answer/<str:token>/", views_signed.answer, name="answer"),
    path("unsubscribe/<str:token>/", views_signed.unsubscribe, name="unsubscribe"),
]
