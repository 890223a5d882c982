-- The fold: the saves as records, by the rules of docs/EXPORT.md, section 5.
--
-- All of it looks at one record at a time.

-- Every write to a field that still counts: also the history.
CREATE VIEW pendamping.field_write AS
SELECT c.record, field.key COLLATE "C" AS field, field.value, c.hlc, c.device, c.seq, c.hash, c.place
FROM pendamping.change c
CROSS JOIN LATERAL jsonb_each(c.fields) AS field
WHERE c.op = 'set' AND NOT EXISTS (SELECT FROM pendamping.erased e WHERE e.record = c.record);

-- The value of each field that stands: the last write. Two saves of one name (a copied phone) are ordered by their
-- hashes, two changes of one save by their places.
CREATE VIEW pendamping.field_standing AS
SELECT record, field, value, hlc, device, seq, hash
FROM (
    SELECT w.*, row_number() OVER (
        PARTITION BY record, field ORDER BY hlc DESC, device DESC, seq DESC, hash DESC, place DESC
    ) AS rank
    FROM pendamping.field_write w
) ranked
WHERE rank = 1;

-- The records. Where saves disagree about kind or parent, which no honest ones do, the smaller stands.
CREATE VIEW pendamping.record_state AS
SELECT
    r.record, r.kind, r.parent,
    coalesce(f.fields, '{}') AS fields,
    coalesce(f.fields -> '_deleted' = 'true', false) AS in_trash
FROM (
    SELECT
        record,
        min(kind) AS kind,
        (array_agg(parent ORDER BY parent) FILTER (WHERE parent IS NOT NULL))[1] AS parent
    FROM pendamping.change
    GROUP BY record
    HAVING bool_or(op = 'set')
) r
LEFT JOIN (
    SELECT record, jsonb_object_agg(field, value) FILTER (WHERE value <> 'null') AS fields
    FROM pendamping.field_standing
    GROUP BY record
) f USING (record)
WHERE NOT EXISTS (SELECT FROM pendamping.erased e WHERE e.record = r.record);

-- The same, worked out once for all that read it; `refresh` brings it up to date.
CREATE MATERIALIZED VIEW pendamping.book AS SELECT * FROM pendamping.record_state;
CREATE UNIQUE INDEX book_record ON pendamping.book (record);
CREATE INDEX book_kind ON pendamping.book (kind, parent);
CREATE INDEX book_parent ON pendamping.book (parent) WHERE parent IS NOT NULL;

CREATE INDEX book_same ON pendamping.book (record) WHERE fields ? '_same_as';

-- People who were recorded twice: for each record for which another one stands, that one. Chains are followed to their
-- end; in a circle the smallest id stands; who lies in the trash stands for nobody.
CREATE MATERIALIZED VIEW pendamping.same_person AS
WITH RECURSIVE named AS (
    SELECT b.record, o.record AS other
    FROM pendamping.book b
    JOIN pendamping.book o ON o.record = pendamping.as_id(b.fields -> '_same_as') AND o.kind = b.kind
    WHERE b.kind = 'person' AND b.fields ? '_same_as'
), walk (record, way, circle) AS (
    SELECT record, ARRAY[record], NULL::integer FROM named
    UNION ALL
    SELECT
        w.record, CASE WHEN n.other = ANY (w.way) THEN w.way ELSE w.way || n.other END,
        array_position(w.way, n.other)
    FROM walk w
    JOIN named n ON n.record = w.way[cardinality(w.way)]
    WHERE w.circle IS NULL
), ended AS (
    SELECT DISTINCT ON (record) record, way, circle
    FROM walk
    ORDER BY record, cardinality(way) DESC, circle NULLS LAST
), standing AS (
    SELECT DISTINCT ON (e.record) e.record, step.id AS main
    FROM ended e
    CROSS JOIN LATERAL unnest(e.way) WITH ORDINALITY AS step (id, place)
    JOIN pendamping.book b ON b.record = step.id AND NOT b.in_trash
    CROSS JOIN LATERAL (SELECT coalesce(step.place >= e.circle, false) AS turns) c
    ORDER BY e.record, c.turns DESC, CASE WHEN c.turns THEN step.id END, step.place DESC
)
SELECT record, main FROM standing WHERE main <> record;
CREATE UNIQUE INDEX same_person_record ON pendamping.same_person (record);

-- What was never written of the record that stands is read from those for which it stands, by their ids.
CREATE MATERIALIZED VIEW pendamping.same_filled AS
SELECT main AS record, jsonb_object_agg(field, value) AS fields
FROM (
    SELECT DISTINCT ON (s.main, f.key) s.main, f.key AS field, f.value
    FROM pendamping.same_person s
    JOIN pendamping.book b ON b.record = s.record AND NOT b.in_trash
    CROSS JOIN LATERAL jsonb_each(b.fields) AS f
    WHERE left(f.key, 1) <> '_' AND NOT EXISTS (
        SELECT FROM pendamping.field_write w WHERE w.record = s.main AND w.field = f.key
    )
    ORDER BY s.main, f.key, s.record
) missing
GROUP BY main;
CREATE UNIQUE INDEX same_filled_record ON pendamping.same_filled (record);

-- The record that stands for an id.
CREATE FUNCTION pendamping.main_of(id uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT s.main FROM pendamping.same_person s WHERE s.record = id), id)
$$;

-- What lists and figures are made of: without the trash, and everybody once.
CREATE VIEW pendamping.live AS
SELECT b.record, b.kind, coalesce(p.main, b.parent) AS parent, coalesce(f.fields || b.fields, b.fields) AS fields
FROM pendamping.book b
LEFT JOIN pendamping.same_person p ON p.record = b.parent
LEFT JOIN pendamping.same_filled f ON f.record = b.record
WHERE NOT b.in_trash AND NOT EXISTS (SELECT FROM pendamping.same_person s WHERE s.record = b.record);

-- What there is of each device. `missing` saves may still come; two saves of one number mean that the phone was copied
-- or restored.
CREATE VIEW pendamping.device AS
SELECT
    device,
    max(seq) AS last,
    max(seq) - count(DISTINCT seq) AS missing,
    count(*) - count(DISTINCT seq) AS doubled,
    (array_agg(author ORDER BY seq DESC, hash DESC))[1] AS author,
    to_timestamp(max(at_ms) / 1000.0) AS last_save
FROM pendamping.save
GROUP BY device;

-- Saves that do not follow the save before them. `take_in` refuses what would bring one.
CREATE VIEW pendamping.broken_chain AS
SELECT s.device, s.seq, s.hash
FROM pendamping.save s
WHERE
    CASE
        WHEN s.seq = 1 THEN s.prev <> decode(repeat('00', 32), 'hex')
        ELSE EXISTS (SELECT FROM pendamping.save p WHERE p.device = s.device AND p.seq = s.seq - 1)
            AND NOT EXISTS (
                SELECT FROM pendamping.save p WHERE p.device = s.device AND p.seq = s.seq - 1 AND p.hash = s.prev
            )
            -- Of a copied phone, what only one of the two wrote before may still be on its way.
            AND NOT EXISTS (
                SELECT FROM pendamping.save o WHERE o.device = s.device AND o.seq = s.seq AND o.hash <> s.hash
            )
    END;
