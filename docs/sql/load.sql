-- From lines to saves. `pendamping` has checked every hash; what is checked here is what one file cannot show.

-- A line as JSON. PostgreSQL holds no letter U+0000; it becomes U+FFFD, in the texts and nowhere else.
CREATE FUNCTION pendamping.document(line text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN position('\u0000' IN line) = 0 THEN line::jsonb
        ELSE regexp_replace(line, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::jsonb
    END
$$;

-- Takes what lies in `incoming`, all of it or nothing. A save that is known is passed over, unless this copy of it says
-- that something was erased. The texts of what is erased leave the table at once; VACUUM takes them off the disk.
CREATE FUNCTION pendamping.take_in(OUT new_saves bigint, OUT known_saves bigint, OUT erased_texts bigint)
LANGUAGE plpgsql AS $$
DECLARE
    broken record;
BEGIN
    -- Two at once would each miss the erasures of the other.
    LOCK TABLE pendamping.erased IN EXCLUSIVE MODE;
    CREATE TEMP TABLE arrived ON COMMIT DROP AS
        SELECT row_number() OVER () AS number, decode(doc ->> 'hash', 'hex') AS hash, doc
        FROM (SELECT pendamping.document(line) AS doc FROM pendamping.incoming) lines;
    TRUNCATE pendamping.incoming;
    CREATE TEMP TABLE fresh ON COMMIT DROP AS
        SELECT min(number) AS number
        FROM pg_temp.arrived a
        WHERE NOT EXISTS (SELECT FROM pendamping.save s WHERE s.hash = a.hash)
        GROUP BY a.hash;
    ANALYZE pg_temp.arrived;
    ANALYZE pg_temp.fresh;

    INSERT INTO pendamping.erased
        SELECT DISTINCT (change ->> 'record')::uuid
        FROM pg_temp.arrived, jsonb_array_elements(doc -> 'changes') AS change
        WHERE change ->> 'op' IN ('erase', 'erased')
        ON CONFLICT DO NOTHING;

    INSERT INTO pendamping.save (hash, device, seq, hlc, at_ms, at_offset, author, seen, prev)
        SELECT
            hash, (doc ->> 'device')::uuid, (doc ->> 'seq')::bigint, (doc ->> 'hlc')::bigint,
            (doc ->> 'at')::bigint, (doc ->> 'offset')::smallint, doc ->> 'author',
            nullif(doc -> 'seen', 'null'), decode(doc ->> 'prev', 'hex')
        FROM pg_temp.fresh JOIN pg_temp.arrived USING (number);
    GET DIAGNOSTICS new_saves = ROW_COUNT;
    known_saves := (SELECT count(*) FROM pg_temp.arrived) - new_saves;
    INSERT INTO pendamping.change (record, hash, place, op, kind, parent, fields, hlc, device, seq)
        SELECT
            (change.doc ->> 'record')::uuid, a.hash, change.place, change.doc ->> 'op', change.doc ->> 'kind',
            (change.doc ->> 'parent')::uuid, CASE WHEN change.doc ->> 'op' = 'set' THEN change.doc -> 'fields' END,
            (a.doc ->> 'hlc')::bigint, (a.doc ->> 'device')::uuid, (a.doc ->> 'seq')::bigint
        FROM pg_temp.fresh
        JOIN pg_temp.arrived a USING (number)
        CROSS JOIN LATERAL jsonb_array_elements(a.doc -> 'changes') WITH ORDINALITY AS change (doc, place);

    SELECT b.device, b.seq INTO broken
        FROM pendamping.broken_chain b
        WHERE b.device IN (SELECT (doc ->> 'device')::uuid FROM pg_temp.fresh JOIN pg_temp.arrived USING (number))
        ORDER BY b.device, b.seq
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'the chain breaks at save % of device %; nothing was taken', broken.seq, broken.device;
    END IF;

    INSERT INTO pendamping.erased
        WITH RECURSIVE gone (record) AS (
            SELECT record FROM pendamping.erased
            UNION
            SELECT child.record FROM gone JOIN pendamping.change child ON child.parent = gone.record
        )
        SELECT record FROM gone
        ON CONFLICT DO NOTHING;
    UPDATE pendamping.change c
        SET op = 'erased', fields = NULL
        FROM pendamping.erased e
        WHERE c.record = e.record AND c.op = 'set';
    GET DIAGNOSTICS erased_texts = ROW_COUNT;
    DROP TABLE pg_temp.arrived, pg_temp.fresh;
END
$$;

-- Brings up to date what is worked out once. Whoever reads meanwhile sees the book as it was.
CREATE PROCEDURE pendamping.refresh()
LANGUAGE plpgsql AS $$
BEGIN
    REFRESH MATERIALIZED VIEW CONCURRENTLY pendamping.book;
    REFRESH MATERIALIZED VIEW CONCURRENTLY pendamping.same_person;
    REFRESH MATERIALIZED VIEW CONCURRENTLY pendamping.same_filled;
    REFRESH MATERIALIZED VIEW pendamping.forked;
    ANALYZE pendamping.book;
END
$$;
