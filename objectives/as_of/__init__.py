"""Objectives and key results as they stood at a moment, from the rows that are only ever added. Changes nothing."""

from objectives.as_of.periods import closings_of, periods_at
from objectives.as_of.standing import Standing, Word

__all__ = ["Standing", "Word", "closings_of", "periods_at"]
