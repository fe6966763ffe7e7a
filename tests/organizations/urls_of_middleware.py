"""Views that misbehave, for the tests of the middleware."""

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path
from django.utils import timezone

from organizations.models import Team
from organizations.tenancy import _scope

TEAMS = engines["django"].from_string("{% for team in teams %}{{ team.name }}{% endfor %}{{ broken.crash }}")


def write(request, how):
    """Writes, and then ends in one way or another."""
    Team.objects.create(name="Written")
    if how == "crash":
        raise RuntimeError("after the write")
    if how == "forbidden":
        raise PermissionDenied
    return HttpResponse(status=int(how))


def lazy(request):
    """Rows are read while the page is rendered, when the view has long returned."""
    return TemplateResponse(request, TEAMS, {"teams": Team.objects.order_by("name")})


class Broken:
    def crash(self):
        raise RuntimeError("while rendering")


def breaks_late(request):
    Team.objects.create(name="Written")
    return TemplateResponse(request, TEAMS, {"teams": [], "broken": Broken()})


def peek(request, **anything):
    """What this request's connection and thread know of any organization."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.organization_id', true), (SELECT count(*) FROM organizations_team)")
        setting, count = cursor.fetchone()
    return JsonResponse(
        {
            "setting": setting or "",
            "scope": str(_scope.get() or ""),
            "count": count,
            "zone": timezone.get_current_timezone_name(),
            "organization": str(getattr(request, "organization", "")),
            "membership": str(getattr(request, "membership", "")),
        }
    )


urlpatterns = [
    path("peek/", peek),
    path("accounts/", include("allauth.account.urls")),
    path("<slug:organization>/write/<str:how>/", write),
    path("<slug:organization>/lazy/", lazy),
    path("<slug:organization>/breaks-late/", breaks_late),
    path("<slug:organization>/peek/", peek),
]
