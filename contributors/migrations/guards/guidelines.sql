-- What an organiser set about the guidelines stays as it was set.
--
-- What it refuses
--   guidelines_are_append_only          UPDATE, DELETE and TRUNCATE of versions and their rulings
--   ruling_comes_with_its_guidelines    a ruling added in another transaction than its version, or before it
--
-- Why so. A finding names the version it was made under. If a version could be changed afterwards, nobody could say
-- any more why a picture failed. The refusal stands twice: the application role never had the right (REVOKE), and a
-- trigger turns down whoever has it. The version remembers the transaction that wrote it, for xmin would hold a
-- subtransaction's number inside a savepoint.
ALTER TABLE contributors_guidelines ADD COLUMN decided_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION guidelines_remember_their_transaction() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.decided_xid := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER guidelines_remember_their_transaction BEFORE INSERT ON contributors_guidelines
    FOR EACH ROW EXECUTE FUNCTION guidelines_remember_their_transaction();
ALTER TABLE contributors_guidelines ENABLE ALWAYS TRIGGER guidelines_remember_their_transaction;

CREATE FUNCTION rulings_come_with_their_guidelines() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added LEFT JOIN contributors_guidelines version ON version.id = added.guidelines_id
        WHERE version.decided_xid IS DISTINCT FROM pg_current_xact_id()
    ) THEN
        RAISE EXCEPTION 'a version of the guidelines takes no ruling later: set a new version'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_comes_with_its_guidelines',
            TABLE = 'contributors_ruling';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER rulings_come_with_their_guidelines AFTER INSERT ON contributors_ruling
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION rulings_come_with_their_guidelines();
ALTER TABLE contributors_ruling ENABLE ALWAYS TRIGGER rulings_come_with_their_guidelines;

CREATE FUNCTION guidelines_are_append_only() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: guidelines change by a new version', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'guidelines_are_append_only', TABLE = TG_TABLE_NAME;
END $$;

DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['contributors_guidelines', 'contributors_ruling'] LOOP
        EXECUTE format('CREATE TRIGGER guidelines_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION guidelines_are_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER guidelines_are_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;
