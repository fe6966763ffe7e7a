"""Reminders: who is told what and when, as rows that are made once; and their sender."""
