"""What a migration adds to the tables of a period: the database itself refuses to touch what is closed."""

from collections.abc import Iterable

from django.db import migrations

REFUSAL = "closed_period_stays_as_it_is"

# The period is read FOR SHARE: whoever closes it waits for this row, or this row is refused.
FUNCTIONS = migrations.RunSQL(
    f"""
    CREATE FUNCTION refuse_in_a_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        period_ids uuid[] := CASE TG_OP
            WHEN 'INSERT' THEN ARRAY[NEW.period_id]
            WHEN 'DELETE' THEN ARRAY[OLD.period_id]
            ELSE ARRAY[OLD.period_id, NEW.period_id] END;
    BEGIN
        PERFORM FROM objectives_period
        WHERE organization_id = CASE TG_OP WHEN 'DELETE' THEN OLD.organization_id ELSE NEW.organization_id END
            AND id = ANY (period_ids) ORDER BY id FOR SHARE;
        IF EXISTS (
            SELECT FROM objectives_period
            WHERE organization_id = CASE TG_OP WHEN 'DELETE' THEN OLD.organization_id ELSE NEW.organization_id END
                AND id = ANY (period_ids) AND state = 'closed'
        ) THEN
            RAISE EXCEPTION 'the period of % is closed', TG_TABLE_NAME
                USING ERRCODE = 'check_violation', CONSTRAINT = '{REFUSAL}', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END $$;

    CREATE FUNCTION refuse_to_change_a_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.state = 'grace' AND NEW.closed_at IS NULL
            AND (NEW.name, NEW.kind, NEW.starts_on, NEW.ends_on) = (OLD.name, OLD.kind, OLD.starts_on, OLD.ends_on)
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'the period is closed'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{REFUSAL}', TABLE = TG_TABLE_NAME;
    END $$;
    CREATE TRIGGER closed_period_stays_as_it_is BEFORE UPDATE OR DELETE ON objectives_period
        FOR EACH ROW WHEN (OLD.state = 'closed') EXECUTE FUNCTION refuse_to_change_a_closed_period();
    """,
    """
    DROP TRIGGER closed_period_stays_as_it_is ON objectives_period;
    DROP FUNCTION refuse_to_change_a_closed_period();
    DROP FUNCTION refuse_in_a_closed_period();
    """,
)


def freeze(table: str, columns: Iterable[str] = ()) -> migrations.RunSQL:
    """No row of a closed period comes, goes or changes; of `columns`, where given, none changes.

    Words that people wrote and who wrote them may be left out, so that a person can be erased.
    """
    of = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    return migrations.RunSQL(
        f"CREATE TRIGGER closed_period_stays_as_it_is BEFORE INSERT OR DELETE OR {of} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_in_a_closed_period()",
        f"DROP TRIGGER closed_period_stays_as_it_is ON {table}",
    )
