"""Addresses below `/<organization>/`."""

from django.urls import path

from organizations.views import people, settings, teams

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<uuid:membership_id>/", people.person, name="person"),
    path("people/<uuid:membership_id>/role/", people.person_role, name="person_role"),
    path("people/<uuid:membership_id>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<uuid:membership_id>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("people/<uuid:membership_id>/try-mail-again/", people.person_try_mail_again, name="person_try_mail_again"),
    path("people/invitations/<uuid:invitation_id>/again/", people.invitation_again, name="invitation_again"),
    path("people/invitations/<uuid:invitation_id>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<uuid:team_id>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<uuid:team_id>/check-in-day/", teams.team_check_in_day, name="team_check_in_day"),
    path("teams/<uuid:team_id>/people/", teams.team_people, name="team_people"),
    path("settings/", settings.organization_settings, name="settings"),
    path("settings/check-ins/", settings.settings_check_ins, name="settings_check_ins"),
    path("settings/health/", settings.settings_health, name="settings_health"),
    path("me/", settings.me, name="me"),
]
