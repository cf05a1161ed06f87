-- Guard 12: pictures that had been taken back stay an alarm until a named person decides about these very pictures.
--
-- What it refuses
--   book_is_append_only          changing or removing a decision about an alarm, or a note about a likeness
--   decision_is_of_what_stands   a decision about other pictures than those inside the run now, or about none
--
-- Why so. A decision that could be edited, or that spoke of whatever is inside later, would let a run be published
-- with pictures nobody ever looked at. So a decision names its set by one digest, reckoned here and nowhere else:
-- SHA-256 over the digests of the run's usage refused as withdrawn or blocked, each once, in order. A run matched
-- anew with other pictures has another set, and its alarm is open again.
CREATE FUNCTION withdrawn_inside_sha256(asked bigint) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT sha256(string_agg(inside.sha256, ''::bytea ORDER BY inside.sha256)) FROM (
        SELECT DISTINCT usage.sha256 FROM ledger_usage usage
        WHERE usage.run_id = asked AND usage.drawer = 'refused'
          AND usage.reason IN ('consent_withdrawn', 'image_withdrawn', 'blocked_after_claim')
    ) AS inside
$$;

CREATE FUNCTION decision_is_of_what_stands() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.images_sha256 IS DISTINCT FROM withdrawn_inside_sha256(NEW.run_id) THEN
        RAISE EXCEPTION 'run % holds other withdrawn pictures than this decision is about', NEW.run_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_is_of_what_stands',
            TABLE = 'ledger_alarmdecision';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_is_of_what_stands BEFORE INSERT ON ledger_alarmdecision
    FOR EACH ROW EXECUTE FUNCTION decision_is_of_what_stands();
ALTER TABLE ledger_alarmdecision ENABLE ALWAYS TRIGGER decision_is_of_what_stands;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['ledger_alarmdecision', 'ledger_likenessnote'] LOOP
        EXECUTE format('CREATE TRIGGER book_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION book_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER book_is_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;
