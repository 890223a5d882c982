-- Fields that two people wrote without knowing of each other. The later value stands in the book; here are both.
--
-- This is the second stage: it asks what each writer knew, which the rows of one record do not say.

-- Copied or restored phones, and the first number that two saves bear.
CREATE MATERIALIZED VIEW pendamping.forked AS
SELECT device, min(seq) AS from_seq
FROM (SELECT device, seq FROM pendamping.save GROUP BY device, seq HAVING count(*) > 1) doubled
GROUP BY device;
CREATE UNIQUE INDEX forked_device ON pendamping.forked (device);

-- The save before a save of a copied phone: where a number stands twice, only the hash says which of the two is meant.
CREATE FUNCTION pendamping.save_before(of pendamping.save, fork bigint) RETURNS pendamping.save
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found pendamping.save;
BEGIN
    SELECT * INTO found FROM pendamping.save s
        WHERE s.hash = of.prev AND s.device = of.device AND s.seq + 1 >= fork;
    RETURN found;
END
$$;

-- What the writer of a save knew of others: as it says itself, or the last save before it that says it.
CREATE FUNCTION pendamping.told(of pendamping.save) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
DECLARE
    at pendamping.save := of;
    fork bigint := (SELECT from_seq FROM pendamping.forked f WHERE f.device = of.device);
BEGIN
    WHILE at.seq >= fork LOOP
        IF at.seen IS NOT NULL THEN
            RETURN at.seen;
        END IF;
        at := pendamping.save_before(at, fork);
    END LOOP;
    RETURN (
        SELECT s.seen FROM pendamping.save s
        WHERE s.device = at.device AND s.seq <= at.seq AND s.seen IS NOT NULL
        ORDER BY s.seq DESC LIMIT 1
    );
END
$$;

-- Whether the writer of one save knew another one.
CREATE FUNCTION pendamping.saw(later bytea, earlier bytea) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    a pendamping.save;
    b pendamping.save;
    fork bigint;
BEGIN
    IF later = earlier THEN
        RETURN true;
    END IF;
    SELECT * INTO a FROM pendamping.save s WHERE s.hash = later;
    SELECT * INTO b FROM pendamping.save s WHERE s.hash = earlier;
    IF a.device <> b.device THEN
        RETURN coalesce((pendamping.told(a) ->> b.device::text)::bigint >= b.seq, false);
    END IF;
    fork := (SELECT f.from_seq FROM pendamping.forked f WHERE f.device = a.device);
    IF a.seq <= b.seq OR fork IS NULL OR b.seq < fork THEN
        RETURN a.seq > b.seq;
    END IF;
    WHILE a.seq >= fork LOOP
        a := pendamping.save_before(a, fork);
        IF a.hash = earlier THEN
            RETURN true;
        END IF;
    END LOOP;
    RETURN false;
END
$$;

-- The fields on which the books of two people differ, with their values in order: the last one stands.
CREATE VIEW pendamping.conflict AS
WITH write AS (
    SELECT
        w.*,
        row_number() OVER (PARTITION BY record, field ORDER BY hlc, device, seq, hash, place) AS rank,
        -- Most fields were written once, or always alike.
        min(value::text COLLATE "C") OVER of_field <> max(value::text COLLATE "C") OVER of_field AS differs
    FROM pendamping.field_write w
    WINDOW of_field AS (PARTITION BY record, field)
), contested AS MATERIALIZED (
    SELECT * FROM write WHERE differs
), standing AS (
    SELECT w.record, w.field, w.value, max(w.rank) AS rank
    FROM contested w
    WHERE NOT EXISTS (
        SELECT FROM contested later
        WHERE later.record = w.record AND later.field = w.field AND later.rank > w.rank
            AND pendamping.saw(later.hash, w.hash)
    )
    GROUP BY w.record, w.field, w.value
)
SELECT record, field, jsonb_agg(value ORDER BY rank) AS contenders
FROM standing
GROUP BY record, field
HAVING count(*) > 1;
