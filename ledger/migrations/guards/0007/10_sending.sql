-- Guard 10, for parts that come over HTTP: a token stays what it was made for, and an answer stays as it was given.
--
-- What it refuses
--   run_token_stays_as_made       another run, ability, secret, maker or expiry for a token; a revocation taken back
--                                 or rewritten; a token removed
--   part_upload_stays_as_taken    changing or removing an upload that was taken as a part
--
-- Why so. Who could send for a run, until when and in whose name, is evidence for what was sent. And a sender that asks
-- again under its key must get the first answer, whatever happened since. What is still on its way may be given up.
CREATE FUNCTION run_token_stays_as_made() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.id, NEW.run_id, NEW.ability, NEW.label, NEW.prefix, NEW.sha256, NEW.made_by_id, NEW.made_at,
             NEW.expires_at)
            IS NOT DISTINCT FROM
            (OLD.id, OLD.run_id, OLD.ability, OLD.label, OLD.prefix, OLD.sha256, OLD.made_by_id, OLD.made_at,
             OLD.expires_at)
        AND (OLD.revoked_at IS NULL
             OR (NEW.revoked_at, NEW.revoked_by_id) IS NOT DISTINCT FROM (OLD.revoked_at, OLD.revoked_by_id)) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of token % refused: make another and revoke this one', TG_OP, OLD.prefix
        USING ERRCODE = 'check_violation', CONSTRAINT = 'run_token_stays_as_made', TABLE = 'ledger_runtoken';
END $$;
CREATE TRIGGER run_token_stays_as_made BEFORE UPDATE OR DELETE ON ledger_runtoken
    FOR EACH ROW EXECUTE FUNCTION run_token_stays_as_made();
ALTER TABLE ledger_runtoken ENABLE ALWAYS TRIGGER run_token_stays_as_made;
REVOKE UPDATE, DELETE, TRUNCATE ON ledger_runtoken FROM henrei_app;
GRANT UPDATE (revoked_at, revoked_by_id, last_used_at) ON ledger_runtoken TO henrei_app;

CREATE FUNCTION part_upload_stays_as_taken() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.taken_at IS NOT NULL THEN
        RAISE EXCEPTION '% of upload % refused: it was taken as part %', TG_OP, OLD.id, OLD.part_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'part_upload_stays_as_taken', TABLE = 'ledger_partupload';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER part_upload_stays_as_taken BEFORE UPDATE OR DELETE ON ledger_partupload
    FOR EACH ROW EXECUTE FUNCTION part_upload_stays_as_taken();
ALTER TABLE ledger_partupload ENABLE ALWAYS TRIGGER part_upload_stays_as_taken;
REVOKE TRUNCATE ON ledger_partupload FROM henrei_app;
