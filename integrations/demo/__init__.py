"""Harbour Lane: the company of the demo organization, as data, and the builder that lets it happen day by day."""
