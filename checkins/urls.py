"""Addresses of check-ins, below `/<organization>/`."""

from django.urls import path

from checkins import views, views_comments, views_drafts, views_notices

urlpatterns = [
    path("check-ins/", views.check_ins, name="check_ins"),
    path(
        "check-ins/<uuid:check_in_id>/conversation/", views_comments.check_in_conversation, name="check_in_conversation"
    ),
    path("check-ins/<uuid:check_in_id>/seen/", views_comments.check_in_acknowledge, name="check_in_acknowledge"),
    path("comments/<uuid:comment_id>/edit/", views_comments.comment_edit, name="comment_edit"),
    path("comments/<uuid:comment_id>/withdraw/", views_comments.comment_withdraw, name="comment_withdraw"),
    path("comments/people/", views_comments.people_to_mention, name="people_to_mention"),
    path("notices/", views_notices.notices, name="notices"),
    path(
        "objectives/<uuid:objective_id>/conversation/",
        views_comments.objective_conversation,
        name="objective_conversation",
    ),
    path(
        "key-results/<uuid:key_result_id>/conversation/",
        views_comments.key_result_conversation,
        name="key_result_conversation",
    ),
    path("key-results/<uuid:key_result_id>/check-in/", views.check_in_one, name="check_in_one"),
    path("key-results/<uuid:key_result_id>/check-in/draft/", views_drafts.check_in_draft, name="check_in_draft"),
]
