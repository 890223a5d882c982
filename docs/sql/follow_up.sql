-- Days of contact follow-up: whom to see on which day, and whether that happened, by the rules of the app
-- (src/tracing/follow_up.rs). Only days that are over; nothing of it is stored.

-- The day on which a figure stands: today, or what `SET pendamping.today = '2026-11-30'` says.
CREATE FUNCTION pendamping.today() RETURNS date
LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif(current_setting('pendamping.today', true), '')::date, current_date)
$$;

-- The profiles that come with the app, as far as follow-up asks for them (src/domain/code/disease.rs).
CREATE TABLE pendamping.profile (
    code text PRIMARY KEY,
    follow_up_days integer,
    given_days integer[] NOT NULL DEFAULT '{}',
    given_months integer[] NOT NULL DEFAULT '{}'
);
\ir profiles.sql

-- How an outbreak follows up: an outbreak that sets length or days takes none of them from its profile. A profile in
-- the trash still counts.
CREATE VIEW pendamping.outbreak_rule AS
SELECT
    o.record AS outbreak,
    CASE WHEN own.holds THEN own.days ELSE coalesce(built_in.follow_up_days, record.follow_up_days) END AS every,
    CASE
        WHEN own.holds THEN own.given
        ELSE coalesce(built_in.given_days, record.given_days, '{}')
    END AS given_days,
    CASE WHEN own.holds THEN '{}' ELSE coalesce(built_in.given_months, record.given_months, '{}') END AS given_months
FROM pendamping.live o
CROSS JOIN LATERAL (
    SELECT
        pendamping.as_days(o.fields -> 'follow_up_days') AS days,
        pendamping.days_of(pendamping.as_numbers(o.fields -> 'given_days')) AS given,
        pendamping.as_days(o.fields -> 'follow_up_days') IS NOT NULL
            OR pendamping.as_numbers(o.fields -> 'given_days') <> '{}' AS holds
) own
LEFT JOIN pendamping.profile built_in ON built_in.code = pendamping.as_text(o.fields -> 'profile')
LEFT JOIN LATERAL (
    SELECT
        pendamping.as_days(p.fields -> 'follow_up_days') AS follow_up_days,
        pendamping.days_of(pendamping.as_numbers(p.fields -> 'given_days')) AS given_days,
        pendamping.days_of(pendamping.as_numbers(p.fields -> 'given_months')) AS given_months
    FROM pendamping.book p
    WHERE p.kind = 'disease_profile' AND p.record = pendamping.as_id(o.fields -> 'profile')
        AND built_in.code IS NULL
) record ON true
WHERE o.kind = 'outbreak';

-- What hangs on a person in an outbreak: exposures, investigations and checks.
CREATE VIEW pendamping.traced AS
SELECT
    t.record, t.kind, t.parent AS person, o.record AS outbreak, t.fields,
    pendamping.as_date(p.fields -> 'died_on') AS died_on
FROM pendamping.live t
JOIN pendamping.live p ON p.record = t.parent AND p.kind = 'person'
JOIN pendamping.live o ON o.record = pendamping.as_id(t.fields -> 'outbreak') AND o.kind = 'outbreak'
WHERE t.kind IN ('exposure', 'investigation', 'follow_up');

-- The checks that say on which day.
CREATE VIEW pendamping.check_made AS
SELECT
    record, person, outbreak,
    pendamping.as_date(fields -> 'date') AS day,
    coalesce(pendamping.as_text(fields -> 'result') IN ('well', 'unwell'), false) AS seen,
    pendamping.as_date(fields -> 'entered') AS entered
FROM pendamping.traced
WHERE kind = 'follow_up' AND pendamping.as_date(fields -> 'date') IS NOT NULL;

-- Whoever has an exposure with an end: day 0, and the day after which nobody need be seen any more.
CREATE VIEW pendamping.followed AS
SELECT
    person, outbreak, day0,
    CASE
        WHEN is_case THEN case_since
        WHEN died_on IS NOT NULL THEN died_on
        -- Death on an unknown day: what was entered last is the last that is known.
        WHEN died THEN least(pendamping.today(), coalesce(last_check, pendamping.today()))
    END AS stopped
FROM (
    SELECT
        person, outbreak,
        max(last) AS day0,
        coalesce(bool_or(is_case), false) AS is_case,
        -- A case without any date stops follow-up from the start.
        min(coalesce(since, '-infinity'::date)) FILTER (WHERE is_case) AS case_since,
        coalesce(bool_or(died), false) AS died,
        coalesce(min(died_on), min(outcome_on) FILTER (WHERE died)) AS died_on,
        max(checked) AS last_check
    FROM (
        SELECT
            t.person, t.outbreak, t.died_on,
            CASE t.kind WHEN 'exposure' THEN pendamping.as_date(t.fields -> 'last') END AS last,
            CASE t.kind WHEN 'follow_up' THEN pendamping.as_date(t.fields -> 'date') END AS checked,
            i.*
        FROM pendamping.traced t
        LEFT JOIN LATERAL (
            SELECT
                coalesce(pendamping.as_text(t.fields -> 'classification'), '') <> 'discarded' AS is_case,
                coalesce(
                    pendamping.as_date(t.fields -> 'classified'), pendamping.as_date(t.fields -> 'reported'),
                    pendamping.as_date(t.fields -> 'onset'), pendamping.as_date(t.fields -> 'specimen')
                ) AS since,
                coalesce(pendamping.as_text(t.fields -> 'outcome') = 'died', false) AS died,
                pendamping.as_date(t.fields -> 'outcome_on') AS outcome_on
            WHERE t.kind = 'investigation'
        ) i ON true
    ) said
    GROUP BY person, outbreak
) known
WHERE day0 IS NOT NULL;

-- Every day on which a contact was to be seen, and how it went: `done`, `late` (entered later), `missed`, `stopped`.
CREATE VIEW pendamping.follow_up_day AS
WITH made AS MATERIALIZED (
    SELECT
        person, outbreak, day,
        bool_or(seen) AS seen,
        bool_or(seen AND (entered IS NULL OR entered <= day)) AS in_time,
        (array_agg(record ORDER BY seen DESC, record))[1] AS record
    FROM pendamping.check_made
    GROUP BY person, outbreak, day
), due AS (
    SELECT f.person, f.outbreak, f.stopped, due.day
    FROM pendamping.followed f
    JOIN pendamping.outbreak_rule r USING (outbreak)
    CROSS JOIN LATERAL (
        SELECT f.day0 + number AS day
        FROM generate_series(1, coalesce(r.every, 0)) AS number
        WHERE r.given_days = '{}' AND r.given_months = '{}'
        UNION
        SELECT f.day0 + number FROM unnest(r.given_days) AS number
        UNION
        SELECT (f.day0 + make_interval(months => number))::date FROM unnest(r.given_months) AS number
    ) due
    WHERE due.day < pendamping.today()
)
SELECT
    d.person, d.outbreak, d.day,
    CASE
        WHEN m.in_time THEN 'done'
        WHEN m.seen THEN 'late'
        WHEN m.record IS NOT NULL THEN 'missed'
        WHEN d.day > d.stopped THEN 'stopped'
        ELSE 'missed'
    END AS state,
    coalesce(m.record, d.person) AS record
FROM due d
LEFT JOIN made m USING (person, outbreak, day);
