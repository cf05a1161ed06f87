-- Guard 2, since migration 0010: a posting remembers its transaction too, and an entry when it was recorded.
--
-- What it refuses, besides what guards/02_no_late_legs.sql says
--   posting_comes_with_its_entry   a posting that says it came in another transaction than it did
--
-- Why so. Questions about a moment need all postings of an account that came since some transaction: the index below
-- gives them without looking at any other. When an entry was recorded is no caller's to say; it is the moment its
-- transaction began, the same for all entries of one, so that a transaction is seen whole or not at all.
CREATE FUNCTION transaction_of_entry(entry bigint) RETURNS xid8 LANGUAGE sql STABLE
    SET search_path = pg_catalog, public, pg_temp AS 'SELECT posted_xid FROM ledger_entry WHERE id = entry';
ALTER TABLE ledger_posting ADD COLUMN posted_xid xid8;
ALTER TABLE ledger_posting
    ALTER COLUMN posted_xid TYPE xid8 USING transaction_of_entry(entry_id),
    ALTER COLUMN posted_xid SET NOT NULL,
    ALTER COLUMN posted_xid SET DEFAULT pg_current_xact_id();
DROP FUNCTION transaction_of_entry(bigint);

DROP INDEX posting_amounts_by_account;
CREATE INDEX posting_by_account ON ledger_posting (account_id, posted_xid) INCLUDE (amount_minor, entry_id);
CREATE INDEX entry_by_transaction ON ledger_entry (posted_xid);

CREATE OR REPLACE FUNCTION entry_remembers_its_transaction() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.posted_xid := pg_current_xact_id();
    NEW.recorded_at := transaction_timestamp();
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION postings_come_with_their_entry() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    this_xid xid8 := pg_current_xact_id();
    late record;
BEGIN
    SELECT added.entry_id, added.leg, added.posted_xid AS said, entry.posted_xid INTO late
        FROM added LEFT JOIN ledger_entry entry ON entry.id = added.entry_id
        WHERE entry.posted_xid IS DISTINCT FROM this_xid OR added.posted_xid <> this_xid
           OR added.leg > entry.leg_count LIMIT 1;
    IF FOUND AND (late.posted_xid IS DISTINCT FROM this_xid OR late.said <> this_xid) THEN
        RAISE EXCEPTION 'entry % was not posted here and now: it takes no leg', late.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_comes_with_its_entry', TABLE = 'ledger_posting';
    ELSIF FOUND THEN
        RAISE EXCEPTION 'leg % is beyond the legs that entry % says it has', late.leg, late.entry_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posting_within_leg_count', TABLE = 'ledger_posting';
    END IF;
    RETURN NULL;
END $$;
