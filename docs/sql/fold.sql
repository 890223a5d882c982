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

-- Without the trash: what lists and figures are made of.
CREATE VIEW pendamping.live AS
SELECT record, kind, parent, fields FROM pendamping.book WHERE NOT in_trash;

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
