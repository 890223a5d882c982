-- Everything, in the order in which one part needs the other:
--     psql -d pendamping -v ON_ERROR_STOP=1 -f docs/sql/all.sql
-- Nothing that holds saves is replaced: a second call stops at the first table.
BEGIN;
\ir tables.sql
\ir values.sql
\ir fold.sql
\ir load.sql
\ir conflicts.sql
\ir follow_up.sql
\ir indicators.sql
\ir roles.sql
COMMIT;
