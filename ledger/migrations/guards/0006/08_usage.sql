-- Guard 8, since migration 0006: the usage of each run lies apart and is matched by the database itself.
--
-- What it refuses, besides what guards/08_usage.sql and guards/0005/08_usage.sql say
--   usage_of_no_run          usage begun or matched for a run that is not there
--   usage_of_a_known_run     usage written for a run that is not there
--   usage_of_a_known_image   usage of an image that is not there, or removing an image that a run used
--   usage_of_its_run         another run's usage in the partition of one
--   ledger_usage_pkey        two rows of one run under one number; each partition refuses it under its own key's name
--   usage_once_per_digest    one digest twice in a stage and component of a run; each partition likewise
--
-- Why so. Keys that are checked row by row cost more than matching does, so a run's usage is a partition of its own:
-- filled bare, given its keys, indexes and foreign keys as a whole, and attached only then. The application has no
-- right to make tables, and none on any partition. It asks three functions of the owner's:
--   usage_begun      makes a bare table for the grouped counts of a run, into which the application may COPY
--   usage_matched    puts every counted digest into its drawer, by the run's own freeze moment and purpose
--   usage_forgotten  takes the usage of a run away, with its partition
-- None of them touches a settled run. What usage_matched writes is credited rightly by how it is made; what anybody
-- writes into ledger_usage by hand is judged by usage_added_rightly as before, and lies in ledger_usage_by_hand.

-- What a consent covers, in the form that can be reckoned once for each person and way of giving: from which moment
-- on what was offered is covered; null where it never is.
CREATE FUNCTION giving_of(collection text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN starts_with(collection, 'upload:') THEN 'upload'
        WHEN starts_with(collection, 'x:') OR starts_with(collection, 'discord:') THEN 'post'
        ELSE 'archive'
    END
$$;
CREATE FUNCTION consent_covers_from(scope text, granted_at timestamptz, giving text) RETURNS timestamptz
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN scope = 'past_images_too' OR giving = 'upload' THEN timestamptz '-infinity'
        WHEN giving = 'post' AND scope = 'hashtag_only' THEN granted_at
        WHEN giving = 'archive' AND scope = 'archive' THEN timestamptz '-infinity'
    END
$$;
CREATE OR REPLACE FUNCTION consent_covers(scope text, granted_at timestamptz, collection text, offered_at timestamptz)
    RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(offered_at >= public.consent_covers_from(scope, granted_at, public.giving_of(collection)), false)
$$;

CREATE FUNCTION usage_is_guarded(lies_in text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    guard text;
BEGIN
    FOREACH guard IN ARRAY ARRAY[
        'book_reads_what_is_committed BEFORE INSERT OR UPDATE OR DELETE ON %I',
        'usage_added_rightly AFTER INSERT ON %I REFERENCING NEW TABLE AS added',
        'usage_removed_rightly AFTER DELETE ON %I REFERENCING OLD TABLE AS removed',
        'usage_is_matched_anew BEFORE UPDATE OR TRUNCATE ON %I'
    ] LOOP
        EXECUTE format('CREATE TRIGGER ' || guard || ' FOR EACH STATEMENT EXECUTE FUNCTION %I()',
                       lies_in, split_part(guard, ' ', 1));
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER %I', lies_in, split_part(guard, ' ', 1));
    END LOOP;
END $$;
REVOKE EXECUTE ON FUNCTION usage_is_guarded FROM PUBLIC;

-- The table anew, in partitions; what was matched before moves over as it is.
CREATE SEQUENCE ledger_usage_numbers;
CREATE SEQUENCE ledger_usage_partitions;
REVOKE ALL ON SEQUENCE ledger_usage_partitions FROM henrei_app;
GRANT USAGE ON SEQUENCE ledger_usage_numbers TO henrei_app;
ALTER TABLE ledger_usage RENAME TO ledger_usage_before;
CREATE TABLE ledger_usage (LIKE ledger_usage_before INCLUDING CONSTRAINTS) PARTITION BY LIST (run_id);
ALTER TABLE ledger_usage ALTER COLUMN id SET DEFAULT nextval('ledger_usage_numbers');
DO $$
DECLARE
    demand record;
BEGIN
    -- A table becomes a partition where its checks are written as these are. What PostgreSQL tells of a check is
    -- written differently from what was told to it; told again what it tells, it stays with that.
    FOR demand IN
        SELECT conname, pg_get_constraintdef(oid) AS words FROM pg_constraint, generate_series(1, 2)
        WHERE conrelid = 'public.ledger_usage'::regclass AND contype = 'c'
    LOOP
        SELECT pg_get_constraintdef(oid) INTO demand.words FROM pg_constraint
            WHERE conrelid = 'public.ledger_usage'::regclass AND conname = demand.conname;
        EXECUTE format('ALTER TABLE ledger_usage DROP CONSTRAINT %1$I, ADD CONSTRAINT %1$I %2$s',
                       demand.conname, demand.words);
    END LOOP;
END $$;
CREATE TABLE ledger_usage_by_hand PARTITION OF ledger_usage DEFAULT;
REVOKE ALL ON ledger_usage_by_hand FROM henrei_app;
DO $$
DECLARE
    run bigint;
    partition text;
BEGIN
    PERFORM setval('ledger_usage_numbers', coalesce(max(id), 0) + 1, false) FROM ledger_usage_before;
    FOR run IN SELECT DISTINCT run_id FROM ledger_usage_before ORDER BY run_id LOOP
        partition := format('ledger_usage_of_%s_%s', run, nextval('ledger_usage_partitions'));
        EXECUTE format('CREATE TABLE %I PARTITION OF ledger_usage FOR VALUES IN (%L)', partition, run);
        EXECUTE format('REVOKE ALL ON %I FROM henrei_app', partition);
        EXECUTE format('INSERT INTO %I SELECT * FROM ledger_usage_before WHERE run_id = %L', partition, run);
        PERFORM usage_is_guarded(partition);
    END LOOP;
END $$;
DROP TABLE ledger_usage_before;
ALTER SEQUENCE ledger_usage_numbers OWNED BY ledger_usage.id;
ALTER TABLE ledger_usage
    ADD CONSTRAINT ledger_usage_pkey PRIMARY KEY (run_id, id),
    ADD CONSTRAINT usage_once_per_digest UNIQUE (sha256, run_id, stage, component),
    ADD CONSTRAINT usage_of_a_known_run FOREIGN KEY (run_id) REFERENCES ledger_run DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT usage_of_a_known_image FOREIGN KEY (image_id) REFERENCES contributors_image
        DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX usage_by_image ON ledger_usage (image_id, run_id);
REVOKE UPDATE, TRUNCATE ON ledger_usage FROM henrei_app;
SELECT usage_is_guarded('ledger_usage'), usage_is_guarded('ledger_usage_by_hand');

CREATE FUNCTION usage_begun(run bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    counted text := format('ledger_usage_counted_%s', run);
BEGIN
    PERFORM run_is_not_settled(ARRAY[run], 'ledger_usage');
    IF NOT EXISTS (SELECT FROM ledger_run WHERE id = run) THEN
        RAISE EXCEPTION 'there is no run %', run
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_of_no_run', TABLE = 'ledger_usage';
    END IF;
    IF to_regclass(format('public.%I', counted)) IS NOT NULL THEN
        EXECUTE format('DROP TABLE public.%I', counted);
    END IF;
    EXECUTE format('CREATE UNLOGGED TABLE public.%I (chain smallint NOT NULL, sha256 bytea NOT NULL, '
                   'samples bigint NOT NULL, exposures bigint NOT NULL)', counted);
    EXECUTE format('REVOKE ALL ON public.%I FROM henrei_app', counted);
    EXECUTE format('GRANT INSERT ON public.%I TO henrei_app', counted);
    RETURN counted;
END $$;

CREATE FUNCTION usage_forgotten(run bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    partition regclass;
BEGIN
    PERFORM run_is_not_settled(ARRAY[run], 'ledger_usage');
    FOR partition IN
        SELECT lying.oid FROM pg_inherits JOIN pg_class lying ON lying.oid = inhrelid
        WHERE inhparent = 'public.ledger_usage'::regclass AND lying.relname ~ format('^ledger_usage_of_%s_[0-9]+$', run)
    LOOP
        EXECUTE format('DROP TABLE %s', partition);
    END LOOP;
    DELETE FROM ledger_usage_by_hand WHERE run_id = run;
    UPDATE ledger_matching SET matched_at = matched_at WHERE run_id = run;  -- what it says is looked at again
END $$;

-- Where each counted digest ends. Nothing that happened after the freeze moment changes it. Of several images with one
-- digest those speak first that stood accepted then, of these the one accepted first; next those that had been
-- withdrawn, so that an alarm is never hidden behind another giving of the same file. Only digests that have another
-- image than one accepted in time are compared that way: of those accepted, the database keeps one per digest. Who has
-- left agrees to nothing. Withdrawn is a consent for the run's purpose that had ended, or any where none ran on. A
-- block holds for the file, whether or not somebody gave it. A counted row names its stage and component by their
-- place.
CREATE FUNCTION usage_matched(run bigint, stages text[], components text[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    SET work_mem = '256MB' SET maintenance_work_mem = '256MB' SET hash_mem_multiplier = 2 SET jit = off
    SET default_statistics_target = 10 SET random_page_cost = 1.1 SET parallel_tuple_cost = 0.001 AS $$
DECLARE
    counted text := format('ledger_usage_counted_%s', run);
    several text := format('ledger_usage_several_%s', run);
    number bigint := nextval('ledger_usage_partitions');
    partition text := format('ledger_usage_of_%s_%s', run, number);
    frozen_at timestamptz;
    purpose text;
    numbered_from bigint;
    matched bigint;
BEGIN
    PERFORM run_is_not_settled(ARRAY[run], 'ledger_usage');
    SELECT ledger_run.frozen_at, ledger_run.purpose INTO frozen_at, purpose FROM ledger_run WHERE id = run;
    IF NOT FOUND OR to_regclass(format('public.%I', counted)) IS NULL THEN
        RAISE EXCEPTION 'usage of run % was not begun', run
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_of_no_run', TABLE = 'ledger_usage';
    END IF;
    EXECUTE format('ANALYZE public.%I', counted);
    EXECUTE format($several$
        CREATE UNLOGGED TABLE public.%1$I AS
        SELECT DISTINCT ON (image.sha256) image.sha256, image.id
        FROM contributors_image image
        WHERE image.sha256 IN (
            SELECT other.sha256 FROM contributors_image other
            WHERE (other.state <> 'accepted' OR other.accepted_at IS NULL OR other.accepted_at > $1)
              AND other.sha256 IN (SELECT sha256 FROM public.%2$I))
        ORDER BY image.sha256,
                 (image.accepted_at <= $1 AND coalesce(image.withdrawn_at > $1, true)) DESC NULLS LAST,
                 (image.withdrawn_at <= $1) DESC NULLS LAST, image.accepted_at NULLS LAST, image.id
    $several$, several, counted) USING frozen_at;
    EXECUTE format('ANALYZE public.%I', several);

    -- Ids are taken from the sequence in one stretch: nextval() would keep the join to one process.
    EXECUTE format('SELECT count(*) FROM public.%I', counted) INTO matched;
    PERFORM pg_advisory_xact_lock('ledger_usage_numbers'::regclass::oid::bigint);
    numbered_from := nextval('ledger_usage_numbers') - 1;
    PERFORM setval('ledger_usage_numbers', numbered_from + greatest(matched, 1));

    EXECUTE format($match$
        CREATE TABLE public.%1$I AS
        WITH giver AS (
            SELECT contributor.id, giving, contributor.verified_at <= $1 AS was_verified,
                   coalesce(contributor.left_at <= $1, false) AS had_left,
                   min(covers_from) FILTER (WHERE running AND $2 = ANY (purposes)) AS in_force_from,
                   min(covers_from) FILTER (WHERE running) AS running_from,
                   min(covers_from) FILTER (WHERE withdrawn_at <= $1 AND $2 = ANY (purposes)) AS ended_from,
                   min(covers_from) FILTER (WHERE withdrawn_at <= $1) AS any_ended_from
            FROM contributors_contributor contributor
            CROSS JOIN (VALUES ('upload'), ('post'), ('archive')) AS ways (giving)
            LEFT JOIN LATERAL (
                SELECT purposes, withdrawn_at, consent_covers_from(scope, granted_at, giving) AS covers_from,
                       granted_at <= $1 AND coalesce(withdrawn_at > $1, true) AS running
                FROM contributors_consent WHERE contributor_id = contributor.id
            ) AS consent ON true
            GROUP BY contributor.id, giving
        ), blocked AS (
            SELECT DISTINCT fingerprint.sha256
            FROM contributors_block block
            JOIN contributors_fingerprint fingerprint ON fingerprint.id = block.fingerprint_id
            WHERE block.blocked_at <= $1 AND coalesce(block.lifted_at > $1, true)
        ), judged AS (
            SELECT row_number() OVER () AS place, counted.chain, counted.sha256, counted.samples, counted.exposures,
                   image.id AS image_id, CASE
                WHEN blocked.sha256 IS NOT NULL THEN 'blocked_after_claim'
                WHEN image.id IS NULL THEN 'unknown'
                WHEN image.was_accepted AND NOT coalesce(image.was_withdrawn, false) THEN CASE
                    WHEN image.is_sourced THEN 'source'
                    WHEN giver.had_left
                      OR image.offered_at >= giver.ended_from
                         AND (image.offered_at >= giver.in_force_from) IS NOT TRUE
                      OR image.offered_at >= giver.any_ended_from
                         AND (image.offered_at >= giver.running_from) IS NOT TRUE THEN 'consent_withdrawn'
                    WHEN NOT coalesce(giver.was_verified, false) THEN 'account_not_verified'
                    WHEN image.offered_at >= giver.in_force_from THEN 'credited'
                    WHEN image.offered_at >= giver.running_from THEN 'purpose_not_agreed'
                    ELSE 'no_consent'
                END
                WHEN image.was_withdrawn THEN 'image_withdrawn'
                WHEN image.is_duplicate THEN 'duplicate_of_another'
                ELSE 'not_accepted'
            END AS verdict
            FROM public.%2$I counted
            LEFT JOIN public.%3$I several ON several.sha256 = counted.sha256
            LEFT JOIN (
                SELECT sha256, id, source_id IS NOT NULL AS is_sourced, contributor_id, offered_at,
                       giving_of(collection) AS giving, state = 'duplicate' AS is_duplicate,
                       accepted_at <= $1 AS was_accepted, withdrawn_at <= $1 AS was_withdrawn,
                       coalesce(state = 'accepted' AND accepted_at <= $1, false) AS speaks_alone
                FROM contributors_image
            ) AS image ON image.sha256 = counted.sha256
                AND CASE WHEN several.id IS NULL THEN image.speaks_alone ELSE image.id = several.id END
            LEFT JOIN giver ON giver.id = image.contributor_id AND giver.giving = image.giving
            LEFT JOIN blocked ON blocked.sha256 = counted.sha256
        )
        SELECT $6 + place AS id, ($4)[chain]::varchar(100) AS stage, ($5)[chain]::varchar(20) AS component, sha256,
               samples, exposures,
               (CASE WHEN verdict IN ('credited', 'source') THEN verdict ELSE 'refused' END)::varchar(8) AS drawer,
               (CASE WHEN verdict IN ('credited', 'source') THEN '' ELSE verdict END)::varchar(40) AS reason,
               image_id, $3 AS run_id
        FROM judged
    $match$, partition, counted, several) USING frozen_at, purpose, run, stages, components, numbered_from;
    EXECUTE format('DROP TABLE public.%I, public.%I', counted, several);
    PERFORM usage_attached(run, partition);
END $$;

-- A filled table becomes the run's partition: all that ledger_usage demands, demanded of it as a whole.
CREATE FUNCTION usage_attached(run bigint, partition text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    demands text;
BEGIN
    EXECUTE format('REVOKE ALL ON public.%I FROM henrei_app', partition);
    SELECT string_agg(format('ALTER COLUMN %I SET NOT NULL', attname), ', ') INTO demands
        FROM pg_attribute WHERE attrelid = 'public.ledger_usage'::regclass AND attnum > 0 AND attnotnull;
    SELECT demands || ', ' || string_agg(format('ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ', ')
        INTO demands FROM pg_constraint WHERE conrelid = 'public.ledger_usage'::regclass AND contype = 'c';
    EXECUTE format('ALTER TABLE public.%I %s, ADD CONSTRAINT usage_of_its_run CHECK (run_id = %L), '
                   'ALTER COLUMN id SET DEFAULT nextval(''ledger_usage_numbers''), ADD PRIMARY KEY (run_id, id), '
                   'ADD CONSTRAINT %I UNIQUE (sha256, run_id, stage, component)',
                   partition, demands, run, replace(partition, 'ledger_usage', 'usage_once_per_digest'));
    EXECUTE format('CREATE INDEX ON public.%I (image_id, run_id)', partition);
    PERFORM usage_forgotten(run);
    EXECUTE format('ALTER TABLE ledger_usage ATTACH PARTITION public.%I FOR VALUES IN (%L)', partition, run);
    PERFORM usage_is_guarded(partition);
END $$;

REVOKE EXECUTE ON FUNCTION usage_attached FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION usage_begun, usage_matched, usage_forgotten FROM PUBLIC;
GRANT EXECUTE ON FUNCTION usage_begun, usage_matched, usage_forgotten TO henrei_app;
