"""The mails of the reminders: what each says, from the same read models as the pages."""

from dashboards.letters.writing import Desk

__all__ = ["Desk"]
