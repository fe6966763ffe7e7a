"""Every address of the site: the accounts of people, then everything of an organization below its slug."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from okr_site.dev_mail import mail_as_html, mail_message, mailbox
from okr_site.health import healthz

IN_AN_ORGANIZATION = ["dashboards.urls", "checkins.urls", "objectives.urls", "organizations.urls"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("organizations.urls_accounts")),
    path("", include("checkins.urls_signed")),
]
if settings.EMBEDDED:
    urlpatterns += [
        path("mail/", mailbox, name="mailbox"),
        path("mail/<str:name>/", mail_message, name="mail_message"),
        path("mail/<str:name>/html/", mail_as_html, name="mail_as_html"),
    ]
urlpatterns += [path("<slug:organization>/", include(module)) for module in IN_AN_ORGANIZATION]
