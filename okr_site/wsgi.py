"""The site for a WSGI server; it refuses to serve with an unsafe database role."""

import os

from django.core.wsgi import get_wsgi_application

from okr_site.safety import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okr_site.settings")
application = get_wsgi_application()
refuse_unsafe_role()
