"""Somebody who can sign in, whatever the organization."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now

from organizations.tenancy import UUIDv7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in; what they may do is said by a membership."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "Somebody with this e-mail is here already."}
    )
    name = models.CharField("your name", max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = False
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email
