-- What is kept: the saves as the hand-over files bring them, and nothing that is worked out from them.
--
-- A save is known by its hash; one that comes in ten files stands here once. A change carries what orders its save, so
-- that the fold of a record needs the rows of that record alone: on an engine of many machines `change` is spread by
-- `record`, and `save` and `erased`, which are small, stand whole on each.

CREATE SCHEMA pendamping;

-- Lines of `pendamping convert --to ndjson --commits`, until `take_in` has read them. Not logged: what waits here is in
-- the files as well, and a second copy of clients' data in the log would outlive an erasure.
CREATE UNLOGGED TABLE pendamping.incoming (line text NOT NULL);

CREATE TABLE pendamping.save (
    hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
    device uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    -- Orders the saves of all devices. Nothing after the year 2200 is taken.
    hlc bigint NOT NULL CHECK (hlc BETWEEN 0 AND 7258118400000 << 16),
    -- When, by the writer's own clock: for people, never for the order.
    at_ms bigint NOT NULL,
    at_offset smallint NOT NULL,
    author text NOT NULL,
    -- The last number that the writer knew of each other device; null where that is as in the save before.
    seen jsonb,
    prev bytea NOT NULL CHECK (octet_length(prev) = 32),
    taken timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX save_name ON pendamping.save (device, seq);
CREATE INDEX save_told ON pendamping.save (device, seq) WHERE seen IS NOT NULL;

CREATE TABLE pendamping.change (
    record uuid NOT NULL,
    hash bytea NOT NULL,
    -- The change's place in its save, from 1.
    place integer NOT NULL,
    op text NOT NULL CHECK (op IN ('set', 'erase', 'erased')),
    -- Names are compared byte by byte, in whatever language the database was made.
    kind text COLLATE "C" NOT NULL,
    parent uuid,
    fields jsonb,
    hlc bigint NOT NULL,
    device uuid NOT NULL,
    seq bigint NOT NULL,
    PRIMARY KEY (record, hash, place),
    CHECK ((op = 'set') = (fields IS NOT NULL))
);
CREATE INDEX change_parent ON pendamping.change (parent) WHERE parent IS NOT NULL;

-- Records that are erased: those that some save, in whatever copy, names, and all that hangs on them, however deep.
-- `take_in` fills it. An order holds also for what comes later.
CREATE TABLE pendamping.erased (record uuid PRIMARY KEY);
