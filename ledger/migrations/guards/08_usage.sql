-- Guard 8, first part: what a reward stands on is lawful, and stays as it was.
--
-- What it refuses
--   usage_credited_rightly   a credited row whose image was not accepted, or whose giver had no consent in force
--                            for the run's purpose, at the moment the run was frozen
--   usage_of_a_settled_run   adding, changing or removing usage, matching or parts of a run that is settled
--   usage_is_matched_anew    changing usage at all: a run is matched again by removing and adding
--   run_stays_as_registered  another freeze moment, purpose or name for a run, or a run removed
--
-- Why so. A reward says: these images were used, and their givers had agreed. Both must hold at the run's freeze
-- moment, whoever writes the row and however; so the moment itself cannot move either. Images are matched in bulk,
-- so the check reads whole statements. Matching and settling wait for each other on the run's row: usage holds it
-- shared, a settlement holds it alone. What is not there yet (foreign keys are checked at commit) is not accepted.
CREATE FUNCTION run_is_not_settled(runs bigint[], told text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    settled bigint;
BEGIN
    PERFORM id FROM ledger_run WHERE id = ANY (runs) ORDER BY id FOR SHARE;
    SELECT run_id INTO settled FROM ledger_settlement WHERE run_id = ANY (runs) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'run % is settled: what its rewards stand on stays as it is', settled
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_of_a_settled_run', TABLE = told;
    END IF;
END $$;

CREATE FUNCTION usage_of_a_settled_run() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN PERFORM run_is_not_settled(ARRAY[OLD.run_id], TG_TABLE_NAME); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM run_is_not_settled(ARRAY[NEW.run_id], TG_TABLE_NAME); END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER usage_of_a_settled_run BEFORE INSERT OR UPDATE OR DELETE ON ledger_matching
    FOR EACH ROW EXECUTE FUNCTION usage_of_a_settled_run();
ALTER TABLE ledger_matching ENABLE ALWAYS TRIGGER usage_of_a_settled_run;
CREATE TRIGGER usage_of_a_settled_run BEFORE INSERT OR UPDATE OR DELETE ON ledger_part
    FOR EACH ROW EXECUTE FUNCTION usage_of_a_settled_run();
ALTER TABLE ledger_part ENABLE ALWAYS TRIGGER usage_of_a_settled_run;

CREATE FUNCTION usage_added_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wrong record;
BEGIN
    PERFORM run_is_not_settled((SELECT array_agg(DISTINCT run_id) FROM added), 'ledger_usage');
    SELECT added.id INTO wrong FROM added
        LEFT JOIN ledger_run run ON run.id = added.run_id
        LEFT JOIN contributors_image image ON image.id = added.image_id
        WHERE added.drawer = 'credited' AND (
            image.sha256 = added.sha256 AND image.contributor_id IS NOT NULL
            AND image.accepted_at <= run.frozen_at
            AND (image.withdrawn_at IS NULL OR image.withdrawn_at > run.frozen_at)
            AND EXISTS (
                SELECT FROM contributors_consent consent
                WHERE consent.contributor_id = image.contributor_id
                  AND consent.granted_at <= run.frozen_at
                  AND (consent.withdrawn_at IS NULL OR consent.withdrawn_at > run.frozen_at)
                  AND run.purpose = ANY (consent.purposes))) IS NOT TRUE
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'usage % is credited without an accepted image and a consent at the freeze moment', wrong.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_credited_rightly', TABLE = 'ledger_usage';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER usage_added_rightly AFTER INSERT ON ledger_usage
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION usage_added_rightly();
ALTER TABLE ledger_usage ENABLE ALWAYS TRIGGER usage_added_rightly;

CREATE FUNCTION usage_removed_rightly() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM run_is_not_settled((SELECT array_agg(DISTINCT run_id) FROM removed), 'ledger_usage');
    RETURN NULL;
END $$;
CREATE TRIGGER usage_removed_rightly AFTER DELETE ON ledger_usage
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION usage_removed_rightly();
ALTER TABLE ledger_usage ENABLE ALWAYS TRIGGER usage_removed_rightly;

CREATE FUNCTION usage_is_matched_anew() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: match the run anew', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_is_matched_anew', TABLE = TG_TABLE_NAME;
END $$;
CREATE TRIGGER usage_is_matched_anew BEFORE UPDATE OR TRUNCATE ON ledger_usage
    FOR EACH STATEMENT EXECUTE FUNCTION usage_is_matched_anew();
ALTER TABLE ledger_usage ENABLE ALWAYS TRIGGER usage_is_matched_anew;
REVOKE UPDATE, TRUNCATE ON ledger_usage FROM henrei_app;

CREATE FUNCTION run_stays_as_registered() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.id, NEW.name, NEW.recorded_as, NEW.purpose, NEW.frozen_at)
        IS NOT DISTINCT FROM (OLD.id, OLD.name, OLD.recorded_as, OLD.purpose, OLD.frozen_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of run % refused: it stays as it was registered', TG_OP, OLD.name
        USING ERRCODE = 'check_violation', CONSTRAINT = 'run_stays_as_registered', TABLE = 'ledger_run';
END $$;
CREATE TRIGGER run_stays_as_registered BEFORE UPDATE OR DELETE ON ledger_run
    FOR EACH ROW EXECUTE FUNCTION run_stays_as_registered();
ALTER TABLE ledger_run ENABLE ALWAYS TRIGGER run_stays_as_registered;
REVOKE DELETE, TRUNCATE ON ledger_run FROM henrei_app;
