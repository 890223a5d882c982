-- The five indicators of success, by the definitions of the app (src/report/indicator): timeliness, conformity with the
-- plan, satisfaction, involvement of partners (three numbers) and improvement.
--
-- A day counts only when it is over. Everything is first a fact with a day, already judged; a period is then a count.

-- Cases that count: those whose client is not in the trash.
CREATE VIEW pendamping.case_span AS
SELECT
    c.record AS case_id, c.parent AS client, t.opened, t.closed, t.reopened,
    pendamping.trimmed(coalesce(pendamping.as_text(c.fields -> 'worker'), '')) AS worker,
    -- From when the case is closed for good.
    CASE WHEN t.reopened IS NULL OR t.reopened <= t.closed THEN t.closed END AS ended
FROM pendamping.live c
CROSS JOIN LATERAL (
    SELECT
        pendamping.as_date(c.fields -> 'opened') AS opened,
        pendamping.as_date(c.fields -> 'closed') AS closed,
        pendamping.as_date(c.fields -> 'reopened') AS reopened
) t
WHERE c.kind = 'case'
    AND (c.parent IS NULL OR EXISTS (SELECT FROM pendamping.live p WHERE p.record = c.parent));

-- Whom the cases of a worker are about: people, and everybody who lives in a household.
CREATE VIEW pendamping.client_of AS
WITH lives_in AS (
    SELECT
        m.parent AS household,
        pendamping.main_of(pendamping.as_id(m.fields -> 'person')) AS person,
        bool_and(pendamping.as_date(m.fields -> 'until') IS NOT NULL) AS has_left
    FROM pendamping.live m
    WHERE m.kind = 'member'
    GROUP BY 1, 2
), resident AS (
    SELECT household, person FROM lives_in WHERE NOT has_left
    UNION
    SELECT h.record, head.person
    FROM pendamping.live h
    CROSS JOIN LATERAL (SELECT pendamping.main_of(pendamping.as_id(h.fields -> 'head')) AS person) head
    WHERE h.fields ? 'head' AND NOT EXISTS (
        SELECT FROM lives_in l
        WHERE l.household = h.record AND l.person = head.person AND l.has_left
    )
)
SELECT s.worker, s.client AS person FROM pendamping.case_span s
UNION
SELECT s.worker, r.person
FROM pendamping.case_span s
JOIN resident r ON r.household = s.client
JOIN pendamping.live p ON p.record = r.person AND p.kind = 'person';

CREATE VIEW pendamping.action_fact AS
SELECT
    a.record, a.parent AS case_id, s.worker, t.planned_from, t.planned_to, t.done_on, v.state, v.reason,
    a.fields ? 'partner' AS with_partner, v.done, s.ended
FROM pendamping.live a
JOIN pendamping.case_span s ON s.case_id = a.parent
CROSS JOIN LATERAL (
    SELECT
        pendamping.as_date(a.fields -> 'planned_from') AS planned_from,
        pendamping.as_date(a.fields -> 'planned_to') AS planned_to,
        pendamping.as_date(a.fields -> 'done_on') AS done_on,
        coalesce(pendamping.as_text(a.fields -> 'state'), '') AS state,
        coalesce(pendamping.as_text(a.fields -> 'not_done_reason'), '') AS reason
) t
CROSS JOIN LATERAL (
    -- A day on which it was done counts as done, also where nobody touched the state.
    SELECT t.state, t.reason, t.state = 'done' OR (t.state <> 'not_done' AND t.done_on IS NOT NULL) AS done
) v
WHERE a.kind = 'action';

-- Why an action that was due on a day is left out, if it is.
CREATE FUNCTION pendamping.action_out(due date, state text, reason text, done boolean, ended date) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN due >= pendamping.today() THEN 'not_yet_due'
        WHEN state = 'not_done' AND reason = 'not_needed' THEN 'not_needed'
        WHEN NOT done AND ended < due THEN 'case_closed'
    END
$$;

CREATE VIEW pendamping.referral_fact AS
SELECT
    r.record, r.parent AS case_id, s.worker, t.state, t.sent, t.answered,
    t.refused_reason IS NOT NULL AS has_reason,
    t.state = 'sent' AND t.answered IS NULL AS waiting
FROM pendamping.live r
JOIN pendamping.case_span s ON s.case_id = r.parent
CROSS JOIN LATERAL (
    SELECT
        coalesce(pendamping.as_text(r.fields -> 'state'), '') AS state,
        pendamping.as_date(r.fields -> 'sent') AS sent,
        pendamping.as_date(r.fields -> 'answered') AS answered,
        pendamping.as_text(r.fields -> 'refused_reason') AS refused_reason
) t
WHERE r.kind = 'referral';

-- What a partner decided before a referral was closed: the last state that was ever written, also one that lost.
CREATE FUNCTION pendamping.decided(of uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT w.value <> '"refused"'
    FROM pendamping.field_write w
    WHERE w.record = of AND w.field = 'state' AND w.value IN ('"accepted"', '"served"', '"refused"')
    ORDER BY w.hlc DESC, w.device DESC, w.seq DESC, w.hash DESC, w.place DESC
    LIMIT 1
$$;

-- Everything that is judged by a day: `met` says how what is counted came out, `why` stands where something is left out
-- (`met` is null) or counted apart. What has no day belongs to every period.
CREATE VIEW pendamping.fact AS
-- Timeliness of actions.
SELECT
    'timeliness' AS measure, 'action' AS source, a.record, a.worker, NULL::uuid AS person,
    coalesce(a.planned_to, a.done_on, a.planned_from) AS day,
    CASE WHEN o.why IS NULL THEN a.done AND coalesce(a.done_on <= a.planned_to, false) END AS met,
    o.why, false AS apart
FROM pendamping.action_fact a
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN a.planned_to IS NULL THEN 'no_due_date'
        ELSE coalesce(
            pendamping.action_out(a.planned_to, a.state, a.reason, a.done, a.ended),
            CASE WHEN a.done AND a.done_on IS NULL THEN 'no_done_date' END)
    END AS why
) o
UNION ALL
-- Timeliness of referrals: answered within seven days.
SELECT
    'timeliness', 'referral', r.record, r.worker, NULL, r.sent + 7,
    CASE WHEN r.sent + 7 < pendamping.today() THEN coalesce(r.answered <= r.sent + 7, false) END,
    CASE WHEN r.sent IS NULL THEN 'not_sent' WHEN r.sent + 7 >= pendamping.today() THEN 'not_yet_due' END, false
FROM pendamping.referral_fact r
UNION ALL
-- Timeliness of follow-up: seen on the day; what was entered later is said besides.
SELECT 'timeliness', 'follow_up', f.record, NULL, f.person, f.day, j.met, j.why, j.apart
FROM pendamping.follow_up_day f
CROSS JOIN LATERAL (
    SELECT
        CASE f.state WHEN 'stopped' THEN NULL ELSE f.state IN ('done', 'late') END AS met,
        CASE f.state WHEN 'stopped' THEN 'stopped' END AS why,
        false AS apart
    UNION ALL
    SELECT NULL, 'entered_late', true WHERE f.state = 'late'
) j
UNION ALL
-- Conformity: done, however late.
SELECT
    'conformity', 'action', a.record, a.worker, NULL, p.planned,
    CASE WHEN o.why IS NULL THEN a.done END, o.why, false
FROM pendamping.action_fact a
CROSS JOIN LATERAL (SELECT coalesce(a.planned_to, a.planned_from) AS planned) p
CROSS JOIN LATERAL (
    SELECT pendamping.action_out(p.planned, a.state, a.reason, a.done, a.ended) AS why
) o
WHERE p.planned IS NOT NULL
UNION ALL
SELECT 'conformity', 'action', a.record, a.worker, NULL, a.done_on, NULL, 'never_planned', false
FROM pendamping.action_fact a
WHERE a.planned_to IS NULL AND a.planned_from IS NULL AND a.done
UNION ALL
SELECT
    'conformity', 'action', a.record, a.worker, NULL, coalesce(a.planned_to, a.planned_from), NULL,
    'not_done_with_reason', true
FROM pendamping.action_fact a
WHERE NOT a.done AND a.reason <> '' AND coalesce(a.planned_to, a.planned_from) IS NOT NULL
    AND pendamping.action_out(coalesce(a.planned_to, a.planned_from), a.state, a.reason, a.done, a.ended) IS NULL
UNION ALL
SELECT
    'conformity', 'evaluation', e.record, s.worker, NULL, pendamping.as_date(e.fields -> 'date'), NULL,
    CASE
        WHEN pendamping.trimmed(coalesce(pendamping.as_text(e.fields -> 'why_changed'), '')) = ''
        THEN 'revised_without_reason' ELSE 'revised_with_reason'
    END, true
FROM pendamping.live e
JOIN pendamping.case_span s ON s.case_id = e.parent
WHERE e.kind = 'evaluation' AND pendamping.as_date(e.fields -> 'date') IS NOT NULL
    AND (
        pendamping.as_text(e.fields -> 'conformity') IN ('changed', 'not_followed')
        OR pendamping.as_text(e.fields -> 'decision') = 'revise_plan'
    )
UNION ALL
-- Referrals accepted, of those that are decided.
SELECT
    'referrals_accepted', 'referral', r.record, r.worker, NULL, r.sent, d.met,
    CASE
        WHEN d.met IS NOT NULL THEN NULL
        WHEN r.state = 'closed' THEN 'decision_unknown'
        ELSE 'undecided'
    END, false
FROM pendamping.referral_fact r
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN r.state IN ('accepted', 'served') THEN true
        WHEN r.state = 'refused' THEN false
        WHEN r.state = 'closed' AND r.has_reason THEN false
        WHEN r.state = 'closed' THEN pendamping.decided(r.record)
    END AS met
) d
WHERE r.sent IS NOT NULL
UNION ALL
-- Whether the partner has answered; how long that took is reckoned from the referrals themselves.
SELECT
    'days_to_answer', 'referral', r.record, r.worker, NULL, r.sent,
    CASE WHEN r.answered IS NOT NULL OR r.waiting THEN NOT r.waiting END,
    CASE WHEN r.answered IS NULL AND NOT r.waiting THEN 'no_answer' END, false
FROM pendamping.referral_fact r
WHERE r.sent IS NOT NULL
UNION ALL
SELECT 'days_to_answer', 'referral', r.record, r.worker, NULL, r.sent, NULL, 'still_waiting', true
FROM pendamping.referral_fact r
WHERE r.sent IS NOT NULL AND r.waiting;

-- On which days a partner had a part in a case.
CREATE VIEW pendamping.partner_day AS
SELECT a.case_id, a.done_on AS day FROM pendamping.action_fact a WHERE a.done AND a.with_partner
UNION
SELECT r.case_id, r.sent FROM pendamping.referral_fact r
UNION
SELECT v.parent, pendamping.as_date(v.fields -> 'date')
FROM pendamping.live v
WHERE v.kind = 'advocacy' AND pendamping.as_id(v.fields -> 'partner') IS NOT NULL;

-- The answers of the satisfaction survey; what is none of 1 to 4 counts as not given.
CREATE VIEW pendamping.survey_answer AS
SELECT
    f.record, s.worker, pendamping.as_date(f.fields -> 'date') AS day, question,
    CASE WHEN a.given BETWEEN 1 AND 4 THEN a.given END AS answer,
    a.given NOT BETWEEN 1 AND 4 AS out_of_range
FROM pendamping.live f
JOIN pendamping.case_span s ON s.case_id = f.parent
CROSS JOIN generate_series(1, 9) AS question
CROSS JOIN LATERAL (SELECT pendamping.as_number(f.fields -> ('u' || question)) AS given) a
WHERE f.kind = 'satisfaction' AND pendamping.as_date(f.fields -> 'date') IS NOT NULL;

-- Everything behind the numbers of some periods, of all cases or of those of one worker.
CREATE FUNCTION pendamping.behind(periods daterange[], of_worker text DEFAULT NULL)
RETURNS TABLE (period daterange, measure text, source text, record uuid, met boolean, why text, apart boolean)
LANGUAGE sql STABLE AS $$
    SELECT p.period, f.measure, f.source, f.record, f.met, f.why, f.apart
    FROM unnest(periods) AS p (period)
    JOIN pendamping.fact f ON f.day IS NULL OR f.day <@ p.period
    WHERE of_worker IS NULL OR f.worker = of_worker 
        OR f.person IN (SELECT c.person FROM pendamping.client_of c WHERE c.worker = of_worker)
    UNION ALL
    -- Cases that were open on some day of the period, as far as it has come. Between a closing and a later reopening
    -- a case was not.
    SELECT
        p.period, 'cases_with_partner', 'case', s.case_id,
        CASE WHEN s.opened IS NOT NULL THEN w.case_id IS NOT NULL END,
        CASE WHEN s.opened IS NULL THEN 'no_opening_date' END, false
    FROM unnest(periods) AS p (period)
    CROSS JOIN LATERAL (SELECT lower(p.period) AS first, upper(p.period) - 1 AS last) b
    JOIN pendamping.case_span s ON s.opened IS NULL OR (
        s.opened <= least(b.last, pendamping.today()) AND b.first <= pendamping.today()
        AND CASE
            WHEN s.reopened > s.closed THEN s.closed >= b.first OR s.reopened <= b.last
            ELSE s.closed IS NULL OR s.closed >= b.first
        END
    )
    LEFT JOIN (
        SELECT DISTINCT q.period, d.case_id
        FROM unnest(periods) AS q (period)
        JOIN pendamping.partner_day d ON d.day <@ q.period
    ) w ON w.case_id = s.case_id AND w.period = p.period
    WHERE of_worker IS NULL OR s.worker = of_worker
    UNION ALL
    SELECT
        p.period, 'satisfaction', 'survey', a.record,
        CASE WHEN count(a.answer) > 0 THEN true END,
        CASE WHEN count(a.answer) = 0 THEN 'blank' END, false
    FROM unnest(periods) AS p (period)
    JOIN pendamping.survey_answer a ON a.day <@ p.period
    WHERE of_worker IS NULL OR a.worker = of_worker
    GROUP BY p.period, a.record
    UNION ALL
    SELECT DISTINCT p.period, 'satisfaction', 'survey', a.record, NULL::boolean, 'out_of_range', true
    FROM unnest(periods) AS p (period)
    JOIN pendamping.survey_answer a ON a.day <@ p.period AND a.out_of_range
    WHERE of_worker IS NULL OR a.worker = of_worker
$$;

-- The numbers of some periods. It reads with the rights of its owner and gives numbers only, so that whoever may see
-- figures need not be able to read a single record.
CREATE FUNCTION pendamping.reckon(periods daterange[], of_worker text DEFAULT NULL, rounded boolean DEFAULT false)
RETURNS TABLE (
    period daterange, measure text, numerator double precision, denominator double precision, value double precision
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH wanted AS (
        SELECT p.period, m.measure
        FROM unnest(periods) AS p (period),
            unnest(ARRAY[
                'timeliness', 'conformity', 'cases_with_partner', 'referrals_accepted', 'days_to_answer'
            ]) AS m (measure)
    ), known AS MATERIALIZED (
        SELECT b.period, b.measure, b.met FROM pendamping.behind(periods, of_worker) b WHERE b.met IS NOT NULL
    ), counted AS (
        SELECT w.period, w.measure, count(*) FILTER (WHERE k.met) AS met, count(k.met) AS of
        FROM wanted w
        LEFT JOIN known k USING (period, measure)
        GROUP BY w.period, w.measure
    ), waited AS (
        SELECT p.period, percentile_cont(0.5) WITHIN GROUP (
            ORDER BY greatest(coalesce(r.answered, pendamping.today()) - r.sent, 0)
        ) AS days
        FROM unnest(periods) AS p (period)
        JOIN pendamping.referral_fact r ON r.sent <@ p.period AND (r.answered IS NOT NULL OR r.waiting)
        WHERE of_worker IS NULL OR r.worker = of_worker
        GROUP BY p.period
    ), question AS (
        SELECT p.period, a.question, sum(a.answer)::double precision / count(a.answer) AS mean
        FROM unnest(periods) AS p (period)
        JOIN pendamping.survey_answer a ON a.day <@ p.period AND a.answer IS NOT NULL
        WHERE of_worker IS NULL OR a.worker = of_worker
        GROUP BY p.period, a.question
    ), survey AS (
        -- A question that nobody answered is left out, and its weight spread over the others.
        SELECT period, sum(mean) AS means, count(*) AS asked,
            sum(mean) * CASE WHEN rounded THEN 0.99 ELSE 1 END::double precision / count(*) * 25 AS index
        FROM question
        GROUP BY period
    )
    SELECT c.period, c.measure, c.met, c.of,
        CASE c.measure
            WHEN 'days_to_answer' THEN w.days
            ELSE c.met::double precision / nullif(c.of, 0)
        END
    FROM counted c
    LEFT JOIN waited w USING (period)
    UNION ALL
    SELECT p.period, 'satisfaction', coalesce(s.means, 0), coalesce(s.asked, 0),
        -- Two decimals, a half upwards.
        floor(s.index * 100 + 1e-7 + 0.5) / 100
    FROM unnest(periods) AS p (period)
    LEFT JOIN survey s USING (period)
$$;

-- The period before: as many whole months where this one is whole months, else as many days.
CREATE FUNCTION pendamping.period_before(period daterange) RETURNS daterange
LANGUAGE sql IMMUTABLE AS $$
    SELECT daterange(
        CASE
            WHEN extract(day FROM lower(period)) = 1 AND extract(day FROM upper(period)) = 1
            THEN (lower(period) - age(upper(period)::timestamp, lower(period)::timestamp))::date
            ELSE lower(period) - (upper(period) - lower(period))
        END,
        lower(period))
$$;

-- The report that `pendamping report` prints: each number now and before, which way it went, and how many became better.
CREATE FUNCTION pendamping.report(
    first date, last date, of_worker text DEFAULT NULL, rounded boolean DEFAULT false
)
RETURNS TABLE (
    measure text, numerator double precision, denominator double precision, value double precision,
    before double precision, direction text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH period AS (
        SELECT daterange(first, last, '[]') AS now, pendamping.period_before(daterange(first, last, '[]')) AS before
    ), reckoned AS MATERIALIZED (
        SELECT r.* FROM period p, pendamping.reckon(ARRAY[p.now, p.before], of_worker, rounded) r
    ), compared AS (
        SELECT n.measure, n.numerator, n.denominator, n.value, b.value AS before, n.measure = 'days_to_answer' AS less,
            CASE WHEN n.measure = 'days_to_answer' THEN b.value - n.value ELSE n.value - b.value END AS gain,
            CASE n.measure WHEN 'days_to_answer' THEN 0 WHEN 'satisfaction' THEN 100 ELSE 1 END AS best
        FROM period p
        JOIN reckoned n ON n.period = p.now
        JOIN reckoned b ON b.period = p.before AND b.measure = n.measure
    ), judged AS (
        SELECT *, CASE
            WHEN gain IS NULL THEN 'unknown'
            WHEN gain > 1e-9 THEN 'better'
            WHEN gain < -1e-9 THEN 'worse'
            WHEN abs(value - best) < 1e-9 THEN 'stays_best'
            ELSE 'same'
        END AS direction
        FROM compared
    )
    SELECT measure, numerator, denominator, value, before, direction FROM judged
    UNION ALL
    SELECT 'improvement', better, comparable, better::double precision / nullif(comparable, 0), NULL, NULL
    FROM (
        SELECT
            count(*) FILTER (WHERE direction IN ('better', 'stays_best')) AS better,
            count(*) FILTER (WHERE direction <> 'unknown') AS comparable
        FROM judged
    ) all_of_them
$$;

-- The numbers of the last twelve months and of this one, for a dashboard.
CREATE VIEW pendamping.indicator_month AS
SELECT lower(r.period) AS month, r.measure, r.numerator, r.denominator, r.value
FROM pendamping.reckon(ARRAY(
    SELECT daterange(first::date, (first + interval '1 month')::date)
    FROM generate_series(
        date_trunc('month', pendamping.today()::timestamp) - interval '12 months',
        date_trunc('month', pendamping.today()::timestamp), interval '1 month'
    ) AS first
)) r;

-- The numbers of each worker's cases, this month and the one before.
CREATE VIEW pendamping.indicator_worker AS
SELECT w.worker, r.*
FROM (SELECT DISTINCT worker FROM pendamping.case_span WHERE worker <> '') w
CROSS JOIN LATERAL pendamping.report(
    date_trunc('month', pendamping.today()::timestamp)::date,
    (date_trunc('month', pendamping.today()::timestamp) + interval '1 month')::date - 1,
    w.worker
) r;
