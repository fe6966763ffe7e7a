"""The composition root: settings, URLs, Celery, and the embedded services."""

from okr_site.celery import app as celery_app

__all__ = ["celery_app"]
