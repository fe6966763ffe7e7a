"""The organization's scope: the one way in to a tenant's rows, for the ORM and for row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import QuerySet

if TYPE_CHECKING:
    from organizations.models import Organization

Row = TypeVar("Row", bound=models.Model, covariant=True)

_scope: ContextVar[UUID | None] = ContextVar("organization_scope", default=None)


class NoOrganizationScope(RuntimeError):
    """A tenant's rows were asked for outside of any organization's scope."""


def current_organization_id() -> UUID:
    """The id of the organization whose scope is open. Raises NoOrganizationScope outside of one."""
    organization_id = _scope.get()
    if organization_id is None:
        raise NoOrganizationScope("Open organization_scope(organization) first.")
    return organization_id


@contextmanager
def organization_scope(organization: "Organization | UUID") -> Iterator[None]:
    """Run a block, in a transaction of its own or the surrounding one, on the rows of one organization alone."""
    organization_id = organization if isinstance(organization, UUID) else organization.pk
    outer = _scope.get()
    with transaction.atomic():
        set_local("app.organization_id", organization_id)
        with entered_scope(organization_id):
            yield
        # Python does not undo SET LOCAL: give the surrounding block its own organization back.
        if not connection.needs_rollback:
            set_local("app.organization_id", outer or "")


@contextmanager
def entered_scope(organization_id: UUID | None) -> Iterator[None]:
    """Tell the managers whose rows may be read; the database has been told already."""
    token = _scope.set(organization_id)
    try:
        yield
    finally:
        _scope.reset(token)


@contextmanager
def outside_any_scope() -> Iterator[None]:
    """The edge of a request: whatever scope is opened inside is closed again."""
    with entered_scope(None):
        yield


def enter_for_the_request(organization_id: UUID) -> None:
    """Open the ORM's scope until the surrounding `outside_any_scope` ends."""
    _scope.set(organization_id)


def set_local(name: str, value: object) -> None:
    """Set one of our settings for the rest of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, str(value)])


def new_ids(count: int) -> list[UUID]:
    """Fresh keys, in order, for rows made in bulk: `bulk_create` does not bring the database's own back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT uuidv7() FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


class TenantManager(models.Manager[Row]):
    """Sees the rows of the organization in scope, and refuses to run without one."""

    def get_queryset(self) -> QuerySet[Row]:
        return super().get_queryset().filter(organization_id=current_organization_id())

    def none(self) -> QuerySet[Row]:
        return super().get_queryset().none()


class UUIDv7(models.Func):
    """A key made by the database: sorts by time, counts nobody's rows."""

    function = "uuidv7"
    arity = 0
    output_field: Any = models.UUIDField()


class TenantModel(models.Model):
    """A row that belongs to one organization; the key and the organization are the database's business."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        default=current_organization_id,
        editable=False,
        related_name="+",
        db_index=False,
    )

    class Meta:
        abstract = True


def tenant_key(to: str, **options: Any) -> Any:
    """A reference between tenant tables; the composite key in the migration is what the database checks."""
    options.setdefault("on_delete", models.PROTECT)
    options.setdefault("related_name", "+")
    options.setdefault("db_index", False)
    return models.ForeignKey(to, db_constraint=False, **options)
