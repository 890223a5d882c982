-- Fields as what they should be, and null where they are something else: a file may hold what a newer version wrote.
CREATE FUNCTION pendamping.as_text(value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(value) = 'string' THEN value #>> '{}' END
$$;

CREATE FUNCTION pendamping.as_date(value jsonb) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    text text;
    first date;
    found date;
BEGIN
    IF value IS NULL OR jsonb_typeof(value) <> 'string' THEN
        RETURN NULL;
    END IF;
    text := value #>> '{}';
    IF text !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' OR left(text, 4) = '0000' THEN
        RETURN NULL;
    END IF;
    -- Asked without an error to be caught, which would cost ten times as much: the 31st of a short month is in the next.
    first := make_date(left(text, 4)::integer, substr(text, 6, 2)::integer, 1);
    found := first + right(text, 2)::integer - 1;
    RETURN CASE WHEN date_trunc('month', found::timestamp) = first::timestamp THEN found END;
END
$$;

CREATE FUNCTION pendamping.as_id(value jsonb) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN jsonb_typeof(value) = 'string'
            AND value #>> '{}' ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
        THEN (value #>> '{}')::uuid
    END
$$;

CREATE FUNCTION pendamping.as_number(value jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN jsonb_typeof(value) = 'number' THEN (value #>> '{}')::bigint END
$$;

-- A number of days: what the app holds in sixteen bits.
CREATE FUNCTION pendamping.as_days(value jsonb) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN pendamping.as_number(value) BETWEEN 0 AND 65535 THEN pendamping.as_number(value)::integer END
$$;

-- Several numbers; a list with anything else in it is none.
CREATE FUNCTION pendamping.as_numbers(value jsonb) RETURNS bigint[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN jsonb_typeof(value) = 'array' AND NOT jsonb_path_exists(value, '$[*] ? (@.type() != "number")')
        THEN ARRAY(SELECT pendamping.as_number(one) FROM jsonb_array_elements(value) AS one)
        ELSE '{}'
    END
$$;

-- Those of them that are numbers of days.
CREATE FUNCTION pendamping.days_of(numbers bigint[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY(SELECT number::integer FROM unnest(numbers) AS number WHERE number BETWEEN 0 AND 65535)
$$;

CREATE FUNCTION pendamping.trimmed(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT btrim(value, E' \t\n\v\f\r\u0085\u00a0\u2003\u3000')
$$;
