"""What people say to each other about a check-in, a key result or an objective."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key

# So long its author may say it otherwise, or take it back.
CHANGEABLE_FOR = timedelta(hours=1)
MOST_CHARACTERS = 5000


class CommentQuerySet(QuerySet["Comment"]):
    def standing(self) -> "CommentQuerySet":
        """Those that nobody has withdrawn."""
        withdrawn = CommentVersion.objects.filter(comment=OuterRef("pk"), is_withdrawn=True)
        return self.filter(~Exists(withdrawn))


class Comment(TenantModel):
    """That somebody said something about one thing; the words are its versions.

    `about` is the id of that thing, whichever kind it is of. Of a question, `asked` is who should answer it.
    """

    author = tenant_key("organizations.Membership")
    check_in = tenant_key("checkins.CheckIn", null=True)
    key_result = tenant_key("objectives.KeyResult", null=True)
    objective = tenant_key("objectives.Objective", null=True)
    about = models.GeneratedField(
        expression=Coalesce("check_in", "key_result", "objective"), output_field=models.UUIDField(), db_persist=True
    )
    asked = tenant_key("organizations.Membership", null=True)
    submission_key = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager.from_queryset(CommentQuerySet)()

    class Meta:
        indexes = [models.Index("organization", "about", F("created_at").desc(), name="comments_about_a_thing")]
        constraints = [
            models.UniqueConstraint("organization", "submission_key", name="a_form_sent_twice_is_one_comment"),
            models.CheckConstraint(
                condition=Q(check_in__isnull=False, key_result=None, objective=None)
                | Q(check_in=None, key_result__isnull=False, objective=None)
                | Q(check_in=None, key_result=None, objective__isnull=False),
                name="comment_is_about_one_thing",
            ),
            models.CheckConstraint(condition=Q(asked=None) | ~Q(asked=F("author")), name="nobody_asks_herself"),
        ]

    @property
    def is_question(self) -> bool:
        return self.asked_id is not None

    def may_change_at(self, at: datetime) -> bool:
        return at < self.created_at + CHANGEABLE_FOR


class CommentVersion(TenantModel):
    """What a comment says from a moment on; the newest counts, and a withdrawn one says nothing any more."""

    comment = tenant_key("checkins.Comment", related_name="versions")
    text = models.TextField(blank=True)
    is_withdrawn = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["CommentVersion"]()

    class Meta:
        indexes = [models.Index("organization", "comment", F("created_at").desc(), name="versions_of_a_comment")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_withdrawn=True, text="") | (Q(is_withdrawn=False) & ~Q(text="")),
                name="comment_has_words_unless_it_is_withdrawn",
            ),
        ]


class Mention(TenantModel):
    """Whom a version means with `words` after an @, whatever her name becomes."""

    version = tenant_key("checkins.CommentVersion", related_name="mentions")
    membership = tenant_key("organizations.Membership")
    words = models.CharField(max_length=254)

    objects = TenantManager["Mention"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "version", "words", name="words_mean_one_person"),
        ]
