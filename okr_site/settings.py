"""Every setting, from the environment; safe for production unless told otherwise."""

import sys
import tomllib
from pathlib import Path

import environ
from celery.schedules import crontab

from okr_site.safety import refuse_missing, refuse_unsafe_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
VAR = Path(env.str("SIGHTLINE_VAR", str(BASE_DIR / "var")))

# With no DATABASE_URL we use the services that `make run` started, as the app role.
LOCAL_ENV = VAR / "local.env"
if "DATABASE_URL" not in env.ENVIRON and LOCAL_ENV.is_file():
    env.read_env(LOCAL_ENV)

# True only where Sightline runs its own services on this machine: never in production.
EMBEDDED = env.bool("SIGHTLINE_EMBEDDED", False)
DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if EMBEDDED or DEBUG else [])
refuse_unsafe_settings(secret_key=SECRET_KEY, debug=DEBUG, embedded=EMBEDDED, hosts=ALLOWED_HOSTS)
RELEASE = env.str("SIGHTLINE_RELEASE", tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"])

# The database: the owner migrates, the app role does everything else.
DATABASE_URL = env.str("DATABASE_URL", "")
if sys.argv[1:2] == ["migrate"]:
    DATABASE_URL = env.str("DATABASE_OWNER_URL", DATABASE_URL)
refuse_missing("DATABASE_URL", DATABASE_URL, "give it one, or `make run` first.")
DATABASE = env.db_url_config(DATABASE_URL)
POOL = {"min_size": 1, "max_size": env.int("DATABASE_POOL_SIZE", 8), "timeout": 10}
DATABASES = {
    "default": DATABASE
    | {"ATOMIC_REQUESTS": True, "CONN_MAX_AGE": 0, "OPTIONS": DATABASE.get("OPTIONS", {}) | {"pool": POOL}}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

INSTALLED_APPS = [
    "organizations",
    "objectives",
    "alignment",
    "checkins",
    "dashboards",
    "integrations",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "template_partials",
    "lucide",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "okr_site.middleware.utf8_alone",
    "okr_site.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "organizations.middleware.OrganizationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "okr_site.urls"
WSGI_APPLICATION = "okr_site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "organizations.context.organization_context",
                "objectives.context.period_context",
                "checkins.context.owed_context",
            ],
            "builtins": ["organizations.templatetags.components", "template_partials.templatetags.partials"],
        },
    }
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# Static files: hashed and compressed by collectstatic in production, straight from their folders on this machine.
LOCAL = EMBEDDED or DEBUG
STATIC_URL = "static/"
STATIC_ROOT = None if LOCAL else BASE_DIR / "static_root"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_BACKEND = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not LOCAL:
    STATICFILES_BACKEND = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATICFILES_BACKEND},
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = DEBUG

# Where the site is, for the links in mails that no request asked for.
SITE_URL = env.str("SITE_URL", "").rstrip("/")
if not SITE_URL:
    here = f"http://localhost:{env.str('PORT', '8000')}"
    SITE_URL = here if LOCAL else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"

# HTTPS everywhere but on this machine. Behind a proxy, say how many there are: then its headers are believed.
HTTPS = not LOCAL
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 365 * 24 * 3600 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "organizations.interrupted.csrf_failure"
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SELF, NONE = "'self'", "'none'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "signup": "organizations.accounts.SignupForm",
    "login": "organizations.forms_accounts.LoginForm",
    "add_email": "organizations.forms_accounts.AddEmailForm",
    "change_password": "organizations.forms_accounts.ChangePasswordForm",
    "set_password": "organizations.forms_accounts.SetPasswordForm",
    "reset_password": "organizations.forms_accounts.ResetPasswordForm",
    "reset_password_from_key": "organizations.forms_accounts.ResetPasswordKeyForm",
    "reauthenticate": "organizations.forms_accounts.ReauthenticateForm",
    "request_login_code": "organizations.forms_accounts.RequestLoginCodeForm",
    "confirm_login_code": "organizations.forms_accounts.ConfirmLoginCodeForm",
    "confirm_email_verification_code": "organizations.forms_accounts.ConfirmEmailVerificationCodeForm",
    "confirm_password_reset_code": "organizations.forms_accounts.ConfirmPasswordResetCodeForm",
}
ACCOUNT_ADAPTER = "organizations.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"

# Mail: without EMAIL_URL only this machine's own mailbox will do, at /mail/.
EMAIL_URL = env.str("EMAIL_URL", "")
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if not EMBEDDED:
    refuse_missing("EMAIL_URL", EMAIL_URL, "give it one, such as smtp+tls://user:password@host:587.")
if EMAIL_URL:
    EMAIL = env.email_url_config(EMAIL_URL)
    EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = EMAIL["EMAIL_HOST"], EMAIL["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_USER"], EMAIL["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_TLS", False), EMAIL.get("EMAIL_USE_SSL", False)
# A server that hangs is left after this many seconds.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Sightline <sightline@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Celery: the broker only wakes workers, what is due stands in rows. Celery writes sockets its own way.
REDIS_URL = env.str("REDIS_URL", "")
refuse_missing("REDIS_URL", REDIS_URL, "give it one, such as redis://host:6379/0.")
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Worker and beat wait for a broker that is gone for as long as it takes.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Publishing to a silent one fails within two seconds, once: the next minute's tick does what this one did not.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 1,
    # Longer than the second for which the broker may hold an answer back on purpose (BRPOP).
    "socket_timeout": 1.5,
    # A connection that died without a word is noticed after this many seconds, and once more as many.
    "health_check_interval": 10,
    # Of one connection for one message; without these kombu goes on by itself for four seconds.
    "max_retries": 0,
    "interval_start": 0,
}
# A broker that blinks ends no sending midway.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "sightline"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "clear old sessions": {"task": "organizations.tasks.clear_old_sessions", "schedule": crontab(hour=3, minute=17)},
    # What a busy worker has not begun within the minute, the next one does.
    "wake organizations": {
        "task": "dashboards.tasks.wake_organizations",
        "schedule": crontab(),
        "options": {"expires": 55},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without tokens": {"()": "okr_site.logs.WithoutTokens"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without tokens"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
