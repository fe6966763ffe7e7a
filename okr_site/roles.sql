-- Sightline's three database roles and their standing grants, in one database.
-- Run it as a superuser, connected to that database, before the first migration; it is safe to run again.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['sightline_owner', 'sightline_app', 'sightline_operator'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
    EXECUTE format('ALTER DATABASE %I OWNER TO sightline_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO sightline_app, sightline_operator', current_database());
END
$$;

-- The owner migrates, the app serves and can neither own nor bypass, the operator reads everything for backups.
ALTER ROLE sightline_owner NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
ALTER ROLE sightline_app NOSUPERUSER NOCREATEROLE NOCREATEDB NOBYPASSRLS;
ALTER ROLE sightline_operator NOSUPERUSER NOCREATEROLE NOCREATEDB BYPASSRLS;

ALTER SCHEMA public OWNER TO sightline_owner;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO sightline_app, sightline_operator;

-- Whatever a migration makes from now on is granted at once; append-only tables take UPDATE and DELETE back.
ALTER DEFAULT PRIVILEGES FOR ROLE sightline_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO sightline_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sightline_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO sightline_app;
ALTER DEFAULT PRIVILEGES FOR ROLE sightline_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO sightline_operator;
ALTER DEFAULT PRIVILEGES FOR ROLE sightline_owner IN SCHEMA public
    GRANT SELECT ON SEQUENCES TO sightline_operator;
