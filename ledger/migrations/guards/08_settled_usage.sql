-- Guard 8 (with UNIQUE reward_once_per_settlement and the one settlement of a run): what a reward stands on
-- stays as it was.
--
-- What it refuses
--   usage_of_a_settled_run   adding, changing or removing usage, matching or parts of a run that is settled
--   usage_credited_rightly   a credited row whose image was not accepted, or whose giver had no consent in force
--                            for the run's purpose, at the moment the run was frozen
--
-- Why so. A reward says: these images were used, and their givers had agreed. Both must hold at the run's freeze
-- moment, whoever writes the row and however. Images are matched in bulk, so the check reads whole statements.
CREATE FUNCTION usage_of_a_settled_run() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN touched := OLD.run_id; ELSE touched := NEW.run_id; END IF;
    IF EXISTS (SELECT FROM ledger_settlement WHERE run_id = touched) THEN
        RAISE EXCEPTION 'run % is settled: what its rewards stand on stays as it is', touched
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_of_a_settled_run', TABLE = TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER usage_of_a_settled_run BEFORE INSERT OR UPDATE OR DELETE ON ledger_matching
    FOR EACH ROW EXECUTE FUNCTION usage_of_a_settled_run();
ALTER TABLE ledger_matching ENABLE ALWAYS TRIGGER usage_of_a_settled_run;

CREATE FUNCTION usage_added_rightly() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT added.run_id INTO wrong FROM added JOIN ledger_settlement settlement USING (run_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'run % is settled: what its rewards stand on stays as it is', wrong.run_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_of_a_settled_run', TABLE = 'ledger_usage';
    END IF;
    SELECT added.id INTO wrong FROM added
        JOIN ledger_run run ON run.id = added.run_id
        JOIN contributors_image image ON image.id = added.image_id
        WHERE added.drawer = 'credited' AND NOT (
            image.sha256 = added.sha256 AND image.contributor_id IS NOT NULL
            AND image.accepted_at <= run.frozen_at
            AND (image.withdrawn_at IS NULL OR image.withdrawn_at > run.frozen_at)
            AND EXISTS (
                SELECT FROM contributors_consent consent
                WHERE consent.contributor_id = image.contributor_id
                  AND consent.granted_at <= run.frozen_at
                  AND (consent.withdrawn_at IS NULL OR consent.withdrawn_at > run.frozen_at)
                  AND run.purpose = ANY (consent.purposes)))
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

CREATE FUNCTION usage_removed_rightly() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT removed.run_id INTO wrong FROM removed JOIN ledger_settlement settlement USING (run_id) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'run % is settled: what its rewards stand on stays as it is', wrong.run_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'usage_of_a_settled_run', TABLE = 'ledger_usage';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER usage_removed_rightly AFTER DELETE ON ledger_usage
    REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION usage_removed_rightly();
ALTER TABLE ledger_usage ENABLE ALWAYS TRIGGER usage_removed_rightly;
REVOKE UPDATE, TRUNCATE ON ledger_usage FROM henrei_app;
