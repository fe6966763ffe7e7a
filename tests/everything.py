"""Every row of every table, to prove that nothing has changed."""

from django.db import connection

# Counters that a request may move, whatever it asks for.
NOT_COMPARED = {"django_cache"}


def everything(as_bypassrls_role) -> dict[str, list[str]]:
    """All rows of all organizations as text, by table."""
    with as_bypassrls_role(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall() if name not in NOT_COMPARED]
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t ORDER BY 1')
            found[name] = [row for (row,) in cursor.fetchall()]
        return found
