"""Tenancy of conversations, whose words only grow."""

from django.db import migrations

from organizations.row_level_security import append_only, protect, reference

MEMBERSHIP = "organizations_membership"
ACKNOWLEDGEMENT, COMMENT, VERSION = "checkins_acknowledgement", "checkins_comment", "checkins_commentversion"
MENTION, NOTICE = "checkins_mention", "checkins_notice"


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0007_mails_of_a_conversation"),
    ]

    operations = [
        protect(COMMENT),
        reference(COMMENT, "author_id", MEMBERSHIP),
        reference(COMMENT, "asked_id", MEMBERSHIP),
        reference(COMMENT, "check_in_id", "checkins_checkin"),
        reference(COMMENT, "key_result_id", "objectives_keyresult"),
        reference(COMMENT, "objective_id", "objectives_objective"),
        append_only(COMMENT),
        protect(VERSION),
        reference(VERSION, "comment_id", COMMENT),
        append_only(VERSION),
        protect(MENTION),
        reference(MENTION, "version_id", VERSION),
        reference(MENTION, "membership_id", MEMBERSHIP),
        append_only(MENTION),
        protect(ACKNOWLEDGEMENT),
        reference(ACKNOWLEDGEMENT, "check_in_id", "checkins_checkin"),
        reference(ACKNOWLEDGEMENT, "membership_id", MEMBERSHIP),
        append_only(ACKNOWLEDGEMENT),
        protect(NOTICE),
        reference(NOTICE, "membership_id", MEMBERSHIP),
        reference(NOTICE, "comment_id", COMMENT),
        reference(NOTICE, "acknowledgement_id", ACKNOWLEDGEMENT),
        reference(NOTICE, "reminder_id", "checkins_reminder"),
    ]
