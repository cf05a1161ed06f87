-- Guard 2: legs come with their entry, never after it.
--
-- What it refuses
--   posting_comes_with_its_entry   a posting added in another transaction than its entry, or before it
--   posting_within_leg_count       a posting numbered beyond its entry's leg_count
--
-- Why so. A pair of legs that balance each other could otherwise be slipped into an entry that was checked and
-- committed long ago; its total would still be zero and its meaning would not. The header remembers the
-- transaction that wrote it (xid8 never wraps around). Comparing the hidden column xmin would be wrong: inside a
-- savepoint it holds the subtransaction's number. A leg before its header is refused because foreign keys are
-- checked at commit: its number could not be compared with a leg_count that is not there yet, and would leave a
-- place for one more leg after the check.
ALTER TABLE ledger_entry ADD COLUMN posted_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION entry_remembers_its_transaction() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.posted_xid := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE TRIGGER entry_remembers_its_transaction BEFORE INSERT ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION entry_remembers_its_transaction();
ALTER TABLE ledger_entry ENABLE ALWAYS TRIGGER entry_remembers_its_transaction;

CREATE FUNCTION postings_come_with_their_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_xid xid8 := pg_current_xact_id();
    late record;
BEGIN
    SELECT added.entry_id, added.leg, entry.posted_xid INTO late
        FROM added LEFT JOIN ledger_entry entry ON entry.id = added.entry_id
        WHERE entry.posted_xid IS DISTINCT FROM this_xid OR added.leg > entry.leg_count LIMIT 1;
    IF FOUND AND late.posted_xid IS DISTINCT FROM this_xid THEN
        RAISE EXCEPTION 'entry % was not posted here and now: it takes no leg', late.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_comes_with_its_entry', TABLE = 'ledger_posting';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'leg % is beyond the legs that entry % says it has', late.leg, late.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_within_leg_count', TABLE = 'ledger_posting';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER postings_come_with_their_entry AFTER INSERT ON ledger_posting
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION postings_come_with_their_entry();
ALTER TABLE ledger_posting ENABLE ALWAYS TRIGGER postings_come_with_their_entry;
