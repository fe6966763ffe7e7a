"""Sightline's own PostgreSQL and Valkey, for machines that have neither; never imported by the apps."""
