-- Who may do what. None of these can log in; they are granted to people:
--     CREATE USER rina PASSWORD '…'; GRANT pendamping_figures TO rina;
-- Roles belong to the whole server, so they are made only where they are not there yet.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pendamping_load', 'pendamping_read', 'pendamping_figures'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', name);
        END IF;
    END LOOP;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pendamping FROM PUBLIC;
REVOKE ALL ON ALL PROCEDURES IN SCHEMA pendamping FROM PUBLIC;
GRANT USAGE ON SCHEMA pendamping TO pendamping_load, pendamping_read, pendamping_figures;

-- Brings files in and sees nothing of what is there.
ALTER FUNCTION pendamping.take_in() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
ALTER PROCEDURE pendamping.refresh() SECURITY DEFINER SET search_path = pg_catalog, pg_temp;
GRANT INSERT ON pendamping.incoming TO pendamping_load;
GRANT EXECUTE ON FUNCTION pendamping.take_in() TO pendamping_load;
GRANT EXECUTE ON PROCEDURE pendamping.refresh() TO pendamping_load;

-- Reads every client's records.
GRANT SELECT ON ALL TABLES IN SCHEMA pendamping TO pendamping_read;
REVOKE ALL ON pendamping.incoming FROM pendamping_read;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pendamping TO pendamping_read;
REVOKE EXECUTE ON FUNCTION pendamping.take_in() FROM pendamping_read;

-- Reads numbers, and no record.
GRANT EXECUTE ON FUNCTION
    pendamping.report(date, date, text, boolean), pendamping.reckon(daterange[], text, boolean),
    pendamping.period_before(daterange), pendamping.today()
TO pendamping_figures;
GRANT SELECT ON pendamping.indicator_month TO pendamping_figures;
